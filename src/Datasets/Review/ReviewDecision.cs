namespace ClipSurgery;

/// <summary>What a person decided about an instance.</summary>
/// <param name="FileName">The picture, for people; the key alone finds the instance.</param>
/// <param name="Key">The instance's <see cref="InstanceKey"/>. Instances that are the same in all it is made of share it.</param>
/// <param name="IsAccepted">True where the instance is right, false where it is to be left out.</param>
public sealed record ReviewDecision(string FileName, string Key, bool IsAccepted);

/// <summary>How many decisions concern a data set.</summary>
/// <param name="Accepted">Acceptances of instances that the data set has.</param>
/// <param name="Rejected">Rejections of instances that the data set has.</param>
/// <param name="Unmatched">Decisions about instances that it does not have, because their masks have changed for instance.</param>
public sealed record DecisionCounts(int Accepted, int Rejected, int Unmatched);
