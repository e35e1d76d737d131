namespace ClipSurgery.Tests;

/// <summary>The names under which people have SAM's files.</summary>
public sealed class SamFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("encoder.onnx", "decoder.onnx")]
    [InlineData("vision_encoder.onnx", "prompt_encoder_mask_decoder.onnx")]
    [InlineData("mobile_sam.encoder.onnx", "sam_vit_h_4b8939.decoder.onnx")]
    [InlineData("sam_vit_b_01ec64.encoder.quant.onnx", "sam_vit_b_01ec64.decoder.quant.onnx")]
    [InlineData("efficient_sam_vitt_encoder.onnx", "efficient_sam_vitt_decoder.onnx")]
    [InlineData("mobile_sam_image_encoder.onnx", "sam_mask_decoder_multi.onnx")]
    public void Files_are_found_in_the_folder_and_in_its_onnx_folder(string encoder, string decoder)
    {
        string inside = _folder.Create("onnx");
        Write(Path.Combine("onnx", encoder), Path.Combine("onnx", decoder), "model.onnx", "readme.txt");

        SamFiles found = SamFiles.Find(_folder.FullPath);
        SamFiles direct = SamFiles.Find(inside);

        Assert.Equal((_folder["onnx", encoder], _folder["onnx", decoder]), (found.Encoder, found.Decoder));
        Assert.Equal(found, direct);
        Assert.Null(found.LanguageEncoder);
    }

    [Fact]
    public void Full_precision_goes_before_lower()
    {
        Write("vision_encoder_fp16.onnx", "vision_encoder_quantized.onnx", "vision_encoder.onnx");
        Write("prompt_encoder_mask_decoder_q4f16.onnx", "prompt_encoder_mask_decoder_quantized.onnx");
        Write("prompt_encoder_mask_decoder_fp16.onnx");

        SamFiles found = SamFiles.Find(_folder.FullPath);

        Assert.Equal(_folder["vision_encoder.onnx"], found.Encoder);
        Assert.Equal(_folder["prompt_encoder_mask_decoder_fp16.onnx"], found.Decoder);
    }

    [Fact]
    public void Sam_3_has_a_language_encoder()
    {
        Write("sam3_image_encoder.onnx", "sam3_decoder.onnx", "sam3_language_encoder.onnx");

        SamFiles found = SamFiles.Find(_folder.FullPath);

        Assert.Equal(_folder["sam3_image_encoder.onnx"], found.Encoder);
        Assert.Equal(_folder["sam3_language_encoder.onnx"], found.LanguageEncoder);
    }

    [Fact]
    public void Several_files_of_one_role_are_refused_until_one_has_the_plain_name()
    {
        Write("encoder.onnx", "sam_mask_decoder_single.onnx", "sam_mask_decoder_multi.onnx");

        string message = Assert.Throws<ClipSurgeryException>(() => SamFiles.Find(_folder.FullPath)).Message;
        Write("decoder.onnx");

        Assert.Contains("may be the decoder: sam_mask_decoder_multi.onnx, sam_mask_decoder_single.onnx. Rename", message);
        Assert.Equal(_folder["decoder.onnx"], SamFiles.Find(_folder.FullPath).Decoder);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        Write("encoder.onnx");

        string missing = Assert.Throws<ClipSurgeryException>(() => SamFiles.Find(_folder.FullPath)).Message;
        string nowhere = Assert.Throws<ClipSurgeryException>(() => SamFiles.Find(_folder["nowhere"])).Message;

        Assert.Contains("decoder.onnx: no such model file", missing);
        Assert.Contains("nowhere: no such folder", nowhere);
    }

    private void Write(params string[] names)
    {
        foreach (string name in names)
        {
            File.WriteAllText(_folder[name], "");
        }
    }
}
