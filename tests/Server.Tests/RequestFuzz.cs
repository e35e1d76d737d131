using System.Text;

namespace ClipSurgery.Tests;

/// <summary>Requests that nobody would send, the same for the same seed: right ones of every route with parts broken, cut, or swapped.</summary>
internal sealed class RequestFuzz
{
    private static readonly string[] Routes =
    [
        "GET /api/v1/run", "GET /api/v1/pictures?order={order}&offset={number}&limit={number}", "GET /api/v1/pictures/{id}",
        "GET /api/v1/pictures/{id}/thumbnail", "GET /api/v1/pictures/{id}/image?side={number}",
        "GET /api/v1/pictures/{id}/image?x={number}&y={number}&width={number}&height={number}&side={number}",
        "GET /api/v1/pictures/{id}/map?text={text}", "POST /api/v1/pictures/{id}/find", "POST /api/v1/pictures/{id}/prompt",
        "POST /api/v1/pictures/{id}/prepare", "POST /api/v1/pictures/{id}/edits", "POST /api/v1/classes", "POST /api/v1/export",
        "GET /api/v1/annotations.json", "GET /openapi/v1.json", "GET /", "GET /page/{text}", "GET /health", "GET /ready",
        "GET /v1/models", "GET /v1/models/{text}/info", "POST /v1/predict", "POST /setup", "POST /predict", "POST /webhook", "GET /metrics",
        "GET /api/functions", "GET /api/functions/{text}", "POST /api/function_invocations", "GET /sam/version/", "GET /sam/weights/?type={text}",
        "POST /sam/weights/", "GET /sam/progress/", "POST /sam/", "POST /sam/sam3/", "DELETE /api/v1/pictures/{id}", "PUT /{text}",
    ];

    private static readonly string[] Bodies =
    [
        """{"texts":["cat"]}""", """{"classes":["cat"],"presence":0.5}""", "{}",
        """{"points":[{"x":100,"y":100,"positive":true}]}""", """{"box":{"x":10,"y":10,"width":100,"height":100}}""",
        """{"points":[{"x":1,"y":1}],"mask":{"size":[384,384],"counts":"PPY4"}}""",
        """{"version":0,"put":[{"class":"cat","mask":{"size":[384,384],"counts":"0j4h4"}}],"remove":[],"done":true}""",
        """{"version":1,"remove":["edit-1-1"]}""", """{"name":"bird","prompts":["bird"]}""", """{"format":"yolo"}""",
        """{"model":"x","image":"data:image/png;base64,iVBORw0KGgo=","params":{"text_prompt":"cat","marks":[{"type":"point","data":[1,2],"label":1}]}}""",
        """{"tasks":[{"id":1,"data":{"image":"http://127.0.0.1:1/x.jpg"}}],"label_config":"<View><Image name=\"i\" value=\"$image\"/></View>","params":{}}""",
        """{"image":"iVBORw0KGgo=","threshold":0.5}""", """{"type":"vit_t","bbox":[1,2,3,4],"b64img":"iVBORw0KGgo="}""",
    ];

    private static readonly string[] Odd =
    [
        "null", "-1", "1e308", "9223372036854775808", "NaN", "\"\"", "\"\\u0000\"", "\"../../etc/passwd\"", "[]", "{}", "[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]",
        "true", "\"猫🐈\"", "\"<script>\"", "1.5", "\"\\ud800\"",
    ];

    private readonly Random _random;
    private readonly IReadOnlyList<string> _ids;

    /// <param name="seed">Equal seeds give equal requests.</param>
    /// <param name="ids">Pictures that are there.</param>
    public RequestFuzz(int seed, IReadOnlyList<string> ids)
    {
        // Not for secrets; the same requests every time.
        _random = new Random(seed);
        _ids = ids;
    }

    /// <summary>The next request.</summary>
    public HttpRequestMessage Next()
    {
        string[] route = Pick(Routes).Split(' ');
        HttpRequestMessage request = new(new HttpMethod(route[0]), new Uri(Fill(route[1]), UriKind.Relative));
        if (route[0] == "POST")
        {
            string type = _random.Next(20) == 0 ? "text/plain" : "application/json";
            request.Content = new StringContent(Break(Pick(Bodies)), Encoding.UTF8, type);
        }

        if (_random.Next(20) != 0)
        {
            request.Headers.Add("X-Clip-Surgery", "1");
        }

        if (_random.Next(10) == 0)
        {
            request.Headers.TryAddWithoutValidation("x-nuclio-function-name", Uri.EscapeDataString(Pick(Odd)));
        }

        return request;
    }

    private string Fill(string path) => path
        .Replace("{id}", _random.Next(10) == 0 ? Uri.EscapeDataString(Pick(Odd)) : Pick(_ids), StringComparison.Ordinal)
        .Replace("{order}", _random.Next(2) == 0 ? "name" : "least-sure", StringComparison.Ordinal)
        .Replace("{number}", _random.Next(4) == 0 ? Uri.EscapeDataString(Pick(Odd)) : $"{_random.Next(0, 400)}", StringComparison.Ordinal)
        .Replace("{text}", _random.Next(2) == 0 ? "cat" : Uri.EscapeDataString(Pick(Odd)), StringComparison.Ordinal);

    private string Break(string body) => _random.Next(6) switch
    {
        0 => body,
        1 => body[.._random.Next(body.Length)],
        2 => body.Insert(_random.Next(body.Length), Pick(Odd)),
        3 => Swap(body),
        4 => body.Replace("\"", Pick(["", "'", "\"\""]), StringComparison.Ordinal),
        _ => Pick(Odd),
    };

    /// <summary>Puts something odd in the place of a value.</summary>
    private string Swap(string body)
    {
        int colon = body.IndexOf(':', _random.Next(body.Length));
        int end = colon < 0 ? -1 : body.IndexOfAny([',', '}', ']'], colon);
        return end < 0 ? body : string.Concat(body.AsSpan(0, colon + 1), Pick(Odd), body.AsSpan(end));
    }

    private T Pick<T>(IReadOnlyList<T> list) => list[_random.Next(list.Count)];
}
