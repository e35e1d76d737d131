using System.Globalization;

namespace ClipSurgery;

/// <summary>A picture's file as it is now.</summary>
/// <param name="Xxh64">XXH64 of its bytes.</param>
/// <param name="Width">Width in pixels of the upright picture.</param>
/// <param name="Height">Height in pixels of the upright picture.</param>
/// <param name="ExifOrientation">The file's EXIF orientation, 1 to 8.</param>
public readonly record struct PictureContent(ulong Xxh64, int Width, int Height, int ExifOrientation);

/// <summary>A picture of a workspace, in brief.</summary>
/// <param name="FileName">Its name in the data set.</param>
/// <param name="State">How far it has come.</param>
/// <param name="Instances">How many instances it has.</param>
/// <param name="LeastScore">The lowest score of an instance that nobody has accepted or made; null where there is none.</param>
public sealed record WorkspacePicture(string FileName, PictureState State, int Instances, double? LeastScore);

/// <summary>
/// A folder of labels that people work on: what a run found, if there was one, and their edits, each of which is on the disk before it
/// counts as done. May be used by several threads at once; only one process at a time may open a folder.
/// </summary>
public sealed class LabelWorkspace : IDisposable
{
    private readonly Lock _lock = new();
    private readonly EditJournal _edits;
    private readonly JournalLines _lines = new();
    private readonly Dictionary<string, PicturePlace> _found;
    private string[] _order;
    private readonly Dictionary<string, WorkspacePicture> _pictures = new(StringComparer.Ordinal);

    private LabelWorkspace(string output, string pictureFolder, RunIndex index, IReadOnlyList<LabelClass> classes, IReadOnlyList<string> fileNames)
    {
        Output = output;
        PictureFolder = pictureFolder;
        _found = index.InOrder().ToDictionary(place => place.Image.FileName, StringComparer.Ordinal);
        _edits = EditJournal.Open(
            new RunFolder(output).Edits,
            new EditHeader { Edits = EditHeader.CurrentVersion, Classes = classes, PictureFolder = pictureFolder });
        _order = [.. fileNames.Union(_found.Keys, StringComparer.Ordinal).Union(_edits.Pictures.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        foreach (string fileName in _order)
        {
            _pictures.Add(fileName, _edits.Pictures.TryGetValue(fileName, out EditedEntry? entry)
                ? InBrief(fileName, _edits.Read(fileName, entry.Content)!)
                : AsFound(fileName));
        }
    }

    /// <summary>The folder of the labels.</summary>
    public string Output { get; }

    /// <summary>The folder that file names are relative to.</summary>
    public string PictureFolder { get; }

    /// <summary>All classes: the class at place <c>i</c> has the category id <c>i + 1</c>.</summary>
    public IReadOnlyList<LabelClass> Classes
    {
        get
        {
            lock (_lock)
            {
                return [.. _edits.Classes];
            }
        }
    }

    /// <summary>The pictures in ordinal order of their names.</summary>
    public IReadOnlyList<WorkspacePicture> Pictures
    {
        get
        {
            lock (_lock)
            {
                return [.. _order.Select(fileName => _pictures[fileName])];
            }
        }
    }

    /// <summary>Limits <see cref="Pictures"/> to some of them; labels of the others stay as they are.</summary>
    /// <param name="fileNames">Names of pictures; those that the workspace does not have are left out.</param>
    public void ShowOnly(IReadOnlySet<string> fileNames)
    {
        ArgumentNullException.ThrowIfNull(fileNames);
        lock (_lock)
        {
            _order = [.. _order.Where(fileNames.Contains)];
        }
    }

    /// <summary>Whether a folder holds labels: a run's, or edits.</summary>
    public static bool IsOne(string folder) =>
        new RunFolder(folder) is var labels && (File.Exists(labels.Edits) || labels.FindJournals().Count > 0);

    /// <summary>Opens a folder of labels: that of a run, be it complete or not, or a new one.</summary>
    /// <param name="output">The folder of the labels; made where there is none.</param>
    /// <param name="pictureFolder">The folder of the pictures; null for that which the run or its edits name.</param>
    /// <param name="classes">Classes that join those of the folder.</param>
    /// <param name="fileNames">Pictures to work on beside those that have labels already, relative to the folder of the pictures.</param>
    /// <exception cref="ClipSurgeryException">
    /// It is open already, a journal is damaged, the folder of the pictures is not known, or nothing can be written.
    /// </exception>
    public static LabelWorkspace Open(
        string output, string? pictureFolder, IReadOnlyList<LabelClass> classes, IReadOnlyList<string> fileNames)
    {
        ArgumentException.ThrowIfNullOrEmpty(output);
        ArgumentNullException.ThrowIfNull(classes);
        RunFolder folder = new(output);
        RunIndex index = new();
        foreach ((_, string path) in folder.FindJournals())
        {
            index.Add(path);
        }

        using RunEdits edits = RunEdits.Read([output]);
        string pictures = pictureFolder ?? edits.PictureFolder ?? index.PictureFolder ?? index.Header?.PictureFolder
            ?? throw new ClipSurgeryException($"{output}: does not say where its pictures lie; give their folder too.");
        IReadOnlyList<LabelClass> found = index.Header?.Classes ?? [];
        LabelWorkspace workspace = new(output, Path.GetFullPath(pictures), index, found.Count > 0 ? found : classes, fileNames);
        try
        {
            workspace.AddMissing([.. found, .. classes]);
            return workspace;
        }
        catch
        {
            workspace.Dispose();
            throw;
        }
    }

    /// <summary>A picture as it is now: edited, or as the run found it where its file is still the same.</summary>
    /// <param name="fileName">The picture.</param>
    /// <param name="content">Its file as it is now.</param>
    /// <exception cref="ClipSurgeryException">There is no such picture.</exception>
    public EditedPicture Read(string fileName, PictureContent content)
    {
        lock (_lock)
        {
            return ToPicture(fileName, Replay(fileName, content));
        }
    }

    /// <summary>Keeps an edit: it is on the disk when this returns.</summary>
    /// <param name="fileName">The picture.</param>
    /// <param name="content">Its file as it is now.</param>
    /// <param name="edit">What changes.</param>
    /// <returns>The picture as it is then.</returns>
    /// <exception cref="EditConflictException">The edit is of another version; nothing of it is kept.</exception>
    /// <exception cref="ClipSurgeryException">The edit does not fit the picture, or cannot be written; nothing of it is kept.</exception>
    public EditedPicture Edit(string fileName, PictureContent content, PictureEdit edit)
    {
        ArgumentNullException.ThrowIfNull(edit);
        lock (_lock)
        {
            EditReplay replay = _edits.Append(fileName, Replay(fileName, content), edit);
            _pictures[fileName] = InBrief(fileName, replay);
            return replay.ToPicture(fileName);
        }
    }

    /// <summary>Adds a class at the end.</summary>
    /// <exception cref="ClipSurgeryException">There is one of that name, ignoring case, or it cannot be written.</exception>
    public void AddClass(LabelClass label)
    {
        ArgumentNullException.ThrowIfNull(label);
        lock (_lock)
        {
            _edits.AddClass(label);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _edits.Dispose();
        _lines.Dispose();
    }

    private void AddMissing(IEnumerable<LabelClass> classes)
    {
        foreach (LabelClass label in classes)
        {
            if (_edits.Classes.All(known => !known.Name.Equals(label.Name, StringComparison.OrdinalIgnoreCase)))
            {
                _edits.AddClass(label);
            }
        }
    }

    /// <summary>The edits of a picture, or what there is before the first one.</summary>
    private EditReplay Replay(string fileName, PictureContent content)
    {
        if (!_pictures.ContainsKey(fileName))
        {
            throw new ClipSurgeryException($"{QuotedText.Short(fileName)}: is no picture of these labels.");
        }

        string hash = EditedPlaces.TextOf(content.Xxh64);
        if (_edits.Read(fileName, hash) is { } replay)
        {
            return replay;
        }

        EditReplay begun = new();
        begun.Begin(FoundIn(fileName, content) ?? Empty(content), hash);
        return begun;
    }

    private static EditBase Empty(PictureContent content) =>
        new() { Width = content.Width, Height = content.Height, ExifOrientation = content.ExifOrientation };

    /// <summary>What the run found; null where it has not been there, or the file is another one now.</summary>
    private EditBase? FoundIn(string fileName, PictureContent content)
    {
        if (!_found.TryGetValue(fileName, out PicturePlace place)
            || (place.Version is { } version && version.Xxh64 != content.Xxh64)
            || (place.Image.Width, place.Image.Height) != (content.Width, content.Height))
        {
            return null;
        }

        PictureRecord record = JournalReader.DecodePicture(place.Journal, _lines.Read(place.Journal, place.Offset, place.Length));
        Dictionary<string, int> seen = new(StringComparer.Ordinal);
        List<EditedRecord> instances = [];
        foreach (InstanceRecord instance in record.Instances)
        {
            string key = InstanceKey.Of(fileName, instance.Class, Mask.FromCompressed(content.Width, content.Height, instance.Rle));
            int times = seen[key] = seen.GetValueOrDefault(key) + 1;
            instances.Add(EditedRecord.Of(times == 1 ? key : string.Create(CultureInfo.InvariantCulture, $"{key}-{times}"), instance));
        }

        return Empty(content) with { ImageId = place.KeptId, Instances = instances };
    }

    private EditedPicture ToPicture(string fileName, EditReplay replay)
    {
        EditedPicture picture = replay.ToPicture(fileName);
        bool isFound = _found.TryGetValue(fileName, out PicturePlace place)
            && (place.Version is not { } version || EditedPlaces.TextOf(version.Xxh64) == replay.Content);
        return replay.Version > 0 ? picture : picture with { State = isFound ? PictureState.Found : PictureState.NotLabelled };
    }

    private WorkspacePicture AsFound(string fileName) => _found.TryGetValue(fileName, out PicturePlace place)
        ? new WorkspacePicture(fileName, PictureState.Found, place.Instances, place.LeastScore)
        : new WorkspacePicture(fileName, PictureState.NotLabelled, 0, null);

    private static WorkspacePicture InBrief(string fileName, EditReplay replay) => new(
        fileName,
        replay.IsDone ? PictureState.Done : PictureState.Corrected,
        replay.Instances.Count,
        replay.Instances.Where(instance => !instance.IsAccepted && instance.Source == LabelSource.Auto).Min(instance => instance.Score));
}
