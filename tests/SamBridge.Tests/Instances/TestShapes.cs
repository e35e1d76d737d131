namespace ClipSurgery.Tests;

/// <summary>Small masks and proposals that tests draw.</summary>
internal static class TestShapes
{
    /// <summary>A mask in low resolution: the places where <paramref name="isInside"/> (x, y) holds.</summary>
    public static LowMask Low(int width, int height, Func<int, int, bool> isInside)
    {
        int side = Math.Max(width, height);
        float[] logits = new float[side * side];
        for (int place = 0; place < logits.Length; place++)
        {
            logits[place] = isInside(place % side, place / side) ? 5 : -5;
        }

        return LowMask.FromCandidate(new MaskCandidate(logits, 1, new SamFrame(width, height, side, side)));
    }

    /// <summary>A rectangle of low resolution.</summary>
    public static LowMask Rectangle(int width, int height, (int Left, int Top, int Width, int Height) box) => Low(
        width,
        height,
        (x, y) => x >= box.Left && x < box.Left + box.Width && y >= box.Top && y < box.Top + box.Height);

    /// <summary>A rectangle in a picture.</summary>
    public static Mask Rectangle(int width, int height, int left, int top, int columns, int rows)
    {
        byte[] bitmap = new byte[width * height];
        for (int y = top; y < top + rows; y++)
        {
            bitmap.AsSpan(y * width + left, columns).Fill(1);
        }

        return Mask.FromBitmap(width, height, bitmap);
    }

    /// <summary>A proposal whose candidate does not matter.</summary>
    public static MaskProposal Proposal(LowMask shape, double quality, double evidence) => new()
    {
        Shape = shape,
        Candidate = new MaskCandidate(new float[1], 1, new SamFrame(1, 1, 1, 1)),
        Prompt = new MaskPrompt([new PromptPoint(default, true)]),
        Quality = quality,
        Evidence = evidence,
    };

    /// <summary>The places of a mask, in ascending order.</summary>
    public static int[] Places(LowMask mask) => [.. Enumerable.Range(0, mask.Width * mask.Height).Where(mask.Contains)];
}
