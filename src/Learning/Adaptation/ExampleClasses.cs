namespace ClipSurgery;

/// <summary>Classes that have pictures beside their texts, or instead of them.</summary>
public static class ExampleClasses
{
    /// <summary>Learns the classes of a label set that have examples.</summary>
    /// <param name="clip">The model.</param>
    /// <param name="classes">The classes; those without an example are passed over.</param>
    /// <param name="learned">What was learned before, and stays for all other classes; null for nothing.</param>
    /// <param name="cancellationToken">Ends a running inference.</param>
    /// <returns>What is known then; null where nothing is.</returns>
    /// <exception cref="ClipSurgeryException">A picture cannot be read, or an example lies outside its picture.</exception>
    public static Adaptation? Learn(
        ClipModel clip, IReadOnlyList<LabelClass> classes, Adaptation? learned = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(clip);
        ArgumentNullException.ThrowIfNull(classes);
        LabelClass[] taught = [.. classes.Where(label => label.Examples.Count > 0)];
        if (taught.Length == 0)
        {
            return learned;
        }

        AdaptationTrainer trainer = new(clip);
        IEnumerable<(string Name, LabelExample Example)> examples =
            taught.SelectMany(label => label.Examples.Select(example => (label.Name, example)));
        foreach (IGrouping<string, (string Name, LabelExample Example)> ofPicture in examples.GroupBy(one => one.Example.Image, StringComparer.Ordinal))
        {
            RgbImage image = ImageFile.Read(ofPicture.Key).Image;
            trainer.Add(
                image, [.. ofPicture.Select(one => new ExampleObject(one.Name, MaskOf(one.Example, image)))], cancellationToken);
        }

        Adaptation own = trainer.Train(
            taught.ToDictionary(label => label.Name, label => label.Prompts, StringComparer.Ordinal),
            taught.Where(label => label.IsByExamplesAlone).Select(label => label.Name).ToHashSet(StringComparer.Ordinal),
            cancellationToken);
        return learned is null
            ? own
            : new Adaptation(own.Checkpoint, [.. learned.Classes.Where(one => own.Find(one.Name) is null), .. own.Classes]);
    }

    private static Mask MaskOf(LabelExample example, RgbImage image)
    {
        if (example.Box is { } box)
        {
            Mask boxed = RectangleMask.Of(image.Width, image.Height, box);
            return boxed.IsEmpty
                ? throw new ClipSurgeryException(
                    $"{example.Image}: the box {box.X},{box.Y},{box.Width},{box.Height} lies outside the picture, which has " +
                    $"{image.Width}x{image.Height} pixels; give x, y, width and height around the example.")
                : boxed;
        }

        RgbImage drawn = ImageFile.Read(example.Mask!).Image;
        if ((drawn.Width, drawn.Height) != (image.Width, image.Height))
        {
            throw new ClipSurgeryException(
                $"{example.Mask}: has {drawn.Width}x{drawn.Height} pixels, and {example.Image} {image.Width}x{image.Height}; expected the same.");
        }

        byte[] bitmap = new byte[image.Width * image.Height];
        for (int i = 0; i < bitmap.Length; i++)
        {
            bitmap[i] = drawn.Pixels.Slice(3 * i, 3).ContainsAnyExcept((byte)0) ? (byte)1 : (byte)0;
        }

        Mask mask = Mask.FromBitmap(image.Width, image.Height, bitmap);
        return mask.IsEmpty
            ? throw new ClipSurgeryException($"{example.Mask}: is all black; expected a mask in which the example is not.")
            : mask;
    }
}
