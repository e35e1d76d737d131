using System.IO.Hashing;
using System.Text;

namespace ClipSurgery.Tests;

/// <summary>Pictures that were in hand when a process ended.</summary>
public sealed class LabelDeathTests : IDisposable
{
    private readonly ToolProcess _tool = new();

    public LabelDeathTests() => _tool.AddScenes(2);

    public void Dispose() => _tool.Dispose();

    /// <summary>Killed from outside: another process gets through the pictures, so they are labelled, or fail with their own error.</summary>
    [Fact]
    public void Pictures_that_another_process_gets_through_are_not_set_aside()
    {
        File.WriteAllText(_tool["pictures", "broken.jpg"], "no picture");
        _tool.Label("whole");
        _tool.Label("out");
        Die("out", "0001.jpg", "broken.jpg");

        ToolRun run = _tool.Run(["label", "pictures", "--output", "out", .. PictureSet.Texts]);

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("error: broken.jpg: this is not an image", Assert.Single(run.ErrorLines));
        Assert.Equal(_tool.Annotations("whole"), _tool.Annotations("out"));
    }

    /// <summary>A journal that knows of two processes that ended while they were at some pictures.</summary>
    private void Die(string output, params string[] names)
    {
        string path = _tool[output, "journal", "part-00000-of-00001.jsonl"];
        string header = File.ReadLines(path).First();
        File.WriteAllLines(path, [header, .. names.Select(Started), .. names.Select(Started)]);

        static string Started(string name)
        {
            string members = $"\"file_name\":\"{name}\",\"status\":\"started\"}}";
            return $"{{\"crc\":\"{XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(members)):x16}\",{members}";
        }
    }
}
