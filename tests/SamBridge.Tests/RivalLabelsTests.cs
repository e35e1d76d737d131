namespace ClipSurgery.Tests;

public class RivalLabelsTests
{
    [Fact]
    public void The_surer_of_two_labels_keeps_one_thing()
    {
        Instance cat = At("cat", 0.4, 0, 0, 10, 10);
        Instance tiger = At("tiger", 0.8, 0, 0, 10, 9);

        Assert.Equal([tiger], RivalLabels.Settle([cat, tiger]));
        Assert.Equal([tiger], RivalLabels.Settle([tiger, cat]));
    }

    /// <summary>7 of 10 rows are an IoU of 0.7, which is not more than 0.7.</summary>
    [Theory]
    [InlineData(8, 1)]
    [InlineData(7, 2)]
    public void Masks_are_the_same_thing_above_an_iou_of_0_7(int rows, int expected) =>
        Assert.Equal(expected, RivalLabels.Settle([At("cat", 0.8, 0, 0, 10, 10), At("tiger", 0.4, 0, 0, 10, rows)]).Count);

    [Fact]
    public void A_thing_inside_another_is_left_alone()
    {
        Instance person = At("person", 0.8, 0, 0, 18, 18);
        Instance cup = At("cup", 0.3, 4, 4, 5, 5);

        Assert.Equal([cup, person], RivalLabels.Settle([cup, person]));
    }

    [Fact]
    public void Two_instances_of_one_label_are_no_rivals()
    {
        Instance one = At("cat", 0.8, 0, 0, 10, 10);
        Instance two = At("cat", 0.3, 0, 0, 10, 10);

        Assert.Equal([two, one], RivalLabels.Settle([two, one]));
    }

    [Fact]
    public void The_order_stays_whatever_the_scores()
    {
        Instance[] instances =
        [
            At("a", 0.2, 0, 0, 3, 3),
            At("a", 0.1, 5, 0, 3, 3),
            At("b", 0.9, 10, 0, 3, 3),
            At("c", 0.5, 0, 0, 3, 3),
            At("d", 0.4, 0, 10, 3, 3),
        ];

        Assert.Equal([instances[1], instances[2], instances[3], instances[4]], RivalLabels.Settle(instances));
    }

    /// <summary>What has lost takes nothing away from others: b loses to a, and c, which is like b only, stays.</summary>
    [Fact]
    public void A_label_that_has_lost_beats_nobody()
    {
        Instance a = At("a", 0.9, 0, 0, 10, 10);
        Instance b = At("b", 0.8, 0, 0, 12, 10);
        Instance c = At("c", 0.7, 0, 0, 15, 10);

        Assert.Equal([a, c], RivalLabels.Settle([a, b, c]));
    }

    /// <summary>Two prompts of one class: the same animal, a part of it, and another one.</summary>
    [Fact]
    public void Two_texts_of_a_label_give_one_instance_of_a_thing()
    {
        Instance cat = At("cat", 0.8, 0, 0, 10, 10);
        Instance kitten = At("cat", 0.7, 0, 0, 10, 6) with { Text = "kitten" };
        Instance head = At("cat", 0.6, 0, 0, 3, 3) with { Text = "kitten" };
        Instance other = At("cat", 0.5, 10, 10, 5, 5) with { Text = "kitten" };

        Assert.Equal([cat, other], RivalLabels.Settle([cat, kitten, head, other]));
        Assert.Equal([cat, other], RivalLabels.Settle([cat, kitten, head, other], amongLabels: false));
    }

    [Fact]
    public void Labels_are_no_rivals_where_presence_was_not_asked_for() =>
        Assert.Equal(2, RivalLabels.Settle([At("cat", 0.8, 0, 0, 9, 9), At("tiger", 0.7, 0, 0, 9, 9)], amongLabels: false).Count);

    private static Instance At(string label, double quality, int left, int top, int columns, int rows) => new()
    {
        Label = label,
        Mask = TestShapes.Rectangle(20, 20, left, top, columns, rows),
        Parts = new ScoreParts(quality, null, quality, quality),
        Prompt = new MaskPrompt([new PromptPoint(default, true)]),
    };
}
