using System.Numerics.Tensors;

namespace ClipSurgery;

/// <summary>Sums of embeddings and of their products: what means and covariances are made of.</summary>
/// <param name="width">Values of an embedding.</param>
internal sealed class TokenMoments(int width)
{
    private readonly double[] _sum = new double[width];
    private readonly double[] _products = new double[width * width];

    /// <summary>The sum of the weights.</summary>
    public double Weight { get; private set; }

    /// <summary>Adds rows, which count as one together.</summary>
    /// <param name="rows"><c>[rows, width]</c>.</param>
    public void AddMean(ReadOnlySpan<float> rows)
    {
        int count = rows.Length / width;
        float[] columns = Transpose(rows, count);
        float[][] products = FeatureSurgery.Project(columns, columns, count);
        for (int i = 0; i < width; i++)
        {
            _sum[i] += (double)TensorPrimitives.Sum<float>(columns.AsSpan(i * count, count)) / count;
            for (int j = 0; j < width; j++)
            {
                _products[i * width + j] += (double)products[i][j] / count;
            }
        }

        Weight++;
    }

    /// <summary>Adds a mean and mean products.</summary>
    /// <param name="products"><c>[width, width]</c> around a mean of 0.</param>
    /// <param name="weight">What they count.</param>
    public void AddCentred(ReadOnlySpan<float> products, double weight)
    {
        for (int i = 0; i < _products.Length; i++)
        {
            _products[i] += weight * products[i];
        }

        Weight += weight;
    }

    /// <summary>Adds what others hold.</summary>
    public void Add(TokenMoments others)
    {
        TensorPrimitives.Add(_sum, others._sum, _sum);
        TensorPrimitives.Add(_products, others._products, _products);
        Weight += others.Weight;
    }

    /// <summary>The mean <c>[width]</c>; 0 where there is nothing.</summary>
    public double[] Mean()
    {
        double[] mean = new double[width];
        if (Weight > 0)
        {
            TensorPrimitives.Divide<double>(_sum, Weight, mean);
        }

        return mean;
    }

    /// <summary>The mean of <c>(x − origin)(x − origin)ᵀ</c>, <c>[width, width]</c>.</summary>
    public double[] Around(double[] origin)
    {
        double[] mean = Mean();
        double[] around = new double[_products.Length];
        for (int i = 0; i < width; i++)
        {
            for (int j = 0; j < width; j++)
            {
                around[i * width + j] =
                    (Weight > 0 ? _products[i * width + j] / Weight : 0) - mean[i] * origin[j] - origin[i] * mean[j] + origin[i] * origin[j];
            }
        }

        return around;
    }

    private float[] Transpose(ReadOnlySpan<float> rows, int count)
    {
        float[] columns = new float[rows.Length];
        for (int row = 0; row < count; row++)
        {
            for (int i = 0; i < width; i++)
            {
                columns[i * count + row] = rows[row * width + i];
            }
        }

        return columns;
    }
}
