namespace ClipSurgery;

/// <summary>Object sizes that an evaluation looks at, in pixels, both ends included.</summary>
internal readonly record struct AreaRange(double Smallest, double Largest)
{
    public bool Contains(double area) => area >= Smallest && area <= Largest;
}
