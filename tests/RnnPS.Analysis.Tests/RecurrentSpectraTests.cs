namespace RnnPS.Analysis.Tests;

public sealed class RecurrentSpectraTests
{
    private const double Golden = 1.618033988749895;

    // Values derived by hand. A rotation has the eigenvalues e^±iα and the singular value 1. The eigenvalues of a triangular
    // matrix are its diagonal. The singular values of [[1 1] [0 1]] are the golden ratio and its inverse.
    [Theory]
    [InlineData("a diagonal", new[] { 0.5, 0, 0, -2 }, 2, 2)]
    [InlineData("a rotation, scaled", new[] { 0, -0.9, 0.9, 0 }, 0.9, 0.9)]
    [InlineData("a shear", new[] { 1.0, 1, 0, 1 }, 1, Golden)]
    [InlineData("a nilpotent matrix", new[] { 0.0, 5, 0, 0 }, 0, 5)]
    [InlineData("zeros", new[] { 0.0, 0, 0, 0 }, 0, 0)]
    [InlineData("one number", new[] { -0.25 }, 0.25, 0.25)]
    public void A_plain_cell_has_the_radius_and_norm_of_its_matrix(string what, double[] values, double radius, double norm)
    {
        RnnSpectrum spectrum = Assert.Single(RecurrentSpectra.Of(Elman(values)));

        Assert.Equal("State", spectrum.Gate);
        Assert.True(Math.Abs(radius - spectrum.SpectralRadius) < 1e-12, $"{what}: the radius is {spectrum.SpectralRadius:R}");
        Assert.True(Math.Abs(norm - spectrum.LargestSingularValue) < 1e-12, $"{what}: the norm is {spectrum.LargestSingularValue:R}");
    }

    [Fact]
    public void A_scaled_orthogonal_matrix_has_its_scale_as_radius_and_norm()
    {
        RnnMatrix q = Initializer.Orthogonal(32, 32, new CounterRandom(7, 1));

        foreach (double scale in new[] { 0.5, 1, 1.25 })
        {
            RnnSpectrum spectrum = RecurrentSpectra.Of(Elman([.. q.AsSpan().ToArray().Select(value => scale * value)]))[0];

            Assert.Equal(scale, spectrum.SpectralRadius, 1e-12);
            Assert.Equal(scale, spectrum.LargestSingularValue, 1e-12);
        }
    }

    [Fact]
    public void The_eigenvalue_iteration_ends_on_a_matrix_that_made_another_library_loop_for_ever()
    {
        // From a bug report of the JAMA project, whose own method never ended. The radius is the golden ratio.
        double[] matrix = [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0, 0, 1, 1, 0, 1, 0, 1];

        Assert.Equal(Golden, RecurrentSpectra.Of(Elman(matrix))[0].SpectralRadius, 1e-12);
    }

    [Fact]
    public void A_gated_cell_has_a_spectrum_for_each_gate_with_the_gates_name()
    {
        var lstm = new LstmCell(new RnnMatrix(1, 4, new double[4]), new RnnMatrix(1, 4, [0.1, -0.2, 0.3, 0.4]));
        var coupled = new LstmCell(
            new RnnMatrix(1, 3, new double[3]), new RnnMatrix(1, 3, [0.1, 0.2, 0.3]), options: new LstmOptions { Coupled = true });
        var gru = new GruCell(new RnnMatrix(1, 3, new double[3]), new RnnMatrix(1, 3, [0.1, 0.2, -0.3]));

        Assert.Equal([("InputGate", 0.1), ("ForgetGate", 0.2), ("Candidate", 0.3), ("OutputGate", 0.4)], Radii(lstm));
        Assert.Equal([("InputGate", 0.1), ("Candidate", 0.2), ("OutputGate", 0.3)], Radii(coupled));
        Assert.Equal([("UpdateGate", 0.1), ("ResetGate", 0.2), ("Candidate", 0.3)], Radii(gru));
    }

    [Fact]
    public void Each_gate_is_a_block_of_columns_of_the_weights()
    {
        // The columns of R belong to z1 z2 r1 r2 h1 h2, its rows to the components of the state.
        var gru = new GruCell(new RnnMatrix(1, 6, new double[6]), new RnnMatrix(2, 6, [1, 0, 0, 2, 0, 0, 0, 3, -2, 0, 0, 0]));

        Assert.Equal([("UpdateGate", 3.0), ("ResetGate", 2.0), ("Candidate", 0.0)], Radii(gru));
    }

    [Fact]
    public void With_a_projection_the_product_of_block_and_projection_is_measured()
    {
        // Two units, projected to a state of size 1. For the input gate (0.5 0.25) · (2, 4)ᵀ = 2, and so on.
        var cell = new LstmCell(
            new RnnMatrix(1, 8, new double[8]),
            new RnnMatrix(1, 8, [0.5, 0.25, 0, 0, 1, 0, 0, 1]),
            options: new LstmOptions { ProjectionWeights = new RnnMatrix(2, 1, [2, 4]) });

        Assert.Equal([("InputGate", 2.0), ("ForgetGate", 0.0), ("Candidate", 2.0), ("OutputGate", 4.0)], Radii(cell));
    }

    [Fact]
    public void A_cancelled_token_stops_before_the_next_block()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();

        Assert.Throws<OperationCanceledException>(() => RecurrentSpectra.Of(Elman([1]), source.Token));
    }

    private static ElmanCell Elman(double[] recurrent)
    {
        int size = (int)Math.Sqrt(recurrent.Length);
        return new ElmanCell(new RnnMatrix(1, size, new double[size]), new RnnMatrix(size, size, recurrent));
    }

    private static (string Gate, double Radius)[] Radii(RnnCell cell) =>
        [.. RecurrentSpectra.Of(cell).Select(spectrum => (spectrum.Gate, Math.Round(spectrum.SpectralRadius, 12)))];
}
