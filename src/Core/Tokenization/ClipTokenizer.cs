using System.Text;

namespace ClipSurgery;

/// <summary>
/// CLIP's byte-pair encoding (OpenAI CLIP, <c>simple_tokenizer.py</c>) over its vocabulary of 49,408 tokens. May be used by several threads
/// at once.
/// </summary>
public sealed class ClipTokenizer
{
    /// <summary>The id that every sequence begins with.</summary>
    public const int StartToken = 49406;

    /// <summary>The id that every sequence ends with: where CLIP reads the embedding.</summary>
    public const int EndToken = 49407;

    /// <summary>Byte tokens inside a word come first, then byte tokens at its end, then one token a merge.</summary>
    private const int WordEndOffset = 256;
    private const int FirstMerge = 512;

    private readonly Dictionary<(int Left, int Right), int> _merges;
    private readonly int[] _byteTokens;

    private ClipTokenizer()
    {
        _byteTokens = new int[256];
        Dictionary<string, int> tokens = new(StringComparer.Ordinal);
        int next = 0;
        foreach ((byte value, char symbol) in ByteSymbols())
        {
            _byteTokens[value] = next;
            tokens.Add($"{symbol}", next);
            tokens.Add($"{symbol}</w>", WordEndOffset + next);
            next++;
        }

        // The first line is a header; the vocabulary is cut to what CLIP was trained with.
        string[] lines = EmbeddedText.Lines("bpe_simple_vocab_16e6.txt.gz")[1..(1 + StartToken - FirstMerge)];
        _merges = new Dictionary<(int, int), int>(lines.Length);
        for (int rank = 0; rank < lines.Length; rank++)
        {
            string[] pair = lines[rank].Split(' ');
            _merges.Add((tokens[pair[0]], tokens[pair[1]]), FirstMerge + rank);
            tokens.Add(pair[0] + pair[1], FirstMerge + rank);
        }
    }

    /// <summary>The tokenizer of every CLIP checkpoint; it is loaded at its first use.</summary>
    public static ClipTokenizer Default => Loaded.Instance;

    /// <summary>Encodes a text.</summary>
    /// <param name="text">Any text; an empty one gives the start and the end token.</param>
    /// <param name="contextLength">Most tokens that a sequence may have, start and end included. Defaults to CLIP's 77.</param>
    public TokenSequence Encode(string text, int contextLength = 77)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(contextLength, 2);
        List<int> ids = [StartToken];
        foreach (string word in PreTokenizer.Split(text))
        {
            switch (word)
            {
                case PreTokenizer.StartText:
                    ids.Add(StartToken);
                    break;
                case PreTokenizer.EndText:
                    ids.Add(EndToken);
                    break;
                default:
                    AddWord(word, ids);
                    break;
            }

            if (ids.Count >= contextLength)
            {
                break;
            }
        }

        ids.Add(EndToken);
        bool isTruncated = ids.Count > contextLength;
        if (isTruncated)
        {
            ids.RemoveRange(contextLength - 1, ids.Count - contextLength);
        }

        return new TokenSequence(ids, isTruncated);
    }

    /// <summary>Merges a word's bytes, the pair of the lowest rank first; a merged token's id grows with its rank.</summary>
    private void AddWord(string word, List<int> ids)
    {
        List<int> symbols = [.. Encoding.UTF8.GetBytes(word).Select(value => _byteTokens[value])];
        symbols[^1] += WordEndOffset;
        while (symbols.Count > 1)
        {
            int best = int.MaxValue;
            for (int i = 0; i + 1 < symbols.Count; i++)
            {
                if (_merges.TryGetValue((symbols[i], symbols[i + 1]), out int merged) && merged < best)
                {
                    best = merged;
                }
            }

            if (best == int.MaxValue)
            {
                break;
            }

            for (int i = 0; i + 1 < symbols.Count; i++)
            {
                if (_merges.TryGetValue((symbols[i], symbols[i + 1]), out int merged) && merged == best)
                {
                    symbols[i] = merged;
                    symbols.RemoveAt(i + 1);
                }
            }
        }

        ids.AddRange(symbols);
    }

    /// <summary>The vocabulary writes bytes as visible characters: printable ones as themselves, the others from U+0100 on.</summary>
    private static IEnumerable<(byte Value, char Symbol)> ByteSymbols()
    {
        static bool IsVisible(int value) => value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);

        IEnumerable<int> bytes = Enumerable.Range(0, 256);
        return bytes.Where(IsVisible).Select(value => ((byte)value, (char)value))
            .Concat(bytes.Where(value => !IsVisible(value)).Select((value, i) => ((byte)value, (char)(256 + i))));
    }

    private static class Loaded
    {
        public static readonly ClipTokenizer Instance = new();
    }
}
