using System.Diagnostics;
using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace RnnPS.Analysis.Tests;

/// <summary>The weights of a seed are those that MathNet's decomposition gave, and drawing them can be stopped.</summary>
public sealed class OrthonormalizationTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 4)]
    [InlineData(2, 2)]
    [InlineData(3, 12)]
    [InlineData(31, 31)]
    [InlineData(32, 96)]
    [InlineData(33, 132)]
    [InlineData(70, 70)]
    [InlineData(100, 30)]
    [InlineData(160, 640)]
    public void The_bits_of_a_seed_are_those_of_the_library(int rows, int columns)
    {
        var random = new CounterRandom(17, 4);

        Assert.Equal(OfLibrary(rows, columns, random), Initializer.Orthogonal(rows, columns, random).AsSpan().ToArray());
    }

    [Fact]
    public void Drawing_stops_in_the_middle()
    {
        // The whole work takes minutes.
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        var watch = Stopwatch.StartNew();

        Assert.Throws<OperationCanceledException>(() => Initializer.Orthogonal(2500, 10_000, new CounterRandom(1, 1), source.Token));

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void A_measurement_of_spectra_stops_in_the_middle()
    {
        RnnMatrix recurrent = Initializer.Uniform(1500, 1500, 1, new CounterRandom(1, 1));
        var cell = new ElmanCell(new RnnMatrix(1, 1500, new double[1500]), recurrent);
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        var watch = Stopwatch.StartNew();

        Assert.ThrowsAny<OperationCanceledException>(() => RecurrentSpectra.Of(cell, source.Token));

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    // As the first version drew: a dense matrix, its thin QR decomposition, and the signs of the diagonal of R.
    private static double[] OfLibrary(int rows, int columns, CounterRandom random)
    {
        Control.UseSingleThread();
        int longer = Math.Max(rows, columns);
        int shorter = Math.Min(rows, columns);
        QR<double> decomposition = Matrix<double>.Build
            .Dense(longer, shorter, (row, column) => random.Normal(((long)row * shorter) + column))
            .QR(QRMethod.Thin);
        Matrix<double> q = decomposition.Q;
        for (int column = 0; column < shorter; column++)
        {
            if (decomposition.R[column, column] < 0)
            {
                q.SetColumn(column, q.Column(column).Negate());
            }
        }

        return (rows < columns ? q.Transpose() : q).ToRowMajorArray();
    }
}
