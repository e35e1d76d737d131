namespace ClipSurgery;

/// <summary>
/// How a picture's score with a text, factor · cosine(projection(norm(token)), text), changes with the token: the beginning of every
/// backward pass.
/// </summary>
internal sealed class ScoreGradient(OnnxGraphBuilder graph, LayerNorm? norm, Linear projection)
{
    /// <summary>The gradient at a token.</summary>
    /// <param name="token">A token, <c>[1, 1, width]</c>.</param>
    /// <param name="texts">L2-normalised texts, <c>[texts, 1, embedding]</c>.</param>
    /// <param name="factor">What the cosine is multiplied by.</param>
    /// <returns>The gradient for each text, <c>[texts, 1, width]</c>.</returns>
    public string Of(string token, string texts, float factor)
    {
        (string normalized, string standard, string inverse) = norm?.ApplyKept(token) ?? (token, "", "");
        string embedding = projection.Apply(normalized);
        string length = graph.Node("ReduceL2", [embedding], OnnxAttribute.Ints("axes", -1));
        string unit = graph.Node("Div", [embedding, length]);

        // d cosine / d embedding = (text − cosine · unit) / length.
        string cosine = graph.Node("ReduceSum", [graph.Node("Mul", [unit, texts]), graph.Integers(-1)]);
        string across = graph.Node("Sub", [texts, graph.Node("Mul", [unit, cosine])]);
        string gradient = graph.Node("Mul", [graph.Node("Div", [across, length]), graph.Scalar(factor)]);
        string atNormalized = projection.Gradient(gradient);
        return norm is null ? atNormalized : norm.Gradient(atNormalized, standard, inverse);
    }
}
