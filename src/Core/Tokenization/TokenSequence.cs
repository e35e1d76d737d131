namespace ClipSurgery;

/// <summary>A text as token ids.</summary>
/// <param name="Ids">Start token, the text's tokens, end token; not padded.</param>
/// <param name="IsTruncated">True where the text was longer than the context and was cut; the end token is kept.</param>
public sealed record TokenSequence(IReadOnlyList<int> Ids, bool IsTruncated);
