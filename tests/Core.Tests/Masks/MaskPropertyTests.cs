using CsCheck;

namespace ClipSurgery.Tests;

/// <summary>Laws that every mask keeps, checked against plain bitmaps.</summary>
public class MaskPropertyTests
{
    private const int Iterations = 5000;

    /// <summary>
    /// Small bitmaps: noise of any density, so thin lines, diagonals and border pixels are frequent; sometimes wider than a
    /// vector.
    /// </summary>
    private static readonly Gen<Bitmap> Bitmaps =
        from width in Gen.Frequency((5, Gen.Int[1, 12]), (1, Gen.Int[30, 70]))
        from height in Gen.Int[1, 12]
        from density in Gen.Int[1, 9]
        from noise in Gen.Int[0, 9].Array[width * height]
        select new Bitmap(width, height, [.. noise.Select(value => (byte)(value < density ? 1 : 0))]);

    private static readonly Gen<(Bitmap, Bitmap)> Pairs =
        from first in Bitmaps
        from noise in Gen.Byte[0, 1].Array[first.Pixels.Length]
        select (first, new Bitmap(first.Width, first.Height, noise));

    [Fact]
    public void A_bitmap_comes_back_from_runs_string_and_counts() => Bitmaps.Sample(
        bitmap =>
        {
            Mask mask = bitmap.ToMask();
            Assert.Equal(bitmap.Pixels, mask.ToBitmap());
            Assert.Equal(mask, Mask.FromCompressed(bitmap.Width, bitmap.Height, mask.ToCompressed()));
            Assert.Equal(mask, Mask.FromCounts(bitmap.Width, bitmap.Height, mask.Counts));
            Assert.Equal(bitmap.ColumnMajorRuns(), mask.Counts.ToArray());
        },
        iter: Iterations);

    [Fact]
    public void It_contains_the_pixels_of_the_bitmap_and_none_outside() => Bitmaps.Sample(
        bitmap =>
        {
            Mask mask = bitmap.ToMask();
            for (int y = -1; y <= bitmap.Height; y++)
            {
                for (int x = -1; x <= bitmap.Width; x++)
                {
                    bool isInside = x >= 0 && x < bitmap.Width && y >= 0 && y < bitmap.Height;
                    Assert.Equal(isInside && bitmap.Pixels[y * bitmap.Width + x] != 0, mask.Contains(x, y));
                }
            }
        },
        iter: Iterations);

    [Fact]
    public void Area_and_bounds_are_those_of_the_bitmap() => Bitmaps.Sample(
        bitmap =>
        {
            Mask mask = bitmap.ToMask();
            Assert.Equal(bitmap.Pixels.Count(pixel => pixel != 0), mask.Area);
            Assert.Equal(bitmap.Bounds(), mask.Bounds);
        },
        iter: Iterations);

    [Fact]
    public void Polygons_give_back_every_mask_without_holes_and_fill_the_others() => Bitmaps.Sample(
        bitmap =>
        {
            Mask mask = bitmap.ToMask();
            Bitmap filled = bitmap.FillHoles();
            bool hasHoles = !filled.Pixels.SequenceEqual(bitmap.Pixels);
            Assert.Equal(hasHoles, mask.HasHoles);
            Assert.Equal(filled.ToMask(), Mask.FromPolygons(mask.Width, mask.Height, mask.ToPolygons()));
        },
        iter: 4 * Iterations);

    [Fact]
    public void Polygons_have_corners_only_and_lie_inside_the_bounds() => Bitmaps.Sample(
        bitmap =>
        {
            Mask mask = bitmap.ToMask();
            foreach (double[] ring in mask.ToPolygons())
            {
                Assert.True(ring.Length >= 8 && ring.Length % 4 == 0);
                for (int i = 0; i < ring.Length; i += 2)
                {
                    Assert.InRange(ring[i], mask.Bounds.X, mask.Bounds.Right);
                    Assert.InRange(ring[i + 1], mask.Bounds.Y, mask.Bounds.Bottom);
                    bool runsDown = ring[i] == ring[(i + 2) % ring.Length];
                    bool nextRunsDown = ring[(i + 2) % ring.Length] == ring[(i + 4) % ring.Length];
                    Assert.NotEqual(runsDown, nextRunsDown);
                }
            }
        },
        iter: Iterations);

    [Fact]
    public void Set_operations_are_those_of_the_bitmaps() => Pairs.Sample(
        pair =>
        {
            (Bitmap a, Bitmap b) = pair;
            Mask first = a.ToMask();
            Mask second = b.ToMask();
            Assert.Equal(a.With(b, (x, y) => x | y), first.Union(second));
            Assert.Equal(a.With(b, (x, y) => x & y), first.Intersect(second));
            Assert.Equal(a.With(b, (x, y) => x & ~y), first.Subtract(second));
            Assert.Equal(first.Intersect(second).Area, first.IntersectionArea(second));
            long union = first.Union(second).Area;
            Assert.Equal(union == 0 ? 0 : (double)first.IntersectionArea(second) / union, first.IoU(second));
        },
        iter: Iterations);

    [Fact]
    public void A_union_of_many_is_the_union_one_by_one() => Gen.Byte[0, 5].Array[48].Array[1, 9].Sample(
        layers =>
        {
            Mask[] masks = [.. layers.Select(layer => Mask.FromBitmap(8, 6, [.. layer.Select(value => (byte)(value / 5))]))];
            Assert.Equal(masks.Aggregate((all, next) => all.Union(next)), Mask.Union(masks));
        },
        iter: 500);

    [Fact]
    public void Any_string_is_a_mask_or_a_one_line_error() => Gen.String[Gen.Char['+', 't'], 0, 12].Sample(
        text =>
        {
            try
            {
                Mask mask = Mask.FromCompressed(5, 4, text);
                Assert.Equal(mask, Mask.FromCompressed(5, 4, mask.ToCompressed()));
            }
            catch (ClipSurgeryException error)
            {
                Assert.DoesNotContain('\n', error.Message);
            }
        },
        iter: Iterations);

    private sealed record Bitmap(int Width, int Height, byte[] Pixels)
    {
        public Mask ToMask() => Mask.FromBitmap(Width, Height, Pixels);

        public Mask With(Bitmap other, Func<int, int, int> combine) =>
            Mask.FromBitmap(Width, Height, [.. Pixels.Zip(other.Pixels, (mine, theirs) => (byte)(combine(mine, theirs) & 1))]);

        public int[] ColumnMajorRuns()
        {
            List<int> runs = [0];
            byte side = 0;
            for (int x = 0; x < Width; x++)
            {
                for (int y = 0; y < Height; y++)
                {
                    if (Pixels[y * Width + x] != side)
                    {
                        side ^= 1;
                        runs.Add(0);
                    }

                    runs[^1]++;
                }
            }

            return [.. runs];
        }

        public BoxXywh Bounds()
        {
            int[] inside = [.. Enumerable.Range(0, Pixels.Length).Where(i => Pixels[i] != 0)];
            if (inside.Length == 0)
            {
                return default;
            }

            int left = inside.Min(i => i % Width);
            int top = inside.Min(i => i / Width);
            return new BoxXywh(left, top, inside.Max(i => i % Width) - left + 1, inside.Max(i => i / Width) - top + 1);
        }

        /// <summary>Everything that the outside, walking in eight directions from beyond the border, does not reach.</summary>
        public Bitmap FillHoles()
        {
            bool[,] reached = new bool[Width + 2, Height + 2];
            Queue<(int X, int Y)> queue = new([(0, 0)]);
            reached[0, 0] = true;
            while (queue.TryDequeue(out (int X, int Y) place))
            {
                for (int y = Math.Max(0, place.Y - 1); y <= Math.Min(Height + 1, place.Y + 1); y++)
                {
                    for (int x = Math.Max(0, place.X - 1); x <= Math.Min(Width + 1, place.X + 1); x++)
                    {
                        bool isInside = x >= 1 && y >= 1 && x <= Width && y <= Height && Pixels[(y - 1) * Width + x - 1] != 0;
                        if (!reached[x, y] && !isInside)
                        {
                            reached[x, y] = true;
                            queue.Enqueue((x, y));
                        }
                    }
                }
            }

            byte Filled(int index) => reached[index % Width + 1, index / Width + 1] ? (byte)0 : (byte)1;
            return this with { Pixels = [.. Enumerable.Range(0, Pixels.Length).Select(Filled)] };
        }
    }
}
