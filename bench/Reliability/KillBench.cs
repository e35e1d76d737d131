namespace ClipSurgery.Bench;

/// <summary>Kills runs at random moments until they are done nevertheless.</summary>
internal static class KillBench
{
    public static void Run(int kills, int pictures)
    {
        using PictureLinks links = new(pictures);
        (byte[] expected, TimeSpan duration) = Uninterrupted(links);
        Random random = new(2026);
        int done = 0;
        int equal = 0;
        int runs = 0;
        List<int> killedAt = [];
        while (done < kills)
        {
            string output = links.Output($"run {runs++}");
            while (!Complete(output))
            {
                done++;
            }

            equal += File.ReadAllBytes(new RunFolder(output).Annotations).AsSpan().SequenceEqual(expected) ? 1 : 0;
        }

        Console.WriteLine(
            $"| kills | before the first picture | between pictures | after the last | runs of {pictures} pictures | same bytes |");
        Console.WriteLine("|---|---|---|---|---|---|");
        int before = killedAt.Count(count => count == 0);
        int after = killedAt.Count(count => count == pictures);
        Console.WriteLine($"| {done} | {before} | {done - before - after} | {after} | {runs} | {equal} |");

        // One process: killed, or let go on to its end once there were enough kills.
        bool Complete(string output)
        {
            using LabelProcess label = new(links.Pictures, output);
            TimeSpan delay = done < kills ? random.NextDouble() * 0.7 * duration : Timeout.InfiniteTimeSpan;
            if (label.Wait(delay) is int exitCode)
            {
                return exitCode == 0
                    ? true
                    : throw new InvalidOperationException($"label ended with {exitCode}: {label.LastLine}");
            }

            label.Kill();
            killedAt.Add(label.Done);
            return false;
        }
    }

    private static (byte[] Annotations, TimeSpan Duration) Uninterrupted(PictureLinks links)
    {
        string output = links.Output("uninterrupted");
        using LabelProcess label = new(links.Pictures, output);
        return label.Wait() == 0
            ? (File.ReadAllBytes(new RunFolder(output).Annotations), label.Elapsed)
            : throw new InvalidOperationException(label.LastLine);
    }
}
