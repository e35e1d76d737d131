namespace ClipSurgery;

/// <summary>The place of a mask that is farthest from its edge: inside the object even where the outline is loose or bent.</summary>
internal static class DeepestPoint
{
    /// <summary>A step to a neighbour that shares a corner alone.</summary>
    private const float Diagonal = 1.4142135f;

    /// <summary>The middle of the deepest pixel; of equal ones the first, row by row.</summary>
    /// <param name="mask">A mask that is not empty.</param>
    public static ImagePoint Of(Mask mask)
    {
        (int left, int top) = ((int)mask.Bounds.X, (int)mask.Bounds.Y);
        (int width, int height) = ((int)mask.Bounds.Width + 2, (int)mask.Bounds.Height + 2);
        float[] depth = Inside(mask, left, top, width, height);
        Sweep(depth, width, first: width + 1, step: 1);
        Sweep(depth, width, first: depth.Length - width - 2, step: -1);
        int deepest = Array.IndexOf(depth, depth.Max());
        return new ImagePoint(left + (deepest % width) - 0.5f, top + (deepest / width) - 0.5f);
    }

    /// <summary>The mask's box with a pixel of outside around it: no end of depth inside, 0 outside.</summary>
    private static float[] Inside(Mask mask, int left, int top, int width, int height)
    {
        float[] depth = new float[width * height];
        long position = 0;
        for (int run = 0; run < mask.Counts.Length; run++)
        {
            long end = position + mask.Counts[run];
            for (; (run & 1) == 1 && position < end; position++)
            {
                (int x, int y) = ((int)(position / mask.Height) - left + 1, (int)(position % mask.Height) - top + 1);
                depth[(y * width) + x] = float.MaxValue;
            }

            position = end;
        }

        return depth;
    }

    /// <summary>Lowers each depth to what its neighbours that were passed allow: once from each end gives the distance to the edge.</summary>
    private static void Sweep(float[] depth, int width, int first, int step)
    {
        int above = -step * width;
        for (int place = first; place >= width + 1 && place < depth.Length - width - 1; place += step)
        {
            if (depth[place] > 0)
            {
                float straight = Math.Min(depth[place - step], depth[place + above]);
                float slanting = Math.Min(depth[place + above - 1], depth[place + above + 1]);
                depth[place] = Math.Min(depth[place], Math.Min(straight + 1, slanting + Diagonal));
            }
        }
    }
}
