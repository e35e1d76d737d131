using System.Numerics.Tensors;

namespace ClipSurgery;

/// <summary>
/// Finds the instances of one label. Points all over the map's high places and boxes around its components ask SAM for masks; the
/// boxes of the best of these ask once more; and of all that is offered the set is chosen that explains the map best (<see
/// cref="CompatibleSet"/>). How much each step is worth: docs/quality.md.
/// </summary>
internal sealed class InstanceFinder : IDisposable
{
    private readonly SamImage _sam;
    private readonly SimilarityMap _map;
    private readonly InstanceFinderSettings _settings;
    private readonly List<MaskProposal> _proposals = [];

    /// <summary>Patches to ask at, in order.</summary>
    private readonly List<int> _plan;

    /// <summary>Places of the low resolution that were asked at.</summary>
    private readonly List<int> _seeds = [];
    private readonly float _top;

    /// <summary>The map in SAM's low resolution, as shares of its highest value: 0 to 1.</summary>
    private PooledArray<float> _field = Array.Empty<float>();
    private int _width;
    private int _height;

    /// <param name="sam">The picture.</param>
    /// <param name="map">Probabilities of the label, 0 to 1.</param>
    /// <param name="settings">What is done, and how much of it.</param>
    public InstanceFinder(SamImage sam, SimilarityMap map, InstanceFinderSettings settings)
    {
        _sam = sam;
        _map = map;
        _settings = settings;
        _top = TensorPrimitives.Max(map.Values);
        _plan = PlanSeeds();
    }

    /// <summary>
    /// The best mask at the map's highest place alone: if that does not show the label at all, the rest is not worth asking. Null where
    /// the map is empty or no mask fits it.
    /// </summary>
    /// <param name="cancellationToken">Ends a running inference.</param>
    public FoundInstance? Probe(CancellationToken cancellationToken)
    {
        AskAtSeeds(1, cancellationToken);
        return _proposals.Where(proposal => proposal.Weight > 0).MaxBy(proposal => proposal.Weight) is { } best ? Describe(best, []) : null;
    }

    /// <summary>The instances, heaviest first.</summary>
    /// <param name="cancellationToken">Ends a running inference.</param>
    public IReadOnlyList<FoundInstance> Find(CancellationToken cancellationToken)
    {
        if (_plan.Count == 0)
        {
            return [];
        }

        AskAtSeeds(_plan.Count, cancellationToken);
        IReadOnlyList<LowMask> regions = LowMask.Components(_field.Span, _width, _height, _settings.RegionShare, OnePatch());
        if (_settings.AsksForRegions)
        {
            AskForRegions(regions, cancellationToken);
        }

        AskAgain(cancellationToken);
        WeighConsensus();
        return [.. Choose().Select(proposal => Describe(proposal, regions))];
    }

    /// <summary>Gives the memory of all masks that were offered back: candidates and regions may not be used any more.</summary>
    public void Dispose()
    {
        _proposals.ForEach(proposal => proposal.Candidate.Return());
        _field.Return();
    }

    /// <summary>
    /// Patches of at least half the map's height, the highest first and then each time the one farthest from all before: every
    /// instance gets points, and a large one several.
    /// </summary>
    private List<int> PlanSeeds()
    {
        List<int> plan = [];
        if (!(_top > 0))
        {
            return plan;
        }

        ReadOnlySpan<float> values = _map.Values;
        int columns = _map.GridWidth;
        List<int> free = [];
        for (int patch = 0; patch < values.Length; patch++)
        {
            if (values[patch] >= _settings.SeedShare * _top)
            {
                free.Add(patch);
            }
        }

        double spacing = Math.Max(columns, _map.GridHeight) * _settings.SeedSpacing;
        double[] distances = new double[values.Length];
        Array.Fill(distances, double.PositiveInfinity);
        int next = TensorPrimitives.IndexOfMax(values);
        while (plan.Count < _settings.MostSeeds && distances[next] >= spacing)
        {
            plan.Add(next);
            foreach (int patch in free)
            {
                double dx = patch % columns - next % columns;
                double dy = patch / columns - next / columns;
                distances[patch] = Math.Min(distances[patch], Math.Sqrt(dx * dx + dy * dy));
            }

            next = free.MaxBy(patch => distances[patch]);
        }

        return plan;
    }

    /// <summary>Asks at the planned seeds up to a number, those left out that were asked before.</summary>
    private void AskAtSeeds(int count, CancellationToken cancellationToken)
    {
        int[] patches = [.. _plan.Take(count).Skip(_seeds.Count)];
        int first = _seeds.Count;
        Ask(
            patches.Select(patch => new MaskPrompt([Positive(Centre(patch, _map.GridWidth, _map.GridHeight))])),
            i => first + i,
            cancellationToken);
        _seeds.AddRange(patches.Select(Place));
    }

    /// <summary>A box around each region of the map, with a point on its peak.</summary>
    private void AskForRegions(IReadOnlyList<LowMask> regions, CancellationToken cancellationToken) => Ask(
        regions.Select(region => new MaskPrompt([Positive(Centre(region.Peak(_field.Span), _width, _height))], Box(region))),
        _ => null,
        cancellationToken);

    /// <summary>SAM answers best to a box, and the best masks so far tell where one belongs.</summary>
    private void AskAgain(CancellationToken cancellationToken)
    {
        // Different masks may have one box; it has one answer.
        IEnumerable<BoxXywh> boxes = CompatibleSet.Heaviest(_proposals, _settings.MostRefined).Select(proposal => Box(proposal.Shape));
        Ask(boxes.Distinct().Select(box => new MaskPrompt([], box)), _ => null, cancellationToken);
    }

    /// <summary>
    /// A mask of one object is what SAM offers first wherever it is asked inside it; one of several objects is not. The quality
    /// is multiplied with the mean IoU of the mask and the first choices of the seeds inside it.
    /// </summary>
    private void WeighConsensus()
    {
        MaskProposal[] firstChoices = [.. _proposals.Where(proposal => proposal is { Seed: not null, IsFirstChoice: true })];
        foreach (MaskProposal proposal in _proposals)
        {
            double sum = 0;
            int count = 0;
            foreach (MaskProposal first in firstChoices.Where(first => proposal.Shape.Contains(_seeds[first.Seed!.Value])))
            {
                // A mask says nothing about itself.
                sum += first == proposal ? InstanceFinderSettings.UsualConsensus : first.Shape.IoU(proposal.Shape);
                count++;
            }

            double consensus = count == 0 ? InstanceFinderSettings.UsualConsensus : sum / count;
            proposal.Quality *= Math.Pow(consensus, _settings.ConsensusPower);
        }
    }

    /// <summary>What is far lighter than the heaviest is debris.</summary>
    private IEnumerable<MaskProposal> Choose()
    {
        IReadOnlyList<MaskProposal> best = CompatibleSet.Choose(_proposals);
        return best.Where(proposal => proposal.Weight >= _settings.DebrisShare * best[0].Weight);
    }

    private FoundInstance Describe(MaskProposal proposal, IReadOnlyList<LowMask> regions)
    {
        LowMask? nearest = regions.MaxBy(region => region.IoU(proposal.Shape));
        return new FoundInstance
        {
            Candidate = proposal.Candidate,
            Mask = proposal.Mask,
            Prompt = proposal.Prompt,
            Probability = _top * proposal.Shape.Sum(_field.Span) / proposal.Shape.Area,
            MapAgreement = nearest?.IoU(proposal.Shape) ?? 0,
            Offered = Rivals(proposal),
            Region = () => nearest is null
                ? null
                : MapRegion.ToMask(_field.Span, nearest, _settings.RegionShare, _sam.Width, _sam.Height),
        };
    }

    /// <summary>What else SAM offered for the same prompt.</summary>
    private MaskCandidate[] Rivals(MaskProposal proposal) =>
        [.. _proposals.Where(other => other.Prompt == proposal.Prompt && other != proposal).Select(other => other.Candidate)];

    /// <param name="prompts">What is asked.</param>
    /// <param name="seedOf">The seed that a prompt is, by its place among them; null for a box.</param>
    /// <param name="cancellationToken">Ends a running inference.</param>
    private void Ask(IEnumerable<MaskPrompt> prompts, Func<int, int?> seedOf, CancellationToken cancellationToken)
    {
        MaskPrompt[] asked = [.. prompts];
        IReadOnlyList<IReadOnlyList<MaskCandidate>> answers = _sam.Predict(asked, cancellationToken);
        for (int i = 0; i < asked.Length; i++)
        {
            Propose(asked[i], answers[i], seedOf(i));
        }
    }

    private void Propose(MaskPrompt prompt, IReadOnlyList<MaskCandidate> candidates, int? seed)
    {
        if (_field.Length == 0)
        {
            Prepare(candidates[0]);
        }

        MaskCandidate first = candidates.MaxBy(candidate => candidate.PredictedIou)!;
        foreach (MaskCandidate candidate in candidates)
        {
            LowMask shape = LowMask.FromCandidate(candidate);
            if (shape.Area > 0)
            {
                _proposals.Add(new MaskProposal
                {
                    Shape = shape,
                    Candidate = candidate,
                    Prompt = prompt,
                    Seed = seed,
                    IsFirstChoice = candidate == first,
                    Quality = Math.Clamp(candidate.PredictedIou, 0.01, 1) * Math.Max(candidate.Stability, 0.01),
                    Evidence = Evidence(shape),
                });
            }
            else
            {
                candidate.Return();
            }
        }
    }

    /// <summary>The low resolution is known from the first answer.</summary>
    private void Prepare(MaskCandidate candidate)
    {
        _width = candidate.ValidWidth;
        _height = candidate.ValidHeight;
        _field = PooledArray<float>.Create(_width * _height, isRented: true);
        BilinearResize.Resize(_map.Values, _map.GridWidth, _map.GridHeight, _field.Span, _width, _height);
        TensorPrimitives.Divide(_field.Span, _top, _field.Span);
    }

    /// <summary>The place of the low resolution in a patch's centre.</summary>
    private int Place(int patch)
    {
        int x = (int)((patch % _map.GridWidth + 0.5) * _width / _map.GridWidth);
        int y = (int)((patch / _map.GridWidth + 0.5) * _height / _map.GridHeight);
        return Math.Min(y, _height - 1) * _width + Math.Min(x, _width - 1);
    }

    private double Evidence(LowMask shape) => shape.Sum(_field.Span) - _settings.BaseShare * shape.Area;

    private double OnePatch() => (double)_field.Length / (_map.GridWidth * _map.GridHeight);

    private static PromptPoint Positive(ImagePoint point) => new(point, IsPositive: true);

    /// <summary>The centre of a cell of a grid over the picture.</summary>
    private ImagePoint Centre(int cell, int columns, int rows) => new(
        (cell % columns + 0.5f) * _sam.Width / columns,
        (cell / columns + 0.5f) * _sam.Height / rows);

    private BoxXywh Box(LowMask shape)
    {
        (int left, int top, int right, int bottom) = shape.Bounds();
        double x = (double)left * _sam.Width / _width;
        double y = (double)top * _sam.Height / _height;
        return new BoxXywh(x, y, (double)right * _sam.Width / _width - x, (double)bottom * _sam.Height / _height - y);
    }
}
