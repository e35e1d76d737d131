namespace ClipSurgery.Tools;
internal sealed record DecisionCounts(int Accepted, int Rejected, int Unmatched);
internal sealed class ReviewDecisions { public static ReviewDecisions Read(string p) => new(); public LabelledDataset Apply(LabelledDataset d) => d; public DecisionCounts Count(LabelledDataset d) => new(0, 0, 0); }
