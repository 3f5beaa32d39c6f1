namespace RnnPS.Analysis.Tests;

public sealed class InitializerTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(17)]
    [InlineData(64)]
    public void An_orthogonal_matrix_times_its_transpose_is_one(int size)
    {
        RnnMatrix q = Initializer.Orthogonal(size, new CounterRandom(3, 1));

        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < size; j++)
            {
                double product = q[i].Zip(q[j], (a, b) => a * b).Sum();
                Assert.Equal(i == j ? 1 : 0, product, 1e-13);
            }
        }
    }

    [Fact]
    public void Orthogonal_matrices_are_spread_evenly()
    {
        // Without the signs of R, Q's first diagonal element would always be of one sign.
        double[] corners = [.. Enumerable.Range(0, 400).Select(seed => Initializer.Orthogonal(3, new CounterRandom(seed, 1))[0, 0])];

        Assert.InRange(corners.Count(value => value > 0), 150, 250);
        Assert.Equal(1.0 / 3, corners.Average(value => value * value), 0.07);
    }

    [Fact]
    public void Glorots_bound_is_kept_and_reached()
    {
        RnnMatrix weights = Initializer.GlorotUniform(30, 70, new CounterRandom(5, 0));
        double limit = Math.Sqrt(6.0 / 100);

        Assert.All(weights.AsSpan().ToArray(), value => Assert.InRange(value, -limit, limit));
        Assert.Equal(limit, weights.AsSpan().ToArray().Max(), limit / 100);
        Assert.Equal(-limit, weights.AsSpan().ToArray().Min(), limit / 100);
        Assert.Equal(limit * limit / 3, weights.AsSpan().ToArray().Average(value => value * value), limit * limit / 20);
    }

    [Fact]
    public void A_seed_gives_the_same_bits_again()
    {
        Assert.Equal(
            Initializer.Orthogonal(33, new CounterRandom(9, 1)).AsSpan().ToArray(),
            Initializer.Orthogonal(33, new CounterRandom(9, 1)).AsSpan().ToArray());
        Assert.NotEqual(
            Initializer.Orthogonal(33, new CounterRandom(9, 1)).AsSpan().ToArray(),
            Initializer.Orthogonal(33, new CounterRandom(9, 2)).AsSpan().ToArray());
    }
}
