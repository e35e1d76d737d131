using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace ClipSurgery;

/// <summary>
/// X-AnyLabeling's remote server, version 1: its models, and texts and clicks to shapes. Videos are left out. <c>/health</c> is
/// in <see cref="HealthRoute"/>.
/// <para>
/// Its own server answers errors with HTTP 200, which the client reads as "no shapes". Here they have a status of 400 or more, at
/// which the client shows status and reason phrase; so the message is in both, the body and the phrase.
/// </para>
/// </summary>
internal static class XAnyLabelingProtocol
{
    private const int LongestPhrase = 200;

    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, ProtocolContext context)
    {
        routes.MapGet("/v1/models", ProtocolRoute.Of(http => ListModels(http, context), Refuse));
        routes.MapGet("/v1/models/{id}/info", ProtocolRoute.Of(http => ShowModel(http, context), Refuse));
        routes.MapPost("/v1/predict", ProtocolRoute.Of(http => Predict(http, context), Refuse));
    }

    private static Task ListModels(HttpContext http, ProtocolContext context) => http.Response.WriteAsJsonAsync(
        new XAnyLabelingAnswer<IReadOnlyDictionary<string, XAnyLabelingModel>>(true, XAnyLabelingModels.All(context)),
        XAnyLabelingJson.Default.XAnyLabelingAnswerIReadOnlyDictionaryStringXAnyLabelingModel,
        cancellationToken: http.RequestAborted);

    private static Task ShowModel(HttpContext http, ProtocolContext context)
    {
        string id = (string)http.Request.RouteValues["id"]!;
        return http.Response.WriteAsJsonAsync(
            new XAnyLabelingAnswer<XAnyLabelingModel>(true, ModelOf(id, context) with { ModelId = id }),
            XAnyLabelingJson.Default.XAnyLabelingAnswerXAnyLabelingModel,
            cancellationToken: http.RequestAborted);
    }

    private static async Task Predict(HttpContext http, ProtocolContext context)
    {
        XAnyLabelingRequest request = await JsonBody.Read(http, XAnyLabelingJson.Default.XAnyLabelingRequest);
        ModelOf(request.Model, context);
        XAnyLabelingParams asked = request.Params ?? new XAnyLabelingParams();
        XAnyLabelingQuestion question = new(asked, context.Labels);
        IReadOnlyList<Instance> found = await context.Inference.Ask(
            request.Image, (picture, token) => question.Ask(picture.Encoded, context.Options, token), http.RequestAborted);
        XAnyLabelingShapes shapes = new(
            request.Model == XAnyLabelingModels.Boxes
                ? XAnyLabelingOutlines.Rectangles(found)
                : XAnyLabelingOutlines.Polygons(found, asked.EpsilonFactor),
            Description: "",
            // A click adds one object, and never costs those that are there.
            Replace: question.IsPointing ? false : null);
        await http.Response.WriteAsJsonAsync(
            new XAnyLabelingAnswer<XAnyLabelingShapes>(true, shapes),
            XAnyLabelingJson.Default.XAnyLabelingAnswerXAnyLabelingShapes,
            cancellationToken: http.RequestAborted);
    }

    private static XAnyLabelingModel ModelOf(string id, ProtocolContext context) =>
        XAnyLabelingModels.All(context).TryGetValue(id, out XAnyLabelingModel? model) ? model : throw new RefusedRequestException(
            StatusCodes.Status404NotFound, $"There is no model {QuotedText.Short(id)}; expected one of those of /v1/models.");

    private static Task Refuse(HttpContext http, ProtocolProblem problem)
    {
        http.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = PhraseOf(problem.Message);
        if (problem.Kind == ProblemKind.Busy)
        {
            return http.Response.WriteAsJsonAsync(new XAnyLabelingBusy(problem.Message), XAnyLabelingJson.Default.XAnyLabelingBusy);
        }

        string code = problem switch
        {
            { Status: StatusCodes.Status404NotFound } => "MODEL_NOT_FOUND",
            { Kind: ProblemKind.Picture } => "INVALID_IMAGE",
            { Kind: ProblemKind.Request } => "INVALID_REQUEST",
            _ => "INFERENCE_ERROR",
        };
        return http.Response.WriteAsJsonAsync(
            new XAnyLabelingFailure(false, new XAnyLabelingError(code, problem.Message)), XAnyLabelingJson.Default.XAnyLabelingFailure);
    }

    /// <summary>A message as part of the status line: printable ASCII alone, lest a text of the request writes headers.</summary>
    private static string PhraseOf(string message) => string.Concat(
        message.Take(LongestPhrase).Select(letter => letter is >= ' ' and <= '~' ? letter : '?'));
}
