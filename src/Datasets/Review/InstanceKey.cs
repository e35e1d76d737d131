using System.IO.Hashing;
using System.Text;

namespace ClipSurgery;

/// <summary>Names an instance by what it is, so that a decision finds it again whatever the annotation ids have become.</summary>
public static class InstanceKey
{
    /// <summary>
    /// 16 lower-case hexadecimal digits: XxHash64 over the UTF-8 of file name, line feed, class name, line feed, and the mask's
    /// compressed run lengths (<see cref="Mask.ToCompressed"/>).
    /// </summary>
    /// <param name="fileName">The picture, as <see cref="CocoImage.FileName"/>.</param>
    /// <param name="className">The class's name.</param>
    /// <param name="mask">The mask.</param>
    public static string Of(string fileName, string className, Mask mask)
    {
        ArgumentNullException.ThrowIfNull(fileName);
        ArgumentNullException.ThrowIfNull(className);
        ArgumentNullException.ThrowIfNull(mask);
        byte[] text = Encoding.UTF8.GetBytes($"{fileName}\n{className}\n{mask.ToCompressed()}");
        return $"{XxHash64.HashToUInt64(text):x16}";
    }
}
