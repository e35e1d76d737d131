using System.Text.Json;

namespace ClipSurgery.Bench;

/// <summary>What run.sh has made, and the repository's own models and pictures. Paths are relative to the repository.</summary>
internal sealed class BenchFolder(string path)
{
    public const int Threads = 2;
    public const string DemoClip = "models/clip/emoji";
    public const string DemoSam = "models/sam/emoji";
    public const string PythonScripts = "bench/compare/python";

    private const string Pictures = "bench/data/emoji-dev/images";

    /// <summary>COCO's 80 categories.</summary>
    public static readonly string[] EightyLabels =
    [
        "person", "bicycle", "car", "motorcycle", "airplane", "bus", "train", "truck", "boat", "traffic light",
        "fire hydrant", "stop sign", "parking meter", "bench", "bird", "cat", "dog", "horse", "sheep", "cow", "elephant",
        "bear", "zebra", "giraffe", "backpack", "umbrella", "handbag", "tie", "suitcase", "frisbee", "skis", "snowboard",
        "sports ball", "kite", "baseball bat", "baseball glove", "skateboard", "surfboard", "tennis racket", "bottle",
        "wine glass", "cup", "fork", "knife", "spoon", "bowl", "banana", "apple", "sandwich", "orange", "broccoli",
        "carrot", "hot dog", "pizza", "donut", "cake", "chair", "couch", "potted plant", "bed", "dining table", "toilet",
        "tv", "laptop", "mouse", "remote", "keyboard", "cell phone", "microwave", "oven", "toaster", "sink",
        "refrigerator", "book", "clock", "vase", "scissors", "teddy bear", "hair drier", "toothbrush",
    ];

    /// <summary>Ten that the demo model knows.</summary>
    public static readonly string[] TenLabels =
        ["cat", "dog", "bird", "car", "pizza", "bee", "cloud", "balloon", "apple", "guitar"];

    public static readonly RuntimeOptions Runtime = new() { Threads = Threads };

    /// <summary>The checkpoint of random weights, and what <c>clip-surgery convert</c> made of it.</summary>
    public string Checkpoint => In("vit-b16");

    public string Converted => In("converted");

    /// <summary>What <c>/usr/bin/time -v</c> said of the conversion.</summary>
    public string ConversionLog => In("convert.log");

    /// <summary>A graph that PyTorch exported.</summary>
    public string Exported(string name) => Path.Combine(In("exported"), name + ".onnx");

    public string In(string name) => Path.Combine(path, name);

    /// <summary>A folder that is there and empty.</summary>
    public string Empty(string name)
    {
        string folder = In(name);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        return folder;
    }

    /// <summary>The first pictures of emoji-dev.</summary>
    public static string[] PictureFiles(int count) =>
        [.. Directory.EnumerateFiles(Pictures).Order(StringComparer.Ordinal).Take(count)];

    public ClipModel LoadClip(string model, string cache, int? size = null, RuntimeOptions? runtime = null, MapMethod? method = null) => ClipModel.Load(model, new ClipModelOptions
    {
        Runtime = runtime ?? Runtime,
        TextThreads = Threads,
        CacheDirectory = In(cache),
        Method = method,
        Conversion = size is null ? null : new ConversionOptions { Size = (size.Value, size.Value) },
    });

    /// <summary>Writes the prompts of texts as ids padded to the whole context: PyTorch's side gets them ready-made.</summary>
    public string WritePrompts(string name, IEnumerable<string> texts)
    {
        string file = In(name);
        File.WriteAllText(file, JsonSerializer.Serialize(texts.Distinct().ToDictionary(text => text, PaddedPrompts)));
        return file;
    }

    /// <summary>A text in each template, as ids: start, words, end, and zeros up to the context's length.</summary>
    public static int[][] PaddedPrompts(string text) =>
    [
        .. PromptTemplates.Default.Select(template =>
        {
            int[] ids = new int[ClipTokenizer.DefaultContextLength];
            ClipTokenizer.Default.Encode(PromptTemplates.Fill(template, text)).Ids.CopyTo(ids);
            return ids;
        }),
    ];
}
