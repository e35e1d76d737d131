using System.Text.Json;
using ModelContextProtocol.Client;

namespace ClipSurgery.Tests;

/// <summary>What agents find of classes that were learned.</summary>
public sealed class McpAdaptTests : IDisposable
{
    private readonly ToolProcess _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task Find_finds_a_learned_class_by_the_name_that_it_was_learned_by()
    {
        _tool.AddScenes(1);
        CocoDataset all = CocoReader.Read(Path.Combine(TestData.Root, "bench", "data", "emoji-dev", "instances.json"));
        string picture = Path.GetFileName(Directory.EnumerateFiles(_tool["pictures"]).Single());
        CocoImage image = all.Images.First(one => one.FileName == picture);
        CocoAnnotation learned = all.Annotations.First(annotation => annotation.ImageId == image.Id);
        CocoWriter.Write(_tool["truth.json"], all with
        {
            Images = [image],
            Categories = [.. all.Categories.Select(category => category with { Name = $"type {category.Id}" })],
            Annotations = [.. all.Annotations.Where(annotation => annotation.ImageId == image.Id)],
        });
        string[] texts = [$"type {learned.CategoryId}"];
        Assert.Equal(0, _tool.Call("adapt", "truth.json", "--images", "pictures", "--output", "parts.safetensors").ExitCode);

        await using McpClient plain = await _tool.ConnectAgent();
        await using McpClient adapted = await _tool.ConnectAgent(["--adapt", "parts.safetensors"]);
        JsonElement before = await plain.Call("find", ("picture", $"pictures/{picture}"), ("texts", texts));
        JsonElement after = await adapted.Call("find", ("picture", $"pictures/{picture}"), ("texts", texts));

        Assert.Empty(before.GetProperty("instances").EnumerateArray());
        Assert.Contains(after.GetProperty("instances").EnumerateArray(), instance => IsNear(BoxOf(instance), learned.Bounds));
    }

    private static BoxXywh BoxOf(JsonElement instance)
    {
        double[] box = [.. instance.GetProperty("box").EnumerateArray().Select(value => value.GetDouble())];
        return new BoxXywh(box[0], box[1], box[2], box[3]);
    }

    /// <summary>Each edge within a tenth of the box.</summary>
    private static bool IsNear(BoxXywh found, BoxXywh truth) =>
        Math.Max(Math.Abs(found.X - truth.X), Math.Abs(found.Right - truth.Right)) < 0.1 * truth.Width
        && Math.Max(Math.Abs(found.Y - truth.Y), Math.Abs(found.Bottom - truth.Bottom)) < 0.1 * truth.Height;
}
