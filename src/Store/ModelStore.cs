namespace ClipSurgery;

/// <summary>
/// A folder of models that can be trusted: every file is known by its SHA-256, every model by its licence and commit. Several
/// processes may use one at once.
/// </summary>
public sealed partial class ModelStore
{
    private const string LockMutex = "models.lock";

    private readonly StoreFolder _folder;
    private readonly StoreSeams _seams;

    /// <summary>Opens a store.</summary>
    /// <param name="folder">A models folder, which is made when it is first written to. Defaults to <see cref="DefaultFolder"/>.</param>
    /// <exception cref="ClipSurgeryException">No folder is given, and the user has none.</exception>
    public ModelStore(string? folder = null)
        : this(folder ?? DefaultFolder, new StoreSeams())
    {
    }

    internal ModelStore(string folder, StoreSeams seams)
    {
        _folder = new StoreFolder(Path.GetFullPath(folder));
        _seams = seams;
    }

    /// <summary>
    /// The folder that models are installed into: <c>CLIPSURGERY_MODELS</c>, else the user's, as <see cref="ModelLocator"/> looks
    /// them up.
    /// </summary>
    /// <exception cref="ClipSurgeryException">The user has no folder.</exception>
    public static string DefaultFolder =>
        Environment.GetEnvironmentVariable(ModelLocator.Variable) is { Length: > 0 } folder
            ? folder
            : UserFolder.Data(Environment.GetEnvironmentVariable) is string data
            ? Path.Combine(data, "models")
            : throw new ClipSurgeryException($"There is no home folder to install models into; set {ModelLocator.Variable} to a folder.");

    /// <summary>The store's folder.</summary>
    public string FullPath => _folder.FullPath;

    /// <summary>Downloads models that are not installed yet.</summary>
    /// <param name="names">Names of <see cref="ModelCatalog"/>, or <c>owner/name</c> or <c>owner/name@revision</c> of the hub.</param>
    /// <param name="options">Hub, mirrors, licences, lock.</param>
    /// <param name="progress">Hears how far it is.</param>
    /// <param name="cancellationToken">Ends the downloads; what has arrived stays, and the next call goes on with it.</param>
    /// <returns>One model a name, in order.</returns>
    /// <exception cref="ClipSurgeryException">
    /// A name or a licence is refused, in which case nothing is downloaded; or a model cannot be had.
    /// </exception>
    public async Task<IReadOnlyList<PulledModel>> PullAsync(
        IReadOnlyList<string> names,
        PullOptions options,
        IProgress<PullProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(options);
        ModelRequest[] requests = [.. names.Distinct(StringComparer.Ordinal).Select(ModelRequest.Parse)];
        RequireLicenses(
            options, requests.Where(request => request.Entry is not null).Select(request => (request.Name, request.Entry!.License)));
        string lockFile = options.LockFile ?? _folder.Lock;
        try
        {
            using HubClient client = new(options.Hub, _seams.StallTimeout);
            RetryPolicy retry = new(_seams.Delay, note => progress?.Report(new PullProgress("", 0, 0, note)));
            ModelPlanner planner = new(client, ModelsLock.Read(lockFile), lockFile, retry);
            List<(ModelRequest Request, PulledModel? Installed, ModelPlan? Plan)> plans = [];
            foreach (ModelRequest request in requests)
            {
                PulledModel? installed = FindInstalled(request, planner, options.Hub.IsOffline);
                plans.Add((request, installed, installed is null ? await PlanAsync(planner, request).ConfigureAwait(false) : null));
            }

            RequireLicenses(options, plans.Select(plan => (plan.Request.Name, plan.Plan?.License ?? plan.Installed!.License)));
            List<PulledModel> pulled = [];
            foreach ((ModelRequest request, PulledModel? installed, ModelPlan? plan) in plans)
            {
                PulledModel model = installed ?? await InstallAsync(plan!, client, progress, cancellationToken).ConfigureAwait(false);
                if (installed is null || planner.FindLocked(request, out _) is null)
                {
                    await PinAsync(request, model, lockFile, cancellationToken).ConfigureAwait(false);
                }

                pulled.Add(model);
            }

            return pulled;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw _folder.NotWritable(error);
        }

        Task<ModelPlan> PlanAsync(ModelPlanner planner, ModelRequest request) => options.Hub.IsOffline
            ? throw new ClipSurgeryException(
                $"{request.Name}: is not installed, and HF_HUB_OFFLINE forbids to download it. Unset HF_HUB_OFFLINE.")
            : planner.PlanAsync(request, cancellationToken);
    }

    private static void RequireLicenses(PullOptions options, IEnumerable<(string Name, string License)> models)
    {
        string[] refused = !options.IsPermissiveOnly
            ? []
            : [.. models.Where(model => !Licenses.IsPermissive(model.License)).Select(model => $"{model.Name} ({model.License})")];
        if (refused.Length > 0)
        {
            throw new ClipSurgeryException(
                $"{string.Join(", ", refused)}: not under a permissive licence, which --license permissive expects. Nothing was downloaded; " +
                "leave the name out, or the option.");
        }
    }

    /// <summary>
    /// The installed model of a request, where it is whole and what the lock names; else null. Without a lock a commit must be the
    /// one that is asked for, as far as the hub can be asked what a branch is.
    /// </summary>
    private PulledModel? FindInstalled(ModelRequest request, ModelPlanner planner, bool isOffline)
    {
        if (planner.FindLocked(request, out ModelKind? kind) is LockedModel locked)
        {
            return FindInstalled(kind!.Value, request.Name, locked.Matches);
        }

        return Enum.GetValues<ModelKind>()
            .Select(candidate => FindInstalled(candidate, request.Name, manifest =>
                IsFrom(manifest, request.Repository.Repo)
                && (isOffline || manifest.Source.EndsWith($"/{request.Repository.Revision}", StringComparison.Ordinal))))
            .FirstOrDefault(model => model is not null);
    }

    private static bool IsFrom(ModelManifest manifest, string repo) => manifest.Source.Contains($"/{repo}/tree/", StringComparison.Ordinal);

    private PulledModel? FindInstalled(ModelKind kind, string name, Func<ModelManifest, bool> isWanted)
    {
        string model = _folder.Model(kind, name);
        try
        {
            if (!ModelManifest.TryRead(model, out ModelManifest? manifest) || !isWanted(manifest))
            {
                return null;
            }

            manifest.Verify(model, full: false);
            return Describe(model, manifest, wasInstalled: true);
        }
        catch (ClipSurgeryException)
        {
            // Damaged: it is downloaded again.
            return null;
        }
    }

    private static PulledModel Describe(string folder, ModelManifest manifest, bool wasInstalled) => new(
        new InstalledModel(manifest.Kind, Path.GetFileName(folder), folder),
        manifest.License,
        manifest.Files.Values.Sum(file => file.Bytes),
        wasInstalled);

    private async Task<PulledModel> InstallAsync(
        ModelPlan plan, HubClient client, IProgress<PullProgress>? progress, CancellationToken cancellationToken)
    {
        using ModelMutex mutex = await ModelMutex.TakeAsync(
            _folder,
            StoreFolder.Id(plan.Kind, plan.Name),
            _seams.Delay,
            () => progress?.Report(new PullProgress(plan.Name, 0, plan.Bytes, $"{plan.Name}: another process downloads it; waiting")),
            cancellationToken).ConfigureAwait(false);
        RequireOwn(plan);

        // The process that was waited for may have done the work.
        if (FindInstalled(plan.Kind, plan.Name, manifest => IsPlan(plan, manifest)) is PulledModel found)
        {
            return found;
        }

        ModelManifest installed = await new ModelInstaller(_folder, client, _seams, progress).InstallAsync(plan, cancellationToken)
            .ConfigureAwait(false);
        return Describe(_folder.Model(plan.Kind, plan.Name), installed, wasInstalled: false);
    }

    /// <summary>Writes what was installed into the lock. Several processes may do so at once.</summary>
    private async Task PinAsync(ModelRequest request, PulledModel model, string lockFile, CancellationToken cancellationToken)
    {
        ModelManifest manifest = ModelManifest.Read(model.Model.Directory);
        using ModelMutex writing = await ModelMutex.TakeAsync(_folder, LockMutex, _seams.Delay, () => { }, cancellationToken)
            .ConfigureAwait(false);
        ModelsLock.Read(lockFile).With(ModelsLock.Key(model.Model.Kind, model.Model.Name), new LockedModel
        {
            Repo = request.Repository.Repo,
            Revision = request.Repository.Revision,
            Commit = manifest.Source[(manifest.Source.LastIndexOf('/') + 1)..],
            License = manifest.License,
            Files = manifest.Files,
        }).Write(lockFile);
    }

    /// <summary>What a user put there by other means is never replaced.</summary>
    private void RequireOwn(ModelPlan plan)
    {
        string model = _folder.Model(plan.Kind, plan.Name);
        bool isOwn = !Directory.Exists(model)
            || (ModelManifest.TryRead(model, out ModelManifest? manifest) && IsFrom(manifest, plan.Repository.Repo));
        if (!isOwn)
        {
            throw new ClipSurgeryException(
                $"{model}: holds a model that is not from {plan.Repository.Repo}, so it is not replaced. Move it away, or rename its folder.");
        }
    }

    /// <summary>Small files are known by git's hash alone before they are downloaded: their lengths must do.</summary>
    private static bool IsPlan(ModelPlan plan, ModelManifest manifest) =>
        manifest.Source.EndsWith($"/{plan.Repository.Repo}/tree/{plan.Commit}", StringComparison.Ordinal)
        && manifest.Files.Count == plan.Files.Count
        && plan.Files.All(file => manifest.Files.TryGetValue(file.Path, out ModelFile? installed)
            && installed.Bytes == file.Bytes
            && (file.Sha256 ?? installed.Sha256) == installed.Sha256);
}
