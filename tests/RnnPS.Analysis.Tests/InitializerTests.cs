namespace RnnPS.Analysis.Tests;

public sealed class InitializerTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(17, 17)]
    [InlineData(64, 64)]
    [InlineData(8, 32)]
    [InlineData(1, 3)]
    public void The_rows_of_an_orthogonal_matrix_are_orthonormal(int rows, int columns)
    {
        RnnMatrix q = Initializer.Orthogonal(rows, columns, new CounterRandom(3, 1));

        Assert.Equal((rows, columns), (q.Rows, q.Columns));
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < rows; j++)
            {
                double product = q[i].Zip(q[j], (a, b) => a * b).Sum();
                Assert.Equal(i == j ? 1 : 0, product, 1e-13);
            }
        }
    }

    [Fact]
    public void The_columns_are_orthonormal_if_there_are_more_rows()
    {
        RnnMatrix q = Initializer.Orthogonal(5, 3, new CounterRandom(3, 1));

        for (int i = 0; i < 3; i++)
        {
            for (int j = 0; j < 3; j++)
            {
                Assert.Equal(i == j ? 1 : 0, q.Sum(row => row[i] * row[j]), 1e-13);
            }
        }
    }

    [Fact]
    public void Orthogonal_matrices_are_spread_evenly()
    {
        // Without the signs of R, the first diagonal element of Q would always have the same sign.
        double[] corners = [.. Enumerable.Range(0, 400).Select(seed => Initializer.Orthogonal(3, 3, new CounterRandom(seed, 1))[0, 0])];

        Assert.InRange(corners.Count(value => value > 0), 150, 250);
        Assert.Equal(1.0 / 3, corners.Average(value => value * value), 0.07);
    }

    [Fact]
    public void Normal_values_are_those_of_the_elements_in_row_order()
    {
        var random = new CounterRandom(4, 2);

        RnnMatrix weights = Initializer.Normal(40, 50, random);

        Assert.Equal(random.Normal((7 * 50) + 3), weights[7, 3]);
        // 2000 numbers of mean 0 and variance 1: within five standard errors.
        Assert.Equal(0, weights.AsSpan().ToArray().Average(), 5 / Math.Sqrt(2000));
        Assert.Equal(1, weights.AsSpan().ToArray().Average(value => value * value), 5 * Math.Sqrt(2.0 / 2000));
    }

    [Fact]
    public void Values_fill_the_Glorot_interval_and_stay_in_it()
    {
        RnnMatrix weights = Initializer.GlorotUniform(30, 70, new CounterRandom(5, 0));
        double limit = Math.Sqrt(6.0 / 100);

        Assert.All(weights.AsSpan().ToArray(), value => Assert.InRange(value, -limit, limit));
        Assert.Equal(limit, weights.AsSpan().ToArray().Max(), limit / 100);
        Assert.Equal(-limit, weights.AsSpan().ToArray().Min(), limit / 100);
        Assert.Equal(limit * limit / 3, weights.AsSpan().ToArray().Average(value => value * value), limit * limit / 20);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits()
    {
        Assert.Equal(
            Initializer.Orthogonal(33, 33, new CounterRandom(9, 1)).AsSpan().ToArray(),
            Initializer.Orthogonal(33, 33, new CounterRandom(9, 1)).AsSpan().ToArray());
        Assert.NotEqual(
            Initializer.Orthogonal(33, 33, new CounterRandom(9, 1)).AsSpan().ToArray(),
            Initializer.Orthogonal(33, 33, new CounterRandom(9, 2)).AsSpan().ToArray());
    }
}
