using Microsoft.ML.OnnxRuntime;

namespace ClipSurgery;

/// <summary>The masks and scores that a decoder gives.</summary>
internal static class MaskOutputs
{
    /// <summary>
    /// The output with low-resolution logits. It is told by its rank: with extra metrics, segment-anything's exporter gives the
    /// name <c>low_res_masks</c> to a list of scores and no name to the masks. Where there is none, <paramref name="masks"/>,
    /// which the caller then asks for at the low resolution.
    /// </summary>
    /// <param name="signature">The model.</param>
    /// <param name="masks">The output with masks at the picture's size.</param>
    public static string LowResolution(SamSignature signature, string masks) =>
        signature.Outputs.Where(output => output.Key != masks && output.Value.Dimensions.Length >= 4)
            .OrderByDescending(output => output.Key == "low_res_masks")
            .Select(output => output.Key)
            .FirstOrDefault(masks);

    /// <summary>
    /// Reads predicted IoUs <c>[.., prompts, count]</c> and logits <c>[.., prompts, count, side, side]</c>.
    /// </summary>
    /// <returns>The candidates of each prompt.</returns>
    /// <exception cref="ClipSurgeryException">The shapes do not belong to each other.</exception>
    public static MaskCandidate[][] Read(IReadOnlyList<OrtValue> outputs, int prompts, SamFrame frame)
    {
        ReadOnlySpan<float> predictedIou = outputs[0].GetTensorDataAsSpan<float>();
        ReadOnlySpan<float> logits = outputs[1].GetTensorDataAsSpan<float>();
        int area = frame.LowResolutionSize * frame.LowResolutionSize;

        // The masks of one prompt must not pass for those of several.
        int count = prompts == 1 ? predictedIou.Length : (int)outputs[0].GetTensorTypeAndShape().Shape[^1];
        if (logits.Length != predictedIou.Length * area || logits.IsEmpty || predictedIou.Length != prompts * count)
        {
            throw new ClipSurgeryException(
                $"The SAM decoder gave masks [{string.Join(", ", outputs[1].GetTensorTypeAndShape().Shape)}] and " +
                $"{predictedIou.Length} scores for {prompts} prompts; expected masks of " +
                $"{frame.LowResolutionSize}x{frame.LowResolutionSize}, one a score. Export the model again.");
        }

        // The first of four masks is SAM's answer to unambiguous prompts, which the others cover.
        int first = count == 4 ? 1 : 0;
        MaskCandidate[][] candidates = new MaskCandidate[prompts][];
        for (int prompt = 0; prompt < prompts; prompt++)
        {
            candidates[prompt] = new MaskCandidate[count - first];
            for (int i = 0; i < count - first; i++)
            {
                int mask = prompt * count + first + i;
                PooledArray<float> own = PooledArray<float>.Create(area, isRented: true);
                logits.Slice(mask * area, area).CopyTo(own.Span);
                candidates[prompt][i] = new MaskCandidate(own, predictedIou[mask], frame);
            }
        }

        return candidates;
    }
}
