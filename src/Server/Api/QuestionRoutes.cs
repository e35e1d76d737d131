using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ClipSurgery;

/// <summary>What the models are asked about a picture: texts, points, boxes. Nothing of the answers is kept.</summary>
internal static class QuestionRoutes
{
    private const int MapSide = 256;

    public static void Map(RouteGroupBuilder api, ServedRun run, Preparations preparations)
    {
        api.MapPost("/pictures/{id}/find", (string id, FindRequest request, CancellationToken token) => Find(run, id, request, token))
            .WithSummary("Masks of texts, of classes, or of all classes.").ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        api.MapPost("/pictures/{id}/prompt", (string id, PromptRequest request, CancellationToken token) => Prompt(run, id, request, token))
            .WithSummary("Masks of points, a box, or an earlier mask with points.").ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        api.MapGet("/pictures/{id}/map", (string id, string text, HttpResponse response, CancellationToken token) => MapOf(run, id, text, response, token))
            .WithSummary("Where a text is, as 16-bit grey: 0 to 65535 for a probability of 0 to 1.")
            .Produces(StatusCodes.Status200OK, contentType: "image/png");
        api.MapPost("/pictures/{id}/prepare", (string id) => Prepare(run, id, preparations))
            .WithSummary("Encodes a picture while nobody waits, so that it answers at once.");
    }

    private static async Task<Ok<FindAnswer>> Find(ServedRun run, string id, FindRequest request, CancellationToken cancellationToken)
    {
        if (request.Presence is not (null or (>= 0 and <= 1)))
        {
            throw ProblemException.Invalid("presence is no probability; expected 0 to 1.");
        }

        AskedLabels asked = Asked(run, request);
        if (asked.Labels.Count == 0)
        {
            throw ProblemException.Invalid("There is nothing to look for: give a text, or add a class.");
        }

        PictureFile file = run.Files.Open(run.Files.NameOf(id));
        LabelledImage found = await run.Inference.Ask(
            file, (picture, token) => asked.Segment(picture.Encoded, run.Options, request.Presence, token), cancellationToken).ConfigureAwait(false);
        return TypedResults.Ok(new FindAnswer(
            [.. found.Instances.Select(InstanceBody.Of)],
            [.. found.Presence.Select(label => new PresenceAnswer(label.Label, label.Probability, label.IsPresent))],
            [.. found.TruncatedTexts.Select(text => $"\"{QuotedText.Short(text)}\" is longer than the model reads, and was cut.")]));
    }

    private static AskedLabels Asked(ServedRun run, FindRequest request)
    {
        if (request.Texts is not null)
        {
            IReadOnlyList<string> texts = Entries.Of("texts", request.Texts);
            RequestLimits.RequireTexts(texts);
            return new AskedLabels([.. texts.Select(text => text.Trim()).Distinct(DistinctTexts.Comparer).Select(text => new TextLabel(text))], []);
        }

        IReadOnlyList<LabelClass> classes = run.Workspace.Classes;
        foreach (string name in Entries.Of("classes", request.Classes))
        {
            if (classes.All(label => label.Name != name))
            {
                throw ProblemException.Invalid($"There is no class {QuotedText.Short(name)}; add it first.");
            }
        }

        AskedLabels asked = AskedLabels.OfClasses(new LabelSet { Classes = classes }, label => request.Classes?.Contains(label.Name) != false);
        return request.Presence is null
            ? asked
            : asked with { Labels = [.. asked.Labels.Select(label => label with { Presence = request.Presence })] };
    }

    private static async Task<Ok<PromptAnswer>> Prompt(ServedRun run, string id, PromptRequest request, CancellationToken cancellationToken)
    {
        IReadOnlyList<PointBody> points = Entries.Of("points", request.Points);
        RequestLimits.Require(points.Count, RequestLimits.Points, "points");
        PictureFile file = run.Files.Open(run.Files.NameOf(id));
        PromptPoint[] asked = [.. points.Select(point => new PromptPoint(new ImagePoint(point.X, point.Y), point.Positive))];
        BoxXywh? box = request.Box is { } given ? new BoxXywh(given.X, given.Y, given.Width, given.Height) : null;
        if (asked.Length == 0 && box is null)
        {
            throw ProblemException.Invalid("The prompt is empty: give a point or a box.");
        }

        OfferedMask[] masks = await run.Inference.Ask(file, Predict, cancellationToken).ConfigureAwait(false);
        return TypedResults.Ok(new PromptAnswer(masks));

        OfferedMask[] Predict(OpenPicture picture, CancellationToken token)
        {
            IEncodedPicture encoded = picture.Encoded;
            MaskPrompt prompt = new(asked, box)
            {
                Logits = request.Mask is { } mask ? encoded.LogitsOf(mask.ToMask(encoded.Width, encoded.Height)) : default,
            };
            return
            [
                .. encoded.Predict(prompt, token)
                    .Select(candidate => (Candidate: candidate, Parts: ScoreParts.Of(candidate)))
                    .OrderByDescending(offered => offered.Parts.Score)
                    .AsParallel().AsOrdered() // A mask of a hundred million pixels takes half a second.
                    .Select(offered => new OfferedMask(
                        RleMask.Of(offered.Candidate.ToMask()),
                        offered.Parts.Score,
                        offered.Parts.PredictedIou!.Value,
                        offered.Parts.Stability!.Value)),
            ];
        }
    }

    private static async Task<IResult> MapOf(
        ServedRun run, string id, string text, HttpResponse response, CancellationToken cancellationToken)
    {
        RequestLimits.RequireTexts([text]);
        if (!run.HasMaps)
        {
            throw ProblemException.NotFound("This model finds masks by a text, and has no map of it.");
        }

        PictureFile file = run.Files.Open(run.Files.NameOf(id));
        SimilarityMap map = await run.Inference.Ask(
            file, (picture, token) => picture.Encoded.Map(text.Trim(), token), cancellationToken).ConfigureAwait(false);
        (int width, int height) = Thumbnail.Fit(map.GridWidth * MapSide, map.GridHeight * MapSide, MapSide);
        float[] values = new float[width * height];
        BilinearResize.Resize(map.Values, map.GridWidth, map.GridHeight, values, width, height);
        ushort[] grey = [.. values.Select(value => (ushort)Math.Round(Math.Clamp(value, 0, 1) * ushort.MaxValue))];
        response.Headers["Clip-Surgery-Presence"] =
            System.Numerics.Tensors.TensorPrimitives.Max(map.Values).ToString("0.####", CultureInfo.InvariantCulture);
        return TypedResults.Bytes(PngFile.EncodeGrey16(width, height, grey), "image/png");
    }

    private static NoContent Prepare(ServedRun run, string id, Preparations preparations)
    {
        string fileName = run.Files.NameOf(id);
        preparations.Add(fileName, () => run.Files.Open(fileName));
        return TypedResults.NoContent();
    }
}
