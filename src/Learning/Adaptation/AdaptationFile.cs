using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace ClipSurgery;

/// <summary>
/// Adaptations as safetensors files: <c>directions [classes, width]</c>, <c>offsets [classes]</c>, <c>weights [classes]</c> and <c>examples
/// [classes]</c>, all F32, and in the metadata the checkpoint and the classes' names.
/// </summary>
public static class AdaptationFile
{
    private const string Kind = "clipsurgery-adaptation";
    private const string Version = "1";
    private const int MostClasses = 10_000;
    private const int LongestName = 1000;
    private const string WhatNext = "Make it again with 'clip-surgery adapt'.";

    /// <summary>Writes an adaptation; always the same bytes for the same one.</summary>
    /// <exception cref="ClipSurgeryException">The file cannot be written.</exception>
    public static void Write(string path, Adaptation adaptation)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(adaptation);
        IReadOnlyList<LearnedClass> classes = adaptation.Classes;
        (string Name, int[] Shape, float[] Values)[] tensors =
        [
            ("directions", [classes.Count, classes[0].Direction.Length], [.. classes.SelectMany(one => one.Direction.ToArray())]),
            ("examples", [classes.Count], [.. classes.Select(one => (float)one.Examples)]),
            ("offsets", [classes.Count], [.. classes.Select(one => one.Offset)]),
            ("weights", [classes.Count], [.. classes.Select(one => one.Weight)]),
        ];
        AtomicFile.Write(path, stream =>
        {
            byte[] header = Header(adaptation, tensors);
            Span<byte> length = stackalloc byte[sizeof(ulong)];
            BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
            stream.Write(length);
            stream.Write(header);
            foreach ((_, _, float[] values) in tensors)
            {
                stream.Write(MemoryMarshal.AsBytes(values.AsSpan()));
            }
        });
    }

    /// <summary>Reads an adaptation, without trusting the file.</summary>
    /// <exception cref="ClipSurgeryException">The file is missing, or is no adaptation of this version.</exception>
    public static Adaptation Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
        {
            throw new ClipSurgeryException($"{path}: no such file; give one that 'clip-surgery adapt' has written.");
        }

        if (WeightFileKinds.Recognise(path) != WeightFileKind.Safetensors)
        {
            throw new ClipSurgeryException($"{path}: is no safetensors file; expected one that 'clip-surgery adapt' has written.");
        }

        using SafetensorsFile file = SafetensorsFile.Open(path);
        if (file.Metadata.GetValueOrDefault("format") != Kind)
        {
            throw new ClipSurgeryException($"{path}: holds no learned classes; expected a file that 'clip-surgery adapt' has written.");
        }

        if (file.Metadata.GetValueOrDefault("version") is not Version and var version)
        {
            throw Bad(path, $"has version {QuotedText.Short(version ?? "none")}; expected {Version}");
        }

        string[] names = ReadNames(path, file.Metadata.GetValueOrDefault("classes"));
        int width = file.Tensors.TryGetValue("directions", out SafetensorsTensor? tensor) && tensor.Shape is [var rows, > 0 and <= 65536 and var columns]
            && rows == names.Length
            ? (int)columns
            : throw Bad(path, $"has no tensor \"directions\" with a row for each of its {names.Length} classes");
        float[] directions = ReadTensor("directions", names.Length * (long)width);
        float[] offsets = ReadTensor("offsets", names.Length);
        float[] weights = ReadTensor("weights", names.Length);
        float[] examples = ReadTensor("examples", names.Length);
        try
        {
            return new Adaptation(file.Metadata.GetValueOrDefault("checkpoint") ?? "", [.. names.Select((name, i) => new LearnedClass
            {
                Name = name,
                Direction = directions.AsMemory(i * width, width),
                Offset = offsets[i],
                Weight = weights[i],
                Examples = (int)Math.Clamp(examples[i], 0, int.MaxValue / 2),
            })]);
        }
        catch (ArgumentException error)
        {
            throw Bad(path, $"cannot be used ({error.Message.Split(" (Parameter", StringSplitOptions.None)[0].TrimEnd('.')})");
        }

        float[] ReadTensor(string name, long count)
        {
            if (!file.Tensors.TryGetValue(name, out SafetensorsTensor? found) || found.Type != "F32" || found.Length != count * sizeof(float))
            {
                throw Bad(path, $"has no tensor \"{name}\" of {count} F32 values");
            }

            float[] values = file.ReadFloats(name);
            return values.All(float.IsFinite) ? values : throw Bad(path, $"has a value in \"{name}\" that is no finite number");
        }
    }

    private static string[] ReadNames(string path, string? json)
    {
        try
        {
            string[] names = JsonSerializer.Deserialize(json ?? "[]", AdaptationJson.Default.StringArray) ?? [];
            return names.Length is > 0 and <= MostClasses && Array.TrueForAll(names, IsName)
                ? names
                : throw Bad(path, $"names {names.Length} classes, or one that is no name; expected 1 to {MostClasses}");
        }
        catch (JsonException)
        {
            throw Bad(path, "does not name its classes");
        }

        static bool IsName(string? name) => !string.IsNullOrWhiteSpace(name) && name.Length <= LongestName && !name.Any(char.IsControl);
    }

    private static byte[] Header(Adaptation adaptation, (string Name, int[] Shape, float[] Values)[] tensors)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            json.WriteString("checkpoint", adaptation.Checkpoint);
            json.WriteString("classes", JsonSerializer.Serialize([.. adaptation.Classes.Select(one => one.Name)], AdaptationJson.Default.StringArray));
            json.WriteString("format", Kind);
            json.WriteString("version", Version);
            json.WriteEndObject();
            long offset = 0;
            foreach ((string name, int[] shape, float[] values) in tensors)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", "F32");
                json.WriteStartArray("shape");
                Array.ForEach(shape, json.WriteNumberValue);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += values.Length * sizeof(float));
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        // Readers map the tensors, which have to begin at a multiple of eight.
        int padding = (int)(-stream.Length & 7);
        return [.. stream.ToArray(), .. Enumerable.Repeat((byte)' ', padding)];
    }

    private static ClipSurgeryException Bad(string path, string what) => new($"{path}: {what}. {WhatNext}");
}
