using System.Globalization;

namespace RnnPS.Core.Tests;

/// <summary>Anomalies: p-values, their rate on clean data, and what a detector reads and says of each row.</summary>
public sealed class AnomalyTests
{
    private const double Coefficient = 0.5;

    [Fact]
    public void A_p_value_is_the_part_of_residuals_that_are_as_large()
    {
        double[] residuals = Normal(2000, seed: 1);
        var tail = new ResidualTail(residuals);
        foreach (double size in (double[])[0, 0.01, 0.5, 1, 1.7, 2.5, Math.Abs(residuals[7])])
        {
            Assert.Equal((1.0 + residuals.Count(residual => Math.Abs(residual) >= size)) / 2001, tail.PValue(size, 0.001), 12);
        }

        // Larger than all, the Pareto tail ranks what no count can.
        double most = residuals.Max(Math.Abs);
        Assert.True(tail.PValue(most + 1, 0.001) < tail.PValue(most + 0.1, 0.001) && tail.PValue(most + 0.1, 0.001) < 1.0 / 2001);
        foreach (double level in (double[])[0.001, 0.01, 0.2, 0.0001])
        {
            double limit = tail.SizeAt(level);
            Assert.True(tail.PValue(limit * 0.9999, level) > level && tail.PValue(limit * 1.0001, level) <= level);
        }
    }

    [Fact]
    public void The_tail_agrees_with_R()
    {
        string[][] rows = [.. File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "anomalies", "pareto.csv")).Skip(1).Select(line => line.Split(','))];
        Dictionary<string, ParetoTail> tails = new()
        {
            ["exponential"] = ParetoTail.Fit([.. Quantiles(40).Select(share => -Math.Log(1 - share))])!,
            ["heavy"] = ParetoTail.Fit([.. Quantiles(30).Select(share => (Math.Pow(1 - share, -0.4) - 1) / 0.4)])!,
            ["bounded"] = ParetoTail.Fit([.. Quantiles(50).Select(share => 2 * (1 - Math.Pow(1 - share, 0.3)))])!,
        };
        Assert.Equal(18, rows.Length);
        Assert.All(rows, row =>
        {
            double expected = double.Parse(row[2], CultureInfo.InvariantCulture);
            Assert.InRange(tails[row[0]].Survival(double.Parse(row[1], CultureInfo.InvariantCulture)), expected * (1 - 1e-9), expected * (1 + 1e-9));
        });

        static IEnumerable<double> Quantiles(int count) => Enumerable.Range(1, count).Select(i => (i - 0.5) / count);
    }

    [Fact]
    public void Clean_residuals_are_below_a_level_as_often_as_it_says()
    {
        // 10,000 validation parts of 199 residuals, each with two new residuals: 200 of 20,000 at the level 0.01.
        var random = new Gauss(2);
        int alarms = 0;
        for (int part = 0; part < 10_000; part++)
        {
            var tail = new ResidualTail([.. Enumerable.Range(0, 199).Select(_ => random.Next())]);
            alarms += tail.PValue(Math.Abs(random.Next()), 0.01) <= 0.01 ? 1 : 0;
            alarms += tail.PValue(Math.Abs(random.Next()), 0.01) <= 0.01 ? 1 : 0;
        }

        // The 95 % range of a binomial distribution. A few parts lose a residual that is no outlier.
        Assert.InRange(alarms, 173, 228);
    }

    [Fact]
    public void A_tail_of_few_residuals_is_right_within_a_factor()
    {
        // Of 336 residuals, the level 0.001 is beyond all of them.
        var random = new Gauss(3);
        double rate = 0;
        for (int part = 0; part < 300; part++)
        {
            double limit = new ResidualTail([.. Enumerable.Range(0, 336).Select(_ => random.Next())]).SizeAt(0.001);
            // 2·(1 − Φ(limit)), by the bound of Mills' ratio that is exact to a part of a hundred there.
            rate += 2 * Math.Exp(-limit * limit / 2) / Math.Sqrt(2 * Math.PI) / limit * (1 - (1 / (limit * limit)) + (3 / Math.Pow(limit, 4))) / 300;
        }

        Assert.InRange(rate, 0.0005, 0.002);
    }

    [Fact]
    public void Anomalies_of_the_validation_part_do_not_hide_others()
    {
        double[] clean = Normal(1000, seed: 4);
        double[] spoilt = [.. clean];
        for (int i = 0; i < 50; i++)
        {
            spoilt[20 * i] = 8 + (3 * i);
        }

        Assert.InRange(new ResidualTail(clean).SizeAt(0.001), 3, 4);
        Assert.InRange(new ResidualTail(spoilt).SizeAt(0.001), 3, 4.6);
        Assert.Equal(950, new ResidualTail(spoilt).Count);
        Assert.InRange(new ResidualTail(clean).Count, 999, 1000);
    }

    [Fact]
    public void False_alarms_on_clean_data_are_in_the_binomial_range_of_the_level()
    {
        // 40 autoregressive series of 2,500 rows, each with a model whose residuals are those of another 10,000 rows.
        int alarms = 0;
        int drifts = 0;
        for (int series = 0; series < 40; series++)
        {
            RnnAnomalyDetector detector = RnnAnomalyDetector.Create(Autoregressive(10_000, seed: series), 1, [0], Backtests.Distributions);
            foreach (RnnAnomalyStep step in Run(detector, Series(2500, 1000 + series)))
            {
                alarms += step.IsAnomaly ? 1 : 0;
                drifts += step.Kind == RnnAnomalyKind.Drift ? 1 : 0;
            }
        }

        // 100 are expected; 81 to 120 are the 95 % range of a binomial distribution.
        Assert.InRange(alarms, 81, 120);
        Assert.InRange(drifts, 5, 30);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void What_is_expected_of_a_row_is_the_prediction_for_its_own_time(int lead)
    {
        double[] values = Series(60, seed: 5);
        RnnAnomalyStep[] steps = Run(RnnAnomalyDetector.Create(Autoregressive(100, seed: 1), lead, [0], Backtests.Distributions), values);

        for (int row = 0; row < values.Length; row++)
        {
            // The model halves its input.
            Assert.Equal(row < lead ? null : values[row - lead] * Coefficient, (double?)steps[row].Expected);
            Assert.Equal(row < lead ? null : values[row] - (values[row - lead] * Coefficient), (double?)steps[row].Residual);
            Assert.Equal(row < lead, steps[row].Score is null);
            Assert.Equal(((object)0, (long)row, (object)values[row]), (steps[row].Sequence, steps[row].Step, steps[row].Value!));
        }
    }

    [Fact]
    public void A_value_outside_of_the_limits_is_an_anomaly()
    {
        RnnAnomalyStep[] steps = Run(RnnAnomalyDetector.Create(Autoregressive(2000, seed: 2), 1, [0], Backtests.Distributions), [.. Series(400, seed: 6).Select((value, row) => row % 40 == 39 ? value + 6 : value)]);

        Assert.InRange(steps.Count(step => step.IsAnomaly), 10, 30);
        Assert.All(steps.Skip(1).Where(step => step.Kind is null or RnnAnomalyKind.Value), step =>
            Assert.Equal((double)step.Value! < (double)step.Lower! || (double)step.Value! > (double)step.Upper!, step.IsAnomaly));
        Assert.All(steps.Skip(1), step => Assert.Equal(step.IsAnomaly, step.Score <= 0.001));
    }

    [Fact]
    public void A_robust_detector_makes_one_alarm_of_one_spike()
    {
        double[] values = Series(60, seed: 7);
        values[30] = 40;
        RnnModel model = Autoregressive(2000, seed: 3);
        long[] Alarms(bool isRobust) =>
            [.. Run(RnnAnomalyDetector.Create(model, 1, [0], Backtests.Distributions, isRobust: isRobust), values).Where(step => step.IsAnomaly).Select(step => step.Step)];

        // Half of the spike is expected of the next row.
        Assert.Equal([30L, 31L], Alarms(isRobust: false));
        Assert.Equal([30L], Alarms(isRobust: true));
        RnnAnomalyStep after = Run(RnnAnomalyDetector.Create(model, 1, [0], Backtests.Distributions, isRobust: true), values)[31];
        Assert.Equal(values[29] * Coefficient * Coefficient, after.Expected);
    }

    [Fact]
    public void A_slow_drift_is_an_anomaly_of_several_rows_together()
    {
        double[] values = Series(300, seed: 8);
        for (int row = 200; row < 300; row++)
        {
            // Each residual is larger by 2 of 3 standard deviations at most.
            values[row] += Math.Min(4, (row - 200) * 0.25);
        }

        RnnAnomalyStep[] steps = Run(RnnAnomalyDetector.Create(Autoregressive(2000, seed: 4), 1, [0], Backtests.Distributions), values);
        RnnAnomalyStep first = steps.First(step => step.IsAnomaly);

        Assert.Equal(RnnAnomalyKind.Drift, first.Kind);
        Assert.InRange(first.Step, 204, 216);
        Assert.True((double)first.Value! > (double)first.Lower! && (double)first.Value! < (double)first.Upper!);
    }

    [Fact]
    public void A_value_that_is_repeated_is_an_anomaly_unless_values_often_are()
    {
        double[] values = Series(400, seed: 13);
        values.AsSpan(300, 12).Fill(values[300]);
        RnnModel model = Autoregressive(2000, seed: 7);
        RnnAnomalyStep[] stuck = [.. Run(RnnAnomalyDetector.Create(model, 1, [0], Backtests.Distributions), values).Where(step => step.Kind == RnnAnomalyKind.Stuck)];
        Assert.InRange(stuck[0].Step, 302, 306);
        Assert.Equal(311, stuck[^1].Step);

        // Each value comes twice to nine times.
        double[] slow = [.. Enumerable.Range(0, 100).SelectMany(row => Enumerable.Repeat(values[row], 2 + (row % 8)))];
        Assert.DoesNotContain(Run(RnnAnomalyDetector.Create(model, 1, [0], Backtests.Distributions), slow), step => step.Kind == RnnAnomalyKind.Stuck);
    }

    [Fact]
    public void Missing_rows_have_no_score_and_what_was_expected_stands_for_them()
    {
        double[] values = Series(40, seed: 9);
        RnnModel model = Autoregressive(500, seed: 5);
        RnnAnomalyStep[] steps = Run(RnnAnomalyDetector.Create(model, 1, [0], Backtests.Distributions), [.. values.Select((value, row) => row is 20 or 21 ? double.NaN : value)]);

        Assert.Equal((null, null, false), (steps[20].Value, steps[20].Score, steps[20].IsAnomaly));
        Assert.Equal(values[19] * Coefficient, steps[20].Expected);
        Assert.Equal(values[19] * Math.Pow(Coefficient, 3), steps[22].Expected);

        // Rows that are not there are the same.
        RnnAnomalyDetector detector = RnnAnomalyDetector.Create(model, 1, [0], Backtests.Distributions);
        RnnAnomalyStep[] absent = [.. Enumerable.Range(0, 40).Where(row => row is not (20 or 21)).Select(row => detector.Take(0, row, [values[row]]))];
        Assert.Equal(steps[22].Expected, absent[20].Expected);
        Assert.Equal(steps[39].Score, absent[^1].Score);
    }

    [Fact]
    public void A_state_goes_on_where_the_last_call_ended()
    {
        double[] values = Series(100, seed: 10);
        RnnModel model = Autoregressive(500, seed: 6);
        double?[] whole = [.. Run(RnnAnomalyDetector.Create(model, 2, [0], Backtests.Distributions), values).Select(step => step.Score)];
        var state = new RnnState(model);
        List<double?> parts = [];
        foreach (double[] part in (double[][])[values[..40], values[40..41], values[41..]])
        {
            parts.AddRange(Run(RnnAnomalyDetector.Create(model, 2, [0], Backtests.Distributions, state), part).Select(step => step.Score));
        }

        Assert.Equal(whole, parts);
        Assert.Equal(100, state.StepCount);

        // Something else advanced the state, so that nothing is known of the next rows.
        foreach (RnnStep _ in Flushed(new RnnRun(model, state), 1.0))
        {
        }

        Assert.Null(Run(RnnAnomalyDetector.Create(model, 2, [0], Backtests.Distributions, state), [1.0])[0].Expected);
    }

    [Fact]
    public void Several_targets_have_one_score_and_each_its_share()
    {
        // Two targets that halve, with residuals that are equal in both: together they are no rarer than one.
        double[] noise = Normal(3000, seed: 11);
        var cell = new ElmanCell(new RnnMatrix(2, 2, [Coefficient, 0, 0, Coefficient]), new RnnMatrix(2, 2, [0, 0, 0, 0]), new RnnVector([0, 0]), RnnActivation.Identity);
        var model = new RnnModel(cell);
        model.SetTraining(new RnnTraining { Lead = 1, Residuals = new RnnMatrix(3000, 2, [.. noise.SelectMany(one => (double[])[one, one])]) });
        RnnAnomalyDetector detector = RnnAnomalyDetector.Create(model, 1, [0, 1], Backtests.Distributions);
        detector.Take(0, 0, [0, 0]);

        RnnAnomalyStep both = detector.Take(0, 1, [2, 2]);
        Assert.Equal((1.0 + noise.Count(one => Math.Abs(one) >= 2)) / 3001 / 0.8, both.Score!.Value, 9);
        Assert.Equal(0.5, both.Share!.Value[0], 9);
        RnnAnomalyStep second = detector.Take(0, 2, [1, 9]);
        Assert.True(second.IsAnomaly && second.Share!.Value[1] > 0.9);
        Assert.Equal(2, Assert.IsType<RnnVector>(second.Residual).Length);
    }

    [Fact]
    public void A_value_that_a_transform_is_not_defined_for_is_an_anomaly()
    {
        var random = new Gauss(12);
        double[] values = [.. Enumerable.Range(0, 120).Select(row => 100 * Math.Exp((0.3 * Math.Sin(2 * Math.PI * row / 12)) + (0.02 * random.Next())))];
        RnnForecastModel model = ForecastSearch.Run(
            new RnnSequence(0, new RnnMatrix(values.Length, 1, values)),
            Draw,
            new RnnForecastSearchOptions { Count = 3, Periods = [12], Networks = 1, Seed = 1, HeldShare = 0.25, Transform = RnnTransform.Log });
        Assert.Equal(30, model.Residuals.Count);
        RnnAnomalyStep[] steps = Run(RnnAnomalyDetector.Create(model, Backtests.Distributions), [.. values[..60], 0, 0, .. values[62..]]);

        Assert.All(steps[60..62], step => Assert.True(step.IsAnomaly && step.Value is 0.0 && (double)step.Lower! > 0));
        Assert.NotNull(steps[^1].Score);
    }

    [Fact]
    public void Too_few_residuals_are_refused()
    {
        Refusals.Check("none", () => RnnAnomalyDetector.Create(new RnnModel(Halving()), 1, [0], Backtests.Distributions), RnnErrorId.Interval, "at least 20 residuals");
        Refusals.Check("few", () => RnnAnomalyDetector.Create(Autoregressive(19, seed: 1), 1, [0], Backtests.Distributions), RnnErrorId.Interval, "has 19");
        RnnAnomalyDetector detector = RnnAnomalyDetector.Create(Autoregressive(900, seed: 1), 1, [0], Backtests.Distributions);
        Assert.True(detector.IsExtrapolating);
        detector.Level = 0.01;
        Assert.False(detector.IsExtrapolating);
    }

    [Fact]
    public void Times_tell_absent_rows_and_those_that_do_not_fit()
    {
        RnnAnomalyDetector detector = RnnAnomalyDetector.Create(Autoregressive(100, seed: 1), 1, [0], Backtests.Distributions, times: (new RnnTimeFormat(), "at"));
        Assert.Equal(new DateTime(2024, 1, 1), detector.Take(0, 0, [1], "2024-01-01").Time);
        Refusals.Check("order", () => detector.Take(0, 1, [1], "2023-12-31"), RnnErrorId.Time, "not after the row before");
        Refusals.Check("empty", () => detector.Take(0, 1, [1], null), RnnErrorId.Time, "at is empty");
        detector.Take(0, 1, [1], "2024-01-03");
        Assert.Equal(TimeSpan.FromDays(2), detector.MeanStep);
    }

    [Fact]
    public void Labels_tell_what_was_found()
    {
        var meter = new RnnAnomalyMeter();
        (string? Label, bool IsAnomaly, string Key)[] rows =
        [
            (null, false, "a"), ("spike", true, "a"), (null, true, "a"), ("level", false, "a"), ("flat", false, "b"), ("level", true, "a"),
            ("level", true, "a"), ("ramp", false, "a"), ("flat", false, "b"), (null, false, "a"),
        ];
        foreach (((string? label, bool isAnomaly, string key), int step) in rows.Select((row, step) => (row, step)))
        {
            meter.Add(new RnnAnomalyStep { Sequence = key, Step = step, Score = isAnomaly ? 1e-5 : 0.5, Kind = isAnomaly ? RnnAnomalyKind.Value : null }, label);
        }

        RnnAnomalyAccuracy accuracy = meter.Measure();
        Assert.Equal(["spike", "level", "flat", "ramp"], accuracy.Events.Select(one => one.Label));
        Assert.Equal([0L, 1L, null, null], accuracy.Events.Select(one => one.Delay));
        Assert.Equal([1, 3, 2, 1], accuracy.Events.Select(one => one.Length));
        Assert.Equal((10L, 4L, 1L, 3L), (accuracy.Rows, accuracy.Alarms, accuracy.FalseAlarms, accuracy.OrdinaryRows));
        Assert.Equal((0.75, 0.5, 0.6, 0.5), (accuracy.Precision, accuracy.Recall, accuracy.F1, accuracy.Delay!.Value));
        Assert.Equal("2 of 4 events found, 1 false alarm in 3 rows", accuracy.ToString());
    }

    private static IEnumerable<RnnStep> Flushed(RnnRun run, double input)
    {
        run.Add([input], 0);
        return run.Flush();
    }

    private static RnnAnomalyStep[] Run(RnnAnomalyDetector detector, double[] values) =>
        [.. values.Select((value, row) => detector.Take(0, row, [value]))];

    private static ElmanCell Halving() =>
        new(new RnnMatrix(1, 1, [Coefficient]), new RnnMatrix(1, 1, [0]), new RnnVector([0]), RnnActivation.Identity);

    // A model that predicts half of the last value, and the residuals of so many rows.
    private static RnnModel Autoregressive(int residuals, int seed)
    {
        var model = new RnnModel(Halving());
        model.SetTraining(new RnnTraining { Lead = 1, Residuals = new RnnMatrix(residuals, 1, Normal(residuals, seed)) });
        return model;
    }

    private static double[] Series(int rows, int seed)
    {
        var random = new Gauss(seed);
        double last = 0;
        return [.. Enumerable.Range(0, rows).Select(_ => last = (Coefficient * last) + random.Next())];
    }

    private static double[] Normal(int count, int seed)
    {
        var random = new Gauss(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next())];
    }

    private static RnnModel Draw(int inputs, int seed)
    {
        var draw = new Draw(seed);
        return new RnnModel([new RnnStackLayer(RandomNetwork.Cell(draw, RnnCellKind.Gru, inputs, 4))], draw.Matrix(4, 1), draw.Vector(1));
    }

    // Standard normal numbers by the polar method of Box and Muller.
    private sealed class Gauss(int seed)
    {
        private readonly Draw _draw = new(seed);

        public double Next() => Math.Sqrt(-2 * Math.Log(1 - _draw.Unit())) * Math.Cos(2 * Math.PI * _draw.Unit());
    }
}
