using System.Text.Json;

namespace ClipSurgery;

/// <summary>The <c>preprocessor_config.json</c> of a Hugging Face checkpoint.</summary>
internal sealed class PreprocessorConfig(JsonElement root)
{
    public const string FileName = "preprocessor_config.json";

    public float[]? Mean => CheckpointJson.FindTriple(root, "image_mean");

    public float[]? Std => CheckpointJson.FindTriple(root, "image_std");

    /// <summary>
    /// Width and height of the input: <c>size</c> is a number, a shortest edge, or a height and a width; a crop makes the final size.
    /// </summary>
    public (int Width, int Height)? Size
    {
        get
        {
            foreach (string name in (ReadOnlySpan<string>)["crop_size", "size"])
            {
                if (CheckpointJson.FindInt(root, name, "width") is { } width
                    && CheckpointJson.FindInt(root, name, "height") is { } height)
                {
                    return (width, height);
                }

                if ((CheckpointJson.FindInt(root, name) ?? CheckpointJson.FindInt(root, name, "shortest_edge")) is { } side)
                {
                    return (side, side);
                }
            }

            return null;
        }
    }
}
