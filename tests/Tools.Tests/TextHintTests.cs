using ClipSurgery.Tools;

namespace ClipSurgery.Tests;

public class TextHintTests
{
    [Theory]
    [InlineData("cat . dog.", "'cat . dog.' is looked for as one text; give several as --text \"cat\" --text \"dog\".")]
    [InlineData("Not a cat",
        "'Not a cat': CLIP does not understand a negation, and looks for \"a cat\"; a look-alike to leave out is --not \"a cat\".")]
    [InlineData("no cat",
        "'no cat': CLIP does not understand a negation, and looks for \"cat\"; a look-alike to leave out is --not \"cat\".")]
    [InlineData("кошка", "'кошка' is not in Latin letters; most CLIP models know English alone.")]
    public void A_text_that_is_read_otherwise_than_meant_has_a_hint(string text, string expected) =>
        Assert.Equal(expected, Assert.Single(TextHints.For([text])));

    [Theory]
    [InlineData("cat")]
    [InlineData("notebook")]
    [InlineData("crème brûlée, 3.5 cm")]
    [InlineData("nose")]
    public void Others_have_none(string text) => Assert.Empty(TextHints.For([text]));

    [Theory]
    [InlineData(192, 1L << 30, 16, 14)]
    [InlineData(1024, 16L << 30, 16, 8)]
    [InlineData(1024, 1L << 30, 16, 1)]
    [InlineData(1024, 64L << 30, 4, 4)]
    public void As_many_pictures_are_in_hand_as_fit(int inputSize, long memory, int cores, int expected) =>
        Assert.Equal(expected, PicturesAtOnce.ThatFit(inputSize, memory, cores));

    [Theory]
    [InlineData(0, "0 pictures")]
    [InlineData(1, "1 picture")]
    [InlineData(2, "2 pictures")]
    public void One_is_not_several(int count, string expected) => Assert.Equal(expected, Quantity.Of(count, "picture"));
}
