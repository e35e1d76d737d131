namespace ClipSurgery;

/// <summary>How models are pulled.</summary>
public sealed record PullOptions
{
    /// <summary>The hub and its mirrors. Defaults to what the environment says.</summary>
    public HubSettings Hub { get; init; } = HubSettings.FromEnvironment();

    /// <summary>Refuses every model whose licence is not known to allow any use.</summary>
    public bool IsPermissiveOnly { get; init; }

    /// <summary>A lock of one's own, such as a project's; it is read and written instead of the models folder's.</summary>
    public string? LockFile { get; init; }
}

/// <summary>How far a pull is.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Done">Bytes of it that are on the disk.</param>
/// <param name="Total">Bytes that it has.</param>
/// <param name="Note">Something that a person should read: a wait, another try. Null for progress alone.</param>
public sealed record PullProgress(string Model, long Done, long Total, string? Note);

/// <summary>A model that was asked for and is installed.</summary>
/// <param name="Model">The model.</param>
/// <param name="License">Its licence.</param>
/// <param name="Bytes">Bytes of its files.</param>
/// <param name="WasInstalled">True where it had been there before, so that nothing was downloaded.</param>
public sealed record PulledModel(InstalledModel Model, string License, long Bytes, bool WasInstalled);
