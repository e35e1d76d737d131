using System.Text.RegularExpressions;

namespace ClipSurgery;

/// <summary>
/// What a person made of a data set: a line an edit, on the disk before the edit counts as done, so that no end of the process loses one.
/// It belongs to one process at a time; one thread at a time may use it.
/// </summary>
internal sealed partial class EditJournal : IDisposable
{
    private readonly string _path;
    private readonly JournalFile _file;
    private readonly EditIndex _index = new();

    private EditJournal(string path, JournalFile file)
    {
        _path = path;
        _file = file;
    }

    /// <summary>All classes, in the order of their category ids.</summary>
    public IReadOnlyList<LabelClass> Classes => _index.Classes;

    /// <summary>The pictures that have edits.</summary>
    public IReadOnlyDictionary<string, EditedEntry> Pictures => _index.Pictures;

    /// <summary>Opens the journal, or begins it. A torn last line is cut off.</summary>
    /// <param name="path">The file; no other process may have it open.</param>
    /// <param name="header">What a new journal begins with.</param>
    /// <exception cref="ClipSurgeryException">Another process has it open, it is damaged, or it cannot be written.</exception>
    public static EditJournal Open(string path, EditHeader header)
    {
        JournalFile file = JournalFile.Open(
            path,
            "another server has these labels open; end that one first, or give another --output.",
            "this edit was not kept, all before it were: make room, and do it again.",
            Path.ChangeExtension(path, ".lock"));
        EditJournal journal = new(path, file);
        try
        {
            file.Cut(journal._index.Read(path, file.Stream));
            if (journal._index.Header is null)
            {
                file.Append(header, EditJson.Readable.EditHeader);
                file.Flush();
                journal._index.Begin(header);
            }

            return journal;
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    /// <summary>What a picture's edits come to; null where it has none with this content.</summary>
    /// <param name="fileName">The picture.</param>
    /// <param name="content">XXH64 of its file now.</param>
    public EditReplay? Read(string fileName, string content)
    {
        if (!_index.Pictures.TryGetValue(fileName, out EditedEntry? entry) || entry.Content != content)
        {
            return null;
        }

        EditReplay replay = new();
        foreach ((long offset, int length) in entry.Lines)
        {
            replay.Add(EditIndex.Decode(_path, _file.Read(offset, length)));
        }

        return replay;
    }

    /// <summary>Keeps an edit of a picture: it is on the disk when this returns.</summary>
    /// <param name="fileName">The picture.</param>
    /// <param name="before">The picture as it is now.</param>
    /// <param name="edit">What changes; new instances get their ids.</param>
    /// <returns>The picture as it is then.</returns>
    /// <exception cref="EditConflictException">The edit is of another version.</exception>
    /// <exception cref="ClipSurgeryException">The edit does not fit the picture, or cannot be written; nothing of it is kept.</exception>
    public EditReplay Append(string fileName, EditReplay before, PictureEdit edit)
    {
        if (edit.Version != before.Version)
        {
            throw new EditConflictException(before.ToPicture(fileName));
        }

        EditRecord record = new()
        {
            FileName = fileName,
            Version = before.Version + 1,
            Content = before.Content,
            Base = before.Version == 0 ? before.Base : null,
            Put = Complete(before, edit),
            Remove = edit.Remove,
            IsDone = edit.IsDone,
        };
        (long offset, int length) = Write(() => _file.Append(record, EditJson.Readable.EditRecord));
        _index.Add(record, offset, length);
        before.Add(record);
        return before;
    }

    /// <summary>Adds a class at the end.</summary>
    /// <exception cref="ClipSurgeryException">
    /// There is one of that name, ignoring case, one of its prompts finds another class, its name does not fit one line, or it cannot be
    /// written.
    /// </exception>
    public void AddClass(LabelClass label)
    {
        Require(
            label.Name.Trim().Length > 0 && !label.Name.Any(char.IsControl),
            "The name of a class is blank or has a line break; expected a word or a phrase.");
        if (Classes.FirstOrDefault(other => other.Name.Equals(label.Name, StringComparison.OrdinalIgnoreCase)) is { } twin)
        {
            throw new ClipSurgeryException($"There is a class {QuotedText.Short(twin.Name)} already; use that one, or another name.");
        }

        if (Classes.FirstOrDefault(other => other.Prompts.Intersect(label.Prompts, DistinctTexts.Comparer).Any()) is { } rival)
        {
            throw new ClipSurgeryException(
                $"A prompt of {QuotedText.Short(label.Name)} finds the class {QuotedText.Short(rival.Name)} already; use that class, or other prompts.");
        }

        ClassRecord record = new(label);
        Write(() => _file.Append(record, EditJson.Readable.ClassRecord));
        _index.Add(record);
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Appends a line and syncs it; where the disk does not take it, nothing of it stays.</summary>
    private (long Offset, int Length) Write(Func<(long Offset, int Length)> append)
    {
        (long Offset, int Length) place = append();
        try
        {
            _file.Flush();
            return place;
        }
        catch
        {
            _file.TryCut(place.Offset);
            throw;
        }
    }

    /// <summary>The instances of an edit with everything that follows from what was there.</summary>
    private List<EditedRecord> Complete(EditReplay before, PictureEdit edit)
    {
        HashSet<string> ids = new(StringComparer.Ordinal);
        List<EditedRecord> put = [];
        foreach (EditedInstance instance in edit.Put)
        {
            bool isNew = instance.Id.Length == 0;
            string id = isNew ? $"edit-{before.Version + 1}-{put.Count + 1}" : instance.Id;
            Require(InstanceId().IsMatch(id), $"The id {QuotedText.Short(id)} is none; expected up to 64 letters, digits and hyphens.");
            Require(ids.Add(id), $"The instance {id} comes twice in one edit; give it once.");
            Require(
                _index.Classes.Any(label => label.Name == instance.Class),
                $"There is no class {QuotedText.Short(instance.Class)}; add it first.");
            Require(
                instance.Mask.Width == before.Base.Width && instance.Mask.Height == before.Base.Height,
                $"A mask is {instance.Mask.Width}x{instance.Mask.Height}; the picture is {before.Base.Width}x{before.Base.Height}.");
            Require(!instance.Mask.IsEmpty, "A mask is empty; remove the instance instead.");
            Require(instance.Score is null or (>= 0 and <= 1), $"The score {instance.Score} is none; expected 0 to 1.");
            Require(
                instance.Parts.Values.All(part => part is >= 0 and <= 1),
                $"A part of the score of {QuotedText.Short(instance.Class)} is none; expected 0 to 1.");
            EditedRecord? was = before.Instances.FirstOrDefault(other => other.Id == id);
            put.Add(Complete(EditedRecord.Of(instance with { Id = id }), was, instance.Source));
        }

        foreach (string id in edit.Remove)
        {
            Require(before.Instances.Any(instance => instance.Id == id), $"There is no instance {QuotedText.Short(id)} to remove.");
            Require(ids.Add(id), $"The instance {id} is put and removed in one edit; do one of the two.");
        }

        return put;
    }

    /// <summary>A mask or a class that a person changed has no score any more, and stays what other tools know it by.</summary>
    private static EditedRecord Complete(EditedRecord now, EditedRecord? was, LabelSource? stated)
    {
        bool isSame = was is not null && was.Rle == now.Rle && was.Class == now.Class;
        LabelSource source = stated ?? was switch
        {
            null => LabelSource.Manual,
            _ when isSame || was.Source == LabelSource.Manual => was.Source,
            _ => LabelSource.Corrected,
        };
        EditedRecord known = was is null
            ? now
            : now with { AnnotationId = was.AnnotationId, Attributes = was.Attributes, IsCrowd = was.IsCrowd };
        return source == LabelSource.Auto
            ? known with { Source = source, Score = known.Score ?? was?.Score, Prompt = known.Prompt ?? was?.Prompt, Parts = Parts() }
            : known with { Source = source, Score = null, Prompt = known.Prompt ?? was?.Prompt, Parts = new Dictionary<string, double>() };

        IReadOnlyDictionary<string, double> Parts() => known.Parts.Count > 0 || was is null ? known.Parts : was.Parts;
    }

    private static void Require(bool isRight, string problem)
    {
        if (!isRight)
        {
            throw new ClipSurgeryException(problem);
        }
    }

    [GeneratedRegex("^[A-Za-z0-9-]{1,64}$")]
    private static partial Regex InstanceId();
}
