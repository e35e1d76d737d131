using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ClipSurgery;

/// <summary>The data set as a whole: its classes and the list of its pictures.</summary>
internal static partial class RunRoutes
{
    private const int MostEntries = 2000;

    public static void Map(RouteGroupBuilder api, ServedRun run)
    {
        api.MapGet("/run", () => TypedResults.Ok(Describe(run))).WithSummary("What is being worked on: classes, states, limits.");
        LeastSureFirst leastSure = new(run.Workspace);
        api.MapGet("/pictures", (string? order, int? offset, int? limit) => List(run, leastSure, order ?? "name", offset ?? 0, limit ?? MostEntries))
            .WithSummary("The pictures in order of their names, or the least sure first.");
        api.MapPost("/classes", (ClassRequest request) => AddClass(run, request))
            .WithSummary("Adds a class.").ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static RunAnswer Describe(ServedRun run)
    {
        IReadOnlyList<WorkspacePicture> pictures = run.Workspace.Pictures;
        return new RunAnswer(
            run.Title,
            CanFind: true,
            run.HasMaps,
            run.Models,
            run.Options.Presence ?? run.Inference.DefaultPresence,
            pictures.Count,
            new StateCounts(
                Count(PictureState.NotLabelled), Count(PictureState.Found), Count(PictureState.Corrected), Count(PictureState.Done)),
            Classes(run),
            DatasetExport.Formats,
            new LimitsAnswer(RequestLimits.Texts, RequestLimits.TextLength, RequestLimits.Points, RequestLimits.Instances));

        int Count(PictureState state) => pictures.Count(picture => picture.State == state);
    }

    private static IReadOnlyList<ClassAnswer> Classes(ServedRun run) =>
        [.. run.Workspace.Classes.Select((label, place) => new ClassAnswer(label.Name, label.Prompts, ColorOf(label, place)))];

    private static string ColorOf(LabelClass label, int place)
    {
        (byte r, byte g, byte b) = LabelPalette.Color(place);
        return label.Color ?? $"#{r:x2}{g:x2}{b:x2}";
    }

    private static Ok<PictureListAnswer> List(ServedRun run, LeastSureFirst leastSure, string order, int offset, int limit)
    {
        if (offset < 0 || limit is < 1 or > MostEntries)
        {
            throw ProblemException.Invalid($"offset is {offset} and limit {limit}; expected 0 or more, and 1 to {MostEntries}.");
        }

        IReadOnlyList<WorkspacePicture> pictures = order switch
        {
            "name" => run.Workspace.Pictures,
            "least-sure" => leastSure.From(offset),
            _ => throw ProblemException.Invalid("order is neither \"name\" nor \"least-sure\"."),
        };
        return TypedResults.Ok(new PictureListAnswer(
            pictures.Count,
            [
                .. pictures.Skip(offset).Take(limit).Select(picture => new PictureEntry(
                    PictureFiles.IdOf(picture.FileName), picture.FileName, picture.State, picture.Instances, picture.LeastScore)),
            ]));
    }

    private static Ok<ClassesAnswer> AddClass(ServedRun run, ClassRequest request)
    {
        string name = request.Name.Trim();
        IReadOnlyList<string> prompts = Entries.Of("prompts", request.Prompts);
        RequestLimits.RequireTexts([name, .. prompts]);
        if (request.Color is { } color && !Color().IsMatch(color))
        {
            throw ProblemException.Invalid("The colour is none; expected red, green and blue as in #ff8800.");
        }

        if (run.Workspace.Classes.Any(label => label.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
        {
            throw new ProblemException(StatusCodes.Status409Conflict, "The class is there already", "There is a class of that name; use it.");
        }

        run.Workspace.AddClass(new LabelClass { Name = name, Prompts = request.Prompts is null ? [name] : prompts, Color = request.Color });
        return TypedResults.Ok(new ClassesAnswer(Classes(run)));
    }

    [GeneratedRegex("^#[0-9a-f]{6}$")]
    private static partial Regex Color();
}
