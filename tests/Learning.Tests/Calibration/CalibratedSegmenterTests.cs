namespace ClipSurgery.Tests;

public sealed class CalibratedSegmenterTests : IDisposable
{
    private static readonly RgbImage Picture = new(8, 6, new byte[8 * 6 * 3]);

    /// <summary>The probability is the score; cats need .4, everything else .6.</summary>
    private static readonly Calibration Made = new(
        Judged.Models, .14, new IsotonicCurve([new CurvePoint(0, 0), new CurvePoint(1, 1)]), .6, [new CalibratedClass("cat", ["cat"], null, .4)]);

    private readonly FakeSegmenter _inner = new();
    private readonly CalibratedSegmenter _calibrated;

    public CalibratedSegmenterTests() => _calibrated = new CalibratedSegmenter(_inner, Made);

    public void Dispose() => _inner.Dispose();

    [Fact]
    public void Scores_are_probabilities_and_thresholds_decide()
    {
        LabelledImage found = _calibrated.Segment(Picture, ["cat", "dog", "bee"], cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal([("cat", .5)], found.Instances.Select(instance => (instance.Label, instance.Score)));
        Assert.Equal(new ScoreParts(.5, .9, null, null) { Probability = .5 }, found.Instances[0].Parts);
        Assert.Equal([true, false, false], found.Presence.Select(label => label.IsPresent));
        Assert.Equal(.5, found.Instances[0].Parts.ByName["probability"]);
        Assert.Equal(.14, _inner.Options!.Presence);
        Assert.Equal(.6, _calibrated.DefaultPresence);
    }

    [Theory]
    [InlineData(.5, null, 3)]
    [InlineData(.51, null, 0)]
    [InlineData(.51, .2, 1)]
    [InlineData(0.0, null, 3)]
    public void A_given_presence_takes_the_place_of_thresholds(double presence, double? ofDog, int kept)
    {
        TextLabel[] labels = [new("cat"), new("dog", ["dog"], ofDog), new("bee")];

        LabelledImage found = _calibrated.SegmentLabels(
            Picture, labels, new SegmentOptions { Presence = presence }, TestContext.Current.CancellationToken);

        Assert.Equal(kept, found.Instances.Count);
        Assert.All(_inner.Labels!, label => Assert.Null(label.Presence));
    }

    [Fact]
    public void What_a_person_points_at_stays()
    {
        TextLabel[] labels = [new("dog", ["dog"]) { Points = [new PromptPoint(new ImagePoint(1, 1), true)] }, new("bee")];
        _inner.Presence = 1;

        LabelledImage found = _calibrated.SegmentLabels(Picture, labels, cancellationToken: TestContext.Current.CancellationToken);

        Instance dog = Assert.Single(found.Instances, instance => instance.Label == "dog");
        Assert.Null(dog.Parts.Probability);
    }

    [Fact]
    public void An_encoded_picture_answers_alike()
    {
        using IEncodedPicture encoded = _calibrated.Encode(Picture, TestContext.Current.CancellationToken);

        LabelledImage found = encoded.SegmentLabels([new("cat"), new("dog")], cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal([("cat", .5)], found.Instances.Select(instance => (instance.Label, instance.Score)));
        Assert.Equal((8, 6), (encoded.Width, encoded.Height));
    }

    [Fact]
    public void One_mask_a_text_is_refused() => Assert.Contains("InstanceMode.Auto", Assert.Throws<ArgumentException>(() => _calibrated.Segment(
        Picture, ["cat"], new SegmentOptions { Instances = InstanceMode.One }, TestContext.Current.CancellationToken)).Message);

    [Fact]
    public void Parts_are_read_back_by_their_names()
    {
        ScoreParts parts = new(.2, .3, .4, .5) { Probability = .6 };

        Assert.Equal(parts, ScoreParts.OfNames(parts.ByName));
        Assert.Equal(.6, parts.Score);
        Assert.Equal(Math.Cbrt(.2 * .4 * .5), parts.Uncalibrated);
        Assert.Null(ScoreParts.OfNames(new Dictionary<string, double> { ["somebody's own"] = 1 }));
    }

    /// <summary>Finds one instance of each label, with a score of .5.</summary>
    private sealed class FakeSegmenter : ITextSegmenter, IEncodedPicture
    {
        public double Presence { get; set; } = .5;

        public IReadOnlyList<TextLabel>? Labels { get; private set; }

        public SegmentOptions? Options { get; private set; }

        public double DefaultPresence => .28;

        public int Width => 8;

        public int Height => 6;

        public long Bytes => 0;

        public bool HasMaps => false;

        public LabelledImage Segment(RgbImage image, IReadOnlyList<string> texts, SegmentOptions? options, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public LabelledImage SegmentLabels(
            RgbImage image, IReadOnlyList<TextLabel> labels, SegmentOptions? options, CancellationToken cancellationToken) =>
            SegmentLabels(labels, options, cancellationToken);

        public LabelledImage SegmentLabels(IReadOnlyList<TextLabel> labels, SegmentOptions? options, CancellationToken cancellationToken)
        {
            (Labels, Options) = (labels, options);
            return new LabelledImage(
                8,
                6,
                [.. labels.Select(label => new Instance
                {
                    Label = label.Name,
                    Mask = Mask.FromPolygons(8, 6, [[1, 1, 4, 1, 4, 4, 1, 4]]),
                    Parts = new ScoreParts(Presence, .9, null, null),
                })],
                [.. labels.Select(label => new LabelPresence(label.Name, Presence, true))],
                []);
        }

        public IEncodedPicture Encode(RgbImage image, CancellationToken cancellationToken) => this;

        public void PrepareForTexts(CancellationToken cancellationToken) => throw new NotSupportedException();

        public IReadOnlyList<MaskCandidate> Predict(MaskPrompt prompt, CancellationToken cancellationToken) => throw new NotSupportedException();

        public float[] LogitsOf(Mask mask) => throw new NotSupportedException();

        public SimilarityMap Map(string text, CancellationToken cancellationToken) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
