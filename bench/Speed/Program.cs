// Time and peak memory of each step on the demo models: every step runs in a process of its own, so that its peak memory is its own.
// dotnet run --project bench/Speed -c Release -- FOLDER_WITH_PICTURES
using System.Diagnostics;
using ClipSurgery.Bench;

if (args.Length == 2)
{
    Step.Run(args[0], args[1]);
    return;
}

Console.WriteLine("| step | median ms | min | max | peak memory MB |");
Console.WriteLine("|---|---|---|---|---|");
foreach (string step in Step.Names)
{
    using Process process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [step, args[0]]) { RedirectStandardOutput = true })!;
    Console.Write(process.StandardOutput.ReadToEnd());
    process.WaitForExit();
}
