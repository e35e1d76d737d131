namespace ClipSurgery.Tests;

public sealed class CalibrationFileTests : IDisposable
{
    private const string Curve = """{"logistic": {"slope": 9.5, "intercept": -4}}""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_written_is_read(bool isIsotonic)
    {
        // Steps suit an isotonic curve better than a logistic one.
        JudgedInstance[] judged = isIsotonic
            ? [.. Enumerable.Range(0, 400).Select(i => new JudgedInstance($"{i}.png", "cat", i % 10 / 10.0, i % 10 is > 2 and < 9 ? i / 10 % 2 == 0 : i % 10 == 9 && i > 20))]
            : Judged.Many(200);
        CalibrationFit fit = CalibrationFitter.Fit(
            new Judgements(JudgementSource.Truth, [.. judged, .. Judged.Many(20, "d\"ög")], .14) { Objects = new Dictionary<string, int> { ["cat"] = 300, ["d\"ög"] = 11 } },
            CalibrationGoal.BestF1,
            Judged.Models,
            Judged.Classes("cat", "d\"ög"));
        Assert.Equal(isIsotonic, fit.All.Curve is IsotonicCurve);

        CalibrationWriter.Write(_folder["c.json"], fit);
        CalibrationWriter.Write(_folder["again.json"], fit);

        Calibration read = Calibration.Read(_folder["c.json"]);
        Assert.Equal(File.ReadAllBytes(_folder["c.json"]), File.ReadAllBytes(_folder["again.json"]));
        Assert.Equal((fit.Calibration.Models, .14, fit.Calibration.Threshold), (read.Models, read.Floor, read.Threshold));
        Assert.Equal(["cat", "d\"ög"], read.Classes.Select(label => label.Name));
        Assert.Equal(64, read.FileHash!.Length);
        foreach (string name in (string[])["cat", "d\"ög"])
        {
            Assert.Equal(fit.Calibration.ThresholdOf(name), read.ThresholdOf(name));
            Assert.All(Enumerable.Range(0, 101), i => Assert.Equal(fit.Calibration.ProbabilityOf(name, i / 100.0), read.ProbabilityOf(name, i / 100.0)));
        }
    }

    [Theory]
    [InlineData("[]", "it has no \"clipsurgery_calibration\"")]
    [InlineData("{}", "it has no \"clipsurgery_calibration\"")]
    [InlineData("""{"clipsurgery_calibration": 2}""", "\"clipsurgery_calibration\" is 2; expected 1")]
    [InlineData("""{"clipsurgery_calibration": "1"}""", "is a string; expected a whole number")]
    [InlineData("""{"clipsurgery_calibration": 1}""", "\"all\" is missing")]
    [InlineData("""{"clipsurgery_calibration": 1, "all": 7}""", "\"all\" is a number; expected an object")]
    [InlineData("{", "is not JSON")]
    [InlineData("""{"clipsurgery_calibration": 1, "all": {}, "all": {}}""", "a key comes twice")]
    public void Another_file_is_refused(string json, string problem) => AssertRefused(json, problem);

    [Theory]
    [InlineData("{}", "\"curve\" is of no known kind")]
    [InlineData("""{"spline": []}""", "\"curve\" is of no known kind")]
    [InlineData("[]", "\"curve\" is a list; expected an object")]
    [InlineData("null", "\"all\" has no \"curve\"")]
    [InlineData("""{"logistic": {"slope": -1, "intercept": 0}}""", "\"slope\" is -1; expected 0 or more")]
    [InlineData("""{"logistic": {"slope": 1e999, "intercept": 0}}""", "\"slope\" has 1e999; expected a finite number")]
    [InlineData("""{"logistic": {"slope": NaN, "intercept": 0}}""", "is not JSON")]
    [InlineData("""{"logistic": {"slope": 1}}""", "\"intercept\" is missing")]
    [InlineData("""{"isotonic": []}""", "no list of 1 to 10000 points")]
    [InlineData("""{"isotonic": "x"}""", "no list of 1 to 10000 points")]
    [InlineData("""{"isotonic": [[0.1]]}""", "point 1 of \"isotonic\" is [0.1]; expected [score, probability]")]
    [InlineData("""{"isotonic": [[0.1, "x"]]}""", "\"isotonic\" has a string; expected a finite number")]
    [InlineData("""{"isotonic": [[0.1, 1.5]]}""", "\"isotonic\" has 1.5; expected 0 to 1")]
    [InlineData("""{"isotonic": [[0.2, 0.1], [0.1, 0.2]]}""", "point 2 of \"isotonic\" does not follow the one before")]
    [InlineData("""{"isotonic": [[0.1, 0.2], [0.2, 0.1]]}""", "point 2 of \"isotonic\" does not follow the one before")]
    [InlineData("""{"isotonic": [[0.1, 0.2], [0.1, 0.3]]}""", "point 2 of \"isotonic\" does not follow the one before")]
    public void A_wrong_curve_is_refused(string curve, string problem) => AssertRefused(Json(curve: curve), problem);

    [Theory]
    [InlineData("2", "[]", "\"threshold\" has 2; expected 0 to 1")]
    [InlineData("-0.1", "[]", "\"threshold\" has -0.1; expected 0 to 1")]
    [InlineData("null", "[]", "\"threshold\" is missing")]
    [InlineData("0.5", "{}", "classes: it is an object; expected a list")]
    [InlineData("0.5", "[7]", "classes[0]: it is a number; expected an object")]
    [InlineData("0.5", """[{"prompts": []}]""", "classes[0]: \"name\" is missing")]
    [InlineData("0.5", """[{"name": "cat"}]""", "classes[0]: \"prompts\" is missing")]
    [InlineData("0.5", """[{"name": "cat", "prompts": "cat"}]""", "\"prompts\" is a string; expected a list of strings")]
    [InlineData("0.5", """[{"name": "cat", "prompts": [1]}]""", "\"prompts\" is a number; expected a string")]
    [InlineData("0.5", """[{"name": "cat", "prompts": [], "threshold": 3}]""", "\"threshold\" has 3; expected 0 to 1")]
    [InlineData("0.5", """[{"name": "a", "prompts": []}, {"name": "a", "prompts": []}]""", "the class \"a\" is there already")]
    public void Wrong_thresholds_and_classes_are_refused(string threshold, string classes, string problem) =>
        AssertRefused(Json(threshold: threshold, classes: classes), problem);

    [Fact]
    public void A_missing_file_is_named() => Assert.StartsWith(
        "no/calibration.json: cannot be read", Assert.Throws<ClipSurgeryException>(() => Calibration.Read("no/calibration.json")).Message);

    [Fact]
    public void A_small_file_is_enough()
    {
        Calibration read = Read(Json(classes: """[{"name": "cat", "prompts": ["cat", "kitten"], "threshold": 0.25}]"""));

        Assert.Equal(new CalibratedModels("c", "m", "s", 1), read.Models);
        Assert.Equal((.25, .5), (read.ThresholdOf("cat"), read.ThresholdOf("dog")));
        Assert.Equal(new LogisticCurve(9.5, -4).At(.5), read.ProbabilityOf("cat", .5));
    }

    private static string Json(string curve = Curve, string threshold = "0.5", string classes = "[]") =>
        $$"""
        {"clipsurgery_calibration": 1, "models": {"clip": "c", "maps": "m", "sam": "s", "gate": 1}, "floor": 0.14,
         "all": {"curve": {{curve}}, "threshold": {{threshold}}}, "classes": {{classes}}}
        """;

    private void AssertRefused(string json, string problem)
    {
        string message = Assert.Throws<ClipSurgeryException>(() => Read(json)).Message;
        Assert.Contains(problem, message);
        Assert.DoesNotContain('\n', message);
    }

    private Calibration Read(string json)
    {
        File.WriteAllText(_folder["calibration.json"], json);
        return Calibration.Read(_folder["calibration.json"]);
    }
}
