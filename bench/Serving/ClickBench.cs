using System.Diagnostics;
using System.Text.Json.Nodes;

namespace ClipSurgery.Bench;

/// <summary>How long a person waits: for a click on a picture that is open, and for the next picture.</summary>
internal static class ClickBench
{
    private const int Clicks = 300;
    private const int Leaves = 40;

    public static async Task Run()
    {
        using WorkFolder folder = new(pictures: 60);
        using ServeProcess server = await ServeProcess.Start(folder.Pictures, folder.Labels);
        string[] pictures = await server.Pictures();
        Console.WriteLine("| what | clients | median, ms | p99, ms |");
        Console.WriteLine("|---|---|---|---|");
        foreach (int clients in (int[])[1, 4, 16])
        {
            string[] open = pictures[..clients];
            foreach (string id in open)
            {
                await Click(server, id, 0);
            }

            double[][] times = await Task.WhenAll(open.Select(id => Repeat(Clicks / clients, i => Click(server, id, i))));
            Report("a click", clients, [.. times.SelectMany(all => all)]);
        }

        // The page asks for the next two pictures to be prepared, and a person looks at one for a moment.
        double[] next = await Repeat(Leaves, async i =>
        {
            await server.Client.GetByteArrayAsync($"/api/v1/pictures/{pictures[i]}");
            await server.Client.GetByteArrayAsync($"/api/v1/pictures/{pictures[i]}/image");
            await Click(server, pictures[i], i);
        }, async i =>
        {
            await server.Client.PostAsync($"/api/v1/pictures/{pictures[i + 1]}/prepare", null);
            await server.Client.PostAsync($"/api/v1/pictures/{pictures[i + 2]}/prepare", null);
            await Task.Delay(1000);
        });
        Report("the next picture, with its first click", 1, next);
    }

    private static Task<JsonNode> Click(ServeProcess server, string id, int i) =>
        server.Post($"/api/v1/pictures/{id}/prompt", $$"""{"points":[{"x":{{20 + (i * 37 % 340)}},"y":{{20 + (i * 53 % 340)}}}]}""");

    private static async Task<double[]> Repeat(int times, Func<int, Task> work, Func<int, Task>? between = null)
    {
        double[] milliseconds = new double[times];
        for (int i = 0; i < times; i++)
        {
            long begin = Stopwatch.GetTimestamp();
            await work(i);
            milliseconds[i] = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
            if (between is not null)
            {
                await between(i);
            }
        }

        return milliseconds;
    }

    private static void Report(string what, int clients, double[] times)
    {
        Array.Sort(times);
        Console.WriteLine($"| {what} | {clients} | {times[times.Length / 2]:F0} | {times[(int)(times.Length * 0.99)]:F0} |");
    }
}
