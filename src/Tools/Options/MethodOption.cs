using System.CommandLine;

namespace ClipSurgery.Tools;

/// <summary>How maps are made: CLIP Surgery, parts of it, or a baseline.</summary>
internal sealed class MethodOption
{
    private readonly Option<string> _method = new("--method")
    {
        Description = $"How maps are made: {Names}",
        DefaultValueFactory = _ => MapMethod.Surgery.Name,
    };

    private readonly Option<int?> _channels = new("--channels")
    {
        Description = $"Channels that gscorecam tries for each text (default {MapMethod.DefaultChannels}, as published)",
    };

    private readonly Option<bool> _noDualPath = new("--no-dual-path") { Description = "surgery in the only path, through the FFN" };
    private readonly Option<bool> _noFeatureSurgery = new("--no-feature-surgery") { Description = "surgery with plain cosines" };

    private static string Names => string.Join(", ", MapMethod.All.Select(method => method.Name));

    public IReadOnlyList<Option> All => [_method, _channels, _noDualPath, _noFeatureSurgery];

    public void AddTo(Command command)
    {
        foreach (Option option in All)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>True where the attention was asked for, so that a model that was converted with another is refused.</summary>
    public bool IsAsked(ParseResult parse) => parse.GetResult(_method) is { Implicit: false } || parse.GetValue(_noDualPath);

    public MapMethod Read(ParseResult parse) => Read(parse, parse.GetRequiredValue(_method));

    /// <summary>A method by name, without the parts that are left out.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="name">The name.</param>
    /// <param name="option">The option that it came from, for error lines.</param>
    public MapMethod Read(ParseResult parse, string name, string option = "--method")
    {
        MapMethod method = MapMethod.Find(name) ?? throw new UsageException($"{option} {name}: no such method; expected {Names}.");
        bool noDualPath = parse.GetValue(_noDualPath);
        bool noFeatureSurgery = parse.GetValue(_noFeatureSurgery);
        if (parse.GetValue(_channels) is { } channels)
        {
            method = WithChannels(method, channels, option);
        }

        if (method != MapMethod.Surgery)
        {
            string leftOut = noDualPath ? "--no-dual-path" : "--no-feature-surgery";
            return noDualPath || noFeatureSurgery
                ? throw new UsageException($"{leftOut} leaves out a part of surgery; {option} is {name}.")
                : method;
        }

        method = noDualPath ? method.WithoutDualPath() : method;
        return noFeatureSurgery ? method.WithoutFeatureSurgery() : method;
    }

    /// <summary>Of a list of methods, others than gScoreCAM are left as they are.</summary>
    private static MapMethod WithChannels(MapMethod method, int channels, string option)
    {
        if (channels < 1)
        {
            throw new UsageException($"--channels {channels} is below 1; gscorecam's authors take {MapMethod.DefaultChannels}.");
        }

        bool hasChannels = method.Gradient == GradientMethod.GScoreCam;
        return !hasChannels && option == "--method"
            ? throw new UsageException($"--channels is about gscorecam; --method is {method.Name}.")
            : hasChannels ? method with { Channels = channels } : method;
    }
}
