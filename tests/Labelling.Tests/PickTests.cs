using System.Diagnostics;

namespace ClipSurgery.Tests;

/// <summary><c>pick</c>, and the list that it makes in other commands.</summary>
public sealed class PickTests(FinishedLabels labels) : IClassFixture<FinishedLabels>
{
    private readonly ToolProcess _tool = labels.Tool;

    [Fact]
    public void As_many_pictures_as_asked_for_come_in_the_same_order_each_time()
    {
        ToolRun two = _tool.Call("pick", "out", "--count", "2");
        ToolRun three = _tool.Call("pick", "out", "--count", "3");

        string[] names = three.Output.TrimEnd('\n').Split('\n');
        Assert.Equal((0, 0), (two.ExitCode, three.ExitCode));
        Assert.Equal(3, names.Distinct().Count());
        Assert.All(names, name => Assert.True(File.Exists(_tool["pictures", name]), name));
        Assert.Equal(names[..2], two.Output.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void More_than_there_are_gives_all_with_a_note()
    {
        ToolRun run = _tool.Call("pick", "out", "--count", "5");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(4, run.Output.TrimEnd('\n').Split('\n').Length);
        Assert.Contains("out has 4 pictures that nobody has worked on, and not 5; all are given.", run.Errors);
    }

    [Fact]
    public void A_picked_list_is_what_label_and_review_take()
    {
        string[] names = _tool.Call("pick", "out", "--count", "2").Output.TrimEnd('\n').Split('\n');
        File.WriteAllText(_tool["next.txt"], $"{string.Join('\n', names)}\nelsewhere.jpg\n");
        File.WriteAllLines(_tool["only.txt"], names);

        ToolRun review = _tool.Call("review", "out", "--list", "next.txt", "--output", "next.html");
        ToolRun label = _tool.Label("some", "--list", "only.txt");

        Assert.Equal((0, 0), (review.ExitCode, label.ExitCode));
        Assert.Contains("2 pictures -> next.html", review.Errors);
        Assert.Contains("1 picture of next.txt has no labels here, and is left out.", review.Errors);
        Assert.Equal(
            names.Order(StringComparer.Ordinal), CocoReader.Read(_tool["some", "annotations.json"]).Images.Select(image => image.FileName));
    }

    [Fact]
    public async Task Serve_shows_the_pictures_of_a_list()
    {
        File.WriteAllText(_tool["one.txt"], "sub folder ü/0002.jpg\n");
        using Process serve = _tool.Start("serve", "pictures", "--output", "served", "--list", "one.txt", "--port", "0");
        try
        {
            string line = "";
            while (!line.Contains("http://", StringComparison.Ordinal))
            {
                line = await serve.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) ?? throw new InvalidOperationException("serve has ended");
            }

            Assert.StartsWith("1 picture of ", line);
        }
        finally
        {
            serve.Kill();
        }
    }

    [Theory]
    [InlineData("review out --list missing.txt", "missing.txt: cannot be read")]
    [InlineData("review out --list empty.txt", "empty.txt: the list names no picture; expected one a line.")]
    [InlineData("review out --list other.txt", "other.txt: none of its 1 picture has labels here, such as elsewhere.jpg")]
    [InlineData("serve out --list other.txt", "other.txt: none of its 1 picture has labels here")]
    [InlineData("pick out --count 0", "--count 0 is below 1")]
    [InlineData("pick pictures", "pictures")]
    public void Wrong_lists_and_counts_are_refused(string arguments, string problem)
    {
        File.WriteAllText(_tool["empty.txt"], "\n");
        File.WriteAllText(_tool["other.txt"], "elsewhere.jpg\n");

        ToolRun run = _tool.Call(arguments.Split(' '));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(problem, Assert.Single(run.ErrorLines));
    }
}
