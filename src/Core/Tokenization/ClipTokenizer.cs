using System.Runtime.InteropServices;
using System.Text;

namespace ClipSurgery;

/// <summary>
/// CLIP's byte-level BPE tokenizer with OpenAI's vocabulary of 49408 tokens. Gives the ids of open_clip's <c>SimpleTokenizer</c>.
/// Every method may be called by several threads at once.
/// </summary>
/// <remarks>
/// It differs from the reference in three places. Of ftfy, which the reference repairs text with, only the character replacements
/// are done: no mojibake, no composition, so give text in Unicode's composed form (NFC). HTML entities are those of HTML 4 and
/// end with a semicolon. No text is read as a control token, <c>&lt;end_of_text&gt;</c> included: a label cannot end its prompt.
/// </remarks>
public sealed class ClipTokenizer
{
    /// <summary>The id that every sequence starts with.</summary>
    public const int StartToken = 49406;

    /// <summary>The id that every sequence ends with; CLIP's text embedding is read there.</summary>
    public const int EndToken = 49407;

    /// <summary>The context length of every published CLIP, start and end tokens included.</summary>
    public const int DefaultContextLength = 77;

    private static readonly Lazy<ClipTokenizer> Shared = new(() => new ClipTokenizer());

    private readonly BytePairEncoder _encoder = BytePairEncoder.LoadEmbedded();

    private ClipTokenizer()
    {
    }

    /// <summary>The tokenizer; its vocabulary lies in this library and is read at first use.</summary>
    public static ClipTokenizer Default => Shared.Value;

    /// <summary>Turns a text into token ids.</summary>
    /// <param name="text">Any text, in any case; blank text gives the start and the end token alone.</param>
    /// <param name="contextLength">The most ids to return, at least 2; a longer text is cut to end with the end token.</param>
    public TokenSequence Encode(string text, int contextLength = DefaultContextLength)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(contextLength, 2);

        List<int> ids = new(Math.Min(contextLength, DefaultContextLength)) { StartToken };
        byte[] utf8 = [];
        foreach (ReadOnlySpan<char> word in new ClipWords(ClipText.Normalise(text)))
        {
            int most = Encoding.UTF8.GetMaxByteCount(word.Length);
            utf8 = utf8.Length < most ? new byte[most] : utf8;
            _encoder.Encode(utf8.AsSpan(0, Encoding.UTF8.GetBytes(word, utf8)), ids);
            if (ids.Count >= contextLength)
            {
                CollectionsMarshal.SetCount(ids, contextLength - 1);
                ids.Add(EndToken);
                return new TokenSequence(ids.ToArray(), IsTruncated: true);
            }
        }

        ids.Add(EndToken);
        return new TokenSequence(ids.ToArray(), IsTruncated: false);
    }

    /// <summary>
    /// A token of the text as people read it; a token that holds a part of a character alone has U+FFFD in its place.
    /// </summary>
    internal string TextOf(int id) => Encoding.UTF8.GetString(_encoder.Decode(id));
}
