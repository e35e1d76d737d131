using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ClipSurgery;

/// <summary>
/// An access token of Label Studio. Old ones are sent as they are. Personal ones, which are JSON Web Tokens, only fetch another
/// that is valid for some minutes; that one is kept until Label Studio is likely to refuse it.
/// </summary>
/// <param name="value">The token as Label Studio shows it.</param>
internal sealed class LabelStudioToken(string value)
{
    private const long KeptMilliseconds = 240_000;
    private const int MostCharacters = 4096;

    private string? _access;
    private long _fetched;

    /// <summary>Whether a text can be a token: no line breaks or other signs that a header cannot hold.</summary>
    public static bool IsOne(string? text) => text is { Length: > 0 and <= MostCharacters } && text.All(letter => letter is > ' ' and <= '~');

    /// <summary>Whether it is this token.</summary>
    public bool Is(string text) => text == value;

    /// <summary>The header that shows the token.</summary>
    /// <param name="fetcher">Asks Label Studio.</param>
    /// <param name="labelStudio">Where it is.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<AuthenticationHeaderValue> Authorize(PictureFetcher fetcher, Uri labelStudio, CancellationToken cancellationToken)
    {
        if (!value.StartsWith("eyJ", StringComparison.Ordinal) || value.Count(letter => letter == '.') != 2)
        {
            return new AuthenticationHeaderValue("Token", value);
        }

        if (_access is null || Environment.TickCount64 - _fetched > KeptMilliseconds)
        {
            using HttpRequestMessage request = new(HttpMethod.Post, PictureFetcher.Within(labelStudio, "/api/token/refresh"))
            {
                Content = JsonContent.Create(new LabelStudioRefresh(value), LabelStudioTokenJson.Default.LabelStudioRefresh),
            };
            using HttpResponseMessage response = await fetcher.Send(request, cancellationToken);
            LabelStudioAccess? access = response.IsSuccessStatusCode ? await Read(response, cancellationToken) : null;
            _access = IsOne(access?.Access) ? access!.Access : throw new ClipSurgeryException(
                $"Label Studio answered {(int)response.StatusCode} for its token; expected an access token. Make a new one, and look at " +
                "when it expires.");
            _fetched = Environment.TickCount64;
        }

        return new AuthenticationHeaderValue("Bearer", _access);
    }

    private static async Task<LabelStudioAccess?> Read(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
            byte[] text = new byte[2 * MostCharacters];
            int length = await body.ReadAtLeastAsync(text, text.Length, throwOnEndOfStream: false, cancellationToken);
            return JsonSerializer.Deserialize(text.AsSpan(0, length), LabelStudioTokenJson.Default.LabelStudioAccess);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Asks for an access token.</summary>
internal sealed record LabelStudioRefresh(string Refresh);

/// <summary>An access token.</summary>
internal sealed record LabelStudioAccess(string Access);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(LabelStudioRefresh))]
[JsonSerializable(typeof(LabelStudioAccess))]
internal sealed partial class LabelStudioTokenJson : JsonSerializerContext;
