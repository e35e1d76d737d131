using System.IO.Hashing;
using System.Text;

namespace ClipSurgery;

/// <summary>
/// Judges a way to fit curves by pictures that it was not fitted on. Whole pictures are left out, since the instances of one picture are
/// alike; which picture belongs to which part follows from a hash of its name.
/// </summary>
internal static class CrossValidation
{
    public const int Folds = 5;

    /// <summary>The probability of each instance by the curve of the pictures in the other parts, in the order of the instances.</summary>
    /// <param name="judged">Instances of <see cref="Folds"/> pictures or more.</param>
    /// <param name="fit">The way to fit.</param>
    public static double[] Predict(
        IReadOnlyList<JudgedInstance> judged, Func<IReadOnlyList<JudgedInstance>, ProbabilityCurve> fit)
    {
        IReadOnlyDictionary<string, int> folds = FoldOf(judged.Select(instance => instance.FileName));
        ProbabilityCurve[] curves =
        [
            .. Enumerable.Range(0, Folds).Select(fold => fit([.. judged.Where(instance => folds[instance.FileName] != fold)])),
        ];
        return [.. judged.Select(instance => curves[folds[instance.FileName]].At(instance.Score))];
    }

    /// <summary>The part of each picture, 0 to <see cref="Folds"/> - 1: dealt out in the order of the names' XXH64, so that parts are even.</summary>
    internal static IReadOnlyDictionary<string, int> FoldOf(IEnumerable<string> fileNames) => fileNames
        .Distinct(StringComparer.Ordinal)
        .OrderBy(name => XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(name)))
        .ThenBy(name => name, StringComparer.Ordinal)
        .Index()
        .ToDictionary(name => name.Item, name => name.Index % Folds, StringComparer.Ordinal);
}
