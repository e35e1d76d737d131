using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ClipSurgery;

/// <summary>The data set with all corrections, for other programs.</summary>
internal static class ExportRoutes
{
    public static void Map(RouteGroupBuilder api, ServedRun run)
    {
        api.MapGet("/annotations.json", (CancellationToken token) => Download(run, token))
            .WithSummary("The COCO file.").Produces(StatusCodes.Status200OK, contentType: "application/json");
        api.MapPost("/export", (ExportRequest request, CancellationToken token) => Export(run, request, token))
            .WithSummary("Writes a format into the folder of the labels, as 'clip-surgery export' does.");
    }

    private static async Task<FileStreamHttpResult> Download(ServedRun run, CancellationToken cancellationToken)
    {
        // COCO is written in one go; a file that only this stream knows keeps it out of memory.
        FileStream file = new(
            Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()),
            FileMode.CreateNew,
            FileAccess.ReadWrite,
            FileShare.None,
            bufferSize: 1 << 16,
            FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        try
        {
            await Task.Run(() => CocoWriter.Write(file, CocoFormat.ToCoco(FinishedRun.Open(run.Workspace.Output).Dataset)), cancellationToken)
                .ConfigureAwait(false);
            file.Position = 0;
            return TypedResults.Stream(file, "application/json", "annotations.json");
        }
        catch
        {
            await file.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static async Task<Ok<ExportAnswer>> Export(ServedRun run, ExportRequest request, CancellationToken cancellationToken)
    {
        if (!DatasetExport.Formats.Contains(request.Format))
        {
            throw ProblemException.Invalid($"There is no such format; expected one of {string.Join(", ", DatasetExport.Formats)}.");
        }

        string output = run.Workspace.Output;
        FinishedRun finished = await Task.Run(
            () =>
            {
                FinishedRun opened = FinishedRun.Open(output);
                CocoWriter.Write(new RunFolder(output).Annotations, CocoFormat.ToCoco(opened.Dataset));
                DatasetExport.Write(opened.Dataset, request.Format, output, new ExportOptions(), cancellationToken);
                StaleExports.Mark(output, DatasetFingerprint.Of(opened.Dataset));
                return opened;
            },
            cancellationToken).ConfigureAwait(false);
        string[] notes = finished.StaleEdits.Count == 0
            ? []
            : [$"{finished.StaleEdits.Count} pictures changed since they were edited, and have the labels that were found in them."];
        return TypedResults.Ok(new ExportAnswer(request.Format, notes));
    }
}
