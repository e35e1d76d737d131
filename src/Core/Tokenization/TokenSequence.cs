namespace ClipSurgery;

/// <summary>A text as CLIP reads it.</summary>
/// <param name="Ids">
/// Token ids, each 0 to 49407: the start token (49406), the text, the end token (49407). Not padded; at most the context length.
/// </param>
/// <param name="IsTruncated">True where the text was longer than the context and its end was cut off.</param>
public sealed record TokenSequence(ReadOnlyMemory<int> Ids, bool IsTruncated);
