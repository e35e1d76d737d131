namespace ClipSurgery;

/// <summary>
/// Pictures in their pixels, for showing them and for encoding them: decoded once while there is memory, named by what their files hold.
/// May be used by several threads at once.
/// </summary>
/// <param name="limits">Which pictures are taken on.</param>
/// <param name="mostBytes">Memory for pixels, in bytes.</param>
internal sealed class DecodedPictures(ImageLimits limits, long mostBytes)
{
    private readonly Lock _lock = new();
    private readonly RecentlyUsed<Lazy<LoadedImage>> _pictures = new(
        mostBytes, picture => picture.IsValueCreated ? picture.Value.Image.Pixels.Length : 0);

    /// <summary>Which pictures are taken on.</summary>
    public ImageLimits Limits => limits;

    /// <summary>A picture; whoever asks for one that is being decoded waits for it.</summary>
    /// <exception cref="ClipSurgeryException">It cannot be read.</exception>
    public LoadedImage Read(PictureFile file)
    {
        string name = file.Content;
        Lazy<LoadedImage>? picture;
        lock (_lock)
        {
            if (!_pictures.TryGet(name, out picture))
            {
                picture = new Lazy<LoadedImage>(() => ImageFile.Read(file.Bytes.Span, file.Name, limits));
                _pictures.Add(name, picture);
            }
        }

        try
        {
            return picture.Value;
        }
        catch (ClipSurgeryException)
        {
            // The next one may call it by another name, and is to be told that.
            lock (_lock)
            {
                _pictures.Remove(name);
            }

            throw;
        }
        finally
        {
            lock (_lock)
            {
                _pictures.Shrink();
            }
        }
    }
}
