using System.Text.Json;

namespace ClipSurgery;

/// <summary>
/// What the hub says of a repository at a revision: <c>GET /api/models/REPO/revision/REVISION?blobs=true</c>, as
/// <c>model_info(files_metadata=True)</c> of huggingface_hub reads it.
/// </summary>
internal sealed record HubSnapshot
{
    public required string Commit { get; init; }

    /// <summary>The licence of the model card, or "unknown".</summary>
    public required string License { get; init; }

    /// <summary>The architecture that <c>config.json</c> names, such as <c>clip</c>, where the hub tells.</summary>
    public string? ModelType { get; init; }

    public required IReadOnlyList<HubFile> Files { get; init; }

    public static bool IsCommit(string text) => text.Length == 40 && text.All(char.IsAsciiHexDigit);

    public static bool IsSha256(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigit);

    /// <summary>Reads the hub's answer; nothing in it is trusted.</summary>
    /// <exception cref="ClipSurgeryException">It is not what a hub answers, or it names files outside the repository.</exception>
    public static HubSnapshot Parse(string repo, ReadOnlyMemory<byte> json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            if (CheckpointJson.FindString(root, "sha") is not string commit || !IsCommit(commit)
                || CheckpointJson.Find(root, "siblings") is not { ValueKind: JsonValueKind.Array } siblings)
            {
                throw NotAHub(repo, "no commit and list of files");
            }

            return new HubSnapshot
            {
                Commit = commit.ToLowerInvariant(),
                License = FindLicense(root) ?? Licenses.Unknown,
                ModelType = CheckpointJson.FindString(root, "config", "model_type"),
                Files = [.. siblings.EnumerateArray().Select(sibling => ReadFile(repo, sibling))],
            };
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw NotAHub(repo, $"something else than JSON ({error.Message.Split('\n')[0].Trim()})", error);
        }
    }

    private static HubFile ReadFile(string repo, JsonElement sibling)
    {
        // A colon is a harmless letter on the hub, and means nothing in a file that is not taken.
        if (CheckpointJson.FindString(sibling, "rfilename") is not string name || !ManifestProblem.IsInside(name.Replace(':', '_')))
        {
            throw new ClipSurgeryException(
                $"{repo}: the hub lists the file \"{CheckpointJson.FindString(sibling, "rfilename")}\", which leads out of the repository. " +
                "It is not to be trusted: take another one.");
        }

        bool isLarge = CheckpointJson.Find(sibling, "lfs") is { ValueKind: JsonValueKind.Object };
        string? sha256 = CheckpointJson.FindString(sibling, "lfs", "sha256")?.ToLowerInvariant();
        string? git = isLarge ? null : CheckpointJson.FindString(sibling, "blobId")?.ToLowerInvariant();
        return new HubFile(
            name,
            FindBytes(sibling, "lfs", "size") ?? FindBytes(sibling, "size") ?? -1,
            sha256 is not null && IsSha256(sha256) ? sha256 : null,
            git is not null && IsCommit(git) ? git : null);
    }

    private static long? FindBytes(JsonElement element, params ReadOnlySpan<string> path) =>
        CheckpointJson.Find(element, path) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out long bytes) && bytes >= 0
            ? bytes
            : null;

    /// <summary>The card's <c>license</c>; where that is "other", its <c>license_name</c>.</summary>
    private static string? FindLicense(JsonElement root)
    {
        string? license = CheckpointJson.FindString(root, "cardData", "license");
        return license is null or "other" ? CheckpointJson.FindString(root, "cardData", "license_name") ?? license : Spdx(license);
    }

    /// <summary>The hub writes SPDX identifiers in lower case.</summary>
    public static string? Spdx(string? license) => license switch
    {
        "mit" => "MIT",
        "apache-2.0" => "Apache-2.0",
        _ => license,
    };

    private static ClipSurgeryException NotAHub(string repo, string found, Exception? error = null)
    {
        string message = $"{repo}: the hub answered with {found}. Check HF_ENDPOINT, or try again later.";
        return error is null ? new ClipSurgeryException(message) : new ClipSurgeryException(message, error);
    }
}
