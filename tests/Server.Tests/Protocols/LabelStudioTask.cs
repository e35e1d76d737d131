using System.Text.Json.Nodes;

namespace ClipSurgery.Tests;

/// <summary>What Label Studio sends, and its brushes.</summary>
internal static class LabelStudioTask
{
    public const string Brush =
        """
        <View><Image name="image" value="$image"/>
          <BrushLabels name="tag" toName="image"><Label value="kitty" prompt="cat"/><Label value="dog"/></BrushLabels>
          <KeyPointLabels name="keys" toName="image" smart="true"><Label value="kitty"/><Label value="dog"/></KeyPointLabels>
          <RectangleLabels name="boxes" toName="image" smart="true"><Label value="kitty"/><Label value="dog"/></RectangleLabels>
          <TextArea name="prompt" toName="image" editable="true" maxSubmissions="1" showSubmitButton="true"/></View>
        """;

    public static readonly string Inline = $"data:image/jpeg;base64,{ProtocolHost.CatsBase64}";

    public static JsonObject Request(string config, params string[] images) => new()
    {
        ["tasks"] = new JsonArray([.. images.Select((image, index) =>
            (JsonNode)new JsonObject { ["id"] = index + 1, ["data"] = new JsonObject { ["image"] = image }, ["annotations"] = new JsonArray() })]),
        ["project"] = "1.1690000000",
        ["label_config"] = config,
        ["model_version"] = null,
        ["params"] = new JsonObject { ["login"] = null, ["password"] = null, ["context"] = null },
    };

    /// <summary>Reads a brush as Label Studio does: runs of RGBA bytes, of which the last counts.</summary>
    public static Mask MaskOf(JsonNode region)
    {
        BitReader bits = new([.. region["value"]!["rle"]!.AsArray().Select(value => (byte)(int)value!)]);
        byte[] values = new byte[bits.Read(32)];
        int valueBits = bits.Read(5) + 1;
        int[] lengths = [.. Enumerable.Range(0, 4).Select(_ => bits.Read(4) + 1)];
        for (int i = 0; i < values.Length;)
        {
            bool isRun = bits.Read(1) == 1;
            int count = bits.Read(lengths[bits.Read(2)]) + 1;
            for (int j = 0; j < count; j++)
            {
                values[i + j] = j == 0 || !isRun ? (byte)bits.Read(valueBits) : values[i];
            }

            i += count;
        }

        return Mask.FromBitmap(384, 384, [.. values.Chunk(4).Select(pixel => pixel[3])]);
    }

    private sealed class BitReader(byte[] bytes)
    {
        private int _at;

        public int Read(int count)
        {
            int value = 0;
            for (int i = 0; i < count; i++, _at++)
            {
                value = (value << 1) | ((bytes[_at / 8] >> (7 - (_at % 8))) & 1);
            }

            return value;
        }
    }
}
