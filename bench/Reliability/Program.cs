// What docs/reliability.md says, measured on the real program and the demo models. From the repository's root:
// dotnet run --project bench/Reliability -c Release -- memory | kills | throughput | hostile
using ClipSurgery.Bench;

switch (args.FirstOrDefault())
{
    case "memory":
        MemoryBench.Run(pictures: 2000);
        break;
    case "kills":
        KillBench.Run(kills: 200, pictures: 30);
        break;
    case "throughput":
        ThroughputBench.Run(pictures: 300, runs: 3);
        break;
    case "hostile":
        HostileBench.Run();
        break;
    default:
        Console.Error.WriteLine("error: give one of memory, kills, throughput, hostile.");
        return 2;
}

return 0;
