using System.IO.Compression;
using System.Text;

namespace ClipSurgery.Tests;

/// <summary>Files that are no safetensors: known by name and by content, never loaded, and refused with what to do instead.</summary>
public sealed class CheckpointFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("pytorch_model.bin")]
    [InlineData("ViT-B-16.pt")]
    [InlineData("model.pth")]
    [InlineData("epoch_32.ckpt")]
    [InlineData("MODEL.PKL")]
    [InlineData("model.safetensors")]
    [InlineData("weights")]
    public void A_pickle_is_never_loaded_whatever_its_name(string name)
    {
        foreach (byte[] content in (byte[][])[Archive("archive/data.pkl", "archive/data/0"), [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20]])
        {
            _folder.Write(name, content);

            AssertRefused(_folder[name], "is a Python pickle, which can run code when it is loaded, so it never is; expected safetensors");
            AssertRefused(_folder[name], $"d=torch.load('{name}',map_location='cpu',weights_only=True)");
            if (name != "weights")
            {
                AssertRefused(_folder.FullPath, " is a Python pickle");
            }
        }
    }

    [Theory]
    [InlineData("ViT-B-16.pt")]
    [InlineData("model.safetensors")]
    public void Torchscript_has_a_command_of_its_own(string name)
    {
        _folder.Write(name, Archive("ViT-B-16/data.pkl", "ViT-B-16/code/__torch__.py", "ViT-B-16/constants.pkl"));

        AssertRefused(_folder[name], "is a TorchScript archive, which can run code");
        AssertRefused(_folder[name], $"d=torch.jit.load('{name}',map_location='cpu').state_dict();");
    }

    [Fact]
    public void A_name_that_a_shell_would_obey_is_not_put_into_a_command()
    {
        _folder.Write("a'$(id).pt", []);

        AssertRefused(_folder.FullPath, "torch.load('FILE',");
    }

    [Fact]
    public void Safetensors_are_used_where_both_are_there()
    {
        _folder.Write("pytorch_model.bin", Archive("archive/data.pkl"));
        Directory.CreateDirectory(_folder["onnx"]);
        File.WriteAllBytes(_folder["onnx", "vision_model.onnx"], [1]);
        File.Copy(TestData.Golden("clip", "quickgelu-p16", "openai.safetensors"), _folder["model.safetensors"]);

        CheckpointConverter.Convert(_folder.FullPath, _folder["out"]);
    }

    [Fact]
    public void A_safetensors_header_that_begins_like_a_pickle_is_none()
    {
        byte[] json = Encoding.UTF8.GetBytes("""{"x":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}""".PadRight(0x280));
        _folder.Write("model.safetensors", [.. BitConverter.GetBytes((long)json.Length), .. json]);

        AssertRefused(_folder.FullPath, "is not a CLIP checkpoint that can be converted");
    }

    [Theory]
    [InlineData("vision_model.onnx")]
    [InlineData("text_model_quantized.onnx")]
    [InlineData("onnx/model.onnx")]
    [InlineData("onnx/vision_model_uint8.onnx")]
    public void A_ready_made_onnx_tower_is_refused_with_the_command_that_converts(string name)
    {
        Directory.CreateDirectory(_folder["onnx"]);
        File.WriteAllBytes(_folder[name], [8, 8]);
        File.WriteAllText(_folder["config.json"], """{"model_type":"clip"}""");

        AssertRefused(_folder.FullPath, $": {name} is a ready-made ONNX model, and those of CLIP lack the patch tokens of CLIP Surgery's second path");
        AssertRefused(_folder[name], "clip-surgery convert FOLDER --output NEW-FOLDER");
        Assert.Contains("is a ready-made ONNX model", Assert.Throws<ClipSurgeryException>(
            () => ClipModel.Load(_folder.FullPath, new ClipModelOptions { CacheDirectory = _folder["cache"] })).Message);
    }

    [Fact]
    public void A_file_of_a_converted_model_stands_for_no_model()
    {
        CheckpointConverter.Convert(TestData.Golden("clip", "quickgelu-p16", "openai.safetensors"), _folder["out"]);

        AssertRefused(_folder["out", "visual.onnx"], "is a part of a model; expected the whole. Give the folder that it lies in");
        AssertRefused(_folder["out", "model.json"], "is not a file of weights; expected a .safetensors file, or the folder that it lies in");
    }

    [Theory]
    [InlineData("flax_model.msgpack")]
    [InlineData("tf_model.h5")]
    public void Weights_of_other_frameworks_are_refused(string name)
    {
        _folder.Write(name, [1, 2, 3]);

        AssertRefused(_folder.FullPath, $": {name} holds the weights of another framework; expected safetensors");
    }

    [Fact]
    public void A_pointer_of_git_lfs_is_said_to_be_one()
    {
        _folder.Write("model.safetensors", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"u8.ToArray());

        AssertRefused(_folder.FullPath, "is a pointer of Git LFS and not the weights themselves. Get them with 'git lfs pull'");
    }

    private static byte[] Archive(params string[] entries)
    {
        using MemoryStream bytes = new();
        using (ZipArchive archive = new(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (string entry in entries)
            {
                using Stream stream = archive.CreateEntry(entry, CompressionLevel.NoCompression).Open();
                stream.Write([0x80, 2, (byte)'.']);
            }
        }

        return bytes.ToArray();
    }

    private void AssertRefused(string checkpoint, string expected)
    {
        string message = Assert.Throws<ClipSurgeryException>(() => CheckpointConverter.Convert(checkpoint, _folder["refused"])).Message;
        Assert.Contains(expected, message);
        Assert.DoesNotContain(message, char.IsControl);
        Assert.False(Directory.Exists(_folder["refused"]));
    }
}
