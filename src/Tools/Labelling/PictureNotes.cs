using System.Collections.Concurrent;

namespace ClipSurgery.Tools;

/// <summary>What is odd about pictures that are read, gathered by any number of threads.</summary>
internal sealed class PictureNotes
{
    private readonly ConcurrentDictionary<string, IReadOnlyList<string>> _notes = [];

    /// <summary>The notes in the order of the pictures' names, a line each.</summary>
    public IReadOnlyCollection<string> All =>
    [
        .. _notes.OrderBy(picture => picture.Key, StringComparer.Ordinal)
            .SelectMany(picture => picture.Value.Select(note => $"{picture.Key}: {note}.")),
    ];

    /// <summary>Reads a picture of a folder, and keeps what is odd about it.</summary>
    public LoadedImage Read(string folder, string fileName, ImageLimits limits)
    {
        LoadedImage image = PictureFolder.Read(folder, fileName, limits);
        if (image.Notes.Count > 0)
        {
            _notes[fileName] = image.Notes;
        }

        return image;
    }
}
