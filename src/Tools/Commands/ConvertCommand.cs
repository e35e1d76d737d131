using System.CommandLine;
using Spectre.Console;

namespace ClipSurgery.Tools;

/// <summary><c>convert</c>: a CLIP checkpoint to ONNX with surgery, a SAM checkpoint to an encoder and a decoder.</summary>
internal sealed class ConvertCommand
{
    private readonly ConversionOptionSet _conversion = new();
    private readonly Argument<string> _checkpoint = new("checkpoint")
    {
        Description = "Folder with model.safetensors (Hugging Face or OpenCLIP layout), or a .safetensors file",
    };

    private readonly Option<string> _output = new("--output", "-o") { Description = "Folder to make", Required = true };

    public Command Create(ToolConsole console)
    {
        Command command = new("convert", Help.Text(
            "Convert a CLIP or SAM checkpoint to ONNX: the graphs, weights.bin and model.json.",
            "clip-surgery convert clip-vit-base-patch16 --output vit-b16-512 --size 512",
            "clip-surgery convert open_clip_model.safetensors --output naclip --attention naclip --activation gelu",
            "clip-surgery convert sam-vit-base --output sam-b"));
        command.Arguments.Add(_checkpoint);
        command.Options.Add(_output);
        _conversion.AddAllTo(command);
        command.SetWork(console, (parse, _) => Run(console, parse));
        return command;
    }

    private int Run(ToolConsole console, ParseResult parse)
    {
        (string checkpoint, string output) = (parse.GetRequiredValue(_checkpoint), parse.GetRequiredValue(_output));
        ConversionOptions options = _conversion.Read(parse);
        if (SamCheckpointConverter.TryConvert(checkpoint, output) is { } sam)
        {
            console.People.Write(TableOf(sam.Settings));
            console.Data.WriteLine(sam.Directory);
            return ExitCode.Done;
        }

        ConversionResult result = CheckpointConverter.Convert(checkpoint, output, options);
        Table table = TableOf(result.Settings);
        AttentionVariant attention = result.Config.Attention;
        bool hasDepth = attention is AttentionVariant.Surgery or AttentionVariant.SinglePath;
        table.AddRow("attention", hasDepth ? $"{attention}, depth {result.Config.Depth}" : $"{attention}", "option");
        table.AddRow("weights", $"{result.Config.Weights}", "option");
        console.People.Write(table);
        foreach (string warning in result.Warnings)
        {
            console.Note(warning);
        }

        console.Data.WriteLine(result.Directory);
        return ExitCode.Done;
    }

    private static Table TableOf(IReadOnlyList<CheckpointSetting> settings)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumns("setting", "value", "from");
        foreach (CheckpointSetting setting in settings)
        {
            table.AddRow(Markup.Escape(setting.Name), Markup.Escape(PlainText.Short(setting.Value)), Markup.Escape(setting.Source));
        }

        return table;
    }
}
