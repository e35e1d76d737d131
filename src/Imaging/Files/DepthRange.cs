namespace ClipSurgery;

/// <summary>Which values of a picture with 16 bits a channel become 255.</summary>
public enum DepthRange
{
    /// <summary>65535: the upper 8 bits are kept.</summary>
    Full,

    /// <summary>
    /// The largest number with as many bits as the picture's largest value has: for pictures of 10, 11, 12 or 14 bits that lie in
    /// 16, as cameras and microscopes write them. Each picture is taken by itself.
    /// </summary>
    Auto,
}
