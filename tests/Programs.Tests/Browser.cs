using System.Drawing;
using System.Text.Json;
using OpenQA.Selenium;
using OpenQA.Selenium.Chrome;
using OpenQA.Selenium.Interactions;

namespace ClipSurgery.Tests;

/// <summary>Debian's Chromium without a window and with a profile of its own.</summary>
internal sealed class Browser : IDisposable
{
    private const int WaitMilliseconds = 30_000;

    private readonly TemporaryFolder _profile = new();
    private readonly ChromeDriver _driver;

    public Browser()
    {
        string chromium = ExternalProgram.Require("chromium", "chromium");
        string driver = ExternalProgram.Require("chromedriver", "chromium-driver");
        ChromeDriverService service = ChromeDriverService.CreateDefaultService(
            Path.GetDirectoryName(driver), Path.GetFileName(driver));
        service.DisableBuildCheck = true;
        service.SuppressInitialDiagnosticInformation = true;
        service.HideCommandPromptWindow = true;
        ChromeOptions options = new() { BinaryLocation = chromium };
        options.AddArguments(
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--window-size=1280,860", $"--user-data-dir={_profile["profile"]}");
        options.AddUserProfilePreference("download.default_directory", _profile.Create("downloads"));
        options.SetLoggingPreference(LogType.Browser, LogLevel.All);
        options.SetLoggingPreference(LogType.Performance, LogLevel.All);
        _driver = new ChromeDriver(service, options, TimeSpan.FromMinutes(2));
    }

    public void Open(string path) => _driver.Navigate().GoToUrl(new Uri(path));

    public void Reload() => _driver.Navigate().Refresh();

    public IWebElement Find(string selector) => _driver.FindElement(By.CssSelector(selector));

    public string Text(string selector) => Find(selector).Text;

    /// <summary>Types keys where the focus is.</summary>
    public void Press(string keys) => _driver.SwitchTo().ActiveElement().SendKeys(keys);

    /// <summary>Clicks at a place of the window.</summary>
    public void Click(Point place) => Act(pointer => pointer.MoveToLocation(place.X, place.Y).Click());

    /// <summary>Clicks with the right button at a place of the window.</summary>
    public void ContextClick(Point place) => Act(pointer => pointer.MoveToLocation(place.X, place.Y).ContextClick());

    /// <summary>Presses at one place of the window and lets go at another.</summary>
    public void Drag(Point from, Point to) => Act(pointer => pointer
        .MoveToLocation(from.X, from.Y).ClickAndHold().MoveToLocation((from.X + to.X) / 2, (from.Y + to.Y) / 2).MoveToLocation(to.X, to.Y).Release());

    /// <summary>The value of a JavaScript expression; of a promise, what it comes to.</summary>
    public T Evaluate<T>(string expression) => (T)_driver.ExecuteScript($"return {expression};")!;

    public void Run(string script) => _driver.ExecuteScript(script);

    private void Act(Func<Actions, Actions> act) => act(new Actions(_driver, TimeSpan.FromMilliseconds(40))).Perform();

    /// <summary>Waits until a condition holds, and says which one did not.</summary>
    public static void Wait(string what, Func<bool> holds) =>
        Assert.True(SpinWait.SpinUntil(() => { Thread.Sleep(20); return holds(); }, WaitMilliseconds), $"Waited in vain: {what}");

    /// <summary>A file that the page has saved.</summary>
    public string Downloaded(string name)
    {
        string path = _profile["downloads", name];
        Wait($"{name} is saved", () => File.Exists(path));
        return path;
    }

    /// <summary>What the page complained of.</summary>
    public string[] ConsoleMessages() => [.. _driver.Manage().Logs.GetLog(LogType.Browser).Select(entry => entry.Message)];

    /// <summary>The kinds of addresses that pages from disk have asked for: <c>file</c>, <c>data</c>, <c>http</c>.</summary>
    public string[] RequestedSchemes() =>
    [
        .. _driver.Manage().Logs.GetLog(LogType.Performance)
            .Select(entry => JsonElement.Parse(entry.Message).GetProperty("message"))
            .Where(message => message.GetProperty("method").GetString() == "Network.requestWillBeSent")
            .Select(message => message.GetProperty("params"))
            .Where(request => request.GetProperty("documentURL").GetString()!.StartsWith("file:", StringComparison.Ordinal))
            .Select(request => new Uri(request.GetProperty("request").GetProperty("url").GetString()!).Scheme)
            .Distinct(),
    ];

    public void Dispose()
    {
        _driver.Dispose();
        _profile.Dispose();
    }
}
