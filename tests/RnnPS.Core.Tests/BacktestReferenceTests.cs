using System.Globalization;

namespace RnnPS.Core.Tests;

/// <summary>Measures, intervals and tests against R's package forecast (tests/data/backtest/make.R).</summary>
public sealed class BacktestReferenceTests
{
    private const double Agreement = 1e-9;
    private const int Season = 12;

    private static readonly Dictionary<string, double[]> Series = Read("series")
        .SelectMany(row => row).GroupBy(field => field.Key).ToDictionary(column => column.Key, column => column.Select(field => Number(field.Value)).ToArray());

    public static TheoryData<string, int, int, int> Plans => new()
    {
        { "whole", 12, 12, 5 },
        { "whole", 12, 5, 9 },
        { "whole", 6, 3, 12 },
        { "whole", 12, 12, 1 },
        { "gaps", 12, 12, 5 },
        { "gaps", 12, 5, 9 },
        { "gaps", 6, 3, 12 },
        { "gaps", 12, 12, 1 },
    };

    [Theory]
    [MemberData(nameof(Plans))]
    public void Measures_are_those_of_forecast_accuracy(string series, int count, int step, int origins)
    {
        IReadOnlyList<RnnForecastAccuracy> measures = Measure(series, count, step, origins);

        Dictionary<string, string>[] expected = Rows("accuracy", series, count, step, origins);
        Assert.Equal(expected.Select(row => row["method"]), measures.Select(one => one.Method.ToString()));
        Assert.All(expected.Zip(measures), pair =>
        {
            Near(pair.First["me"], pair.Second.Bias);
            Near(pair.First["rmse"], pair.Second.Rmse);
            Near(pair.First["mae"], pair.Second.Mae);
            Near(pair.First["mape"], pair.Second.Mape);
            Near(pair.First["mase"], pair.Second.Mase);
            Near(pair.First["scale"], pair.Second.Scale);
        });
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public void Intervals_of_simple_methods_are_those_of_R(string series, int count, int step, int origins)
    {
        IReadOnlyList<RnnForecastAccuracy> measures = Measure(series, count, step, origins);

        Dictionary<string, string>[] expected = Rows("intervals", series, count, step, origins);
        Assert.Equal(3, expected.Length);
        Assert.All(expected.Zip(measures.Skip(1)), pair =>
        {
            Near(pair.First["coverage"], pair.Second.Coverage);
            Near(pair.First["width"], pair.Second.Width);
        });
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public void The_test_of_the_model_and_each_method_is_that_of_dm_test(string series, int count, int step, int origins)
    {
        foreach (RnnForecastLoss loss in Enum.GetValues<RnnForecastLoss>())
        {
            IReadOnlyList<RnnForecastAccuracy> measures = Measure(series, count, step, origins, loss);

            Dictionary<string, string>[] expected = [.. Rows("tests", series, count, step, origins).Where(row => row["loss"] == loss.ToString())];
            Assert.Equal(origins == 1 ? 0 : 3, expected.Length);
            Assert.All(expected.Zip(measures.Skip(1)), pair =>
            {
                Near(pair.First["statistic"], pair.Second.Statistic);
                Near(pair.First["p"], pair.Second.PValue);
                Assert.Equal(pair.First["horizon"], pair.Second.Horizon?.ToString(CultureInfo.InvariantCulture));
            });
            RnnForecastAccuracy best = measures.Skip(1).MinBy(one => loss == RnnForecastLoss.Absolute ? one.Mae : one.Rmse)!;
            Assert.Equal((best.Method, best.PValue), (measures[0].Baseline, measures[0].PValue));
        }
    }

    [Fact]
    public void A_variance_that_is_not_positive_becomes_that_of_the_horizon_1()
    {
        var losses = Read("losses").SelectMany(row => row).GroupBy(field => field.Key)
            .ToDictionary(column => column.Key, column => column.Select(field => Number(field.Value)).ToArray());
        List<Dictionary<string, string>> cases = Read("dm");

        Assert.Contains(cases, row => row["horizon"] != row["used"]);
        Assert.Contains(cases, row => row["horizon"] == row["used"] && row["used"] != "1");
        Assert.All(cases, row =>
        {
            double[] differences = [.. losses[row["first"]].Zip(losses[row["second"]], (first, second) => first - second).Take(Integer(row["count"]))];

            (double? statistic, int horizon) = DieboldMariano.Test(differences, Integer(row["horizon"]));

            Assert.Equal(Integer(row["used"]), horizon);
            Near(row["statistic"], statistic);
        });
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(100)]
    public void A_horizon_of_all_origins_or_more_is_that_of_1(int horizon)
    {
        // The autocovariances of all lags sum to 0.
        Assert.Equal(DieboldMariano.Test([1, 2, 4], 1), DieboldMariano.Test([1, 2, 4], horizon));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Equal_differences_have_no_statistic(int horizon) =>
        Assert.Equal((null, 1), DieboldMariano.Test([0.5, 0.5, 0.5], horizon));

    private static IReadOnlyList<RnnForecastAccuracy> Measure(
        string series, int count, int step, int origins, RnnForecastLoss loss = RnnForecastLoss.Absolute) =>
        Backtests.Run(
            Backtests.Growth(1.01), Backtests.Series(Series[series]), Backtests.Options(count, step, origins, Season) with { Loss = loss }).Measure();

    private static Dictionary<string, string>[] Rows(string file, string series, int count, int step, int origins) =>
    [
        .. Read(file).Where(row => row["series"] == series
            && (Integer(row["count"]), Integer(row["step"]), Integer(row["origins"])) == (count, step, origins)),
    ];

    private static List<Dictionary<string, string>> Read(string file)
    {
        string[] lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "backtest", file + ".csv"));
        string[] names = lines[0].Split(',');
        return [.. lines.Skip(1).Select(line => names.Zip(line.Split(',')).ToDictionary(field => field.First, field => field.Second))];
    }

    private static double Number(string text) => text.Length == 0 ? double.NaN : double.Parse(text, CultureInfo.InvariantCulture);

    private static int Integer(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static void Near(string expected, double? actual)
    {
        double number = Number(expected);
        Assert.NotNull(actual);
        Assert.True(Math.Abs(number - actual.Value) <= Agreement * Math.Max(1, Math.Abs(number)), $"{actual} instead of {expected}");
    }
}
