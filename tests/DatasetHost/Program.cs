// label --output DIR --count N [--workers N] [--delay MS] [--dies NAME]   labels fake pictures
// try --name NAME [--dies NAME]                                           labels one of them: does a process survive it?
// read --output DIR --pictures DIR [--workers N]                          reads real files, whatever they are
using System.Diagnostics;
using ClipSurgery;
using ClipSurgery.Tests;

HostOptions options = new(args);
try
{
    switch (options.Verb)
    {
        case "label":
            return Run(FakeLabels.Job(options.Output, options.Count) with
            {
                Workers = options.Workers,
                Label = (name, _) => LabelFake(name),
                Survives = name => Survives(name),
            });
        case "try":
            LabelFake(options.Name);
            return 0;
        case "read":
            return Run(FakeLabels.Job(options.Output, 0) with
            {
                Workers = options.Workers,
                FileNames = [.. Directory.EnumerateFileSystemEntries(options.Pictures).Select(path => Path.GetFileName(path))],
                Label = (name, _) => ReadPicture(name),
            });
        default:
            throw new ClipSurgeryException($"{options.Verb}: expected label, try or read.");
    }
}
catch (ClipSurgeryException error)
{
    Console.Error.WriteLine($"error: {error.Message}");
    return 1;
}

int Run(LabelJob job)
{
    LabelSummary summary = LabelRun.Run(job, new ConsoleProgress());
    Console.WriteLine(summary);
    return 0;
}

LabelledPicture LabelFake(string name)
{
    if (name == options.Dies)
    {
        Environment.FailFast($"{name} ends the process.");
    }

    Thread.Sleep(Random.Shared.Next(options.Delay + 1));
    return FakeLabels.Label(name);
}

bool Survives(string name)
{
    string[] arguments = [Path.Combine(AppContext.BaseDirectory, "ClipSurgery.DatasetHost.dll"), "try", "--name", name];
    ProcessStartInfo start = new("dotnet", options.Dies is null ? arguments : [.. arguments, "--dies", options.Dies])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };
    using Process process = Process.Start(start)!;
    process.StandardError.ReadToEnd();
    process.WaitForExit();
    return process.ExitCode is 0 or 1;
}

LabelledPicture ReadPicture(string name)
{
    LoadedImage picture = PictureFolder.Read(options.Pictures, name);
    return new LabelledPicture(picture.Image.Width, picture.Image.Height, picture.ExifOrientation, []);
}
