using System.Diagnostics;
using System.Text;
using NetVips;

namespace ClipSurgery.Tests;

/// <summary>
/// A folder of more than 500 things that are called pictures: cut short, damaged, lying about their size, of another format,
/// empty, random, no pictures at all, with names that programs stumble over, and no files. The same bytes each time.
/// </summary>
internal static class HostilePictures
{
    /// <summary>The size of those that are whole.</summary>
    public const int Width = 64;

    public const int Height = 48;

    private const int Cuts = 25;
    private const int Flips = 50;

    private static readonly string[] Extensions = ["jpg", "png", "webp", "tif", "bmp", "gif"];

    /// <summary>Fills a folder.</summary>
    /// <returns>Names of whole pictures, whatever they are called.</returns>
    public static IReadOnlyList<string> Write(string folder)
    {
        Directory.CreateDirectory(folder);
        List<string> whole = [];
        foreach ((int place, string extension) in Extensions.Index())
        {
            byte[] picture = Encode(extension);
            WriteDamaged(folder, extension, picture);
            string other = Extensions[(place + 1) % Extensions.Length];
            Add($"{extension} called {other}.{other}", picture);
        }

        byte[] png = Encode("png");
        Add("雪だるま 🐱 ñ.png", png);
        Add("it's 100% \"$HOME\" & <b>;.png", png);
        Add($"{new string('n', 246)}.png", png);
        File.WriteAllBytes(Path.Combine(folder, $"{new string('c', 246)}.png"), png[..100]);
        WriteOthers(folder);
        if (!OperatingSystem.IsWindows())
        {
            Add("two\nlines.png", png);
            File.WriteAllBytes(Path.Combine(folder, "two\nlines, cut.png"), png[..100]);
            WriteNoFiles(folder);
        }

        return whole;

        void Add(string name, byte[] bytes)
        {
            File.WriteAllBytes(Path.Combine(folder, name), bytes);
            whole.Add(name);
        }
    }

    private static byte[] Encode(string extension)
    {
        byte[] pixels = new byte[Width * Height * 3];
        new Random(7).NextBytes(pixels);
        using Image raw = Image.NewFromMemoryCopy(pixels, Width, Height, 3, Enums.BandFormat.Uchar);
        using Image image = raw.Copy(interpretation: Enums.Interpretation.Srgb).Gaussblur(2);
        return extension switch
        {
            "jpg" => image.JpegsaveBuffer(),
            "png" => image.PngsaveBuffer(),
            "webp" => image.WebpsaveBuffer(),
            "tif" => image.TiffsaveBuffer(compression: Enums.ForeignTiffCompression.Lzw),
            "gif" => image.GifsaveBuffer(),
            _ => [.. PictureBombs.BmpHeader(Width, Height), .. image.WriteToMemory<byte>()],
        };
    }

    private static void WriteDamaged(string folder, string extension, byte[] picture)
    {
        Random random = new(extension[0]);
        for (int i = 0; i < Cuts; i++)
        {
            Write($"cut {i}", picture[..(picture.Length * i / Cuts)]);
        }

        for (int i = 0; i < Flips; i++)
        {
            // Half of the flips near the beginning, where they do most harm.
            byte[] flipped = [.. picture];
            flipped[random.Next(i % 2 == 0 ? 100 : picture.Length)] ^= (byte)(1 << random.Next(8));
            Write($"flipped {i}", flipped);
        }

        for (int i = 0; i < 5; i++)
        {
            byte[] tail = new byte[random.Next(1, 5000)];
            random.NextBytes(tail);
            Write($"random tail {i}", [.. picture[..(12 * i)], .. tail]);
        }

        Write("bomb", PictureBombs.Of(extension));

        void Write(string name, byte[] bytes) =>
            File.WriteAllBytes(Path.Combine(folder, $"{extension} {name}.{extension}"), bytes);
    }

    private static void WriteOthers(string folder)
    {
        (string Name, byte[] Bytes)[] others =
        [
            ("text.jpg", "A cat sat on the mat."u8.ToArray()),
            ("page.jpg", "<!DOCTYPE html><html><body>404 Not Found</body></html>"u8.ToArray()),
            ("archive.jpg", [.. "PK\u0003\u0004"u8, .. new byte[100]]),
            ("drawing.png", "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"u8.ToArray()),
            ("paper.tif", "%PDF-1.7\n"u8.ToArray()),
            ("program.gif", [0x7F, .. "ELF"u8, .. new byte[1000]]),
            ("pixmap.bmp", "P6\n1 1\n255\nabc"u8.ToArray()),
            ("zeros.png", new byte[10_000]),
            ("ones.jpg", [.. Enumerable.Repeat((byte)0xFF, 10_000)]),
            ("byte.webp", [(byte)'R']),
            ("marked.png", [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes("{}")]),
        ];
        foreach ((string name, byte[] bytes) in others)
        {
            File.WriteAllBytes(Path.Combine(folder, name), bytes);
        }
    }

    private static void WriteNoFiles(string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "folder.png"));
        File.CreateSymbolicLink(Path.Combine(folder, "link to nothing.png"), "nothing.png");
        File.CreateSymbolicLink(Path.Combine(folder, "link to itself.png"), "link to itself.png");
        File.CreateSymbolicLink(Path.Combine(folder, "link to a device.png"), "/dev/zero");
        string locked = Path.Combine(folder, "locked.png");
        File.WriteAllBytes(locked, Encode("png"));
        Process.Start("chmod", ["000", locked]).WaitForExit();
        Process.Start("mkfifo", [Path.Combine(folder, "pipe.png")]).WaitForExit();
    }
}
