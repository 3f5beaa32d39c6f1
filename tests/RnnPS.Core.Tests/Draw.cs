namespace RnnPS.Core.Tests;

/// <summary>Random choices, numbers and weights that a seed names.</summary>
internal sealed class Draw(int seed)
{
    private readonly CounterRandom _random = new(seed, 0);
    private long _element;

    public double Unit() => _random.Uniform(_element++);

    /// <summary>Between −1 and 1.</summary>
    public double Signed() => (2 * Unit()) - 1;

    /// <summary>Both ends included.</summary>
    public int Int(int from, int to) => from + (int)(Unit() * (to - from + 1));

    public bool Flip(double chance = 0.5) => Unit() < chance;

    public T Of<T>(params T[] choices) => choices[Int(0, choices.Length - 1)];

    public RnnVector Vector(int length) => new([.. Enumerable.Range(0, length).Select(_ => Signed())]);

    public RnnVector? OptionalVector(int length) => Flip(0.7) ? Vector(length) : null;

    public RnnMatrix Matrix(int rows, int columns) =>
        new(rows, columns, [.. Enumerable.Range(0, rows * columns).Select(_ => Signed())]);

    /// <summary>
    /// A matrix of gates side by side, each of a Frobenius norm, and so of a spectral radius, of 1 at the most: what is
    /// rounded at one step doesn't grow from there.
    /// </summary>
    public RnnMatrix Contracting(int rows, int gates, int columns)
    {
        double[] values = Matrix(rows, gates * columns).AsSpan().ToArray();
        for (int gate = 0; gate < gates; gate++)
        {
            int[] block = [.. Enumerable.Range(0, values.Length).Where(i => i % (gates * columns) / columns == gate)];
            double norm = Math.Sqrt(block.Sum(i => values[i] * values[i]));
            foreach (int i in block)
            {
                values[i] /= Math.Max(norm, 1);
            }
        }

        return new RnnMatrix(rows, gates * columns, values);
    }
}
