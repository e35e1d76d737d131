using System.Text.Json.Nodes;

namespace ClipSurgery.Bench;

/// <summary>
/// Kills the server at random moments while a script edits: every edit that was answered has to be there afterwards, and none but those
/// and the one that was on its way.
/// </summary>
internal static class KillBench
{
    private const int Side = 384;

    public static async Task Run(int kills)
    {
        using WorkFolder folder = new(pictures: 1);
        Random random = new(1);
        int sent = 0;
        int kept = 0;
        int lost = 0;
        int others = 0;
        int onTheirWay = 0;
        for (int kill = 0; kill <= kills; kill++)
        {
            using ServeProcess server = await ServeProcess.Start(folder.Pictures, folder.Labels);
            string picture = $"/api/v1/pictures/{(await server.Pictures())[0]}";
            JsonNode now = await server.Get(picture);
            int there = now["instances"]!.AsArray().Count;
            HashSet<string> masks = [.. now["instances"]!.AsArray().Select(instance => instance!["mask"]!["counts"]!.GetValue<string>())];
            lost += Enumerable.Range(0, kept).Count(i => !masks.Contains(MaskOf(i).ToCompressed()));
            bool isOneMore = there == kept + 1 && masks.Contains(MaskOf(kept).ToCompressed());
            others += there - kept - (isOneMore ? 1 : 0);
            onTheirWay += isOneMore ? 1 : 0;
            kept = there;
            if (kill == kills)
            {
                break;
            }

            Task death = Task.Delay(random.Next(1, 300)).ContinueWith(_ => server.Kill(), TaskScheduler.Default);
            int version = now["version"]!.GetValue<int>();
            try
            {
                while (true)
                {
                    sent++;
                    await server.Post(
                        $"{picture}/edits",
                        $$"""{"version":{{version}},"put":[{"class":"cat","mask":{"size":[{{Side}},{{Side}}],"counts":{{JsonValue.Create(MaskOf(kept).ToCompressed()).ToJsonString()}} } }]}""");
                    version++;
                    kept++;
                }
            }
            catch (HttpRequestException)
            {
                await death;
            }
        }

        Console.WriteLine($"{kills} kills, {sent} edits sent, {kept} kept: {lost} lost that were answered, {others} that nobody sent, {onTheirWay} kept before their answer.");
    }

    /// <summary>A mask of one pixel for each number, so that each edit is told from every other.</summary>
    private static Mask MaskOf(int number) => Mask.FromCounts(Side, Side, [number, 1, (Side * Side) - number - 1]);
}
