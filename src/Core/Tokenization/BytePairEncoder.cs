using System.IO.Compression;
using System.Text;

namespace ClipSurgery;

/// <summary>
/// Byte-pair encoding (Sennrich et al., ACL 2016) over the bytes of a word, with CLIP's vocabulary: 256 bytes, the same 256 as
/// the end of a word, then one token for each of 48894 merges. Merges rank by that order, so a lower id merges first.
/// </summary>
internal sealed class BytePairEncoder
{
    private const int ByteCount = 256;
    private const int MergeCount = 48894;
    private const int None = -1;

    private readonly int[] _byteTokens;
    private readonly Dictionary<(int Left, int Right), int> _merges;
    private readonly (int Left, int Right)[] _parts;

    private BytePairEncoder(int[] byteTokens, Dictionary<(int Left, int Right), int> merges, (int Left, int Right)[] parts)
    {
        _byteTokens = byteTokens;
        _merges = merges;
        _parts = parts;
    }

    /// <summary>Reads OpenAI's merge file, which is embedded in this library.</summary>
    public static BytePairEncoder LoadEmbedded()
    {
        using Stream file = EmbeddedFile.Open("bpe_simple_vocab_16e6.txt.gz");
        using GZipStream unpacked = new(file, CompressionMode.Decompress);
        using StreamReader reader = new(unpacked, Encoding.UTF8);
        reader.ReadLine(); // the version
        return Read(reader);
    }

    /// <summary>
    /// Appends a word's tokens: neighbours are merged, lowest rank first and leftmost first, while the vocabulary has a pair.
    /// </summary>
    /// <remarks>
    /// A queue of candidates instead of a scan for each merge: n bytes take n log n, so a megabyte without a space is no trap. A
    /// candidate that another merge has made obsolete is found out when it leaves the queue. A merge's id is greater than those
    /// of its parts, so what a merge makes possible comes later in the queue than itself, as in the plain algorithm.
    /// </remarks>
    /// <param name="word">UTF-8, at least one byte.</param>
    /// <param name="ids">The list that is appended to.</param>
    public void Encode(ReadOnlySpan<byte> word, List<int> ids)
    {
        int length = word.Length;
        int[] tokens = new int[length];
        int[] previous = new int[length];
        int[] next = new int[length];
        for (int i = 0; i < length; i++)
        {
            tokens[i] = _byteTokens[word[i]];
            previous[i] = i - 1;
            next[i] = i + 1;
        }

        tokens[^1] += ByteCount;
        next[^1] = None;

        PriorityQueue<int, (int Token, int Left)> candidates = new();
        for (int i = 0; i < length - 1; i++)
        {
            AddCandidate(i);
        }

        while (candidates.TryDequeue(out int left, out (int Token, int Left) candidate))
        {
            if (MergeAt(left) != candidate.Token)
            {
                continue;
            }

            int right = next[left];
            tokens[left] = candidate.Token;
            tokens[right] = None;
            next[left] = next[right];
            if (next[left] != None)
            {
                previous[next[left]] = left;
                AddCandidate(left);
            }

            if (previous[left] != None)
            {
                AddCandidate(previous[left]);
            }
        }

        for (int i = 0; i != None; i = next[i])
        {
            ids.Add(tokens[i]);
        }

        int MergeAt(int left) => next[left] == None ? None : _merges.GetValueOrDefault((tokens[left], tokens[next[left]]), None);

        void AddCandidate(int left)
        {
            int token = MergeAt(left);
            if (token != None)
            {
                candidates.Enqueue(left, (token, left));
            }
        }
    }

    /// <summary>The bytes that a token of the vocabulary stands for.</summary>
    public byte[] Decode(int token)
    {
        if (token < 2 * ByteCount)
        {
            return [(byte)Array.IndexOf(_byteTokens, token % ByteCount)];
        }

        (int left, int right) = _parts[token - 2 * ByteCount];
        return [.. Decode(left), .. Decode(right)];
    }

    private static BytePairEncoder Read(StreamReader reader)
    {
        int[] byteTokens = new int[ByteCount];
        Dictionary<string, int> ids = new(2 * ByteCount + MergeCount, StringComparer.Ordinal);
        foreach ((int token, (byte value, char letter)) in ByteLetters().Index())
        {
            byteTokens[value] = token;
            ids.Add($"{letter}", token);
            ids.Add($"{letter}</w>", token + ByteCount);
        }

        Dictionary<(int Left, int Right), int> merges = new(MergeCount);
        (int Left, int Right)[] parts = new (int, int)[MergeCount];
        for (int i = 0; i < MergeCount; i++)
        {
            string[] pair = reader.ReadLine()!.Split(' ');
            ids.Add(pair[0] + pair[1], ids.Count);
            parts[i] = (ids[pair[0]], ids[pair[1]]);
            merges.Add(parts[i], ids.Count - 1);
        }

        return new BytePairEncoder(byteTokens, merges, parts);
    }

    /// <summary>
    /// The letter that the merge file writes for each byte, in the order of the byte tokens: printable Latin-1 stands for itself
    /// and comes first; the others follow and are written as the letters from U+0100.
    /// </summary>
    private static IEnumerable<(byte Value, char Letter)> ByteLetters()
    {
        IEnumerable<int> all = Enumerable.Range(0, ByteCount);
        IEnumerable<int> others = all.Where(value => !IsPrintable(value));
        return
        [
            .. all.Where(IsPrintable).Select(value => ((byte)value, (char)value)),
            .. others.Select((value, i) => ((byte)value, (char)(ByteCount + i))),
        ];

        static bool IsPrintable(int value) => value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or >= 0xAE;
    }
}
