using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace ClipSurgery;

/// <summary>
/// One line of a journal: a JSON object whose first member is the XXH64 of the bytes after it, so that a line that was cut off or
/// changed is told from a whole one: <c>{"crc":"9ae16a3b2f90404f","file_name":…}</c>.
/// </summary>
internal static class JournalLine
{
    private static ReadOnlySpan<byte> Begin => "{\"crc\":\""u8;

    private static ReadOnlySpan<byte> End => "\","u8;

    private const int HexDigits = 16;

    private static readonly byte[] NeverWritten = new byte[512];

    private static int MembersPlace => Begin.Length + HexDigits + End.Length;

    /// <summary>The line of a JSON object that is not empty, with its line feed.</summary>
    public static byte[] Encode(ReadOnlySpan<byte> jsonObject)
    {
        ReadOnlySpan<byte> members = jsonObject[1..];
        return [.. Begin, .. Checksum(members), .. End, .. members, (byte)'\n'];
    }

    /// <summary>Whether a line without its line feed is whole.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> line) =>
        line.Length > MembersPlace
        && line.StartsWith(Begin)
        && line[(MembersPlace - End.Length)..].StartsWith(End)
        && line.Slice(Begin.Length, HexDigits).SequenceEqual(Checksum(Members(line)));

    /// <summary>
    /// Whether a line has the zero bytes of a part of the disk that was never written. JSON has none; a flipped bit makes one, and a
    /// disk writes no less than a sector.
    /// </summary>
    public static bool LacksPage(ReadOnlySpan<byte> line) => line.IndexOf(NeverWritten) >= 0;

    /// <summary>What the checksum of a whole line covers.</summary>
    public static ReadOnlySpan<byte> Members(ReadOnlySpan<byte> line) => line[MembersPlace..];

    /// <summary>The checksum that a whole line states.</summary>
    public static ulong ChecksumOf(ReadOnlySpan<byte> line) =>
        ulong.Parse(line.Slice(Begin.Length, HexDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static byte[] Checksum(ReadOnlySpan<byte> members) =>
        Encoding.ASCII.GetBytes($"{XxHash64.HashToUInt64(members):x16}");
}
