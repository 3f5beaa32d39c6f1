using System.Globalization;

namespace RnnPS.Charts.Tests;

/// <summary>Each kind of chart shows a value where its axes say that the value is.</summary>
public sealed class SvgGeometryTests
{
    // Places have four decimals, and labels are placed by a rounded height.
    private const double Pixel = 0.1;

    [Fact]
    public void Losses_are_at_their_epochs_and_values()
    {
        double[] losses = [50, 30, 20, 15, 18];
        SvgPicture picture = Draw.Svg(Draw.Epochs(losses));

        (double X, double Y)[] line = Assert.Single(picture.Lines(SvgPicture.Blue));

        Assert.Equal(losses.Length, line.Length);
        for (int i = 0; i < losses.Length; i++)
        {
            AssertNear((picture.X(i + 1), picture.Y(losses[i])), line[i]);
        }

        Assert.Contains("best epoch 4: loss 15, learning rate 0.01", picture.Texts);
        Assert.Contains("best epoch", picture.Texts);
    }

    [Fact]
    public void Epochs_on_all_rows_are_left_out_and_the_error_of_forecasts_tells_the_best()
    {
        double[] errors = [9, 4, 7];
        RnnEpoch[] epochs = [.. Draw.Epochs(50, 30, 20).Zip(errors, (epoch, error) => epoch with { HorizonError = error, IsBest = error == 4 })];
        SvgPicture picture = Draw.Svg([.. epochs, .. Draw.Epochs(60, 5).Select(epoch => epoch with { IsRefit = true, IsBest = false })]);

        Assert.Equal(3, Assert.Single(picture.Lines(SvgPicture.Blue)).Length);
        Assert.Contains("best epoch 2: horizon error 4, learning rate 0.01", picture.Texts);
        Assert.Contains("error of forecasts, mean absolute", picture.Texts);
    }

    [Fact]
    public void Losses_that_span_two_decades_are_on_a_logarithmic_axis()
    {
        double[] losses = [1000, 100, 10, 1];
        SvgPicture picture = Draw.Svg(Draw.Epochs(losses));

        (double X, double Y)[] line = Assert.Single(picture.Lines(SvgPicture.Blue));

        AssertNear((picture.X(3), picture.Y(10, logarithmic: true)), line[2]);
        // A power of ten is as far from the next everywhere.
        Assert.Equal(line[1].Y - line[0].Y, line[3].Y - line[2].Y, Pixel);
    }

    [Fact]
    public void Other_losses_are_in_proportion() =>
        Assert.Equal(3, Draw.Svg(Draw.Epochs(90, 50, 10)).Lines(SvgPicture.Blue)[0].Select((point, index) => point.Y - (index * 1000)).Distinct().Count());

    [Fact]
    public void A_cell_of_the_heatmap_has_the_colour_that_the_scale_has_at_its_value()
    {
        RnnStep[] steps = Draw.Steps(RnnModel.StartingExample(), 1, 2, -3, 0.5);
        SvgPicture picture = Draw.Svg(steps);
        double barX = picture.Cells().Max(cell => cell.Right) - 1;

        foreach (RnnStep step in steps)
        {
            for (int unit = 0; unit < 2; unit++)
            {
                string? color = picture.CellAt(picture.X(step.Step), picture.Y(unit));

                Assert.Equal(picture.CellAt(barX, picture.BarY(step.State[unit])), color);
            }
        }

        // The scale of states is symmetric around 0, and 0 is the background.
        Assert.Equal(picture.BarY(0) - picture.BarY(1), picture.BarY(-1) - picture.BarY(0), Pixel);
        Assert.Equal(["-1.0", "-0.5", "0.0", "0.5", "1.0"], picture.Texts.Where(text => text.Contains('.', StringComparison.Ordinal)));
    }

    [Fact]
    public void The_scale_of_gates_is_from_0_to_1()
    {
        RnnStep[] steps = Draw.Steps(Lstm(), 1, 2, 3);
        SvgPicture picture = Draw.Svg(steps, new RnnChartRequest { Kinds = ["forgetgate"] });
        double barX = picture.Cells().Max(cell => cell.Right) - 1;

        Assert.Equal(["0.0", "0.5", "1.0"], picture.Texts.Where(text => text.Contains('.', StringComparison.Ordinal)));
        foreach (LstmStep step in steps.Cast<LstmStep>())
        {
            Assert.Equal(picture.CellAt(barX, picture.BarY(step.ForgetGate[0])), picture.CellAt(picture.X(step.Step), picture.Y(0)));
        }
    }

    [Fact]
    public void A_step_that_is_absent_is_a_gap_of_the_heatmap()
    {
        RnnStep[] steps = Draw.Steps(RnnModel.StartingExample(), 1, 2, 3, 4);
        SvgPicture picture = Draw.Svg([steps[0], steps[1], steps[3]]);

        Assert.NotNull(picture.CellAt(picture.X(1), picture.Y(0)));
        Assert.Null(picture.CellAt(picture.X(2), picture.Y(0)));
        Assert.NotNull(picture.CellAt(picture.X(3), picture.Y(0)));
    }

    [Fact]
    public void Chosen_units_are_lines_of_their_values()
    {
        RnnStep[] steps = Draw.Steps(RnnModel.StartingExample(), 1, 2, -3);
        SvgPicture picture = Draw.Svg(steps, new RnnChartRequest { Units = [1] });

        (double X, double Y)[] line = Assert.Single(picture.Lines(SvgPicture.Blue));

        for (int i = 0; i < steps.Length; i++)
        {
            AssertNear((picture.X(i), picture.Y(steps[i].State[1])), line[i]);
        }
    }

    [Fact]
    public void Outputs_are_shown_with_their_targets_of_the_source_rows()
    {
        RnnModel model = RnnModel.StartingExample();
        double[] targets = [1.5, 2.7, 2];
        RnnStep[] steps =
            [.. new RnnBatch(model).Run([new RnnSequence(null, new RnnMatrix(3, 1, [1, 2, 1]), source: [.. targets.Cast<object?>()])])];
        SvgPicture picture = Draw.Svg(steps, new RnnChartRequest { Kinds = ["Output"], TargetNames = ["y"], ReadSource = (source, _) => (double)source! });
        (double X, double Y)[] target = picture.Lines(SvgPicture.Ink).Single(line => line.Length == 3);

        // The panel of the inputs is above, with labels of its own, so compare differences: outputs of the README's example.
        double scale = (target[1].Y - target[0].Y) / (2.7 - 1.5);
        (double X, double Y)[] output = picture.Lines(SvgPicture.Blue).Single();
        Assert.Equal(target[0].Y + ((1.5612838815180548 - 1.5) * scale), output[0].Y, Pixel);
        Assert.Equal(target[0].Y + ((2.727071008233731 - 1.5) * scale), output[1].Y, Pixel);
        Assert.Equal(picture.X(2), target[2].X, Pixel);
    }

    [Fact]
    public void The_norms_of_a_gradient_are_on_a_logarithmic_axis_with_the_factor_as_a_line()
    {
        // Half of the gradient is left after each step back.
        RnnGradient gradient = Draw.Gradient([1 / 128.0, 1 / 64.0, 1 / 32.0, 1 / 16.0, 1 / 8.0, 1 / 4.0, 1 / 2.0, 1]);
        SvgPicture picture = Draw.Svg([gradient], new RnnChartRequest { Kinds = ["FromEnd"] });
        (double X, double Y)[] norms = Assert.Single(picture.Lines(SvgPicture.Blue));
        (double X, double Y)[] factor = picture.Lines(SvgPicture.Blue, dashed: true)[0];

        for (int i = 0; i < 8; i++)
        {
            AssertNear((picture.X(i), picture.Y(Math.Pow(2, i - 7), logarithmic: true)), norms[i]);
            AssertNear(norms[i], factor[i]);
        }

        Assert.Contains("×0.5 a step", picture.Texts);
        Assert.Contains("vanishes: after 7 steps 1 % of the gradient is left", picture.Texts);
    }

    [Fact]
    public void The_line_of_the_factor_goes_through_the_mean_of_the_logarithms()
    {
        // Decades 0, −3, −1, −4 read from the end: the least squares slope is −1 a step, and the mean is −2 at lag 1.5.
        SvgPicture picture = Draw.Svg([Draw.Gradient([1e-4, 1e-1, 1e-3, 1])], new RnnChartRequest { Kinds = ["FromEnd"] });
        (double X, double Y)[] factor = picture.Lines(SvgPicture.Blue, dashed: true)[0];

        AssertNear((picture.X(3), picture.Y(Math.Pow(10, -0.5), logarithmic: true)), factor[3]);
        AssertNear((picture.X(0), picture.Y(Math.Pow(10, -3.5), logarithmic: true)), factor[0]);
    }

    [Fact]
    public void A_norm_of_0_is_a_gap() =>
        Assert.DoesNotContain(Draw.Svg([Draw.Gradient([0, 0, 0.1, 1])], new RnnChartRequest { Kinds = ["FromEnd"] }).Lines(SvgPicture.Blue), line => line.Length > 2);

    [Fact]
    public void A_forecast_has_its_history_its_interval_and_what_happened_on_an_axis_of_dates()
    {
        RnnForecastStep[] forecast = Draw.Forecast(10, (20, 15, 26), (22, 16, 30), (24, 17, 33));
        (long Step, object? Time, double Value)[] rows =
            [.. Enumerable.Range(0, 12).Select(i => ((long)i, (object?)new DateTime(2024, 1, 1).AddMonths(i), i == 4 ? double.NaN : 10.0 + i))];
        SvgPicture picture = Draw.Svg(forecast, new RnnChartRequest { Known = [new RnnKnownSeries(null, 0, "load", rows)] });

        (double X, double Y)[] line = Assert.Single(picture.Lines(SvgPicture.Blue));
        List<(double X, double Y)[]> actual = [.. picture.Lines(SvgPicture.Ink).Where(points => points.Length > 2)];

        AssertNear((picture.X(Days(2024, 12), ReadMonth), picture.Y(22)), line[1]);
        (double X, double Y)[] band = Assert.Single(picture.Areas(SvgPicture.Blue));
        Assert.Contains(band, point => IsNear((picture.X(Days(2025, 1), ReadMonth), picture.Y(33)), point));
        Assert.Contains(band, point => IsNear((picture.X(Days(2024, 11), ReadMonth), picture.Y(15)), point));
        // The missing row is a gap.
        Assert.Equal([4, 7], actual.Select(points => points.Length));
        AssertNear((picture.X(Days(2024, 12), ReadMonth), picture.Y(21)), actual[1][^1]);
        Assert.Contains("90 % interval", picture.Texts);
        Assert.Contains("actual", picture.Texts);
        Assert.Contains("load", picture.Texts);
    }

    [Fact]
    public void A_short_time_has_its_date_in_the_title_of_the_axis()
    {
        RnnForecastStep[] forecast = [.. Enumerable.Range(0, 6).Select(i => new RnnForecastStep(0, i, [i], [], null) { Time = new DateTimeOffset(2024, 3, 5, 6 + i, 0, 0, TimeSpan.FromHours(1)) })];
        SvgPicture picture = Draw.Svg(forecast);

        Assert.Contains("time, from 2024-03-05 06:00", picture.Texts);
        Assert.Contains("08:00", picture.Texts);
    }

    [Fact]
    public void Only_the_last_rows_of_a_long_history_are_shown()
    {
        (long Step, object? Time, double Value)[] rows = [.. Enumerable.Range(0, 1000).Select(i => ((long)i, (object?)null, (double)i))];
        var known = new RnnKnownSeries(null, 0, null, rows);
        RnnForecastStep[] forecast = [new RnnForecastStep(0, 1000, [5], [], null), new RnnForecastStep(0, 1001, [6], [], null)];

        Assert.Equal(50, Draw.Svg(forecast, new RnnChartRequest { Known = [known] }).Lines(SvgPicture.Ink).Max(line => line.Length));
        Assert.Equal(3, Draw.Svg(forecast, new RnnChartRequest { Known = [known], HistoryCount = 3 }).Lines(SvgPicture.Ink).Max(line => line.Length));
        Assert.Contains("history", Draw.Svg(forecast, new RnnChartRequest { Known = [known] }).Texts);
    }

    [Fact]
    public void A_backtest_shows_the_forecast_of_each_origin()
    {
        RnnBacktestStep[] steps = [.. Enumerable.Range(0, 6).Select(i => new RnnBacktestStep
        {
            Sequence = 0,
            Origin = 9 + (i / 3 * 3),
            Ahead = 1 + (i % 3),
            Step = 10 + i,
            Actual = 100 + (10 * i),
            Forecast = 105 + (10 * i),
            Naive = 100,
        })];
        SvgPicture picture = Draw.Svg(steps);

        List<(double X, double Y)[]> forecasts = picture.Lines(SvgPicture.Blue);

        Assert.Equal(2, forecasts.Count);
        AssertNear((picture.X(14), picture.Y(145)), forecasts[1][1]);
        Assert.Equal(2, picture.Lines(SvgPicture.Vermillion, dashed: true).Count);
        Assert.Contains("2 origins", picture.Texts);
    }

    [Fact]
    public void Anomalies_are_marked_at_their_values_and_a_missing_value_is_a_gap()
    {
        SvgPicture picture = Draw.Svg(Draw.Anomalies(10, 11, double.NaN, 9, 30, 10));

        (double X, double Y) mark = picture.Discs(SvgPicture.Vermillion).MaxBy(disc => -disc.Y);

        AssertNear((picture.X(4), picture.Y(30)), mark);
        Assert.Equal([2, 3], picture.Lines(SvgPicture.Ink).Select(line => line.Length));
        Assert.Contains(picture.Areas(SvgPicture.Blue), area => area.Any(point => IsNear((picture.X(5), picture.Y(12)), point)));
        Assert.Contains("Anomalies of load", picture.Texts);
        Assert.Contains("1 anomaly among 6 rows", picture.Texts);
    }

    [Fact]
    public void Losses_of_steps_are_at_the_step_of_their_target()
    {
        RnnStep step = Draw.Steps(RnnModel.StartingExample(), 1)[0];
        RnnStepLoss[] losses = [.. Enumerable.Range(0, 3).Select(i => new RnnStepLoss(step, null, [1.0 + i], 0.1 * i, 1) { TargetStep = 5 + i })];
        SvgPicture picture = Draw.Svg(losses, new RnnChartRequest { Kinds = ["Prediction"] });

        AssertNear((picture.X(6), picture.Y(2)), picture.Lines(SvgPicture.Ink).Single(line => line.Length == 3)[1]);
        AssertNear((picture.X(7), picture.Y(1.5612838815180548)), Assert.Single(picture.Lines(SvgPicture.Blue))[2]);
    }

    private static RnnModel Lstm() => new([new LstmCell(new RnnMatrix(1, 8, [0.5, -1, 0.3, 2, 1, 0, -1, 0.7]), new RnnMatrix(2, 8, [.. Enumerable.Range(0, 16).Select(i => 0.1 * i)]))]);

    private static double Days(int year, int month) => new DateTime(year, month, 1).Ticks;

    private static double ReadMonth(string label) =>
        DateTime.TryParseExact(label, ["yyyy-MM", "yyyy-MM-dd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime month) ? month.Ticks : double.NaN;

    private static void AssertNear((double X, double Y) expected, (double X, double Y) actual) =>
        Assert.True(IsNear(expected, actual), FormattableString.Invariant($"Expected {expected}, but was {actual}."));

    private static bool IsNear((double X, double Y) expected, (double X, double Y) actual) =>
        Math.Abs(expected.X - actual.X) < Pixel && Math.Abs(expected.Y - actual.Y) < Pixel;
}
