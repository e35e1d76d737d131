using System.Text.Json;

namespace ClipSurgery;

/// <summary>The tensors of a checkpoint, whether they lie in one safetensors file or in several shards.</summary>
internal sealed class CheckpointTensors : IDisposable
{
    private readonly List<SafetensorsFile> _files = [];
    private readonly Dictionary<string, SafetensorsFile> _owners = new(StringComparer.Ordinal);

    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    private CheckpointTensors(string path) => Path = path;

    /// <summary>The file that was asked for: the checkpoint itself, or the index of its shards.</summary>
    public string Path { get; }

    /// <summary>The files that hold the weights, in ordinal order of their names.</summary>
    public IReadOnlyList<string> WeightFiles => [.. _files.Select(file => file.Path)];

    /// <param name="path">A <c>.safetensors</c> file, or a <c>.safetensors.index.json</c> that lists shards beside it.</param>
    public static CheckpointTensors Open(string path)
    {
        CheckpointTensors tensors = new(path);
        try
        {
            foreach (string file in path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? Shards(path) : [path])
            {
                tensors.Add(SafetensorsFile.Open(file));
            }

            return tensors;
        }
        catch
        {
            tensors.Dispose();
            throw;
        }
    }

    /// <summary>
    /// What training put before the names of the whole model, such as <c>module.</c>: all names are taken without it.
    /// </summary>
    public string Prefix { get; set; } = "";

    /// <summary>Names of all tensors as the files have them, in ordinal order.</summary>
    public IEnumerable<string> FullNames => _owners.Keys.Order(StringComparer.Ordinal);

    /// <summary>What the whole is expected to be, for messages.</summary>
    public string Expected { get; set; } = "CLIP checkpoint (image and text tower)";

    public bool Has(string name) => _owners.ContainsKey(Prefix + name);

    /// <summary>What stands before a name in the files; null where no tensor has the name.</summary>
    /// <exception cref="ClipSurgeryException">Several have it.</exception>
    public string? FindPrefix(string name)
    {
        string[] found = [.. FullNames.Where(full => full == name || full.EndsWith($".{name}", StringComparison.Ordinal))];
        return found.Length <= 1
            ? found.FirstOrDefault()?[..^name.Length]
            : throw new ClipSurgeryException(
                $"{Path}: holds several models ({found[0]}, {found[1]}); expected one. Save the one that is meant by itself.");
    }

    /// <summary>A tensor's dimensions, outermost first.</summary>
    public IReadOnlyList<long> Shape(string name) => Owner(name).Tensors[Prefix + name].Shape;

    /// <summary>A tensor's values as floats, row-major.</summary>
    public float[] Read(string name)
    {
        float[] values = Owner(name).ReadFloats(Prefix + name);
        _read.Add(Prefix + name);
        return values;
    }

    /// <summary>A tensor's values as floats; a shape other than the expected one is an error.</summary>
    public float[] Read(string name, ReadOnlySpan<int> shape)
    {
        IReadOnlyList<long> found = Shape(name);
        bool isEqual = found.Count == shape.Length;
        for (int i = 0; isEqual && i < shape.Length; i++)
        {
            isEqual = found[i] == shape[i];
        }

        return isEqual
            ? Read(name)
            : throw new ClipSurgeryException(
                $"{Path}: tensor {name} has shape [{string.Join(", ", found)}]; expected [{string.Join(", ", shape.ToArray())}].");
    }

    /// <summary>A tensor's dimensions; other than so many of them are an error.</summary>
    public IReadOnlyList<long> Dimensions(string name, int rank)
    {
        IReadOnlyList<long> shape = Shape(name);
        return shape.Count == rank && shape.All(dimension => dimension is > 0 and < int.MaxValue)
            ? shape
            : throw new ClipSurgeryException(
                $"{Path}: tensor {name} has shape [{string.Join(", ", shape)}]; expected {rank} dimensions above 0.");
    }

    /// <summary>A matrix with its rows and columns exchanged.</summary>
    public static float[] Transpose(float[] matrix, int rows, int columns)
    {
        float[] transposed = new float[matrix.Length];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                transposed[column * rows + row] = matrix[row * columns + column];
            }
        }

        return transposed;
    }

    /// <summary>The first tensor that <see cref="Read(string)"/> was never asked for; null where there is none.</summary>
    /// <param name="beginnings">Beginnings of the names that are looked at, without <see cref="Prefix"/>.</param>
    /// <param name="exceptEndings">Endings of names that are passed over.</param>
    public string? FindUnread(IReadOnlyList<string> beginnings, IReadOnlyList<string> exceptEndings) => FullNames.FirstOrDefault(
        name => !_read.Contains(name)
            && beginnings.Any(beginning => name.StartsWith(Prefix + beginning, StringComparison.Ordinal))
            && !exceptEndings.Any(ending => name.EndsWith(ending, StringComparison.Ordinal)));

    public void Dispose() => _files.ForEach(file => file.Dispose());

    private SafetensorsFile Owner(string name) => _owners.TryGetValue(Prefix + name, out SafetensorsFile? file)
        ? file
        : throw new ClipSurgeryException(
            $"{Path}: tensor {Prefix}{name} is missing; expected a complete {Expected}.");

    private void Add(SafetensorsFile file)
    {
        _files.Add(file);
        foreach (string name in file.Tensors.Keys)
        {
            if (!_owners.TryAdd(name, file))
            {
                throw new ClipSurgeryException($"{file.Path}: tensor {name} is also in {_owners[name].Path}. Download the shards again.");
            }
        }
    }

    private static SortedSet<string> Shards(string indexPath)
    {
        string folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(indexPath))!;
        SortedSet<string> shards = new(StringComparer.Ordinal);
        using JsonDocument json = CheckpointJson.Read(indexPath);
        if (CheckpointJson.Find(json.RootElement, "weight_map") is not { ValueKind: JsonValueKind.Object } map)
        {
            throw new ClipSurgeryException($"{indexPath}: has no weight_map; expected the index of a sharded safetensors checkpoint.");
        }

        foreach (JsonProperty entry in map.EnumerateObject())
        {
            string shard = entry.Value.ValueKind == JsonValueKind.String ? entry.Value.GetString()! : "";
            if (shard.Length == 0 || shard != System.IO.Path.GetFileName(shard))
            {
                throw new ClipSurgeryException($"{indexPath}: names the shard '{shard}'; expected a file of the same folder.");
            }

            shards.Add(System.IO.Path.Combine(folder, shard));
        }

        return shards;
    }
}
