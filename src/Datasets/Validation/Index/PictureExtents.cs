using System.Text.Json;

namespace ClipSurgery;

/// <summary>How far the annotations of each picture reach, which tells a size whose sides were exchanged.</summary>
internal sealed class PictureExtents
{
    private readonly Dictionary<CocoId, PictureExtent> _byImage = [];

    /// <summary>Takes in an annotation.</summary>
    /// <param name="annotation">The annotation.</param>
    /// <param name="sizeOf">The size of an image that is known already, or null; spares the decoding of masks that fit it.</param>
    public void Add(JsonElement annotation, Func<CocoId, PictureSize?> sizeOf)
    {
        if (!annotation.TryGetProperty("image_id", out JsonElement value) || CocoId.Read(value) is not CocoId image)
        {
            return;
        }

        if (!_byImage.TryGetValue(image, out PictureExtent? extent))
        {
            _byImage.Add(image, extent = new PictureExtent());
        }

        BoxXywh? box = annotation.TryGetProperty("bbox", out JsonElement stated) ? BoxRules.Read(stated) : null;
        bool hasMask = annotation.TryGetProperty("segmentation", out JsonElement mask);
        if (hasMask && mask.ValueKind == JsonValueKind.Object && mask.TryGetProperty("size", out JsonElement size))
        {
            extent.AddRuns(mask, PictureSize.ReadRunLengthSize(size), box, sizeOf(image));
        }
        else if (hasMask && mask.ValueKind == JsonValueKind.Array && mask.GetArrayLength() > 0)
        {
            extent.AddCorners(mask);
        }
        else if (box is BoxXywh alone)
        {
            extent.AddBox(alone);
        }
    }

    /// <summary>What the annotations of an image say of its size.</summary>
    public SizeVerdict Judge(CocoId image, PictureSize size) =>
        _byImage.TryGetValue(image, out PictureExtent? extent) ? extent.Judge(size) : SizeVerdict.Fits;

    /// <summary>True where all annotations of an image would fit if its sides were exchanged.</summary>
    public bool FitsSwapped(CocoId image, PictureSize size) =>
        !_byImage.TryGetValue(image, out PictureExtent? extent) || extent.Fits(size.Swapped);

    public void Clear() => _byImage.Clear();
}
