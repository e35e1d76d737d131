// The library beside PyTorch, in one session and in turns. run.sh prepares what it needs and starts it.
// dotnet run --project bench/compare -c Release -- FOLDER DATE ROUNDS [GROUP...]
using ClipSurgery.Bench;

BenchFolder folder = new(args[0]);
int rounds = int.Parse(args[2]);
string[] groups = args[3..];
using PythonSide python = new(folder);
SideBySide turns = new(rounds);
Report report = new(folder, date: args[1], python);

Run("agreement", () => report.Agreements.AddRange(Agreement.Measure(folder, python)));
Run("onnx", () => OnnxFiles.Compare(folder, turns));
Run("image", () => ImageEncoding.Compare(folder, turns, python));
Run("text", () => TextEnsemble.Compare(folder, turns, python));
Run("surgery", () => SurgerySteps.Compare(folder, turns, python, report.Agreements));
Run("methods", () => GradientMethods.Compare(folder, turns, python, report.Agreements));
Run("masks", () => PromptedMasks.Compare(turns, python, report.Agreements));
Run("batches", () => PromptBatches.Compare(folder, turns));
Run("job", () => WholeJob.Compare(folder, turns, python));
Run("start", () => FirstMask.Compare(folder, turns));

report.Rows.AddRange(turns.Rows);
report.Print();
if (groups.Length == 0)
{
    report.Write();
}

// Times of different results say nothing.
return report.Agreements.All(agreement => agreement.IsMet) ? 0 : 1;

void Run(string group, Action measure)
{
    if (groups.Length == 0 || groups.Contains(group))
    {
        Console.Error.WriteLine($"{group} ...");
        measure();
    }
}
