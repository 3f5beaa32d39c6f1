using System.Globalization;

namespace RnnPS.Core.Tests;

/// <summary>A feature that is constant up to rounding is not scaled; one that varies a little is scaled by how much it varies.</summary>
public sealed class ConstantFeatureTests
{
    private static readonly RnnScaling[] Kinds = [RnnScaling.Standard, RnnScaling.MinMax];

    [Fact]
    public void Every_price_repeated_any_number_of_times_has_the_scale_1()
    {
        foreach (int count in new[] { 1, 2, 3, 6, 7, 10, 48, 365, 1000 })
        {
            for (int cents = 1; cents < 1000; cents++)
            {
                double price = double.Parse($"{cents / 100}.{cents % 100:00}", CultureInfo.InvariantCulture);
                foreach (RnnScaling kind in Kinds)
                {
                    RnnScaler scaler = Fit(kind, [.. Enumerable.Repeat(price, count)]);

                    Assert.True(scaler.Scale[0] == 1 && scaler.Offset[0] == price, $"{count} times {price}: {scaler}");
                    Assert.Equal([0], scaler.ConstantFeatures);
                }
            }
        }
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(-0.1)]
    [InlineData(1e-300)]
    [InlineData(-3.3e-310)]
    [InlineData(1e300)]
    [InlineData(-1.7e308)]
    [InlineData(1e9 + 0.1)]
    public void So_has_any_other_number(double number)
    {
        foreach (RnnScaling kind in Kinds)
        {
            RnnScaler scaler = Fit(kind, [.. Enumerable.Repeat(number, 17)]);

            Assert.Equal((number, 1.0), (scaler.Offset[0], scaler.Scale[0]));
        }
    }

    [Fact]
    public void Numbers_that_differ_only_by_rounding_are_constant()
    {
        double tenTenths = 0;
        for (int i = 0; i < 10; i++)
        {
            tenTenths += 0.1;
        }

        // 0.30000000000000004, 0.9999999999999999 and 1.1500000000000001: one rounding away from what they should be.
        foreach ((double one, double other) in new[] { (0.1 + 0.2, 0.3), (tenTenths, 1.0), (1.15 * 1.0000000000000002, 1.15), (-0.1 - 0.2, -0.3) })
        {
            Assert.NotEqual(one, other);
            foreach (RnnScaling kind in Kinds)
            {
                RnnScaler scaler = Fit(kind, [one, other, one, one, other]);

                Assert.Equal(1, scaler.Scale[0]);
                Assert.Equal(other, scaler.Offset[0], 1e-15);
                // A later input keeps its size.
                Assert.Equal(2.5, scaler.Apply(0, other + 2.5), 1e-14);
            }
        }
    }

    // The numbers are base + unit·(0 … 9): their deviation is unit·√8.25, and their range 9·unit. All are exact.
    [Theory]
    [InlineData(1e9, 1.0 / 1024)]
    [InlineData(-1e9, 1.0 / 1024)]
    [InlineData(1e12, 1.0 / 4096)]
    [InlineData(1e15, 1)]
    [InlineData(0.5, 1.0 / (1L << 44))]
    [InlineData(0, 1e-300)]
    [InlineData(0, 1e-320)]
    [InlineData(0, 1e300)]
    [InlineData(-4.5, 1)]
    public void A_small_variation_is_kept_whatever_it_is_added_to(double start, double unit)
    {
        double[] numbers = [.. Enumerable.Range(0, 10).Select(i => start + (unit * i))];

        RnnScaler standard = Fit(RnnScaling.Standard, numbers);
        RnnScaler range = Fit(RnnScaling.MinMax, numbers);

        double digits = unit < 1e-310 ? 1e-3 : 1e-13;
        Assert.Equal(Math.Sqrt(8.25), standard.Scale[0] / unit, digits);
        Assert.Equal(4.5, (standard.Offset[0] - start) / unit, 0.06);
        Assert.Equal(9, range.Scale[0] / unit, digits);
        Assert.Empty(standard.ConstantFeatures);
        Assert.Empty(range.ConstantFeatures);
    }

    [Fact]
    public void Only_the_constant_ones_of_several_features_are_named()
    {
        double missing = double.NaN;
        RnnScaler scaler = RnnScaler.Fit(
            RnnScaling.Standard, new RnnMatrix(3, 3, [0.1, 1, 7, 0.1, 3, missing, missing, 1e5, 7]))!;

        Assert.Equal([0, 2], scaler.ConstantFeatures);
        Assert.Equal((0.1, 7.0), (scaler.Offset[0], scaler.Offset[2]));
        // The mean of 1, 3 and 1e5, and the root of the mean of (x − mean)².
        double mean = 100004.0 / 3;
        double deviation = Math.Sqrt((((1 - mean) * (1 - mean)) + ((3 - mean) * (3 - mean)) + ((1e5 - mean) * (1e5 - mean))) / 3);
        Assert.Equal(mean, scaler.Offset[1], 1e-9);
        Assert.Equal(deviation, scaler.Scale[1], 1e-9);
    }

    [Fact]
    public void A_trained_model_takes_a_later_input_of_a_constant_column_as_it_is()
    {
        double[] table = [.. Enumerable.Range(0, 20).SelectMany(i => new[] { 0.1, Math.Sin(i) })];
        var series = new TrainingSeries(new RnnSequence("s", new RnnMatrix(20, 2, table), ["price", "y"]), [0, 1], [1], lead: 1);
        RnnModel model = Runs.Random(2, 4, 1, seed: 3);
        var trainer = new RnnTrainer(model, [series], new RnnTrainingOptions { Epochs = 2 });
        _ = trainer.Run().ToList();

        Assert.Equal(["price"], trainer.ConstantColumns);
        Assert.Equal((0.1, 1.0), (model.InputScaler!.Offset[0], model.InputScaler.Scale[0]));
        ElmanStep step = (ElmanStep)Assert.Single(Runs.Run(model, [[0.11, 0.5]]));
        Assert.All(step.PreActivation, value => Assert.InRange(value, -5, 5));
    }

    private static RnnScaler Fit(RnnScaling kind, double[] numbers) => RnnScaler.Fit(kind, new RnnMatrix(numbers.Length, 1, numbers))!;
}
