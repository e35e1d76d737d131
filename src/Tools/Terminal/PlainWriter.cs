using System.Text;

namespace ClipSurgery.Tools;

/// <summary>Passes text on without what a terminal would obey (<see cref="PlainText.Clean"/>).</summary>
internal sealed class PlainWriter(TextWriter output) : TextWriter
{
    public override Encoding Encoding => output.Encoding;

    public override void Write(char value) => output.Write(PlainText.Clean(value.ToString()));

    public override void Write(char[] buffer, int index, int count) => output.Write(PlainText.Clean(new string(buffer, index, count)));

    public override void Write(string? value) => output.Write(PlainText.Clean(value ?? ""));

    public override void WriteLine(string? value) => output.WriteLine(PlainText.Clean(value ?? ""));

    public override void Flush() => output.Flush();
}
