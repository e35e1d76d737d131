using System.Buffers;
using System.Text.Json;

namespace ClipSurgery;

/// <summary>
/// Reads <c>{"clipsurgery_decisions": 1, "run": "…", "decisions": [{"file_name", "key", "decision": "accept" | "reject"}]}</c>.
/// </summary>
internal static class ReviewDecisionsReader
{
    private const string VersionKey = "clipsurgery_decisions";
    private const int Version = 1;
    private const int KeyLength = 16;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    public static ReviewDecisions Read(string path) => JsonDocumentFile.Read(
        path, "Give the decisions.json that the review page saved.", root => ReadRoot(new CocoObject(root, path)));

    private static ReviewDecisions ReadRoot(CocoObject root)
    {
        if (root.Element.ValueKind != JsonValueKind.Object || root.Optional(VersionKey) is not JsonElement version)
        {
            throw root.Error($"it has no \"{VersionKey}\"; give the decisions.json that the review page saved");
        }

        if (root.Integer(version, VersionKey) is int number and not Version)
        {
            throw root.Error($"\"{VersionKey}\" is {number}; expected {Version}. Use the version that saved the file");
        }

        Dictionary<string, ReviewDecision> byKey = [];
        int contradicted = 0;
        foreach (CocoObject entry in CocoObject.Entries(root.Required("decisions"), $"{root.Where}: decisions"))
        {
            ReviewDecision decision = ReadDecision(entry);
            if (byKey.TryGetValue(decision.Key, out ReviewDecision? earlier) && earlier.IsAccepted != decision.IsAccepted)
            {
                contradicted++;
            }

            byKey[decision.Key] = decision;
        }

        return new ReviewDecisions(ReadKey(root, "run"), [.. byKey.Values], contradicted);
    }

    private static ReviewDecision ReadDecision(CocoObject entry) => new(
        entry.String("file_name"),
        ReadKey(entry, "key"),
        entry.String("decision") switch
        {
            "accept" => true,
            "reject" => false,
            _ => throw entry.Error(
                $"\"decision\" is {QuotedText.Short(entry.Required("decision").GetRawText())}; expected \"accept\" or \"reject\""),
        });

    private static string ReadKey(CocoObject entry, string name)
    {
        string key = entry.String(name);
        return key.Length == KeyLength && !key.AsSpan().ContainsAnyExcept(HexDigits)
            ? key
            : throw entry.Error(
                $"\"{name}\" is {QuotedText.Short(entry.Required(name).GetRawText())}" +
                $"; expected {KeyLength} hexadecimal digits in lower case");
    }
}
