namespace ClipSurgery;

/// <summary>
/// A prompt as SAM's prompt encoder takes it: points with labels, where 1 is inside, 0 outside, 2 and 3 are a box's corners and
/// −1 is no point at all.
/// </summary>
/// <param name="Coordinates"><c>[count · 2]</c>: x and y in the model's square.</param>
/// <param name="Labels"><c>[count]</c>.</param>
internal sealed record PromptPoints(float[] Coordinates, float[] Labels)
{
    /// <summary>Takes the points of a prompt, and the corners of its box after them.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="frame">Between the picture and the model.</param>
    /// <param name="pads">True where a point (0, 0) that is none stands in for a missing box.</param>
    public static PromptPoints Of(MaskPrompt prompt, SamFrame frame, bool pads)
    {
        bool isPadded = pads && prompt.Box is null;
        int count = prompt.Points.Count + (prompt.Box is null ? 0 : 2) + (isPadded ? 1 : 0);
        PromptPoints points = new(new float[2 * count], new float[count]);
        int next = 0;
        foreach (PromptPoint point in prompt.Points)
        {
            Add(frame.ToModel(point.Point.X, point.Point.Y), point.IsPositive ? 1 : 0);
        }

        if (prompt.Box is { } box)
        {
            Add(frame.ToModel(box.X, box.Y), 2);
            Add(frame.ToModel(box.Right, box.Bottom), 3);
        }

        if (isPadded)
        {
            Add((0, 0), -1);
        }

        return points;

        void Add((float X, float Y) place, float label)
        {
            points.Coordinates[2 * next] = place.X;
            points.Coordinates[2 * next + 1] = place.Y;
            points.Labels[next++] = label;
        }
    }
}
