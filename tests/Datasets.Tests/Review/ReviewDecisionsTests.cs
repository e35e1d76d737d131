using System.Text;

namespace ClipSurgery.Tests;

public class ReviewDecisionsTests
{
    private static readonly Mask Left = ReviewSample.Box(0, 0, 10, 10);
    private static readonly Mask Right = ReviewSample.Box(20, 5, 10, 10);

    private static LabelledDataset Dataset { get; } = ReviewSample.Create(
        "nowhere",
        ["cat", "dog"],
        ("a.png", [(0, 0.5, Left), (1, 0.6, Left), (0, 0.7, Right)]),
        ("b.png", [(1, 0.8, Right)]),
        ("c.png", [(0, 0.9, Left)]));

    [Fact]
    public void Rejected_instances_are_left_out_and_ids_count_from_1()
    {
        ReviewDecisions decisions = Decide(
            ("a.png", "dog", Left, false), ("b.png", "dog", Right, false), ("a.png", "cat", Left, true));

        PictureLabels[] pictures = [.. decisions.Apply(Dataset).Pictures];

        Assert.Equal(["a.png", "b.png", "c.png"], pictures.Select(picture => picture.Image.FileName));
        Assert.Equal([0.5, 0.7], pictures[0].Annotations.Select(annotation => annotation.Score!.Value));
        Assert.Empty(pictures[1].Annotations);
        Assert.Equal([1L, 2L, 3L], pictures.SelectMany(picture => picture.Annotations).Select(annotation => annotation.Id));
        Assert.Equal(Dataset.Images, decisions.Apply(Dataset).Images);
    }

    [Fact]
    public void Every_enumeration_gives_the_same()
    {
        LabelledDataset applied = Decide(("a.png", "cat", Left, false)).Apply(Dataset);
        Assert.Equal(Ids(applied), Ids(applied));

        static long[] Ids(LabelledDataset dataset) =>
            [.. dataset.Pictures.SelectMany(picture => picture.Annotations).Select(annotation => annotation.Id)];
    }

    [Fact]
    public void Pictures_are_read_when_they_are_asked_for()
    {
        int read = 0;
        LabelledDataset counted = Dataset with
        {
            Pictures = Dataset.Pictures.Select(picture =>
            {
                read++;
                return picture;
            }),
        };

        using IEnumerator<PictureLabels> pictures = Decide(("a.png", "cat", Left, false)).Apply(counted).Pictures.GetEnumerator();

        Assert.Equal(0, read);
        pictures.MoveNext();
        Assert.Equal(1, read);
    }

    [Fact]
    public void Decisions_that_match_nothing_are_counted()
    {
        ReviewDecisions decisions = Decide(
            ("a.png", "cat", Left, true),
            ("a.png", "cat", Right, true),
            ("b.png", "dog", Right, false),
            ("b.png", "dog", Left, false),
            ("z.png", "cat", Left, true));
        Assert.Equal(new DecisionCounts(Accepted: 2, Rejected: 1, Unmatched: 2), decisions.Count(Dataset));
    }

    [Fact]
    public void A_file_is_read_in_its_order()
    {
        ReviewDecisions decisions = Read("""
            {"clipsurgery_decisions": 1, "run": "00000000000000ab", "decisions": [
              {"file_name": "b.png", "key": "00000000000000ff", "decision": "reject"},
              {"file_name": "a.png", "key": "0000000000000001", "decision": "accept"}]}
            """);

        Assert.Equal("00000000000000ab", decisions.Run);
        Assert.Equal(
            [new ReviewDecision("b.png", "00000000000000ff", false), new ReviewDecision("a.png", "0000000000000001", true)],
            decisions.Decisions);
    }

    [Theory]
    [InlineData("[]", "it has no \"clipsurgery_decisions\"")]
    [InlineData("{", "line 1 is not JSON")]
    [InlineData("""{"images": []}""", "it has no \"clipsurgery_decisions\"")]
    [InlineData("""{"clipsurgery_decisions": 2}""", "\"clipsurgery_decisions\" is 2; expected 1")]
    [InlineData("""{"clipsurgery_decisions": 1, "run": "00000000000000ab"}""", "\"decisions\" is missing")]
    [InlineData("""{"clipsurgery_decisions": 1, "run": "../x", "decisions": []}""", "\"run\" is \"../x\"; expected 16")]
    [InlineData("""{"clipsurgery_decisions": 1, "run": "00000000000000ab", "decisions": [7]}""", "decisions[0]: it is a number")]
    public void A_file_of_another_kind_is_refused(string json, string problem) => AssertRefused(json, problem);

    [Theory]
    [InlineData("""{"key": "0000000000000001", "decision": "accept"}""", "\"file_name\" is missing")]
    [InlineData("""{"file_name": "a", "key": "1", "decision": "accept"}""", "\"key\" is \"1\"; expected 16 hexadecimal digits")]
    [InlineData("""{"file_name": "a", "key": "000000000000000F", "decision": "accept"}""", "in lower case")]
    [InlineData(
        """{"file_name": "a", "key": "0000000000000001", "decision": "maybe\n"}""",
        "\"decision\" is \"maybe\\n\"; expected \"accept\" or \"reject\"")]
    public void A_wrong_decision_is_named_by_its_place(string entry, string problem) => AssertRefused(
        $$"""
        {"clipsurgery_decisions": 1, "run": "00000000000000ab", "decisions": [
          {"file_name": "a", "key": "0000000000000009", "decision": "accept"}, {{entry}}]}
        """,
        "decisions[1]",
        problem);

    [Fact]
    public void Of_two_decisions_about_one_instance_the_later_counts()
    {
        ReviewDecisions decisions = Read(
            """
            {"clipsurgery_decisions": 1, "run": "00000000000000ab", "decisions": [
              {"file_name": "a", "key": "0000000000000009", "decision": "accept"},
              {"file_name": "a", "key": "0000000000000008", "decision": "reject"},
              {"file_name": "a", "key": "0000000000000008", "decision": "reject"},
              {"file_name": "a", "key": "0000000000000009", "decision": "reject"}]}
            """);

        Assert.Equal(
            [new ReviewDecision("a", "0000000000000009", false), new ReviewDecision("a", "0000000000000008", false)], decisions.Decisions);
        Assert.Equal(1, decisions.Contradicted);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        ClipSurgeryException error = Assert.Throws<ClipSurgeryException>(() => ReviewDecisions.Read("no/decisions.json"));
        Assert.StartsWith("no/decisions.json: cannot be read", error.Message);
    }

    private static ReviewDecisions Decide(params (string FileName, string ClassName, Mask Mask, bool IsAccepted)[] decisions)
    {
        return new ReviewDecisions("00000000000000ab", [.. decisions.Select(decision => new ReviewDecision(
            decision.FileName, InstanceKey.Of(decision.FileName, decision.ClassName, decision.Mask), decision.IsAccepted))]);
    }

    private static ReviewDecisions Read(string json)
    {
        using TemporaryFolder folder = new();
        return ReviewDecisions.Read(folder.Write("decisions.json", Encoding.UTF8.GetBytes(json)));
    }

    private static void AssertRefused(string json, params string[] parts)
    {
        ClipSurgeryException error = Assert.Throws<ClipSurgeryException>(() => Read(json));
        Assert.DoesNotContain('\n', error.Message);
        Assert.Contains("decisions.json", error.Message);
        Assert.All(parts, part => Assert.Contains(part, error.Message));
    }
}
