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
        double early = 0;
        for (int i = 1; i <= requests; i++)
        {
            using HttpRequestMessage request = fuzz.Next();
            using HttpResponseMessage response = await server.Client.SendAsync(request);
            int status = (int)response.StatusCode;
            answers[status] = answers.GetValueOrDefault(status) + 1;
            early = i == requests / 10 ? server.Resident : early;
        }

        Console.WriteLine($"answers: {string.Join(", ", answers.Select(answer => $"{answer.Value} x {answer.Key}"))}");
        Console.WriteLine($"memory after {requests / 10}: {early:F0} MB, after {requests}: {server.Resident:F0} MB");
        Console.WriteLine($"files outside the labels: {(before == Outside(folder) ? "as they were" : "CHANGED")}");
    }

    private static string Outside(WorkFolder folder) => string.Join('\n', new DirectoryInfo(folder.Root)
        .EnumerateFiles("*", SearchOption.AllDirectories)
        .Where(file => !file.FullName.StartsWith(folder.Labels, StringComparison.Ordinal))
        .Select(file => $"{file.FullName} {file.Length} {file.LastWriteTimeUtc:O}")
        .Order(StringComparer.Ordinal));
}
