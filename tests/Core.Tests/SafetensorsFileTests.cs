using System.Buffers.Binary;
using System.Text;

namespace ClipSurgery.Tests;

public sealed class SafetensorsFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_float_type_is_read()
    {
        byte[] data =
        [
            .. BitConverter.GetBytes(1.5f), .. BitConverter.GetBytes(float.NegativeInfinity),
            .. BitConverter.GetBytes((Half)(-2.25f)), .. BitConverter.GetBytes(Half.Epsilon),
            0x80, 0x3F, 0x49, 0xC0,
        ];
        using SafetensorsFile file = Open(
            """
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}, "h":{"dtype":"F16","shape":[2],"data_offsets":[8,12]},
            "b":{"dtype":"BF16","shape":[1,2],"data_offsets":[12,16]}, "__metadata__":{"format":"pt"}}
            """,
            data);

        Assert.Equal([1.5f, float.NegativeInfinity], file.ReadFloats("a"));
        Assert.Equal([-2.25f, (float)Half.Epsilon], file.ReadFloats("h"));
        Assert.Equal([1f, -3.140625f], file.ReadFloats("b"));
        Assert.Equal([1L, 2], file.Tensors["b"].Shape);
        Assert.Equal(3, file.Tensors.Count);
    }

    [Fact]
    public void A_header_with_more_tensors_than_any_clip_has_is_refused_before_they_are_read()
    {
        string many = string.Join(',', Enumerable.Range(0, 20_001).Select(i => $$"""
            "t{{i}}":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}
            """));

        Assert.Contains(
            "has more than 20000 tensors; expected a CLIP, which has about a thousand",
            Assert.Throws<ClipSurgeryException>(() => Open($"{{{many}}}", [])).Message);
    }

    [Fact]
    public void A_scalar_and_an_empty_tensor_are_legal()
    {
        using SafetensorsFile file = Open(
            """{"s":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"e":{"dtype":"F32","shape":[0,3],"data_offsets":[4,4]}}""", BitConverter.GetBytes(7f));

        Assert.Equal([7f], file.ReadFloats("s"));
        Assert.Empty(file.ReadFloats("e"));
    }

    [Theory]
    [InlineData("header that is not the JSON", "hello")]
    [InlineData("header that is not the JSON", "[1]")]
    [InlineData("header that is not the JSON", """{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"a":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}""")]
    [InlineData("a hole before tensor b", """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}""")]
    [InlineData("an overlap at tensor b", """{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}""")]
    [InlineData("needs 8 bytes, but its offsets are 0 to 4", """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""")]
    [InlineData("needs 4 bytes, but its offsets are 4 to 0", """{"a":{"dtype":"U8","shape":[4],"data_offsets":[4,0]}}""")]
    [InlineData("negative dimension", """{"a":{"dtype":"U8","shape":[-4],"data_offsets":[0,4]}}""")]
    [InlineData("overflows", """{"a":{"dtype":"F64","shape":[4611686018427387904,4],"data_offsets":[0,4]}}""")]
    [InlineData("unknown type F12", """{"a":{"dtype":"F12","shape":[4],"data_offsets":[0,4]}}""")]
    [InlineData("3 data offsets; expected 2", """{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,2,4]}}""")]
    [InlineData("is cut short", """{"a":{"dtype":"U8","shape":[9],"data_offsets":[0,9]}}""")]
    [InlineData("2 bytes after its last tensor", """{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}""")]
    [InlineData("header that is not the JSON", """{"a":{"shape":[4],"data_offsets":[0,4]}}""")]
    [InlineData("header that is not the JSON", """{"a":{"dtype":"U8","shape":[1.5],"data_offsets":[0,4]}}""")]
    public void A_broken_header_is_refused_in_one_line(string expected, string header)
    {
        ClipSurgeryException error = Assert.Throws<ClipSurgeryException>(() => Open(header, new byte[4]));

        Assert.StartsWith(_folder["x.safetensors"], error.Message);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Contains(expected, error.Message);
    }

    [Fact]
    public void A_header_that_is_longer_than_the_file_or_the_limit_is_refused_before_it_is_read()
    {
        Assert.Contains("has 3 bytes", Refused([1, 2, 3]));
        Assert.Contains("announces a header of 1000 bytes, but the file has 10", Refused([.. Length(1000), 1, 2]));
        Assert.Contains("at most 100000000 are allowed", Refused([.. Length(ulong.MaxValue), 1, 2]));
        Assert.Contains("cannot be opened", Assert.Throws<ClipSurgeryException>(() => SafetensorsFile.Open(_folder["none"])).Message);

        string Refused(byte[] content)
        {
            File.WriteAllBytes(_folder["x.safetensors"], content);
            return Assert.Throws<ClipSurgeryException>(() => SafetensorsFile.Open(_folder["x.safetensors"])).Message;
        }
    }

    [Fact]
    public void Integers_are_not_read_as_floats()
    {
        using SafetensorsFile file = Open("""{"ids":{"dtype":"I32","shape":[1],"data_offsets":[0,4]}}""", new byte[4]);

        Assert.Contains("tensor ids has type I32; expected F32, F16 or BF16", Assert.Throws<ClipSurgeryException>(() => file.ReadFloats("ids")).Message);
    }

    [Fact]
    public void A_flipped_bit_opens_or_gives_one_line()
    {
        byte[] good = Bytes("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"h":{"dtype":"F16","shape":[2],"data_offsets":[8,12]}}""", new byte[12]);
        for (int bit = 0; bit < good.Length * 8; bit++)
        {
            byte[] damaged = [.. good];
            damaged[bit / 8] ^= (byte)(1 << bit % 8);
            File.WriteAllBytes(_folder["x.safetensors"], damaged);
            try
            {
                using SafetensorsFile file = SafetensorsFile.Open(_folder["x.safetensors"]);
                Assert.InRange(file.Tensors.Count, 1, 2);
            }
            catch (ClipSurgeryException error)
            {
                Assert.DoesNotContain('\n', error.Message);
            }
        }
    }

    private SafetensorsFile Open(string header, byte[] data)
    {
        File.WriteAllBytes(_folder["x.safetensors"], Bytes(header, data));
        return SafetensorsFile.Open(_folder["x.safetensors"]);
    }

    private static byte[] Bytes(string header, byte[] data) => [.. Length((ulong)Encoding.UTF8.GetByteCount(header)), .. Encoding.UTF8.GetBytes(header), .. data];

    private static byte[] Length(ulong length)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        return bytes;
    }
}
