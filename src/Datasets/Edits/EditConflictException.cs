namespace ClipSurgery;

/// <summary>An edit was made of a version of the picture that is no longer the last one: somebody else has edited it.</summary>
/// <param name="current">The picture as it is now.</param>
public sealed class EditConflictException(EditedPicture current)
    : Exception($"{QuotedText.Short(current.FileName)} was edited by somebody else meanwhile; look at it as it is now, and edit that.")
{
    /// <summary>The picture as it is now.</summary>
    public EditedPicture Current { get; } = current;
}
