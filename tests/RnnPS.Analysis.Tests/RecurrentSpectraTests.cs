namespace RnnPS.Analysis.Tests;

public sealed class RecurrentSpectraTests
{
    private const double Golden = 1.618033988749895;

    // Eigenvalues and singular values by hand: those of a rotation are e^±iα and 1, of a triangular matrix its diagonal, and the
    // singular values of [[1 1] [0 1]] the golden ratio and its inverse.
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
    public void An_orthogonal_matrix_has_one_of_both_and_its_multiples_theirs()
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
    public void Eigenvalue_iterations_end_on_matrices_that_made_others_go_on_for_ever()
    {
        // Of the JAMA project's reports, where its own method never ended. The radius is the golden ratio.
        double[] matrix = [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0, 0, 1, 1, 0, 1, 0, 1];

        Assert.Equal(Golden, RecurrentSpectra.Of(Elman(matrix))[0].SpectralRadius, 1e-12);
    }

    [Fact]
    public void A_gated_cell_has_them_for_each_gate_by_its_name()
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
    public void Blocks_lie_side_by_side_in_the_weights()
    {
        // Rows of R: what each component of the state gives to z1 z2 r1 r2 h1 h2.
        var gru = new GruCell(new RnnMatrix(1, 6, new double[6]), new RnnMatrix(2, 6, [1, 0, 0, 2, 0, 0, 0, 3, -2, 0, 0, 0]));

        Assert.Equal([("UpdateGate", 3.0), ("ResetGate", 2.0), ("Candidate", 0.0)], Radii(gru));
    }

    [Fact]
    public void With_a_projection_it_is_the_way_from_state_to_state_that_is_measured()
    {
        // Two units and a state of one: (0.5 0.25) · (2, 4)ᵀ = 2 for the input gate, and so on.
        var cell = new LstmCell(
            new RnnMatrix(1, 8, new double[8]),
            new RnnMatrix(1, 8, [0.5, 0.25, 0, 0, 1, 0, 0, 1]),
            options: new LstmOptions { ProjectionWeights = new RnnMatrix(2, 1, [2, 4]) });

        Assert.Equal([("InputGate", 2.0), ("ForgetGate", 0.0), ("Candidate", 2.0), ("OutputGate", 4.0)], Radii(cell));
    }

    [Fact]
    public void It_stops_before_the_next_block()
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
