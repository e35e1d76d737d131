using System.Text;

namespace ClipSurgery.Tests;

/// <summary>A sound COCO file over several lines, and what becomes of it when something in it is replaced.</summary>
internal sealed class BrokenCoco : IDisposable
{
    /// <summary>Nothing in it breaks a rule. The counts begin with a backslash, as about one mask in a hundred does.</summary>
    public const string Sound =
        """
        {
          "info": {"description": "sound"},
          "licenses": [{"id": 1, "name": "CC0", "url": ""}],
          "images": [
            {"id": 1, "file_name": "a/one.jpg", "width": 20, "height": 10, "license": 1},
            {"id": 2, "file_name": "two.jpg", "width": 8, "height": 8}
          ],
          "categories": [
            {"id": 1, "name": "cat", "supercategory": "animal"},
            {"id": 2, "name": "dog", "supercategory": "animal"}
          ],
          "annotations": [
            {
              "id": 1, "image_id": 1, "category_id": 1,
              "segmentation": [[2, 2, 6, 2, 6, 5, 2, 5]],
              "area": 12.0,
              "bbox": [2, 2, 4, 3],
              "iscrowd": 0,
              "score": 0.75
            },
            {
              "id": 2, "image_id": 1, "category_id": 2,
              "segmentation": {"size": [10, 20], "counts": "\\1280X4"},
              "area": 4.0,
              "bbox": [4, 4, 2, 2],
              "iscrowd": 0,
              "attributes": {"occluded": true, "e": 1.50}
            },
            {
              "id": 3, "image_id": 2, "category_id": 2,
              "segmentation": {"size": [8, 8], "counts": [18, 2, 6, 2, 36]},
              "area": 4.0,
              "bbox": [2, 2, 2, 2],
              "iscrowd": 0
            }
          ]
        }
        """;

    /// <summary>A sound results file.</summary>
    public const string Results =
        """
        [
          {"image_id": 1, "category_id": 1, "segmentation": {"size": [10, 20], "counts": "\\1280X4"}, "score": 0.5},
          {"image_id": 2, "category_id": 1, "bbox": [1, 2, 3, 4], "score": 0.25}
        ]
        """;

    private readonly TemporaryFolder _folder = new();

    /// <param name="text">The file.</param>
    public BrokenCoco(string text)
    {
        Text = text;
        Path = _folder.Write("broken.json", Encoding.UTF8.GetBytes(text));
    }

    public string Text { get; }

    public string Path { get; }

    public string FixedPath => _folder["fixed.json"];

    /// <summary>A file in which a part, which it has once, is replaced. A backtick stands for a quotation mark.</summary>
    public static BrokenCoco Replace(string sound, string part, string by)
    {
        Assert.Equal(2, sound.Split(Quotes(part)).Length);
        return new BrokenCoco(sound.Replace(Quotes(part), Quotes(by)));
    }

    /// <summary>A text with quotation marks for its backticks.</summary>
    public static string Quotes(string text) => text.Replace('`', '"');

    public CocoFinding[] Validate() => [.. CocoValidator.Validate(Path)];

    /// <summary>Mends the file.</summary>
    /// <returns>What is still wrong then.</returns>
    public CocoFinding[] Fix()
    {
        CocoRepair.Write(Path, FixedPath);
        return [.. CocoValidator.Validate(FixedPath)];
    }

    /// <summary>Line and column of a part, both from 1.</summary>
    public (long Line, long Column) PlaceOf(string part)
    {
        string before = Text[..Text.IndexOf(part, StringComparison.Ordinal)];
        string[] lines = before.Split('\n');
        return (lines.Length, Encoding.UTF8.GetByteCount(lines[^1]) + 1);
    }

    public void Dispose() => _folder.Dispose();
}
