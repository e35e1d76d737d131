using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace ClipSurgery;

/// <summary>A class that was learned from examples.</summary>
public sealed record LearnedClass
{
    /// <summary>The class's name, which is also its text where it has no other.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// <c>[EmbeddingWidth]</c>. The height of a patch, in units of how far patches of other things reach, is
    /// <c>direction · (patch − centre) + offset</c>, where the centre is the one that texts are measured from.
    /// </summary>
    public required ReadOnlyMemory<float> Direction { get; init; }

    /// <summary>What is added to it, in the same unit.</summary>
    public required float Offset { get; init; }

    /// <summary>How much the learned height counts, 0 to 1; the rest is the text's. 0 is the zero-shot model.</summary>
    public required float Weight { get; init; }

    /// <summary>The number of objects that it was learned from.</summary>
    public required int Examples { get; init; }
}

/// <summary>
/// Classes that were learned from examples, for one checkpoint. They take the place of the texts of the same name, by their weights; all
/// other texts stay what they are.
/// </summary>
public sealed class Adaptation
{
    private readonly Dictionary<string, LearnedClass> _classes = new(DistinctTexts.Comparer);

    /// <param name="checkpoint">The <see cref="ClipConfig.Fingerprint"/> of the model that the classes were learned with.</param>
    /// <param name="classes">Classes whose directions have the same length; no two have one name, ignoring case.</param>
    /// <exception cref="ArgumentException">There is no class, a name comes twice, or a number is out of its range.</exception>
    public Adaptation(string checkpoint, IReadOnlyList<LearnedClass> classes)
    {
        ArgumentException.ThrowIfNullOrEmpty(checkpoint);
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentOutOfRangeException.ThrowIfZero(classes.Count, nameof(classes));
        Checkpoint = checkpoint;
        Classes = classes;
        foreach (LearnedClass learned in classes)
        {
            if (learned.Direction.Length != classes[0].Direction.Length || learned.Weight is not (>= 0 and <= 1) || !float.IsFinite(learned.Offset))
            {
                throw new ArgumentException($"The class {learned.Name} has a direction, an offset or a weight that cannot be.", nameof(classes));
            }

            if (!_classes.TryAdd(learned.Name, learned))
            {
                throw new ArgumentException($"The class {learned.Name} comes twice.", nameof(classes));
            }
        }
    }

    /// <summary>The <see cref="ClipConfig.Fingerprint"/> of the model that the classes were learned with.</summary>
    public string Checkpoint { get; }

    /// <summary>The classes in the order in which they were given.</summary>
    public IReadOnlyList<LearnedClass> Classes { get; }

    /// <summary>16 hexadecimal digits that tell one adaptation from another: results depend on it.</summary>
    public string Fingerprint
    {
        get
        {
            using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            hash.AppendData(Encoding.UTF8.GetBytes(Checkpoint));
            foreach (LearnedClass learned in Classes)
            {
                hash.AppendData(Encoding.UTF8.GetBytes($"\n{learned.Name}\n"));
                hash.AppendData(MemoryMarshal.AsBytes(learned.Direction.Span));
                hash.AppendData(MemoryMarshal.AsBytes<float>([learned.Offset, learned.Weight]));
            }

            return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8));
        }
    }

    /// <summary>The class of a name, ignoring case; null where there is none.</summary>
    public LearnedClass? Find(string name) => _classes.GetValueOrDefault(name);

    /// <summary>Refuses a model that the classes were not learned with.</summary>
    /// <exception cref="ClipSurgeryException">The model is another one.</exception>
    public void RequireModel(ClipConfig model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (Checkpoint != model.Fingerprint || Classes[0].Direction.Length != model.EmbeddingWidth)
        {
            throw new ClipSurgeryException(
                $"The learned classes belong to another CLIP checkpoint ({Brief(Checkpoint)}; here {Brief(model.Fingerprint)}); " +
                "use that one, or learn them again with this one.");
        }

        // Twelve digits of the hash, and the attention.
        static string Brief(string checkpoint) =>
            checkpoint.IndexOf(' ') is > 12 and var end ? checkpoint[..12] + QuotedText.Short(checkpoint[end..]) : QuotedText.Short(checkpoint);
    }
}
