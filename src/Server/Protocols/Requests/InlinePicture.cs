using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ClipSurgery;

/// <summary>
/// A picture that a request carries, as base64 or as a <c>data:</c> address. It goes from the request's bytes to the picture's
/// without ever being a string, which would take three times the memory.
/// </summary>
internal sealed class InlinePicture : JsonConverter<PictureFile>
{
    /// <summary>What messages call a picture that has no name.</summary>
    public const string Name = "the picture";

    private const string DataScheme = "data:";

    /// <summary>Whether a text is a <c>data:</c> address.</summary>
    public static bool IsDataAddress(string text) => text.StartsWith(DataScheme, StringComparison.OrdinalIgnoreCase);

    /// <summary>Decodes a text.</summary>
    /// <exception cref="ClipSurgeryException">It is no base64.</exception>
    public static PictureFile Decode(string text) => Decode(Encoding.UTF8.GetBytes(text));

    /// <inheritdoc/>
    public override PictureFile Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw new JsonException();
        }

        if (!reader.ValueIsEscaped && !reader.HasValueSequence)
        {
            return Decode(reader.ValueSpan);
        }

        // Some clients escape the equals signs and slashes of base64.
        int length = reader.HasValueSequence ? (int)reader.ValueSequence.Length : reader.ValueSpan.Length;
        byte[] unescaped = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            return Decode(unescaped.AsSpan(0, reader.CopyString(unescaped)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(unescaped);
        }
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, PictureFile value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Pictures are only received.");

    private static PictureFile Decode(ReadOnlySpan<byte> text)
    {
        // No base64 has a comma, so the first one ends the head of a data address, whatever the head says.
        ReadOnlySpan<byte> base64 = text[(text.IndexOf((byte)',') + 1)..];
        byte[] bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(base64.Length)];
        if (Base64.DecodeFromUtf8(base64, bytes, out int read, out int written) != OperationStatus.Done || read != base64.Length)
        {
            throw new ClipSurgeryException(
                "The picture is not base64; expected the bytes of a picture file in base64, or a data: address.");
        }

        return new PictureFile(Name, bytes.AsMemory(0, written));
    }
}
