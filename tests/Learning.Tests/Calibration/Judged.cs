using CsCheck;

namespace ClipSurgery.Tests;

/// <summary>Judged instances for tests.</summary>
internal static class Judged
{
    /// <summary>What a scene's models could be.</summary>
    public static readonly CalibratedModels Models = new("c1ip", "Surgery, depth 6, 192x192", "5a3", SegmentOptions.GateVersion);

    /// <summary>Scores of 0 to 1 in steps of .05, so that some are equal, right or wrong at random.</summary>
    public static readonly Gen<JudgedInstance[]> Any = Gen.Select(Gen.Int[0, 20], Gen.Bool)
        .Select((score, isRight) => new JudgedInstance("a.png", "cat", score / 20.0, isRight)).Array[1, 40];

    /// <summary>One instance for each score; the sign says whether it is right.</summary>
    public static JudgedInstance[] Of(params double[] signed) =>
        [.. signed.Select((score, i) => new JudgedInstance($"{i}.png", "cat", Math.Abs(score), score > 0))];

    /// <summary>As many instances as wanted, in as many pictures: of ten with the score s / 10 about s are right.</summary>
    public static JudgedInstance[] Many(int count, string name = "cat") =>
        [.. Enumerable.Range(0, count).Select(i => new JudgedInstance($"{i}.png", name, (i % 10 + 0.5) / 10, i / 10 % 10 < i % 10))];

    public static LabelClass[] Classes(params string[] names) =>
        [.. names.Select(name => new LabelClass { Name = name, Prompts = [name] })];
}
