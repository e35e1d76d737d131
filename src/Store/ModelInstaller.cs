namespace ClipSurgery;

/// <summary>Downloads the files of a plan and makes a model's folder of them, as a whole.</summary>
internal sealed class ModelInstaller(StoreFolder folder, HubClient client, StoreSeams seams, IProgress<PullProgress>? progress)
{
    /// <summary>Downloads what is missing and puts the folder in its place. The caller holds the model's mutex.</summary>
    /// <returns>The manifest of the installed model.</returns>
    /// <exception cref="ClipSurgeryException">The disk is too full, no server gives a file, or all give a wrong one.</exception>
    public async Task<ModelManifest> InstallAsync(ModelPlan plan, CancellationToken cancellationToken)
    {
        string partials = folder.PartialsOf(plan.Kind, plan.Name);
        Directory.CreateDirectory(partials);
        RequireSpace(plan, partials);
        Dictionary<string, ModelFile> files = [];
        long done = 0;
        foreach (HubFile file in plan.Files)
        {
            string partial = PartialOf(partials, file);
            FileDownload download = new(client, plan.Repository.Repo, plan.Commit, file, partial, seams.StallTimeout);
            long before = done;
            string sha256 = await FetchAsync(plan, download, file, bytes => Report(plan, before + bytes), cancellationToken)
                .ConfigureAwait(false);
            files.Add(file.Path, new ModelFile(file.Bytes, sha256));
            done += file.Bytes;
        }

        ModelManifest manifest = new()
        {
            Name = plan.Name,
            Kind = plan.Kind,
            Description = plan.Description,
            License = plan.License,
            Source = $"{HubSettings.Root(client.Settings.Endpoint)}/{plan.Repository.Repo}/tree/{plan.Commit}",
            Files = files,
        };
        Assemble(plan, partials, manifest);
        return manifest;
    }

    private static string PartialOf(string partials, HubFile file) => Path.Combine(partials, $"{file.Identity}.partial");

    private void Report(ModelPlan plan, long done) => progress?.Report(new PullProgress(plan.Name, done, plan.Bytes, null));

    private void RequireSpace(ModelPlan plan, string partials)
    {
        long missing = plan.Files.DistinctBy(file => file.Identity).Sum(file =>
        {
            FileInfo partial = new(PartialOf(partials, file));
            return Math.Max(0, file.Bytes - (partial.Exists ? partial.Length : 0));
        });
        long free = seams.FreeSpace(partials);
        if (missing > free)
        {
            throw new ClipSurgeryException(
                $"{plan.Name}: {missing} bytes are to be downloaded, and {free} are free where {folder.FullPath} lies. " +
                $"Make room, or set {ModelLocator.Variable} to a folder on another disk.");
        }
    }

    /// <summary>Asks the mirrors, in their order, then the endpoint.</summary>
    private async Task<string> FetchAsync(
        ModelPlan plan, FileDownload download, HubFile file, Action<long> report, CancellationToken cancellationToken)
    {
        RetryPolicy retry = new(seams.Delay, note => progress?.Report(new PullProgress(plan.Name, 0, plan.Bytes, note)));
        Uri[] servers = [.. client.Settings.Mirrors, client.Settings.Endpoint];
        for (int i = 0; ; i++)
        {
            Uri server = servers[i];
            bool isLast = i == servers.Length - 1;
            string? problem;
            try
            {
                return await retry.RunAsync(
                    isLast ? RetryPolicy.Patient : RetryPolicy.Brief,
                    file.Path,
                    () => download.FetchAsync(server, report, cancellationToken),
                    () => download.Length,
                    cancellationToken).ConfigureAwait(false);
            }
            catch (WrongContentException error) when (isLast)
            {
                throw new ClipSurgeryException($"{error.Message}. It was deleted; run the command again.", error);
            }
            catch (UnreachableException error) when (isLast)
            {
                throw new ClipSurgeryException(
                    $"{plan.Name}: {error.Message}. Check the network and run the command again: it goes on where this one ended.", error);
            }
            catch (Exception error) when (!isLast && error is WrongContentException or UnreachableException or ClipSurgeryException)
            {
                problem = error.Message;
            }

            progress?.Report(new PullProgress(plan.Name, 0, plan.Bytes, $"{problem.TrimEnd('.')}; asking {servers[i + 1].Host}"));
        }
    }

    /// <summary>Files that share a content were downloaded once.</summary>
    private void Assemble(ModelPlan plan, string partials, ModelManifest manifest)
    {
        string assembly = folder.NewAssembly(plan.Kind, plan.Name);
        try
        {
            foreach (HubFile file in plan.Files)
            {
                string target = Path.Combine(assembly, file.Path);
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                bool isNeededAgain = plan.Files.Last(other => other.Identity == file.Identity) != file;
                if (isNeededAgain)
                {
                    File.Copy(PartialOf(partials, file), target);
                }
                else
                {
                    File.Move(PartialOf(partials, file), target);
                }
            }

            manifest.Write(assembly);
            ModelSwap.Put(folder, plan.Kind, plan.Name, assembly);
            Directory.Delete(partials, recursive: true);
        }
        finally
        {
            if (Directory.Exists(assembly))
            {
                Directory.Delete(assembly, recursive: true);
            }
        }
    }
}
