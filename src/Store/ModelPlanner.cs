namespace ClipSurgery;

/// <summary>Finds out what a model consists of: from the lock, the catalog and the hub, which must agree.</summary>
internal sealed class ModelPlanner(HubClient client, ModelsLock locks, string lockFile, RetryPolicy retry)
{
    /// <summary>Plans a download.</summary>
    /// <exception cref="ClipSurgeryException">The hub cannot be asked, has no such model, or disagrees with the lock or the catalog.</exception>
    public async Task<ModelPlan> PlanAsync(ModelRequest request, CancellationToken cancellationToken)
    {
        LockedModel? locked = FindLocked(request, out ModelKind? kind);
        HubRepository repository = locked is null ? request.Repository : request.Repository with { Revision = locked.Commit };
        HubSnapshot snapshot;
        try
        {
            snapshot = await retry.RunAsync(
                RetryPolicy.Patient, request.Name, () => client.DescribeAsync(repository, cancellationToken), () => 0, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (UnreachableException) when (locked is not null && client.Settings.Mirrors.Count > 0)
        {
            // The lock knows the hashes, and a mirror may have the files.
            return FromLock(request, kind!.Value, locked);
        }
        catch (UnreachableException error)
        {
            throw new ClipSurgeryException($"{error.Message}. Check the network and HF_ENDPOINT, and run the command again.", error);
        }

        return locked is null ? FromHub(request, snapshot) : CheckedLock(FromLock(request, kind!.Value, locked), snapshot);
    }

    /// <summary>The lock's entry for a request; it counts where it is about the same repository and revision.</summary>
    public LockedModel? FindLocked(ModelRequest request, out ModelKind? kind)
    {
        foreach (ModelKind candidate in request.Entry is null ? Enum.GetValues<ModelKind>() : [request.Entry.Kind])
        {
            if (locks.Models.TryGetValue(ModelsLock.Key(candidate, request.Name), out LockedModel? locked)
                && locked.Repo == request.Repository.Repo
                && (locked.Revision == request.Repository.Revision || locked.Commit == request.Repository.Revision))
            {
                kind = candidate;
                return locked;
            }
        }

        kind = null;
        return null;
    }

    private static ModelPlan FromLock(ModelRequest request, ModelKind kind, LockedModel locked) => new()
    {
        Name = request.Name,
        Kind = kind,
        Repository = request.Repository,
        Commit = locked.Commit,
        License = locked.License,
        Description = Describe(request),
        Files = [.. locked.Files.OrderBy(file => file.Key, StringComparer.Ordinal)
            .Select(file => new HubFile(file.Key, file.Value.Bytes, file.Value.Sha256.ToLowerInvariant(), null))],
    };

    private static ModelPlan FromHub(ModelRequest request, HubSnapshot snapshot)
    {
        string repo = request.Repository.Repo;
        if (HubSnapshot.IsCommit(request.Repository.Revision)
            && !request.Repository.Revision.Equals(snapshot.Commit, StringComparison.OrdinalIgnoreCase))
        {
            throw new ClipSurgeryException(
                $"{repo}: the hub answers with commit {snapshot.Commit}, expected {request.Repository.Revision}. Check HF_ENDPOINT.");
        }

        FileChoice choice = request.Entry is { Files: { } files } entry
            ? new FileChoice(entry.Kind, files)
            : FileChoice.Of(repo, snapshot);
        if (request.Entry is not null && request.Entry.Kind != choice.Kind)
        {
            throw new ClipSurgeryException(
                $"{repo}: holds a {StoreFolder.KindName(choice.Kind)} model at commit {snapshot.Commit}, expected the other kind.");
        }

        return new ModelPlan
        {
            Name = request.Name,
            Kind = choice.Kind,
            Repository = request.Repository,
            Commit = snapshot.Commit,
            License = request.Entry?.License ?? snapshot.License,
            Description = Describe(request),
            Files = [.. choice.Paths.Select(path => Find(request, snapshot, path))],
        };
    }

    private static string Describe(ModelRequest request) =>
        request.Entry?.Description ?? $"{request.Repository.Repo} of the Hugging Face hub.";

    private static HubFile Find(ModelRequest request, HubSnapshot snapshot, string path)
    {
        string where = $"{request.Repository.Repo} at commit {snapshot.Commit}";
        HubFile file = snapshot.Files.FirstOrDefault(file => file.Path == path)
            ?? throw new ClipSurgeryException($"{where}: has no {path}. Give another revision as {request.Repository.Repo}@REVISION.");
        if (!ManifestProblem.IsInside(path) || file.Bytes < 0 || (file.Sha256 ?? file.GitSha1) is null)
        {
            throw new ClipSurgeryException(
                $"{where}: the hub tells no length and hash of {path}, which nothing can be checked without. Check HF_ENDPOINT.");
        }

        string? known = request.Entry?.Sha256?.GetValueOrDefault(path);
        return known is null || file.Sha256 is null || known == file.Sha256
            ? file with { Sha256 = known ?? file.Sha256 }
            : throw new ClipSurgeryException(
                $"{where}: the hub has {path} with SHA-256 {file.Sha256}, expected {known} of the catalog. Do not use it; check HF_ENDPOINT.");
    }

    /// <summary>The locked plan, after the hub has been heard.</summary>
    private ModelPlan CheckedLock(ModelPlan plan, HubSnapshot snapshot)
    {
        string advice = $"Do not use it, or delete {plan.LockKey} from {lockFile} to pin what the hub has now.";
        if (!plan.Commit.Equals(snapshot.Commit, StringComparison.OrdinalIgnoreCase))
        {
            throw new ClipSurgeryException(
                $"{plan.Name}: the hub has commit {snapshot.Commit}, expected {plan.Commit} of {lockFile}. {advice}");
        }

        List<HubFile> files = [];
        foreach (HubFile file in plan.Files)
        {
            HubFile hub = snapshot.Files.FirstOrDefault(candidate => candidate.Path == file.Path)
                ?? throw new ClipSurgeryException(
                    $"{plan.Name}: the hub has no {file.Path} at commit {plan.Commit}, which {lockFile} expects. {advice}");
            if (hub.Bytes != file.Bytes || (hub.Sha256 is not null && hub.Sha256 != file.Sha256))
            {
                throw new ClipSurgeryException(
                    $"{plan.Name}: the hub has {file.Path} with {hub.Bytes} bytes and SHA-256 {hub.Sha256 ?? "unknown"}, " +
                    $"expected {file.Bytes} bytes and {file.Sha256} of {lockFile}. {advice}");
            }

            files.Add(file with { GitSha1 = hub.GitSha1 });
        }

        return plan with { Files = files };
    }
}
