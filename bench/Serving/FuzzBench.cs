using ClipSurgery.Tests;

namespace ClipSurgery.Bench;

/// <summary>Thousands of odd requests: which answers there are, whether memory grows, and whether a file outside the labels changes.</summary>
internal static class FuzzBench
{
    public static async Task Run(int requests)
    {
        using WorkFolder folder = new(pictures: 5);
        using ServeProcess server = await ServeProcess.Start(folder.Pictures, folder.Labels);
        RequestFuzz fuzz = new(seed: 1, await server.Pictures());
        string before = Outside(folder);
        SortedDictionary<int, int> answers = [];
        List<string> memory = [];
        for (int i = 1; i <= requests; i++)
        {
            using HttpRequestMessage request = fuzz.Next();
            using HttpResponseMessage response = await server.Client.SendAsync(request);
            int status = (int)response.StatusCode;
            answers[status] = answers.GetValueOrDefault(status) + 1;
            if (i == requests / 10 || i % (requests / 4) == 0)
            {
                memory.Add($"{server.Resident:F0} MB after {i}");
            }
        }

        Console.WriteLine($"answers: {string.Join(", ", answers.Select(answer => $"{answer.Value} x {answer.Key}"))}");
        Console.WriteLine($"memory: {string.Join(", ", memory)}");
        Console.WriteLine($"files outside the labels: {(before == Outside(folder) ? "as they were" : "CHANGED")}");
    }

    private static string Outside(WorkFolder folder) => string.Join('\n', new DirectoryInfo(folder.Root)
        .EnumerateFiles("*", SearchOption.AllDirectories)
        .Where(file => !file.FullName.StartsWith(folder.Labels, StringComparison.Ordinal))
        .Select(file => $"{file.FullName} {file.Length} {file.LastWriteTimeUtc:O}")
        .Order(StringComparer.Ordinal));
}
