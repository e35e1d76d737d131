using System.CommandLine;

namespace ClipSurgery.Tools;

/// <summary>The decisions of a review.</summary>
/// <param name="effect">What they do in this command.</param>
internal sealed class DecisionsOption(string effect)
{
    private readonly Option<string?> _decisions = new("--decisions") { Description = $"File of decisions from the review page; {effect}" };

    public void AddTo(Command command) => command.Options.Add(_decisions);

    /// <summary>The decisions; null where none are given.</summary>
    /// <exception cref="ClipSurgeryException">The file cannot be read.</exception>
    public ReviewDecisions? Read(ParseResult parse) => parse.GetValue(_decisions) is { } file ? ReviewDecisions.Read(file) : null;

    /// <exception cref="UsageException">There are decisions, and what they were given with is no run.</exception>
    public void RefuseWithoutRun(ParseResult parse, string path)
    {
        if (parse.GetValue(_decisions) is not null)
        {
            throw new UsageException($"{_decisions.Name} are of a run, and {path} is no folder; give the run's folder, or leave them out.");
        }
    }
}
