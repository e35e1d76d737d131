namespace ClipSurgery;

/// <summary>What the protocols of annotation tools answer with.</summary>
/// <param name="Inference">The models.</param>
/// <param name="Labels">The classes that the server was given; there may be none.</param>
/// <param name="Models">What the models are called, for people.</param>
/// <param name="Options">Presence and the like, where a request says nothing of it.</param>
internal sealed record ProtocolContext(PictureInference Inference, LabelSet Labels, string Models, SegmentOptions Options);
