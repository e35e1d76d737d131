using System.IO.Hashing;
using System.Text;

namespace ClipSurgery;

/// <summary>
/// Writes a data set as one HTML file to look through by eye: lowest scores first, accepted and rejected by keyboard. The file
/// holds everything it shows, works from disk without a network, and saves what was decided for <see cref="ReviewDecisions"/>.
/// </summary>
/// <remarks>
/// A picture is embedded as a thumbnail of at most 512 pixels a side, and its masks in that size; at about 25 KB a picture, 2,000
/// pictures make a page of about 65 MB. Names from the data set are text to the page, whatever they hold.
/// </remarks>
public static class ReviewPage
{
    /// <summary>Writes the page. Memory does not grow with the number of pictures.</summary>
    /// <param name="path">The file; folders are created, an existing file is replaced once the new one is complete.</param>
    /// <param name="dataset">The data set; its pictures are read from <see cref="LabelledDataset.PictureFolder"/>.</param>
    /// <param name="progress">Told the number of pictures that are written, after each.</param>
    /// <param name="cancellationToken">Ends the work; nothing is written then.</param>
    /// <returns>How many pictures could not be read any more; the page says why in their place.</returns>
    /// <exception cref="ClipSurgeryException">The page cannot be written.</exception>
    public static int Write(
        string path, LabelledDataset dataset, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(dataset);
        int unreadable = 0;
        AtomicFile.Write(path, stream => unreadable = Write(stream, dataset, progress, cancellationToken));
        return unreadable;
    }

    private static int Write(
        Stream stream, LabelledDataset dataset, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        ReviewPictureReader reader = new(dataset);
        XxHash64 run = new();
        int written = 0;
        int unreadable = 0;
        using StreamWriter html = new(stream, leaveOpen: true) { NewLine = "\n" };
        html.WriteLine(ReviewTemplate.Head);
        foreach (PictureLabels labels in dataset.Pictures)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReviewPicture picture = reader.Read(labels);
            WriteJson(html, "picture", ReviewJson.Serialize(picture));
            html.WriteLine($"<script type=\"application/octet-stream\">{Convert.ToBase64String(picture.Thumbnail)}</script>");
            foreach (ReviewInstance instance in picture.Instances)
            {
                run.Append(Encoding.ASCII.GetBytes(instance.Key));
            }

            unreadable += picture.Problem is null ? 0 : 1;
            progress?.Report(++written);
        }

        WriteJson(html, "run", ReviewJson.Serialize(ReviewRun.Of(dataset, $"{run.GetCurrentHashAsUInt64():x16}")));
        html.Write(ReviewTemplate.Foot);
        return unreadable;
    }

    /// <summary>Writes data that the browser takes for a script of an unknown language: it neither runs nor shows it.</summary>
    private static void WriteJson(StreamWriter html, string name, string json) =>
        html.WriteLine($"<script type=\"application/json\" class=\"{name}\">{json}</script>");
}
