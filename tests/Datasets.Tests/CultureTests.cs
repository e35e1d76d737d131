using System.Globalization;

namespace ClipSurgery.Tests;

/// <summary>A program may run in a culture that writes numbers with a comma; files and provenance do not follow it.</summary>
public sealed class CultureTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CultureInfo _culture = CultureInfo.CurrentCulture;

    public CultureTests()
    {
        CultureInfo comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        CultureInfo.CurrentCulture = comma;
    }

    public void Dispose()
    {
        CultureInfo.CurrentCulture = _culture;
        _folder.Dispose();
    }

    [Fact]
    public void A_class_is_described_the_same() =>
        Assert.Equal("number 1; presence 0.25", new LabelClass { Name = "cat", Presence = 0.25 }.Describe(0));

    [Fact]
    public void Cvat_gets_scores_with_a_point()
    {
        LabelledDataset dataset =
            ReviewSample.Create(_folder.FullPath, ["cat"], ("a.png", [(0, 0.75, ReviewSample.Box(1, 1, 2, 2))]));

        new CvatFormat().Write(dataset, _folder.FullPath);

        Assert.Contains("<attribute name=\"score\">0.75</attribute>", File.ReadAllText(_folder["annotations.xml"]));
    }

    [Fact]
    public void A_polygons_texts_are_read_as_numbers_with_a_point()
    {
        string texts = BrokenCoco.Sound.Replace("[[2, 2, 6, 2, 6, 5, 2, 5]]", "[[2, 2, 6, 2, 6, \"5.5\", 2, 5]]");
        File.WriteAllText(_folder["a.json"], texts);

        CocoRepair.Write(_folder["a.json"], _folder["b.json"]);

        Assert.Contains("[[2,2,6,2,6,5.5,2,5]]", File.ReadAllText(_folder["b.json"]));
    }
}
