using System.Security.Cryptography;

namespace ClipSurgery.Tests;

public class ReferenceDataTests
{
    [Fact]
    public void There_are_fourteen_pictures()
    {
        IReadOnlyList<RgbImage> pictures = ReferencePictures.Read();

        Assert.Equal(ReferencePictures.Count, pictures.Count);
        Assert.All(pictures, picture => Assert.Equal((224, 224), (picture.Width, picture.Height)));
        Assert.Equal(
            "d545299b974d500527d5ac8b1d85501f4a57b642b273d5089a648c191fa0d0ac",
            Convert.ToHexStringLower(SHA256.HashData([.. pictures.SelectMany(picture => picture.Pixels.ToArray())])));
    }

    /// <summary>The second picture is a sheet of pictograms on a pale ground of (245, 240, 230), kept in steps of 4.</summary>
    [Fact]
    public void A_sheet_has_the_colour_of_its_ground() =>
        Assert.Equal([246, 242, 230], ReferencePictures.Read()[1].Row(0)[..3].ToArray());

    [Fact]
    public void Nouns_are_in_groups_and_each_once()
    {
        Assert.InRange(NounBank.Nouns.Count, 400, 500);
        Assert.Equal(NounBank.Nouns.Count, NounBank.Nouns.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.Contains("", NounBank.Nouns);
        Assert.Contains("dog", NounBank.Groups.First(group => group.General.Contains("animal")).Members);
        Assert.All(NounBank.Groups, group => Assert.All([.. group.General, .. group.Members], word => Assert.Equal(word.Trim(), word)));
    }
}
