using CsCheck;
using static ClipSurgery.Tests.ExistingData;

namespace ClipSurgery.Tests;

public class ExistingMatchPropertyTests
{
    private static readonly string[] Classes = ["cat", "dog", "bird"];
    private static readonly HashSet<string> RunClasses = ["cat", "dog"];

    private static readonly Gen<Mask> GenMask =
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 3], Gen.Int[1, 14], Gen.Int[1, 7], Rectangle);

    private static readonly Gen<LabelledInstance[]> GenExisting =
        Gen.Select(Gen.Int[0, 2], GenMask, Gen.Bool, Gen.Bool, (index, mask, isGenerated, isCrowd) =>
        {
            string name = Classes[index];
            return (isGenerated ? Generated(name, mask) : Manual(name, mask)) with { IsCrowd = isCrowd };
        }).Array[0, 6];

    // Scores that differ, so that there is an order among equal overlaps.
    private static readonly Gen<LabelledInstance[]> GenFound =
        Gen.Select(Gen.Int[0, 1], GenMask, (index, mask) => Found(Classes[index], mask)).Array[0, 6]
        .Select(found => found.Select((instance, index) => instance with { Score = 0.9 - (index * 0.1) }).ToArray());

    [Fact]
    public void Merge_keeps_every_existing_one_and_adds_no_second_of_an_object() =>
        Gen.Select(GenExisting, GenFound).Sample((existing, found) =>
        {
            IReadOnlyList<LabelledInstance> kept = ExistingMatch.Merge(existing, found);

            Assert.Equal(existing, kept.Take(existing.Length));
            LabelledInstance[] added = [.. kept.Skip(existing.Length)];
            Assert.DoesNotContain(added, one => existing.Any(other => other.Mask.IoU(one.Mask) >= 0.5));
            Assert.All(found.Except(added), dropped => Assert.Contains(existing, other => other.Mask.IoU(dropped.Mask) >= 0.5));
        });

    [Fact]
    public void Replace_gives_up_manual_work_only_for_a_found_one_of_its_class() =>
        Gen.Select(GenExisting, GenFound).Sample((existing, found) =>
        {
            IReadOnlyList<LabelledInstance> kept = ExistingMatch.Replace(existing, found, RunClasses);

            Assert.Equal(found, kept.Skip(kept.Count - found.Length));
            LabelledInstance[] gone = [.. existing.Where(one => !kept.Any(other => ReferenceEquals(one, other)))];
            LabelledInstance[] manual = [.. gone.Where(one => one.Score is null)];
            Assert.All(manual, one =>
                Assert.Contains(found, other => other.Class == one.Class && other.Mask.IoU(one.Mask) >= 0.5));
            foreach (string name in RunClasses)
            {
                Assert.True(manual.Count(one => one.Class == name) <= found.Count(one => one.Class == name));
            }

            Assert.DoesNotContain(gone, one => one.IsCrowd || one.Class == "bird");
            Assert.DoesNotContain(
                kept, one => one is { IsExisting: true, IsCrowd: false, Score: not null } && RunClasses.Contains(one.Class));
        });

    [Fact]
    public void What_is_kept_does_not_depend_on_the_order_in_which_instances_were_found() =>
        Gen.Select(GenExisting, GenFound, Gen.Int).Sample((existing, found, seed) =>
        {
            LabelledInstance[] shuffled = [.. found];
            new Random(seed).Shuffle(shuffled);

            Assert.Equal(
                Existing(ExistingMatch.Replace(existing, found, RunClasses)),
                Existing(ExistingMatch.Replace(existing, shuffled, RunClasses)));
            Assert.Equal(
                ExistingMatch.Merge(existing, found).ToHashSet(), ExistingMatch.Merge(existing, shuffled).ToHashSet());
        });

    private static IEnumerable<LabelledInstance> Existing(IEnumerable<LabelledInstance> instances) =>
        instances.Where(one => one.IsExisting);
}
