namespace ClipSurgery;

/// <summary>
/// What CLIP's text tower makes of each token of a sentence: the final norm and the projection, which CLIP applies at the end
/// token alone, at every token (CLIP Surgery's multimodal visualisation, arXiv 2304.05653, figure 5). Attention is causal, so a
/// token knows what stands before it, and the end token knows the sentence: its row is the sentence's ordinary embedding, without
/// a prompt template.
/// </summary>
/// <param name="Embeddings">
/// One L2-normalised row a token, the start token left out. Its texts are the tokens as people read them, <c>[end]</c> last; its
/// empty text is the end token of the empty prompt.
/// </param>
/// <param name="IsTruncated">True where the sentence was longer than the model's context and its end was cut off.</param>
public sealed record TokenEmbeddings(TextEmbeddings Embeddings, bool IsTruncated)
{
    /// <summary>The name of the end token among <see cref="Texts"/>.</summary>
    public const string End = "[end]";

    /// <summary>The tokens, in the sentence's order, without the mark of a word's end; <see cref="End"/> is last.</summary>
    public IReadOnlyList<string> Texts => Embeddings.Texts;

    /// <summary>Where in a picture each token is: feature surgery over the sentence's own tokens.</summary>
    /// <returns>One map a token, in order; a sentence without a word has the end token alone, against the empty prompt.</returns>
    public IReadOnlyList<SimilarityMap> Locate(ImageTokens image) => Texts.Count > 1
        ? FeatureSurgery.OverLabelSet(image, Embeddings, Texts.Count)
        : FeatureSurgery.AgainstEmptyText(image, Embeddings);
}
