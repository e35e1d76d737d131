namespace ClipSurgery;

/// <summary>What a model folder holds.</summary>
public enum ModelKind
{
    /// <summary>An image and a text encoder; written <c>clip</c>.</summary>
    Clip,

    /// <summary>A Segment Anything encoder and decoder; written <c>sam</c>.</summary>
    Sam,
}
