namespace RnnPS.Analysis;

/// <summary>Draws weight matrices from the random numbers of a <see cref="CounterRandom"/>.</summary>
public static class Initializer
{
    // About a millisecond of drawing.
    private const int DrawnBetweenChecks = 1 << 16;

    /// <summary>
    /// Draws weights uniformly from ±√(6 / (rows + columns)). Source: Glorot and Bengio (2010), "Understanding the difficulty
    /// of training deep feedforward neural networks", equation 16.
    /// </summary>
    /// <param name="rows">The number of rows: the inputs (fan-in).</param>
    /// <param name="columns">The number of columns: the outputs (fan-out).</param>
    /// <param name="random">The random numbers. Row r, column c uses element r·columns + c.</param>
    /// <param name="cancellation">Stops the drawing.</param>
    /// <returns>The weights, [rows × columns].</returns>
    public static RnnMatrix GlorotUniform(int rows, int columns, CounterRandom random, CancellationToken cancellation = default) =>
        Uniform(rows, columns, Math.Sqrt(6.0 / ((double)rows + columns)), random, cancellation: cancellation);

    /// <summary>Draws weights uniformly between −limit and limit.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="limit">The limit, greater than 0.</param>
    /// <param name="random">The random numbers.</param>
    /// <param name="first">The first element of <paramref name="random"/> to use, so that several arrays can share it.</param>
    /// <param name="cancellation">Stops the drawing.</param>
    /// <returns>The weights, [rows × columns].</returns>
    public static RnnMatrix Uniform(
        int rows, int columns, double limit, CounterRandom random, long first = 0, CancellationToken cancellation = default) =>
        Draw(rows, columns, element => ((2 * random.Uniform(first + element)) - 1) * limit, cancellation);

    /// <summary>Draws weights from the standard normal distribution.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="random">The random numbers. Row r, column c uses element r·columns + c.</param>
    /// <param name="cancellation">Stops the drawing.</param>
    /// <returns>The weights, [rows × columns].</returns>
    public static RnnMatrix Normal(int rows, int columns, CounterRandom random, CancellationToken cancellation = default) =>
        Draw(rows, columns, random.Normal, cancellation);

    /// <summary>
    /// Draws a matrix with orthonormal rows, or with orthonormal columns if it has more rows than columns. It is the Q of the
    /// QR decomposition of a normal random matrix, with the signs of its columns set so that the diagonal of R is positive
    /// (Mezzadri 2007, "How to generate random matrices from the classical compact groups"). Such a matrix preserves the norm
    /// of a vector, which helps deep and recurrent networks to learn (Saxe et al. 2014).
    /// </summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="random">The random numbers.</param>
    /// <param name="cancellation">Stops the drawing.</param>
    /// <returns>The weights, [rows × columns].</returns>
    public static RnnMatrix Orthogonal(int rows, int columns, CounterRandom random, CancellationToken cancellation = default)
    {
        int longer = Math.Max(rows, columns);
        int shorter = Math.Min(rows, columns);
        var q = new Orthonormalization(longer, shorter, cancellation);
        for (int row = 0; row < longer; row++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (int column = 0; column < shorter; column++)
            {
                q[row, column] = random.Normal(((long)row * shorter) + column);
            }
        }

        q.Run();
        var values = new double[checked(rows * columns)];
        for (int row = 0; row < rows; row++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (int column = 0; column < columns; column++)
            {
                values[(row * columns) + column] = rows < columns ? q[column, row] : q[row, column];
            }
        }

        return new RnnMatrix(rows, columns, values);
    }

    private static RnnMatrix Draw(int rows, int columns, Func<long, double> value, CancellationToken cancellation)
    {
        var values = new double[checked(rows * columns)];
        for (int i = 0; i < values.Length; i++)
        {
            if (i % DrawnBetweenChecks == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            values[i] = value(i);
        }

        return new RnnMatrix(rows, columns, values);
    }
}
