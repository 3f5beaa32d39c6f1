namespace RnnPS.Core.Tests;

/// <summary>A forecast model of several series, each in its own scale.</summary>
public sealed class GlobalForecastTests
{
    private const int Season = 12;
    private const int Hidden = 8;
    private static readonly DateTime Start = new(2020, 1, 1);

    [Fact]
    public void Series_of_any_size_are_forecast_and_so_is_one_that_was_not_trained_on()
    {
        // The same shape, from 0.001 to a million, and around 0 or far from it.
        (double Level, double Size)[] kinds = [(100, 20), (1e6, 3e5), (0.002, 0.001), (0, 50), (-4000, 900), (500, 3)];
        (RnnSequence History, double[] After)[] all = [.. kinds.Select((kind, i) => Split(i, kind.Level, kind.Size, rows: 60 + (6 * i)))];
        RnnForecastModel model = ForecastSearch.RunGlobal([.. all[..5].Select(one => (one.History, (RnnTimeAxis?)null))], Draw, Options());

        Assert.True(model.IsGlobal);
        Assert.Equal([0, 1, 2, 3, 4], model.Sequences);
        Assert.Equal([Season], model.Periods);
        Assert.Equal(all[..5].Sum(one => one.History.Length), model.TrainedRows);
        Assert.Equal(all[..5].Max(one => one.History.Length) - 1, model.LastStep);
        foreach (((RnnSequence history, double[] after), double size) in all.Zip(kinds, (one, kind) => (one, kind.Size)))
        {
            IReadOnlyList<RnnForecastStep> steps = model.Forecast(history, Season, 0.9);
            double error = steps.Zip(after, (step, actual) => Math.Abs((double)step.Value - actual)).Average();
            int covered = steps.Zip(after, (step, actual) => (double)step.Lower! <= actual && actual <= (double)step.Upper! ? 1 : 0).Sum();

            Assert.InRange(error / size, 0, 0.25);
            Assert.InRange(covered, 8, Season);
            Assert.InRange(steps.Average(step => (double)step.Upper! - (double)step.Lower!) / size, 0.05, 2);
        }

        Assert.True(model.HasSeenAfter(all[0].History.Slice(0, 50), null));
        Assert.False(model.HasSeenAfter(all[5].History.Slice(0, 50), null));
    }

    [Fact]
    public void The_scale_of_a_series_is_that_of_its_transformed_values()
    {
        double[] values = [1, 10, 100, 10];
        ValueTransform log = SeriesScale.Of(values).On(new ValueTransform(RnnTransform.Log, 1));

        // Logarithms to the base 10 are 0, 1, 2, 1: mean 1, variance 1/2.
        Assert.All(values.Zip((double[])[-1, 0, 1, 0]), pair => Assert.Equal(pair.Second * Math.Sqrt(2), log.Apply(pair.First), 12));
        Assert.All(values, value => Assert.Equal(value, log.Undo(log.Apply(value)), 12));
        Assert.Equal((3.0, 1.0), Moments([3, 3, 3]));
        Assert.Equal((0.5, 0.5), Moments([0, 1, 0, 1]));
        Assert.Equal(ValueTransform.None, SeriesScale.Common.On(ValueTransform.None));

        static (double Mean, double Deviation) Moments(double[] values)
        {
            ValueTransform plain = SeriesScale.Of(values).On(ValueTransform.None);
            return (plain.Mean, plain.Deviation);
        }
    }

    [Fact]
    public void A_forecast_scales_with_its_series()
    {
        (RnnSequence History, RnnTimeAxis? Axis)[] series = [.. Enumerable.Range(0, 3).Select(i => (Split(i, 100, 20, 60).History, (RnnTimeAxis?)null))];
        // A logarithm knows the difference.
        RnnForecastModel model = ForecastSearch.RunGlobal(series, Draw, Options() with { Transform = RnnTransform.None });
        double[] near = Values(model, Values(series[0].History));
        double[] far = Values(model, [.. Values(series[0].History).Select(value => 7 + (1024 * value))]);

        Assert.All(near.Zip(far), pair => Assert.Equal(7 + (1024 * pair.First), pair.Second, 1e-6));
    }

    [Fact]
    public void No_row_after_the_end_of_a_history_changes_a_forecast_from_it()
    {
        (RnnSequence History, RnnTimeAxis? Axis)[] series = [.. Enumerable.Range(0, 2).Select(i => (Split(i, 100, 20, 60).History, (RnnTimeAxis?)null))];
        RnnForecastModel model = ForecastSearch.RunGlobal(series, Draw, Options());
        double[] values = Values(series[0].History);
        double[] poisoned = [.. values[..40], .. Enumerable.Repeat(1e9, 20)];
        double[][] From(double[] rows) => model.Members[0].Forecast(rows, new SeriesPlace(0), SeriesScale.Of(values.AsSpan(0, 40)), [40, 60], 6, CancellationToken.None);

        Assert.Equal(From(values)[0], From(poisoned)[0]);
        Assert.NotEqual(From(values)[1], From(poisoned)[1]);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_on_any_number_of_threads()
    {
        (RnnSequence History, RnnTimeAxis? Axis)[] series = [.. Enumerable.Range(0, 3).Select(i => (Split(i, 100, 20, 48).History, (RnnTimeAxis?)null))];
        double[] Bits(int threads) => Values(ForecastSearch.RunGlobal(series, Draw, Options() with { Threads = threads }), Values(series[0].History));

        Assert.Equal(Bits(1), Bits(3));
    }

    [Fact]
    public void A_short_series_is_left_out_and_still_forecast()
    {
        (RnnSequence History, RnnTimeAxis? Axis)[] series = [(Split(0, 100, 20, 72).History, null), (Split(1, 9, 2, 20).History, null), (Split(2, 100, 20, 40).History, null)];
        RnnForecastModel model = ForecastSearch.RunGlobal(series, Draw, Options());

        Assert.Equal([0, 2], model.Sequences);
        Assert.Equal(Season, model.Forecast(series[1].History, Season, 0.9).Count);
        Refusals.Check("all short", () => ForecastSearch.RunGlobal(series[1..2], Draw, Options()), RnnErrorId.SequenceLength, "The sequence 1 has 20 rows up to its last value");
    }

    [Fact]
    public void Series_that_start_at_other_times_share_the_calendar()
    {
        // Sundays are low, in both.
        (RnnSequence History, RnnTimeAxis? Axis)[] series = [Days(0, 80), Days(3, 80)];
        RnnForecastModel model = ForecastSearch.RunGlobal(series, Draw, Options() with { Periods = [7], Count = 7 });
        (RnnSequence history, RnnTimeAxis? axis) = Days(5, 60);
        IReadOnlyList<RnnForecastStep> steps = model.Forecast(history, 14, axis: axis);

        Assert.Equal(Start.AddDays(82), model.LastTime);
        Assert.All(steps, step => Assert.InRange((double)step.Value, ((DateTime)step.Time!).DayOfWeek == DayOfWeek.Sunday ? 8 : 18, ((DateTime)step.Time!).DayOfWeek == DayOfWeek.Sunday ? 12 : 22));
        Refusals.Check("no times", () => model.Forecast(history, 3), RnnErrorId.Time, "has no times");
        Refusals.Check(
            "other steps", () => ForecastSearch.RunGlobal([series[0], Days(0, 40, days: 2)], Draw, Options()), RnnErrorId.Time, "The times of the series 0 do not fit");
    }

    [Fact]
    public void A_model_of_several_series_has_no_state_for_rows_one_by_one()
    {
        (RnnSequence History, RnnTimeAxis? Axis)[] series = [(Split(0, 100, 20, 48).History, null)];
        RnnForecastModel model = ForecastSearch.RunGlobal(series, Draw, Options());

        Refusals.Check("state", () => new RnnForecastState(model), RnnErrorId.Parameters, "each in the scale of its history");
    }

    private static (RnnSequence History, RnnTimeAxis? Axis) Days(int first, int rows, int days = 1)
    {
        var draw = new Draw(first);
        DateTime[] times = [.. Enumerable.Range(0, rows).Select(row => Start.AddDays(first + (row * days)))];
        var history = new RnnSequence(first, new RnnMatrix(rows, 1, [.. times.Select(time => (time.DayOfWeek == DayOfWeek.Sunday ? 10 : 20) + (0.3 * draw.Signed()))]));
        return (history, RnnTimeAxis.Create(history, [.. times.Cast<object?>()], "day"));
    }

    private static (RnnSequence History, double[] After) Split(int key, double level, double size, int rows)
    {
        var draw = new Draw(key + 20);
        double[] values = [.. Enumerable.Range(0, rows + Season).Select(row => level + (size * (Math.Sin(2 * Math.PI * row / Season) + (0.2 * draw.Signed()))))];
        return (new RnnSequence(key, new RnnMatrix(rows, 1, values[..rows])), values[rows..]);
    }

    private static double[] Values(RnnSequence history) => [.. Enumerable.Range(0, history.Length).Select(row => history.Values[row][0])];

    private static double[] Values(RnnForecastModel model, double[] values) =>
        [.. model.Forecast(new RnnSequence(0, new RnnMatrix(values.Length, 1, values)), Season).Select(step => (double)step.Value)];

    private static RnnForecastSearchOptions Options() => new() { Count = Season, Periods = [Season], Networks = 2, Seed = 1, Threads = 2 };

    private static RnnModel Draw(int inputs, int seed)
    {
        var draw = new Draw(seed);
        return new RnnModel([new RnnStackLayer(RandomNetwork.Cell(draw, RnnCellKind.Gru, inputs, Hidden))], draw.Matrix(Hidden, 1), draw.Vector(1));
    }
}
