using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace RnnPS.Analysis;

/// <summary>Draws weight matrices from the random numbers of a <see cref="CounterRandom"/>.</summary>
public static class Initializer
{
    /// <summary>
    /// Draws weights uniformly from ±√(6 / (rows + columns)). Source: Glorot and Bengio (2010), "Understanding the difficulty
    /// of training deep feedforward neural networks", equation 16.
    /// </summary>
    /// <param name="rows">The number of rows: the inputs (fan-in).</param>
    /// <param name="columns">The number of columns: the outputs (fan-out).</param>
    /// <param name="random">The random numbers. Row r, column c uses element r·columns + c.</param>
    /// <returns>The weights, [rows × columns].</returns>
    public static RnnMatrix GlorotUniform(int rows, int columns, CounterRandom random) =>
        Uniform(rows, columns, Math.Sqrt(6.0 / (rows + columns)), random);

    /// <summary>Draws weights uniformly between −limit and limit.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="limit">The limit, greater than 0.</param>
    /// <param name="random">The random numbers.</param>
    /// <param name="first">The first element of <paramref name="random"/> to use, so that several arrays can share it.</param>
    /// <returns>The weights, [rows × columns].</returns>
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
    /// Draws a matrix with orthonormal rows, or with orthonormal columns if it has more rows than columns. It is the Q of the
    /// QR decomposition of a normal random matrix, with the signs of its columns set so that the diagonal of R is positive
    /// (Mezzadri 2007, "How to generate random matrices from the classical compact groups"). Such a matrix preserves the norm
    /// of a vector, which helps deep and recurrent networks to learn (Saxe et al. 2014).
    /// </summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="random">The random numbers.</param>
    /// <returns>The weights, [rows × columns].</returns>
    public static RnnMatrix Orthogonal(int rows, int columns, CounterRandom random)
    {
        // With one thread, a seed gives the same bits on any number of cores.
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
