namespace ClipSurgery.Tests;

/// <summary>One broken file for each rule: what is told, where, and whether mending helps.</summary>
public class CocoRuleTests
{
    /// <summary>
    /// As in <see cref="EntryBreakages"/>, for <see cref="BrokenCoco.Results"/>; whether it is mended comes second.
    /// </summary>
    public static TheoryData<string, bool, string, string?, string, string> Results => new()
    {
        { "image-reference-missing", true, "results[1]", null, "`image_id`: 2, ", "" },
        { "image-reference-type", false, "results[1]", "`image_id`: `two`", "`image_id`: 2", "`image_id`: `two`" },
        { "score-missing", false, "results[0]", null, ", `score`: 0.5", "" },
        { "score-type", false, "results[0]", "`score`: null", "`score`: 0.5", "`score`: null" },
        { "result-form", true, "results[1]", null, "`bbox`: [1, 2, 3, 4], ", "" },
        { "bbox-form", false, "results[1]", "`bbox`: [1, 2, 3]", "[1, 2, 3, 4]", "[1, 2, 3]" },
        { "result-box", true, "results[0]", "`bbox`: [4", "`score`: 0.5", "`score`: 0.5, `bbox`: [4, 4, 2, 2]" },
        {
            "result-polygon", false, "results[0]", "`segmentation`",
            "{`size`: [10, 20], `counts`: `\\\\1280X4`}", "[[2, 2, 6, 2, 6, 5, 2, 5]]"
        },
        { "result-uncompressed", true, "results[0]", "`segmentation`", "`\\\\1280X4`", "[44, 2, 8, 2, 144]" },
        { "rle-counts-backslash", true, "results[0]", "`segmentation`", "`\\\\1280X4`", "`\\\\\\\\1280X4`" },
    };

    [Fact]
    public void A_sound_file_has_no_findings()
    {
        using BrokenCoco dataset = new(BrokenCoco.Sound);
        using BrokenCoco results = new(BrokenCoco.Results);

        Assert.Empty(dataset.Validate());
        Assert.Empty(results.Validate());
    }

    [Theory]
    [MemberData(nameof(EntryBreakages.Mendable), MemberType = typeof(EntryBreakages))]
    [MemberData(nameof(MaskBreakages.Mendable), MemberType = typeof(MaskBreakages))]
    public void A_broken_rule_is_told_with_its_place_and_mended(string rule, string entry, string? at, string part, string by)
    {
        using BrokenCoco file = BrokenCoco.Replace(BrokenCoco.Sound, part, by);

        AssertTold(file, rule, entry, at, canBeFixed: true);

        Assert.DoesNotContain(file.Fix(), finding => finding.Rule.Id == rule || finding.Rule.Severity == CocoSeverity.Error);
    }

    [Theory]
    [MemberData(nameof(EntryBreakages.NotMendable), MemberType = typeof(EntryBreakages))]
    [MemberData(nameof(MaskBreakages.NotMendable), MemberType = typeof(MaskBreakages))]
    public void What_only_a_person_can_mend_stays_and_is_told_again(string rule, string entry, string? at, string part, string by)
    {
        using BrokenCoco file = BrokenCoco.Replace(BrokenCoco.Sound, part, by);

        AssertTold(file, rule, entry, at, canBeFixed: false);

        Assert.Equal([rule], file.Fix().Select(finding => finding.Rule.Id).Distinct());
    }

    [Theory]
    [MemberData(nameof(Results))]
    public void Results_have_rules_of_their_own(string rule, bool isMended, string entry, string? at, string part, string by)
    {
        using BrokenCoco file = BrokenCoco.Replace(BrokenCoco.Results, part, by);

        AssertTold(file, rule, entry, at, isMended);

        Assert.Equal(isMended ? [] : [rule], file.Fix().Select(finding => finding.Rule.Id).Distinct());
    }

    [Fact]
    public void An_empty_list_of_results_is_told()
    {
        using BrokenCoco file = new("[]");

        Assert.Equal("results-empty", Assert.Single(file.Validate()).Rule.Id);
    }

    private static void AssertTold(BrokenCoco file, string rule, string entry, string? at, bool canBeFixed)
    {
        CocoFinding[] findings = file.Validate();
        Assert.Equal([rule], findings.Select(found => found.Rule.Id).Distinct());
        CocoFinding finding = findings[0];
        Assert.Equal((BrokenCoco.Quotes(entry), canBeFixed), (finding.Entry, finding.CanBeFixed));
        if (at is not null)
        {
            Assert.Equal(file.PlaceOf(BrokenCoco.Quotes(at)), (finding.Line, finding.Column));
        }

        Assert.DoesNotContain('\n', finding.ToString());
    }
}
