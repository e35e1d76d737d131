namespace ClipSurgery.Tests;

/// <summary>A calibration is for the models and the prompts that it was made with.</summary>
public sealed class CalibrationCheckTests
{
    private static readonly Calibration Made = new(
        Judged.Models, .14, new LogisticCurve(9, -4), .5, [new CalibratedClass("cat", ["cat", "kitten"], null, null), new CalibratedClass("dog", ["dog"], null, null)]);

    [Fact]
    public void Some_of_its_classes_are_enough_and_others_are_named()
    {
        Assert.Empty(Made.Check(Judged.Models, Judged.Classes("dog")));
        Assert.Equal(["bee"], Made.Check(Judged.Models, Judged.Classes("bee", "dog")));
        Assert.Empty(Made.Check(Judged.Models, [new LabelClass { Name = "cat", Prompts = ["kitten", "cat"] }]));
        Assert.Empty(Made.Check(Judged.Models, [new LabelClass { Name = "what only people label" }]));
    }

    public static TheoryData<CalibratedModels, string> Others => new()
    {
        { Judged.Models with { Clip = "0123456789abcdef" }, "another CLIP checkpoint (c1ip; now 0123456789ab)" },
        { Judged.Models with { Maps = "Surgery, depth 6, 384x384" }, "other maps (Surgery, depth 6, 192x192; now Surgery, depth 6, 384x384)" },
        { Judged.Models with { Sam = "other" }, "another SAM model (5a3; now other)" },
        { Judged.Models with { Gate = 7 }, "another version of the presence gate (1; now 7)" },
        { Judged.Models with { Clip = null, Maps = null }, "a CLIP model beside SAM" },
    };

    [Theory]
    [MemberData(nameof(Others))]
    public void Other_models_are_refused(CalibratedModels models, string difference) => Assert.Equal(
        $"The calibration was made with {difference}; use what it was made with, or calibrate again.",
        Assert.Throws<ClipSurgeryException>(() => Made.Check(models, Judged.Classes("dog"))).Message);

    [Fact]
    public void Other_prompts_are_refused() => Assert.Equal(
        "The calibration was made with other prompts of cat (cat, kitten; now cat); use those, or calibrate again.",
        Assert.Throws<ClipSurgeryException>(() => Made.Check(Judged.Models, Judged.Classes("cat"))).Message);

    [Fact]
    public void Other_labels_altogether_are_refused() => Assert.Equal(
        "The calibration was made for other labels (cat, dog; now bee, ant); calibrate again with these.",
        Assert.Throws<ClipSurgeryException>(() => Made.Check(Judged.Models, Judged.Classes("bee", "ant"))).Message);

    [Fact]
    public void A_run_tells_its_models()
    {
        Dictionary<string, string> run = new() { ["clip"] = "emoji c1ip", ["attention"] = "Surgery, depth 6, 192x192", ["sam"] = "my sam 5a3" };

        Assert.Equal(Judged.Models, CalibratedModels.OfRun(run));
        Assert.Equal(new CalibratedModels(null, null, "5a3", 1), CalibratedModels.OfRun(new Dictionary<string, string> { ["sam"] = "unnamed 5a3" }));
        Assert.Contains("does not say which models", Assert.Throws<ClipSurgeryException>(() => CalibratedModels.OfRun(new Dictionary<string, string>())).Message);
    }
}
