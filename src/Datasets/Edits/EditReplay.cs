namespace ClipSurgery;

/// <summary>What one picture's lines come to, read in their order.</summary>
internal sealed class EditReplay
{
    private readonly List<EditedRecord> _instances = [];

    /// <summary>The picture before its first edit.</summary>
    public EditBase Base { get; private set; } = new() { Width = 0, Height = 0 };

    /// <summary>XXH64 of the picture's file, as the lines write it.</summary>
    public string Content { get; private set; } = "";

    public int Version { get; private set; }

    public bool IsDone { get; private set; }

    public IReadOnlyList<EditedRecord> Instances => _instances;

    /// <summary>Reads the next line. One with a base begins anew: the picture was replaced by another one.</summary>
    public void Add(EditRecord edit)
    {
        if (edit.Base is { } begun)
        {
            Begin(begun, edit.Content);
        }

        Version = edit.Version;
        IsDone = edit.IsDone ?? IsDone;
        _instances.RemoveAll(instance => edit.Remove.Contains(instance.Id));
        foreach (EditedRecord put in edit.Put)
        {
            int place = _instances.FindIndex(instance => instance.Id == put.Id);
            if (place < 0)
            {
                _instances.Add(put);
            }
            else
            {
                _instances[place] = put;
            }
        }
    }

    /// <summary>Begins with what is there before the first edit.</summary>
    public void Begin(EditBase begun, string content)
    {
        Base = begun;
        Content = content;
        IsDone = false;
        _instances.Clear();
        _instances.AddRange(begun.Instances);
    }

    /// <summary>The picture as it is after the lines that were read.</summary>
    public EditedPicture ToPicture(string fileName) => new(
        fileName,
        Base.Width,
        Base.Height,
        Base.ExifOrientation,
        Version,
        IsDone ? PictureState.Done : PictureState.Corrected,
        [.. _instances.Select(instance => instance.ToInstance(Base.Width, Base.Height))]);
}
