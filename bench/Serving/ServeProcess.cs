using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace ClipSurgery.Bench;

/// <summary>A <c>clip-surgery serve</c> that runs as users run it, over a folder of pictures, and a client of it.</summary>
internal sealed class ServeProcess : IDisposable
{
    private readonly Process _process;

    private ServeProcess(Process process, string url)
    {
        _process = process;
        Client = new HttpClient { BaseAddress = new Uri(url) };
        Client.DefaultRequestHeaders.Add("X-Clip-Surgery", "1");
    }

    public HttpClient Client { get; }

    /// <summary>Megabytes of memory that it holds now.</summary>
    public double Resident
    {
        get
        {
            string line = File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
            return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024;
        }
    }

    /// <summary>Starts one, and waits until it answers.</summary>
    public static async Task<ServeProcess> Start(string pictures, string output)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "clip-surgery.dll");
        ProcessStartInfo start = new("dotnet", [program, "serve", pictures, "--text", "cat", "--output", output, "--port", "0"])
        {
            RedirectStandardError = true,
        };
        Process process = Process.Start(start)!;
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            int url = line.IndexOf("http://", StringComparison.Ordinal);
            if (url >= 0)
            {
                _ = process.StandardError.ReadToEndAsync();
                return new ServeProcess(process, line[url..].Split(' ')[0]);
            }
        }

        throw new InvalidOperationException("The server ended before it answered.");
    }

    public async Task<JsonNode> Get(string path) => JsonNode.Parse(await Client.GetStringAsync(path))!;

    public async Task<JsonNode> Post(string path, string json)
    {
        using StringContent content = new(json, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await Client.PostAsync(path, content);
        response.EnsureSuccessStatusCode();
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    /// <summary>The ids of all pictures.</summary>
    public async Task<string[]> Pictures() =>
        [.. (await Get("/api/v1/pictures"))["pictures"]!.AsArray().Select(picture => picture!["id"]!.GetValue<string>())];

    /// <summary>SIGKILL.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        Client.Dispose();
        _process.Dispose();
    }
}
