using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace ClipSurgery;

/// <summary>Pictures to look at: small ones for the list, whole ones to work on, and parts of large ones.</summary>
internal static class ImageRoutes
{
    private const int ThumbnailSide = 160;
    private const int DefaultSide = 2048;
    private const int LeastSide = 64;
    private const int MostSide = 4096;

    /// <summary>Pictures that are decoded or made smaller at once, beside the inferences.</summary>
    private static readonly SemaphoreSlim Turns = new(Math.Max(1, Environment.ProcessorCount / 2));

    public static void Map(RouteGroupBuilder api, ServedRun run)
    {
        api.MapGet("/pictures/{id}/thumbnail", (string id, HttpRequest request, CancellationToken token) => Thumb(run, id, request, token))
            .WithSummary("The picture, small.").Produces(StatusCodes.Status200OK, contentType: "image/webp");
        api.MapGet(
                "/pictures/{id}/image",
                (string id, int? side, int? x, int? y, int? width, int? height, HttpRequest request, CancellationToken token) =>
                    Image(run, id, side ?? DefaultSide, x is null && y is null && width is null && height is null ? null : (x ?? 0, y ?? 0, width ?? 0, height ?? 0), request, token))
            .WithSummary("The upright picture or a part of it, its longer side no longer than asked.")
            .Produces(StatusCodes.Status200OK, contentType: "image/jpeg");
    }

    private static Task<IResult> Thumb(ServedRun run, string id, HttpRequest request, CancellationToken cancellationToken)
    {
        PictureFile file = run.Files.Open(run.Files.NameOf(id));
        return Answer(
            file,
            "thumbnail",
            "image/webp",
            request,
            () =>
            {
                RgbImage image = run.Inference.Decoded.Read(file).Image;
                (int width, int height) = Thumbnail.Fit(image.Width, image.Height, ThumbnailSide);
                return Thumbnail.Create(image, width, height);
            },
            cancellationToken);
    }

    private static Task<IResult> Image(
        ServedRun run, string id, int side, (int X, int Y, int Width, int Height)? part, HttpRequest request, CancellationToken cancellationToken)
    {
        if (side is < LeastSide or > MostSide)
        {
            throw ProblemException.Invalid($"side is {side}; expected {LeastSide} to {MostSide}.");
        }

        PictureFile file = run.Files.Open(run.Files.NameOf(id));
        return Answer(
            file,
            $"{side}-{part?.X}-{part?.Y}-{part?.Width}-{part?.Height}",
            "image/jpeg",
            request,
            () =>
            {
                RgbImage image = run.Inference.Decoded.Read(file).Image;
                if (part is (int x, int y, int columns, int rows))
                {
                    bool isInside = x >= 0 && y >= 0 && columns > 0 && rows > 0 && columns <= image.Width - x && rows <= image.Height - y;
                    image = isInside
                        ? image.Crop(x, y, columns, rows)
                        : throw ProblemException.Invalid($"The part does not lie inside the picture of {image.Width}x{image.Height} pixels.");
                }

                (int width, int height) = Thumbnail.Fit(image.Width, image.Height, side);
                return Thumbnail.CreateForWork(image, width, height);
            },
            cancellationToken);
    }

    /// <summary>What a browser has already it is not sent again.</summary>
    private static async Task<IResult> Answer(
        PictureFile file, string form, string type, HttpRequest request, Func<byte[]> make, CancellationToken cancellationToken)
    {
        EntityTagHeaderValue tag = new($"\"{file.Content}-{form}\"");
        if (request.Headers.IfNoneMatch == tag.ToString())
        {
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        }

        await Turns.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return TypedResults.Bytes(await Task.Run(make, cancellationToken).ConfigureAwait(false), type, entityTag: tag);
        }
        finally
        {
            Turns.Release();
        }
    }
}
