using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ClipSurgery;

/// <summary>
/// What QuPath's extension for SAM calls (<c>samapi</c> 0.7): points, a box or a text to GeoJSON with holes. Checkpoints are not
/// downloaded on its request: whatever it chooses, the server's own models answer.
/// </summary>
internal static class QuPathProtocol
{
    /// <summary>The version of the protocol, which the extension compares with its own.</summary>
    private const string Version = "0.7.1";

    private const string UsualType = "vit_h";
    private static readonly string[] Types = ["vit_h", "vit_l", "vit_b", "vit_t", "sam2_l", "sam2_bp", "sam2_s", "sam2_t", "sam3"];

    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, ProtocolContext context)
    {
        routes.MapGet("/sam/version/", http => http.Response.WriteAsync(Version));
        routes.MapGet("/sam/weights/", ProtocolRoute.Of(http => ListWeights(http, context), Refuse));
        routes.MapPost("/sam/weights/", ProtocolRoute.Of(RegisterWeights, Refuse));
        routes.MapGet("/sam/weights/cancel/", http => http.Response.WriteAsync("Cancel signal sent"));
        routes.MapGet("/sam/progress/", http =>
            http.Response.WriteAsJsonAsync(new QuPathProgress("done", 100), QuPathJson.Default.QuPathProgress));
        routes.MapPost("/sam/", ProtocolRoute.Of(http => Segment(http, context), Refuse));
        routes.MapPost("/sam/sam3/", ProtocolRoute.Of(http => SegmentText(http, context), Refuse));
    }

    private static Task ListWeights(HttpContext http, ProtocolContext context)
    {
        string? type = http.Request.Query["type"];
        string name = $"ClipSurgery ({context.Models})";
        IReadOnlyList<QuPathWeights> weights =
            [.. (type is null ? Types : [TypeOf(type)]).Select(item => new QuPathWeights(item, name, "clip-surgery"))];
        return http.Response.WriteAsJsonAsync(weights, QuPathJson.Default.IReadOnlyListQuPathWeights);
    }

    private static async Task RegisterWeights(HttpContext http)
    {
        QuPathWeights weights = await JsonBody.Read(http, QuPathJson.Default.QuPathWeights);
        await http.Response.WriteAsync($"{QuotedText.Short(weights.Name)} ({QuotedText.Short(weights.Url)}) is registered.");
    }

    private static async Task Segment(HttpContext http, ProtocolContext context)
    {
        QuPathPrompt prompt = await JsonBody.Read(http, QuPathJson.Default.QuPathPrompt);
        string type = TypeOf(prompt.Type);
        QuPathQuestion.Check(prompt);
        await Answer(http, type, await context.Inference.Ask(
            prompt.B64img, (picture, token) => QuPathQuestion.Ask(picture.Encoded, prompt, token), http.RequestAborted));
    }

    private static async Task SegmentText(HttpContext http, ProtocolContext context)
    {
        QuPathText text = await JsonBody.Read(http, QuPathJson.Default.QuPathText);
        string type = TypeOf(text.Type);
        QuPathQuestion.Check(text);
        await Answer(http, type, await context.Inference.Ask(
            text.B64img, (picture, token) => QuPathQuestion.Ask(picture.Encoded, text, context, token), http.RequestAborted));
    }

    private static Task Answer(HttpContext http, string type, IReadOnlyList<(Mask Mask, double Quality)> masks)
    {
        IReadOnlyList<QuPathFeature> features =
        [
            .. masks.Select((mask, index) => new QuPathFeature(
                new QuPathGeometry(PolygonsWithHoles.Of(mask.Mask)),
                new QuPathProperties(index, HandPrompts.UnnamedObject, Math.Round(mask.Quality, 4), type))),
        ];
        return http.Response.WriteAsJsonAsync(
            features, QuPathJson.Default.IReadOnlyListQuPathFeature, cancellationToken: http.RequestAborted);
    }

    private static string TypeOf(string? type) => type is null ? UsualType : Types.Contains(type) ? type : throw new RefusedRequestException(
        StatusCodes.Status422UnprocessableEntity,
        $"There is no model type {QuotedText.Short(type)}; expected one of {string.Join(", ", Types)}.");

    private static Task Refuse(HttpContext http, ProtocolProblem problem) =>
        http.Response.WriteAsJsonAsync(new QuPathFailure(problem.Message), QuPathJson.Default.QuPathFailure);
}
