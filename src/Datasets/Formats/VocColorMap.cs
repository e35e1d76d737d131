namespace ClipSurgery;

/// <summary>The colour map of the PASCAL VOC devkit, by which tools tell indices apart again.</summary>
internal static class VocColorMap
{
    /// <summary>
    /// The colour of an index, 0 to 255: its bits go to red, green and blue in turn, the lowest ones to the highest bits.
    /// </summary>
    public static Rgb Color(int index)
    {
        int r = 0;
        int g = 0;
        int b = 0;
        for (int bit = 7; index != 0; bit--)
        {
            r |= (index & 1) << bit;
            g |= (index >> 1 & 1) << bit;
            b |= (index >> 2 & 1) << bit;
            index >>= 3;
        }

        return new Rgb((byte)r, (byte)g, (byte)b);
    }
}
