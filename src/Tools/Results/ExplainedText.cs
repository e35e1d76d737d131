using System.Numerics.Tensors;

namespace ClipSurgery.Tools;

/// <summary>A token or a text, and how much a picture answers to it.</summary>
/// <param name="Text">The token or the text.</param>
/// <param name="Position">Where it stands in the sentence or the vocabulary, from 1.</param>
/// <param name="Score">
/// The mean of the map's highest 5 % of patches. The paper's figure ranks by the whole picture's cosine, which is low for a small
/// object.
/// </param>
/// <param name="Map">Its map after feature surgery.</param>
internal sealed record ExplainedText(string Text, int Position, double Score, SimilarityMap Map)
{
    private const double ScoredShare = 0.05;

    /// <summary>Highest score first; equal ones keep their order.</summary>
    public static IReadOnlyList<ExplainedText> Rank(IReadOnlyList<SimilarityMap> maps) =>
        [.. maps.Select((map, i) => new ExplainedText(map.Text, i + 1, ScoreOf(map), map)).OrderByDescending(text => text.Score)];

    private static double ScoreOf(SimilarityMap map)
    {
        float[] values = map.Values.ToArray();
        Array.Sort(values);
        int count = (int)Math.Ceiling(values.Length * ScoredShare);
        return TensorPrimitives.Sum(values.AsSpan(values.Length - count)) / count;
    }
}
