using System.Runtime.InteropServices;

namespace ClipSurgery;

/// <summary>
/// Where a checkpoint's embeddings lie, measured on our nouns and pictures: once a checkpoint and input size, and then kept in memory
/// and on disk. May be used by several threads at once.
/// </summary>
internal sealed class ClipBackground
{
    /// <summary>
    /// The seven of CLIP's templates that OpenAI found to serve as well as all eighty
    /// (CLIP's notebook Prompt_Engineering_for_ImageNet).
    /// </summary>
    private static readonly string[] Templates =
    [
        "itap of a {}.", "a bad photo of the {}.", "a origami {}.", "a photo of the large {}.", "a {} in a video game.", "art of the {}.",
        "a photo of the small {}.",
    ];

    /// <summary>Patches that tell enough: where a picture has many, a few pictures do.</summary>
    private const int EnoughPatches = 4000;

    private const int FewestPictures = 4;

    /// <summary>Another one where the pictures or the way of measuring change: what is in the cache is measured again then.</summary>
    private const string Version = "1";

    private const long PromptWork = 2000;

    private readonly ImageEncoder _images;
    private readonly PromptEnsemble _prompts;
    private readonly ClipConfig _config;
    private readonly string _directory;
    private readonly Lock _measuring = new();
    private readonly Dictionary<(bool IsPart, int Width, int Height), PictureBackground> _pictures = [];
    private TextBackground? _texts;
    private IProgress<double>? _progress;
    private long _work;
    private long _done;

    public ClipBackground(ImageEncoder images, Lazy<OnnxSession> text, ClipConfig config, bool isReversed, string cacheDirectory)
    {
        _images = images;
        _prompts = new PromptEnsemble(text, config, Templates);
        _config = config;
        string key = FileHash.Combine(
            [
                $"{config with { InputWidth = 0, InputHeight = 0, Mean = [], Std = [] }} {string.Join(' ', [.. config.Mean, .. config.Std])}",
                Version,
                $"{isReversed}",
                .. Templates,
                .. NounBank.Nouns,
                .. NounBank.General,
            ]);
        _directory = Path.Combine(cacheDirectory, "background", key[..32]);
    }

    /// <summary>Measures what is not known yet, or reads it from the disk.</summary>
    /// <param name="sizes">Input sizes of whole pictures.</param>
    /// <param name="progress">Told the share that is done, 0 to 1; where all is known, nothing.</param>
    /// <param name="cancellationToken">Ends a running inference.</param>
    public void Prepare(IReadOnlyList<(int Width, int Height)> sizes, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        lock (_measuring)
        {
            long prompts = Templates.Length * (NounBank.Nouns.Count + NounBank.General.Count);
            _work = PromptWork * prompts
                + sizes.Sum(size => PictureCount(size.Width, size.Height) * Work(size.Width, size.Height))
                + PictureCount(_config.TrainedSize, _config.TrainedSize) * Work(_config.TrainedSize, _config.TrainedSize);
            _done = 0;
            _progress = progress;
            try
            {
                Texts(cancellationToken);
                foreach ((int width, int height) in sizes)
                {
                    Pictures(width, height, cancellationToken);
                }

                Parts(cancellationToken);
            }
            finally
            {
                _progress = null;
            }
        }
    }

    /// <summary>Of the texts.</summary>
    public TextBackground Texts(CancellationToken cancellationToken)
    {
        lock (_measuring)
        {
            return _texts ??= MeasureTexts(cancellationToken);
        }
    }

    /// <summary>Of whole pictures at an input size.</summary>
    public PictureBackground Pictures(int width, int height, CancellationToken cancellationToken) =>
        Pictures(isPart: false, width, height, cancellationToken);

    /// <summary>Of parts of pictures at the size that the model was trained on.</summary>
    public PictureBackground Parts(CancellationToken cancellationToken) =>
        Pictures(isPart: true, _config.TrainedSize, _config.TrainedSize, cancellationToken);

    private PictureBackground Pictures(bool isPart, int width, int height, CancellationToken cancellationToken)
    {
        lock (_measuring)
        {
            if (!_pictures.TryGetValue((isPart, width, height), out PictureBackground? background))
            {
                background = MeasurePictures(isPart, width, height, cancellationToken);
                _pictures.Add((isPart, width, height), background);
            }

            return background;
        }
    }

    private TextBackground MeasureTexts(CancellationToken cancellationToken)
    {
        int width = _config.EmbeddingWidth;
        string[] words = [.. NounBank.Nouns, .. NounBank.General];
        float[] rows = Kept("texts", words.Length * width, () => _prompts.EmbedAll(words, prompts => Report(prompts * PromptWork), cancellationToken));
        int nouns = NounBank.Nouns.Count * width;
        return new TextBackground(rows.AsSpan(0, nouns), rows.AsSpan(nouns), width);
    }

    private PictureBackground MeasurePictures(bool isPart, int width, int height, CancellationToken cancellationToken)
    {
        int embedding = _config.EmbeddingWidth;
        float[] values = Kept($"{(isPart ? "parts" : "pictures")}-{width}x{height}", PictureBackground.Size(embedding), () =>
        {
            List<float> patches = [];
            foreach ((int i, RgbImage picture) in ReferencePictures.Read().Take(PictureCount(width, height)).Index())
            {
                RgbImage seen = isPart ? Part(picture, i) : picture;
                patches.AddRange(_images.Encode(seen, width, height, isRented: false, cancellationToken).Patches);
                Report(Work(width, height));
            }

            return PictureBackground.Of(CollectionsMarshal.AsSpan(patches), Texts(cancellationToken).DistinctNouns(), embedding).Values;
        });
        return new PictureBackground(values, embedding);
    }

    private int PictureCount(int width, int height) =>
        (int)Math.Clamp(
            Math.Ceiling((double)EnoughPatches * _config.PatchSize * _config.PatchSize / Work(width, height)), FewestPictures, ReferencePictures.Count);

    /// <summary>What a picture costs, in pixels; a prompt costs as much as <see cref="PromptWork"/> of them.</summary>
    private static long Work(int width, int height) => (long)width * height;

    private void Report(long work)
    {
        _done += work;
        _progress?.Report((double)_done / _work);
    }

    /// <summary>A quarter of a picture, of each another one: top left, top right, bottom left, bottom right.</summary>
    private static RgbImage Part(RgbImage picture, int index)
    {
        (int width, int height) = (picture.Width / 2, picture.Height / 2);
        return picture.Crop(index % 2 * width, index / 2 % 2 * height, width, height);
    }

    /// <summary>Numbers from the file of a name, or else computed and kept there.</summary>
    private float[] Kept(string name, int count, Func<float[]> compute)
    {
        string path = Path.Combine(_directory, name);
        if (ChecksummedFile.TryRead(path, count * sizeof(float)) is { } bytes)
        {
            return MemoryMarshal.Cast<byte, float>(bytes).ToArray();
        }

        float[] computed = compute();
        ChecksummedFile.Write(path, MemoryMarshal.AsBytes(computed.AsSpan()).ToArray());
        return computed;
    }
}
