// What docs/serving.md says, measured on the real program and the demo models. From the repository's root:
// dotnet run --project bench/Serving -c Release -- clicks | fuzz | kills
using ClipSurgery.Bench;

switch (args.FirstOrDefault())
{
    case "clicks":
        await ClickBench.Run();
        break;
    case "fuzz":
        await FuzzBench.Run(requests: 10_000);
        break;
    case "kills":
        await KillBench.Run(kills: 200);
        break;
    default:
        Console.Error.WriteLine("error: give one of clicks, fuzz, kills.");
        return 2;
}

return 0;
