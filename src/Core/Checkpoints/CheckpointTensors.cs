using System.Text.Json;

namespace ClipSurgery;

/// <summary>The tensors of a checkpoint, whether they lie in one safetensors file or in several shards.</summary>
internal sealed class CheckpointTensors : IDisposable
{
    private readonly List<SafetensorsFile> _files = [];
    private readonly Dictionary<string, SafetensorsFile> _owners = new(StringComparer.Ordinal);

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

    public bool Has(string name) => _owners.ContainsKey(name);

    /// <summary>A tensor's dimensions, outermost first.</summary>
    public IReadOnlyList<long> Shape(string name) => Owner(name).Tensors[name].Shape;

    /// <summary>A tensor's values as floats, row-major.</summary>
    public float[] Read(string name) => Owner(name).ReadFloats(name);

    public void Dispose() => _files.ForEach(file => file.Dispose());

    private SafetensorsFile Owner(string name) => _owners.TryGetValue(name, out SafetensorsFile? file)
        ? file
        : throw new ClipSurgeryException($"{Path}: tensor {name} is missing; expected a complete CLIP checkpoint (image and text tower).");

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
