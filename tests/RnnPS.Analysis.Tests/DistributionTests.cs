using System.Globalization;

namespace RnnPS.Analysis.Tests;

/// <summary>Quantiles and p-values against those of R 4.2.2: sprintf("%.17g", qnorm(…)), and dm.test (tests/data/backtest).</summary>
public sealed class DistributionTests
{
    private readonly Distributions _distributions = new();

    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0.95, 1.6448536269514715)]
    [InlineData(0.975, 1.9599639845400536)]
    [InlineData(0.025, -1.9599639845400538)]
    [InlineData(0.9995, 3.2905267314919255)]
    [InlineData(0.99999999, 5.6120012433055058)]
    public void Normal_quantiles_are_those_of_qnorm(double share, double expected) =>
        Assert.Equal(expected, _distributions.NormalQuantile(share), 1e-9);

    [Fact]
    public void P_values_are_those_of_dm_test()
    {
        string[][] rows = [.. File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "backtest", "dm.csv")).Skip(1).Select(line => line.Split(','))];
        Assert.NotEmpty(rows);

        Assert.All(rows, row => Assert.Equal(Number(row[6]), _distributions.StudentPValue(Number(row[5]), Number(row[2]) - 1), 1e-9));
    }

    [Fact]
    public void Tiny_p_values_keep_their_digits()
    {
        // 2 * pt(-40, 9)
        double expected = 1.8982998449339835e-11;

        Assert.Equal(1, _distributions.StudentPValue(-40, 9) / expected, 1e-9);
        Assert.Equal(_distributions.StudentPValue(-40, 9), _distributions.StudentPValue(40, 9));
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
