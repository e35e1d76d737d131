namespace ClipSurgery;

/// <summary>Makes what the page shows of one picture.</summary>
/// <param name="dataset">The data set that the pictures belong to.</param>
internal sealed class ReviewPictureReader(LabelledDataset dataset)
{
    private const int MaxSide = 512;

    /// <summary>So far below a half that the rounding of the shares decides nothing.</summary>
    private const double AboutHalf = 0.4999;

    public ReviewPicture Read(PictureLabels labels)
    {
        CocoImage image = labels.Image;
        (int width, int height) = Thumbnail.Fit(image.Width, image.Height, MaxSide);
        ReviewInstance[] instances = [.. labels.Annotations.Select(annotation => Describe(image, annotation, width, height))];
        try
        {
            byte[] thumbnail = Thumbnail.Create(ReadPixels(image), width, height);
            return new ReviewPicture(image.FileName, width, height, null, instances) { Thumbnail = thumbnail };
        }
        catch (ClipSurgeryException error)
        {
            return new ReviewPicture(image.FileName, width, height, error.Message, instances);
        }
    }

    private ReviewInstance Describe(CocoImage image, CocoAnnotation annotation, int width, int height)
    {
        int classIndex = (int)annotation.CategoryId - 1;
        return new ReviewInstance(
            classIndex,
            InstanceKey.Of(image.FileName, dataset.Classes[classIndex].Name, annotation.Mask),
            annotation.Score is double score ? Math.Round(score, 4) : null,
            annotation.Prompt,
            Shrink(annotation.Mask, width, height).ToCompressed());
    }

    private RgbImage ReadPixels(CocoImage image)
    {
        if (dataset.PictureFolder is not { } folder)
        {
            throw new ClipSurgeryException("The folder of the pictures is not known.");
        }

        if (image.FileName.Contains('\0') || PictureName.LeadsOut(image.FileName))
        {
            throw new ClipSurgeryException("The file name leads out of the picture folder.");
        }

        RgbImage pixels = PictureFolder.Read(folder, image.FileName).Image;
        return pixels.Width == image.Width && pixels.Height == image.Height
            ? pixels
            : throw new ClipSurgeryException(
                $"The file is {pixels.Width}x{pixels.Height} now; it was {image.Width}x{image.Height} when it was labelled.");
    }

    /// <summary>
    /// A mask in the thumbnail's pixels: those that it fills at least by half, or all that it touches where it fills none.
    /// </summary>
    private static Mask Shrink(Mask mask, int width, int height)
    {
        float[] shares = MaskCoverage.Measure(mask, 0, 0, mask.Width, mask.Height, width, height);
        double cell = (double)mask.Width * mask.Height / (width * height);
        double least = shares.Max() * mask.Area >= AboutHalf * cell ? AboutHalf * cell : 0;
        byte[] bitmap = new byte[shares.Length];
        for (int i = 0; i < shares.Length; i++)
        {
            bitmap[i] = shares[i] > 0 && shares[i] * mask.Area >= least ? (byte)1 : (byte)0;
        }

        return Mask.FromBitmap(width, height, bitmap);
    }
}
