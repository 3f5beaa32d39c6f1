using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace RnnPS.Analysis;

/// <summary>Draws weights. The random numbers are the core's; this only shapes them.</summary>
public static class Initializer
{
    /// <summary>
    /// Uniform in ±√(6 / (rows + columns)), after Glorot and Bengio (2010), "Understanding the difficulty of training
    /// deep feedforward neural networks", equation 16.
    /// </summary>
    /// <param name="rows">The rows: what comes in.</param>
    /// <param name="columns">The columns: what goes out.</param>
    /// <param name="random">Where the numbers come from; element r·columns + c is that of row r, column c.</param>
    /// <returns>[rows × columns].</returns>
    public static RnnMatrix GlorotUniform(int rows, int columns, CounterRandom random) =>
        Uniform(rows, columns, Math.Sqrt(6.0 / (rows + columns)), random);

    /// <summary>Uniform between −limit and limit.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="limit">The limit, above 0.</param>
    /// <param name="random">Where the numbers come from.</param>
    /// <param name="first">The first element of it that is taken, so that several arrays can share a stream.</param>
    /// <returns>[rows × columns].</returns>
    public static RnnMatrix Uniform(int rows, int columns, double limit, CounterRandom random, long first = 0)
    {
        var values = new double[rows * columns];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = ((2 * random.Uniform(first + i)) - 1) * limit;
        }

        return new RnnMatrix(rows, columns, values);
    }

    /// <summary>
    /// A random matrix with orthonormal rows, or columns where it has more rows: the Q of a normal matrix's QR decomposition,
    /// its columns' signs set so that the diagonal of R is positive (Mezzadri 2007, "How to generate random matrices from the
    /// classical compact groups"). Products with it neither grow nor shrink, which Saxe et al. (2014) show helps deep and
    /// recurrent networks to learn.
    /// </summary>
    /// <param name="rows">The rows.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="random">Where the numbers come from.</param>
    /// <returns>[rows × columns].</returns>
    public static RnnMatrix Orthogonal(int rows, int columns, CounterRandom random)
    {
        // The same seed gives the same bits on any number of cores.
        Control.UseSingleThread();
        int longer = Math.Max(rows, columns);
        int shorter = Math.Min(rows, columns);
        Matrix<double> normal = Matrix<double>.Build.Dense(
            longer, shorter, (row, column) => random.Normal(((long)row * shorter) + column));
        var decomposition = normal.QR(QRMethod.Thin);
        Matrix<double> q = decomposition.Q;
        for (int column = 0; column < shorter; column++)
        {
            if (decomposition.R[column, column] < 0)
            {
                q.SetColumn(column, q.Column(column).Negate());
            }
        }

        return new RnnMatrix(rows, columns, (rows < columns ? q.Transpose() : q).ToRowMajorArray());
    }
}
