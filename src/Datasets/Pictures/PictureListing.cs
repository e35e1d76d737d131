namespace ClipSurgery;

/// <summary>The pictures of a run, by their names alone.</summary>
/// <param name="FileNames">
/// Relative to the picture folder, with forward slashes, in ordinal order, each once: what COCO's <c>file_name</c> holds.
/// </param>
/// <param name="Skipped">What was left out although it was asked for, in ordinal order; never a reason to fail.</param>
public sealed record PictureListing(IReadOnlyList<string> FileNames, IReadOnlyList<SkippedEntry> Skipped);

/// <summary>A file or folder that was left out.</summary>
/// <param name="Name">
/// Relative to the picture folder, with forward slashes; control characters are replaced by spaces. For all files of a kind that
/// cannot be read it is <c>*.heic</c> or the like, and the reason has their number.
/// </param>
/// <param name="Reason">Why, as the end of a sentence: "it is a pipe, a socket or a device".</param>
public sealed record SkippedEntry(string Name, string Reason);
