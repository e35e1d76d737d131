using System.Diagnostics;
using System.Drawing;
using System.Text;
using System.Text.Json;

namespace ClipSurgery.Tests;

/// <summary>The tool's <c>serve</c> as a process on a port that stays the same, and its page in a browser.</summary>
internal sealed class ServedPage : IDisposable
{
    private readonly ToolProcess _tool = new();
    private readonly Browser _browser = new();
    private readonly int _port = FreePort.Next();
    private readonly string[] _options;
    private readonly StringBuilder _said = new();
    private Process? _server;

    /// <param name="options">Options of the command besides folders and port.</param>
    /// <param name="pictures">Sample pictures that are copied into its folder.</param>
    public ServedPage(string[] options, params string[] pictures)
    {
        _options = options;
        Directory.CreateDirectory(_tool["photos"]);
        foreach (string name in pictures)
        {
            File.Copy(Path.Combine(TestData.Root, "samples", name), _tool["photos", name]);
        }

        File.Copy(Path.Combine(TestData.Root, "samples", "labels.yaml"), _tool["labels.yaml"]);
        Start();
    }

    public Browser Browser => _browser;

    public ToolProcess Tool => _tool;

    /// <summary>Starts the server and waits until it listens.</summary>
    public void Start()
    {
        _server = _tool.Start(
            ["serve", "photos", "--labels", "labels.yaml", "--output", "labels", "--port", $"{_port}", .. _options]);
        bool isListening = false;
        DataReceivedEventHandler hear = (_, line) =>
        {
            lock (_said)
            {
                _said.AppendLine(line.Data);
            }

            isListening |= line.Data?.Contains($"http://127.0.0.1:{_port}", StringComparison.Ordinal) == true;
        };
        _server.OutputDataReceived += hear;
        _server.ErrorDataReceived += hear;
        _server.BeginOutputReadLine();
        _server.BeginErrorReadLine();
        Browser.Wait("the server listens", () =>
        {
            Assert.False(_server.HasExited, $"{_said}");
            return Volatile.Read(ref isListening);
        });
    }

    /// <summary>Ends the server as a power failure would.</summary>
    public void Kill()
    {
        _server!.Kill();
        _server.WaitForExit();
        _server.Dispose();
        _server = null;
    }

    /// <summary>Opens the page.</summary>
    public void Open()
    {
        _browser.Open($"http://127.0.0.1:{_port}/");
        Attach();
    }

    /// <summary>Loads the page anew.</summary>
    public void Reload()
    {
        _browser.Reload();
        Attach();
    }

    /// <summary>Waits until a picture is shown.</summary>
    public void WaitForPicture(string name) =>
        Browser.Wait($"{name} is shown", () => _browser.Evaluate<bool>($"page.store.state.picture?.name === '{name}' && page.stage.image !== null"));

    /// <summary>Waits until the page shows as many masks as that, and all of it is saved.</summary>
    public void WaitForMasks(int count)
    {
        Browser.Wait($"{count} masks", () => _browser.Evaluate<long>("page.store.state.picture.instances.length") == count);
        WaitForSaved();
    }

    public void WaitForSaved() => Browser.Wait("everything is saved", () => _browser.Evaluate<bool>("page.queue.edits.length === 0"));

    /// <summary>Waits until the draft of a mask has answers for that many points.</summary>
    public void WaitForDraft(int points) => Browser.Wait(
        $"a mask of {points} points",
        () => _browser.Evaluate<bool>(
            $"page.store.state.waiting === 0 && page.store.state.draft?.points.length === {points} && page.store.draftMask !== null"));

    /// <summary>Where a pixel of the picture lies in the window.</summary>
    public Point At(int x, int y)
    {
        string place = _browser.Evaluate<string>($$"""
            (() => {
              const { stage } = page;
              const at = stage.view.toCanvas({ x: {{x}} + 0.5, y: {{y}} + 0.5 });
              const box = stage.canvas.getBoundingClientRect();
              return `${Math.round(box.left + at.x / stage.ratio)},${Math.round(box.top + at.y / stage.ratio)}`;
            })()
            """);
        int[] numbers = [.. place.Split(',').Select(int.Parse)];
        return new Point(numbers[0], numbers[1]);
    }

    /// <summary>The masks that the page's worker paints.</summary>
    public DrawnMask[] Drawn()
    {
        const string ask = """
            (async () => {
              const { masks, store } = page;
              const instances = store.state.picture.instances;
              const runs = await Promise.all(instances.map(({ id }) => masks.encode(id)));
              return JSON.stringify(instances.map(({ class: name, source }, i) => ({ name, source, ...runs[i] })));
            })()
            """;
        return
        [
            .. JsonElement.Parse(_browser.Evaluate<string>(ask)).EnumerateArray().Select(mask => new DrawnMask(
                mask.GetProperty("name").GetString()!,
                mask.GetProperty("source").GetString()!,
                MaskOf(mask))),
        ];
    }

    /// <summary>
    /// Which pixels of the picture have a class's colour on the canvas. Right for masks that do not overlap, and where none is selected: a plain mask
    /// is set off by a black line around it.
    /// </summary>
    public Mask Coloured()
    {
        const string look = """
            (() => {
              const { stage, store } = page;
              const { width, height } = store.state.picture;
              const { canvas, view } = stage;
              const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
              copy.drawImage(canvas, 0, 0);
              const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
              let pixels = '';
              for (let y = 0; y < height; y++) {
                for (let x = 0; x < width; x++) {
                  const at = view.toCanvas({ x: x + 0.5, y: y + 0.5 });
                  const first = 4 * (Math.floor(at.y) * canvas.width + Math.floor(at.x));
                  pixels += Math.max(data[first], data[first + 1], data[first + 2]) > 100 ? 1 : 0;
                }
              }
              return [width, height, pixels].join();
            })()
            """;
        string[] answer = _browser.Evaluate<string>(look).Split(',');
        return Mask.FromBitmap(int.Parse(answer[0]), int.Parse(answer[1]), [.. answer[2].Select(pixel => (byte)(pixel - '0'))]);
    }

    public void Dispose()
    {
        _browser.Dispose();
        if (_server is not null)
        {
            Kill();
        }

        _tool.Dispose();
    }

    private static Mask MaskOf(JsonElement runs) => Mask.FromCompressed(
        runs.GetProperty("size")[1].GetInt32(), runs.GetProperty("size")[0].GetInt32(), runs.GetProperty("counts").GetString()!);

    /// <summary>The page's modules are there once: what is imported is what it runs with.</summary>
    private void Attach() =>
        _browser.Run("return import('/page/main.js').then(loaded => { window.page = loaded; });");
}

/// <summary>A mask as the page shows it.</summary>
internal sealed record DrawnMask(string Class, string Source, Mask Mask);
