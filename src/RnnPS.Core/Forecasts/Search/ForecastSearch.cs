using System.Diagnostics;

namespace RnnPS;

/// <summary>Finds the forms in which networks forecast a series best, and trains a model of them.</summary>
/// <remarks>
/// <para>
/// The last part of the known rows is held out. For each form, a network is trained on the rows before, and forecasts the held-out rows
/// from several origins. The forms whose error is near the least are kept, weighted by the inverse of their errors, and so is the
/// repetition of the last row or season if it is as good: combined forecasts are better than the best single one, which the part shows
/// only by chance (Bates and Granger 1969, "The combination of forecasts"). Networks of the kept forms are then trained on all known rows.
/// </para>
/// <para>
/// Several series have one model, a global one (Montero-Manso and Hyndman 2021, "Principles and algorithms for forecasting groups of time
/// series"): its networks learn from all of them, each in its own scale, and forecast series that they were not trained on, too.
/// </para>
/// <para>The search reads only rows that it is given, and no clock: the same series and seed give the same model.</para>
/// </remarks>
public sealed class ForecastSearch
{
    // A form that is worse than the best by a quarter has no share.
    private const double Tolerance = 1.25;
    private const int MostForms = 4;

    // The share of the time for the search alone.
    private const double SearchShare = 0.5;

    // Older rows tell little of the next ones, and cost time.
    private const int MostRows = 10_000;
    private const int MostRowsInAll = 100_000;

    /// <summary>The fewest rows that a model can be trained on.</summary>
    public const int FewestRows = 30;

    private readonly RnnForecastSearchOptions _options;
    private readonly Func<int, int, RnnModel> _draw;
    private readonly bool _isGlobal;
    private readonly SearchSeries[] _series;
    private readonly int[] _periods;
    private readonly long _started = Stopwatch.GetTimestamp();
    private volatile bool _isCutShort;

    private ForecastSearch(IReadOnlyList<SearchSeries> series, Func<int, int, RnnModel> draw, RnnForecastSearchOptions options, bool isGlobal)
    {
        _draw = draw;
        _options = options;
        _isGlobal = isGlobal;
        _series = [.. series];
        _periods = [.. options.Periods.Distinct().Order().Where(period => period > 1 && 2 * series.Count(one => SeasonTest.Repeats(one.Training.Values, period)) >= series.Count)];
    }

    private int Period => _periods.Length > 0 ? _periods[^1] : 1;

    /// <summary>Searches, and trains the model.</summary>
    /// <param name="history">
    /// The series, with one row for each step. The first feature is the target, and others are known inputs: they are known for the rows that
    /// are forecast, too. A missing value is carried forward.
    /// </param>
    /// <param name="draw">Draws a network with an output at every step, from its number of inputs and a seed.</param>
    /// <param name="options">The options.</param>
    /// <param name="axis">The times of the series, whose calendar is an input; null for none.</param>
    /// <param name="progress">Receives the completed fraction, from 0 to 1, on the thread of the caller.</param>
    /// <param name="cancellation">Stops within the current batch.</param>
    /// <returns>The model.</returns>
    /// <exception cref="RnnException">
    /// There are too few rows (<see cref="RnnErrorId.SequenceLength"/>), no value is there (<see cref="RnnErrorId.MissingValue"/>), the
    /// transform that the options give is not defined for a value (<see cref="RnnErrorId.NotFinite"/>), there is no season for a lag, or a
    /// part of the calendar that the options give is the same for all rows (<see cref="RnnErrorId.Parameters"/>), or the options need dates
    /// and the axis has none (<see cref="RnnErrorId.Time"/>).
    /// </exception>
    public static RnnForecastModel Run(
        RnnSequence history,
        Func<int, int, RnnModel> draw,
        RnnForecastSearchOptions options,
        RnnTimeAxis? axis = null,
        IProgress<double>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(history);
        return Run([(history, axis)], draw, options, isGlobal: false, progress, cancellation);
    }

    /// <summary>Searches for a model of several series, and trains it.</summary>
    /// <param name="histories">
    /// The series with their times, as for one. Their steps are the same, and their features have the same order. A series that is too
    /// short to learn from is left out.
    /// </param>
    /// <param name="draw">As for one series.</param>
    /// <param name="options">The options.</param>
    /// <param name="progress">As for one series.</param>
    /// <param name="cancellation">Stops within the current batch.</param>
    /// <returns>The model.</returns>
    /// <exception cref="RnnException">As for one series; or the steps of two series differ (<see cref="RnnErrorId.Time"/>).</exception>
    public static RnnForecastModel RunGlobal(
        IReadOnlyList<(RnnSequence History, RnnTimeAxis? Axis)> histories,
        Func<int, int, RnnModel> draw,
        RnnForecastSearchOptions options,
        IProgress<double>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(histories);
        return Run(histories, draw, options, isGlobal: true, progress, cancellation);
    }

    private static RnnForecastModel Run(
        IReadOnlyList<(RnnSequence History, RnnTimeAxis? Axis)> histories,
        Func<int, int, RnnModel> draw,
        RnnForecastSearchOptions options,
        bool isGlobal,
        IProgress<double>? progress,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(draw);
        ArgumentNullException.ThrowIfNull(options);
        NumberRules.AtLeast(1, options.Count, nameof(options.Count));
        NumberRules.AtLeast(1, options.Networks, nameof(options.Networks));
        int most = Math.Min(MostRows, MostRowsInAll / Math.Max(1, histories.Count));
        RnnTimeAxis? first = histories.Count > 0 ? histories[0].Axis : null;
        (RnnSequence History, RnnTimeAxis? Axis, KnownSeries Rows)[] known = [.. histories.Select(one => (one.History, one.Axis, Known(one.History, one.Axis, first)))];
        SearchSeries[] series =
        [
            .. known.Where(one => one.Rows.Length >= FewestRows)
                .Select(one => new SearchSeries(one.History, one.Rows.TakeLast(Math.Max(FewestRows, most)), one.Axis, options, isGlobal)),
        ];
        return series.Length > 0 ? new ForecastSearch(series, draw, options, isGlobal).Run(progress, cancellation) : throw TooShort(known.Select(one => (one.History, one.Rows)).MaxBy(one => one.Rows.Length));
    }

    private static KnownSeries Known(RnnSequence history, RnnTimeAxis? axis, RnnTimeAxis? first)
    {
        string[] inputs = [.. history.FeatureNames.Skip(1)];
        var place = new SeriesPlace(SeriesPlace.Of(axis, first, $"The series {history.Key}"), axis, new KnownInputs(inputs, history, future: null, count: 0));
        var known = new KnownSeries(history, feature: 0, place);
        // Rows without a value at the end are to be forecast, too.
        return known.Slice(0, known.KnownLength);
    }

    private static RnnException TooShort((RnnSequence History, KnownSeries Rows) longest) => new(
        RnnErrorId.SequenceLength,
        FormattableString.Invariant($"The sequence {longest.History.Key} has {RnnMessages.Count(longest.Rows.Length, "row")} up to its last value: to train a forecast, at least {FewestRows} are needed. Give more rows, or a -Model."),
        longest.History);

    /// <summary>The longest period that a search can see in a series.</summary>
    /// <param name="rows">The number of rows of the series.</param>
    /// <param name="count">The number of rows that forecasts will have.</param>
    /// <returns>The period, in rows.</returns>
    public static int LongestPeriod(int rows, int count)
    {
        int known = Math.Min(rows, MostRows);
        return (known - SearchSeries.HeldRows(known, count)) / SeasonTest.LeastRepetitions;
    }

    /// <summary>The most rows of a forecast that the held-out part of a series has room for.</summary>
    /// <param name="rows">The number of rows of the series.</param>
    /// <param name="count">The number of rows that forecasts have.</param>
    /// <returns>The number of rows, at most <paramref name="count"/>. A search tests no forecast beyond them.</returns>
    public static int LongestTest(int rows, int count) => Math.Min(count, SearchSeries.HeldRows(Math.Min(rows, MostRows), count));

    /// <summary>Requires that a series has values, and that its known inputs are there for the rows after it, before a training takes its time.</summary>
    /// <param name="history">The series, whose features after the first are known inputs.</param>
    /// <param name="future">The rows after it; null if there are none.</param>
    /// <param name="count">The number of rows to forecast.</param>
    /// <exception cref="RnnException">
    /// There are too few rows, or one lacks an input (<see cref="RnnErrorId.Future"/>); or the series has no value, or none of an input
    /// (<see cref="RnnErrorId.MissingValue"/>).
    /// </exception>
    public static void RequireUsable(RnnSequence history, RnnSequence? future, int count)
    {
        ArgumentNullException.ThrowIfNull(history);
        string[] inputs = [.. history.FeatureNames.Skip(1)];
        var known = new KnownInputs(inputs, history, future, inputs.Length > 0 ? count : 0);
        _ = new KnownSeries(history, feature: 0, new SeriesPlace(0, axis: null, known));
    }

    private RnnForecastModel Run(IProgress<double>? progress, CancellationToken cancellation)
    {
        int thread = Environment.CurrentManagedThreadId;
        RnnForecastForm[] forms = Forms();
        SearchSeries[] held = [.. _series.Where(one => one.Training.Length > Period && forms.All(form => MemberTraining.Takes(form, one.Training.Length)))];
        var tried = new ForecastTrial[forms.Length];
        int done = 0;
        int steps = forms.Length + _options.Networks;
        ParallelRanges.Run(forms.Length, _options.Threads, i =>
        {
            tried[i] = i > 0 && IsOver(SearchShare) ? ForecastTrial.NotDone(forms[i]) : Try(forms[i], held, cancellation);
            Report(progress, thread, (double)Interlocked.Increment(ref done) / steps);
        }, cancellation);

        ForecastTrial[] repeats = [.. ((int[])[1, Period]).Distinct().Select(lag => ForecastTrial.Repeat(lag, held))];
        ForecastTrial baseline = repeats.MinBy(trial => trial.Error)!;
        ForecastTrial[] ranked = [.. tried.OrderBy(trial => trial.Error)];
        double limit = Tolerance * Math.Min(ranked.Length > 0 ? ranked[0].Error : double.PositiveInfinity, baseline.Error);
        ForecastTrial[] chosen = [.. ranked.TakeWhile(trial => trial.Error <= limit).Take(Math.Min(MostForms, _options.Networks))];
        bool hasBaseline = baseline.Error <= limit;
        ForecastTrial[] kept = hasBaseline ? [.. chosen, baseline] : chosen;
        double[] shares = ForecastTrial.Shares(kept);
        HeldSeries[] combined = [.. held.Select((one, i) => one.Hold(ForecastTrial.Combine(kept, shares, i)))];
        RnnForecastMember[] members = Train(chosen, shares, share => Report(progress, thread, (forms.Length + (share * _options.Networks)) / steps), cancellation);
        (ValueTransform transform, IntervalScale scale) = HeldIntervals.Choose(
            combined, chosen.Length > 0 ? chosen[0].Form!.Values : ValueTransform.None, _options.Count, held.Max(one => one.Held));
        SearchSeries latest = _series.MaxBy(one => one.Rows.Place.First + one.Last)!;
        RnnForecastModel Create(RnnForecastMember[] networks, EvenResiduals residuals, RnnForecastModel? validated = null) => new()
        {
            Members = new RnnList<RnnForecastMember>(networks),
            Validated = validated,
            BaselineLag = baseline.Lag,
            BaselineShare = hasBaseline ? shares[^1] : 0,
            Candidates = new RnnList<RnnForecastCandidate>([.. tried.Concat(repeats).OrderBy(trial => trial.Error).Select(trial => new RnnForecastCandidate(trial.Form, trial.Name, trial.Error, kept.Contains(trial)))]),
            Periods = new RnnList<int>([.. _periods]),
            Count = _options.Count,
            TrainedRows = _series.Sum(one => one.Rows.Length),
            LastStep = latest.History.StepAt(latest.Last),
            LastTime = latest.Axis?.Within(latest.Last),
            LastPlace = (long)latest.Rows.Place.First + latest.Last,
            IsGlobal = _isGlobal,
            Sequences = new RnnList<object>([.. _series.Select(one => one.History.Key)]),
            Name = _series[0].History.FeatureNames.Count > 0 ? _series[0].History.FeatureNames[0] : null,
            Origins = held.Max(one => one.Origins.Count),
            Error = ForecastTrial.ErrorOf(combined),
            IsCutShort = _isCutShort,
            BaselineError = baseline.Error,
            Axis = _series[0].Axis,
            Transform = transform,
            Scale = scale,
            ResidualTransform = residuals.Transform,
            Residuals = new RnnList<double>(residuals.Values),
        };
        if (_isGlobal)
        {
            return Create(members, EvenResiduals.None);
        }

        RnnForecastMember[] tested = [.. chosen.Select((trial, i) => new RnnForecastMember(trial.Form!, trial.Model!, shares[i]))];
        EvenResiduals residuals = HeldOutResiduals.Of(Create(tested, EvenResiduals.None), _series[0].Rows, _series[0].Training.Length, cancellation);
        return Create(members, residuals, Create(tested, residuals));
    }

    // Those that at least half of the series are long enough for.
    private RnnForecastForm[] Forms()
    {
        var bases = new FormBases(_options, _series[0].Axis, Training, _periods);
        var candidates = new FormCandidates(_options, Period, bases.List([.. _series[0].History.FeatureNames.Skip(1)]));
        int usual = Training.Select(rows => rows.Length).Order().ElementAt(_series.Length / 2);
        return [.. candidates.List(_series).Where(form => MemberTraining.Takes(form, usual))];
    }

    private KnownSeries[] Training => [.. _series.Select(one => one.Training)];

    private ForecastTrial Try(RnnForecastForm form, SearchSeries[] held, CancellationToken cancellation)
    {
        try
        {
            RnnModel model = MemberTraining.Train(form, Training, _isGlobal, Period, _draw, _options.Seed, () => IsOver(SearchShare), cancellation);
            var member = new RnnForecastMember(form, model, 1);
            return new ForecastTrial(form, form.ToString(), 0, [.. held.Select(one => one.Forecast(member, cancellation))], 0, model).Measured(held);
        }
        catch (RnnException error) when (error.Id is RnnErrorId.NotFinite or RnnErrorId.LossNotFinite)
        {
            return ForecastTrial.NotDone(form);
        }
    }

    // The networks of a form share its share.
    private RnnForecastMember[] Train(
        ForecastTrial[] chosen, double[] shares, Action<double> report, CancellationToken cancellation)
    {
        if (chosen.Length == 0)
        {
            return [];
        }

        int each = Math.Max(1, _options.Networks / chosen.Length);
        var members = new RnnForecastMember[chosen.Length * each];
        KnownSeries[] rows = [.. _series.Select(one => one.Rows)];
        int done = 0;
        ParallelRanges.Run(members.Length, _options.Threads, i =>
        {
            ForecastTrial trial = chosen[i / each];
            RnnModel model = MemberTraining.Train(trial.Form!, rows, _isGlobal, Period, _draw, _options.Seed + (i % each), () => IsOver(1), cancellation);
            members[i] = new RnnForecastMember(trial.Form!, model, shares[i / each] / each);
            report((double)Interlocked.Increment(ref done) / members.Length);
        }, cancellation);
        return members;
    }

    // A cmdlet can show progress on its own thread only.
    private static void Report(IProgress<double>? progress, int thread, double share)
    {
        if (Environment.CurrentManagedThreadId == thread)
        {
            progress?.Report(share);
        }
    }

    // The only reading of a clock.
    private bool IsOver(double share)
    {
        bool isOver = _options.MaxDuration is { } limit && Stopwatch.GetElapsedTime(_started) > share * limit;
        _isCutShort |= isOver;
        return isOver;
    }
}
