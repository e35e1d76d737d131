namespace ClipSurgery;

/// <summary>What a person changes about a picture in one step.</summary>
/// <param name="Version">The version of the picture that the person saw (<see cref="EditedPicture.Version"/>).</param>
/// <param name="Put">
/// Instances that are new (an empty id), take the place of those with their ids, or come back after they were removed.
/// </param>
/// <param name="Remove">Ids of instances that are removed.</param>
/// <param name="IsDone">Whether the picture needs no more work; null to leave that as it is.</param>
public sealed record PictureEdit(int Version, IReadOnlyList<EditedInstance> Put, IReadOnlyList<string> Remove, bool? IsDone = null);
