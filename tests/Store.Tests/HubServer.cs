using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace ClipSurgery.Tests;

/// <summary>What a client asked for.</summary>
internal sealed record HubRequest(string Path, long Offset, string? Authorization);

/// <summary>What a server answers.</summary>
internal sealed record HubReply(int Status, byte[] Body)
{
    public Dictionary<string, string> Headers { get; init; } = [];

    /// <summary>The connection is closed after so many bytes of the body.</summary>
    public int? CutAfter { get; init; }

    /// <summary>After so many bytes of the body nothing is sent any more.</summary>
    public int? StallAfter { get; init; }

    /// <summary>False sends no length; the end of the connection is that of the body.</summary>
    public bool HasLength { get; init; } = true;

    public static HubReply Empty(int status, params (string Name, string Value)[] headers) =>
        new(status, []) { Headers = headers.ToDictionary(header => header.Name, header => header.Value) };
}

/// <summary>A hub in the test process: it serves repositories as the Hugging Face hub does, and goes wrong when it is told to.</summary>
internal sealed class HubServer : IDisposable
{
    public const string Commit = "0123456789abcdef0123456789abcdef01234567";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Dictionary<string, Dictionary<string, (byte[] Content, bool IsLarge)>> _repos = [];
    private readonly ConcurrentDictionary<string, ConcurrentQueue<Func<HubRequest, HubReply>>> _scripts = new();
    private readonly ConcurrentQueue<HubRequest> _requests = new();

    public HubServer()
    {
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _ = AcceptAsync();
    }

    public Uri Address { get; }

    /// <summary>All requests so far.</summary>
    public IReadOnlyList<HubRequest> Requests => [.. _requests];

    /// <summary>The offsets that were asked for of a file.</summary>
    public long[] Offsets(string file) =>
        [.. Requests.Where(request => request.Path.Contains("/resolve/") && request.Path.EndsWith('/' + file)).Select(request => request.Offset)];

    public void Add(string repo, string file, byte[] content, bool isLarge = true)
    {
        _repos.TryAdd(repo, []);
        _repos[repo][file] = (content, isLarge);
    }

    /// <summary>Answers to the next requests whose path ends like this, one each; afterwards the server is good again.</summary>
    public void Script(string pathEnd, params Func<HubRequest, HubReply>[] replies)
    {
        foreach (Func<HubRequest, HubReply> reply in replies)
        {
            _scripts.GetOrAdd(pathEnd, _ => new()).Enqueue(reply);
        }
    }

    /// <summary>What the hub says of a repository.</summary>
    public JsonObject Describe(string repo, string license = "mit") => new()
    {
        ["id"] = repo,
        ["sha"] = Commit,
        ["cardData"] = new JsonObject { ["license"] = license },
        ["siblings"] = new JsonArray([.. _repos[repo].Select(file => Describe(file.Key, file.Value.Content, file.Value.IsLarge))]),
    };

    /// <summary>What a good server answers.</summary>
    public HubReply Serve(HubRequest request)
    {
        string path = request.Path;
        if (path.StartsWith("/api/models/", StringComparison.Ordinal))
        {
            string repo = string.Join('/', path.Split('/')[3..5]);
            return _repos.ContainsKey(repo) ? Json(Describe(repo)) : HubReply.Empty(404);
        }

        string[] parts = path.TrimStart('/').Split('/');
        if (parts.Length < 5 || parts[3] != Commit || !_repos.TryGetValue($"{parts[0]}/{parts[1]}", out var files)
            || !files.TryGetValue(string.Join('/', parts[4..]), out (byte[] Content, bool IsLarge) file))
        {
            return HubReply.Empty(404);
        }

        return request.Offset == 0 ? new HubReply(200, file.Content)
            : request.Offset >= file.Content.Length ? HubReply.Empty(416)
            : new HubReply(206, file.Content[(int)request.Offset..])
            {
                Headers = { ["Content-Range"] = $"bytes {request.Offset}-{file.Content.Length - 1}/{file.Content.Length}" },
            };
    }

    public static HubReply Json(JsonNode json) => new(200, Encoding.UTF8.GetBytes(json.ToJsonString()));

    public void Dispose()
    {
        _end.Cancel();
        _listener.Stop();
    }

    private static JsonObject Describe(string name, byte[] content, bool isLarge)
    {
        byte[] blob = [.. Encoding.ASCII.GetBytes($"blob {content.Length}\0"), .. content];
        JsonObject sibling = new()
        {
            ["rfilename"] = name,
            ["size"] = content.Length,
#pragma warning disable CA5350 // Git's identities are SHA-1.
            ["blobId"] = isLarge ? new string('0', 40) : Convert.ToHexStringLower(SHA1.HashData(blob)),
#pragma warning restore CA5350
        };
        if (isLarge)
        {
            sibling["lfs"] = new JsonObject
            {
                ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(content)),
                ["size"] = content.Length,
                ["pointerSize"] = 134,
            };
        }

        return sibling;
    }

    private async Task AcceptAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_end.Token);
                _ = AnswerAsync(client);
            }
            catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using TcpClient connection = client;
        try
        {
            using StreamReader reader = new(connection.GetStream(), Encoding.ASCII, leaveOpen: true);
            string path = Uri.UnescapeDataString((await reader.ReadLineAsync(_end.Token))!.Split(' ')[1].Split('?')[0]);
            long offset = 0;
            string? authorization = null;
            while (await reader.ReadLineAsync(_end.Token) is { Length: > 0 } line)
            {
                string value = line[(line.IndexOf(':') + 1)..].Trim();
                if (line.StartsWith("Range:", StringComparison.OrdinalIgnoreCase))
                {
                    offset = long.Parse(value["bytes=".Length..^1], CultureInfo.InvariantCulture);
                }
                else if (line.StartsWith("Authorization:", StringComparison.OrdinalIgnoreCase))
                {
                    authorization = value;
                }
            }

            HubRequest request = new(path, offset, authorization);
            _requests.Enqueue(request);
            await SendAsync(connection.GetStream(), FindScript(path) is { } script ? script(request) : Serve(request));
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The client went away, or the test ended.
        }
    }

    private Func<HubRequest, HubReply>? FindScript(string path) =>
        _scripts.FirstOrDefault(script => path.EndsWith(script.Key, StringComparison.Ordinal) && !script.Value.IsEmpty).Value?.TryDequeue(
            out Func<HubRequest, HubReply>? reply) == true ? reply : null;

    private async Task SendAsync(NetworkStream stream, HubReply reply)
    {
        StringBuilder head = new($"HTTP/1.1 {reply.Status} X\r\nConnection: close\r\n");
        if (reply.HasLength)
        {
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {reply.Body.Length}\r\n");
        }

        foreach ((string name, string value) in reply.Headers)
        {
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        await stream.WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), _end.Token);
        await stream.WriteAsync(reply.Body.AsMemory(0, reply.CutAfter ?? reply.StallAfter ?? reply.Body.Length), _end.Token);
        await stream.FlushAsync(_end.Token);
        if (reply.StallAfter is not null)
        {
            await Task.Delay(Timeout.Infinite, _end.Token);
        }
    }
}
