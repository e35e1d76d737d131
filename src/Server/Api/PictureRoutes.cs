using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ClipSurgery;

/// <summary>One picture: its instances, and the edits of a person.</summary>
internal static class PictureRoutes
{
    public static void Map(RouteGroupBuilder api, ServedRun run)
    {
        api.MapGet("/pictures/{id}", (string id) => Read(run, id))
            .WithSummary("A picture with its instances.").ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status410Gone);
        api.MapPost("/pictures/{id}/edits", (string id, EditRequest request) => Edit(run, id, request))
            .WithSummary("Keeps a step of a person's work: it is on the disk when the answer comes.")
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status507InsufficientStorage);
    }

    private static Ok<PictureAnswer> Read(ServedRun run, string id)
    {
        (string fileName, PictureFile file, LoadedImage image) = run.Read(id);
        return TypedResults.Ok(PictureAnswer.Of(run.Workspace.Read(fileName, ServedRun.ContentOf(file, image)), file));
    }

    private static Ok<PictureAnswer> Edit(ServedRun run, string id, EditRequest request)
    {
        IReadOnlyList<InstanceBody> put = Entries.Of("put", request.Put);
        IReadOnlyList<string> remove = Entries.Of("remove", request.Remove);
        RequestLimits.Require(put.Count + remove.Count, RequestLimits.Instances, "instances");
        (string fileName, PictureFile file, LoadedImage image) = run.Read(id);
        if (request.Content is { } seen && seen != file.Content)
        {
            // Whatever the masks were drawn on, it was another picture.
            throw ProblemException.Replaced();
        }

        PictureEdit edit = new(
            request.Version, [.. put.Select(body => body.ToInstance(image.Image.Width, image.Image.Height))], remove, request.Done);
        return TypedResults.Ok(PictureAnswer.Of(run.Workspace.Edit(fileName, ServedRun.ContentOf(file, image), edit), file));
    }
}
