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
/// <para>The search reads only rows that it is given, and no clock: the same series and seed give the same model.</para>
/// </remarks>
public sealed class ForecastSearch
{
    // The part that is held out: four forecasts beside each other, but not more than a quarter of the rows, unless one needs it.
    private const int HeldForecasts = 4;
    private const int HeldShare = 4;
    private const int LargestHeldShare = 3;
    private const int Origins = 16;

    // A form that is worse than the best by a quarter has no share.
    private const double Tolerance = 1.25;
    private const int MostForms = 4;

    // The share of the time for the search alone.
    private const double SearchShare = 0.5;

    // Older rows tell little of the next ones, and cost time.
    private const int MostRows = 10_000;

    /// <summary>The fewest rows that a model can be trained on.</summary>
    public const int FewestRows = 30;

    private readonly RnnForecastSearchOptions _options;
    private readonly Func<int, int, RnnModel> _draw;
    private readonly RnnTimeAxis? _axis;
    private readonly KnownSeries _series;
    private readonly int _start;
    private readonly int[] _origins;
    private readonly int[] _periods;
    private readonly long _started = Stopwatch.GetTimestamp();
    private volatile bool _isCutShort;

    private ForecastSearch(KnownSeries series, Func<int, int, RnnModel> draw, RnnForecastSearchOptions options, RnnTimeAxis? axis)
    {
        _draw = draw;
        _options = options;
        _axis = axis;
        _series = series.Length > MostRows ? series.Slice(series.Length - MostRows, MostRows) : series;
        int rows = _series.Length;
        int held = options.HeldShare is { } share ? Math.Clamp((int)(share * rows), 1, rows / LargestHeldShare) : HeldRows(rows, options.Count);
        _start = rows - held;
        int step = options.HeldShare is null ? Math.Max(1, held / Origins) : options.Count;
        int shortest = Math.Min(options.Count, held / 2);
        _origins = [.. Enumerable.Range(0, held).Select(i => _start + (i * step)).TakeWhile(origin => origin + shortest <= rows)];
        _periods = [.. options.Periods.Distinct().Order().Where(period => period > 1 && SeasonTest.Repeats(_series.Values[.._start], period))];
    }

    private int Period => _periods.Length > 0 ? _periods[^1] : 1;

    /// <summary>Searches, and trains the model.</summary>
    /// <param name="history">The series, with one target feature and one row for each step. A missing value is carried forward.</param>
    /// <param name="draw">Draws a network with an output at every step, from its number of inputs and a seed.</param>
    /// <param name="options">The options.</param>
    /// <param name="axis">The times of the series, whose calendar is an input; null for none.</param>
    /// <param name="progress">Receives the completed fraction, from 0 to 1, on the thread of the caller.</param>
    /// <param name="cancellation">Stops within the current batch.</param>
    /// <returns>The model.</returns>
    /// <exception cref="RnnException">
    /// There are too few rows (<see cref="RnnErrorId.SequenceLength"/>), no value is there (<see cref="RnnErrorId.MissingValue"/>), the
    /// transform that the options give is not defined for a value (<see cref="RnnErrorId.NotFinite"/>), or there is no season for a lag that
    /// the options give (<see cref="RnnErrorId.Parameters"/>).
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
        ArgumentNullException.ThrowIfNull(draw);
        ArgumentNullException.ThrowIfNull(options);
        NumberRules.AtLeast(1, options.Count, nameof(options.Count));
        NumberRules.AtLeast(1, options.Networks, nameof(options.Networks));
        var known = new KnownSeries(history, feature: 0, place: 0);
        // Rows without a value at the end are to be forecast, too.
        known = known.Slice(0, known.KnownLength);
        if (known.Length < FewestRows)
        {
            throw new RnnException(
                RnnErrorId.SequenceLength,
                FormattableString.Invariant($"The sequence {history.Key} has {RnnMessages.Count(known.Length, "row")} up to its last value: to train a forecast, at least {FewestRows} are needed. Give more rows, or a -Model."),
                history);
        }

        return new ForecastSearch(known, draw, options, axis).Run(history, progress, cancellation);
    }

    /// <summary>The longest period that a search can see in a series.</summary>
    /// <param name="rows">The number of rows of the series.</param>
    /// <param name="count">The number of rows that forecasts will have.</param>
    /// <returns>The period, in rows.</returns>
    public static int LongestPeriod(int rows, int count)
    {
        int known = Math.Min(rows, MostRows);
        return (known - HeldRows(known, count)) / SeasonTest.LeastRepetitions;
    }

    private static int HeldRows(int rows, int count) =>
        Math.Max(Math.Min(rows / HeldShare, HeldForecasts * count), Math.Min(count, rows / LargestHeldShare));

    private RnnForecastModel Run(RnnSequence history, IProgress<double>? progress, CancellationToken cancellation)
    {
        int thread = Environment.CurrentManagedThreadId;
        var candidates = new FormCandidates(_options, Period, _axis is null ? [] : _periods);
        RnnForecastForm[] forms = [.. candidates.List(_series.Values, _start).Where(form => MemberTraining.Takes(form, _start))];
        var tried = new Trial[forms.Length];
        int done = 0;
        int steps = forms.Length + _options.Networks;
        ParallelRanges.Run(forms.Length, _options.Threads, i =>
        {
            tried[i] = i > 0 && IsOver(SearchShare) ? Trial.NotDone(forms[i]) : Try(forms[i], cancellation);
            Report(progress, thread, (double)Interlocked.Increment(ref done) / steps);
        }, cancellation);

        Trial[] repeats = [.. ((int[])[1, Period]).Distinct().Select(Repeat)];
        Trial baseline = repeats.MinBy(trial => trial.Error)!;
        Trial[] ranked = [.. tried.OrderBy(trial => trial.Error)];
        double limit = Tolerance * Math.Min(ranked.Length > 0 ? ranked[0].Error : double.PositiveInfinity, baseline.Error);
        Trial[] chosen = [.. ranked.TakeWhile(trial => trial.Error <= limit).Take(Math.Min(MostForms, _options.Networks))];
        bool hasBaseline = baseline.Error <= limit;
        Trial[] kept = hasBaseline ? [.. chosen, baseline] : chosen;
        double[] shares = Shares(kept);
        double[][] combined = Combined(kept, shares);
        RnnForecastMember[] members = Train(chosen, shares, share => Report(progress, thread, (forms.Length + (share * _options.Networks)) / steps), cancellation);
        (ValueTransform transform, IntervalScale scale) = IntervalScale.Choose(
            [.. Points(combined)], chosen.Length > 0 ? chosen[0].Form!.Values : ValueTransform.None, _options.Count, _series.Length - _start);
        // Missing rows before the first value are no part of the series.
        int last = (int)(_series.Place + _series.Length) - 1;
        RnnForecastModel Create(RnnForecastMember[] networks, EvenResiduals residuals, RnnForecastModel? validated = null) => new()
        {
            Members = new RnnList<RnnForecastMember>(networks),
            Validated = validated,
            BaselineLag = baseline.Lag,
            BaselineShare = hasBaseline ? shares[^1] : 0,
            Candidates = new RnnList<RnnForecastCandidate>([.. tried.Concat(repeats).OrderBy(trial => trial.Error).Select(trial => new RnnForecastCandidate(trial.Form, trial.Name, trial.Error, kept.Contains(trial)))]),
            Periods = new RnnList<int>([.. _periods]),
            Count = _options.Count,
            TrainedRows = _series.Length,
            LastStep = history.StepAt(last),
            LastTime = _axis?.Within(last),
            LastPlace = last,
            Sequence = history.Key,
            Name = history.FeatureNames.Count > 0 ? history.FeatureNames[0] : null,
            Origins = _origins.Length,
            Error = Error(combined),
            IsCutShort = _isCutShort,
            BaselineError = baseline.Error,
            Axis = _axis,
            Transform = transform,
            Scale = scale,
            ResidualTransform = residuals.Transform,
            Residuals = new RnnList<double>(residuals.Values),
        };
        RnnForecastMember[] tested = [.. chosen.Select((trial, i) => new RnnForecastMember(trial.Form!, trial.Model!, shares[i]))];
        EvenResiduals residuals = HeldOutResiduals.Of(Create(tested, EvenResiduals.None), _series, _start, cancellation);
        return Create(members, residuals, Create(tested, residuals));
    }

    private Trial Try(RnnForecastForm form, CancellationToken cancellation)
    {
        try
        {
            RnnModel model = MemberTraining.Train(form, _series.Slice(0, _start), Period, _draw, _options.Seed, () => IsOver(SearchShare), cancellation);
            double[][] forecasts = new RnnForecastMember(form, model, 1).Forecast(_series.Values, _series.Place, _origins, _options.Count, cancellation);
            return new Trial(form, form.ToString(), 0, forecasts, Error(forecasts), model);
        }
        catch (RnnException error) when (error.Id is RnnErrorId.NotFinite or RnnErrorId.LossNotFinite)
        {
            return new Trial(form, form.ToString(), 0, [], double.PositiveInfinity);
        }
    }

    private Trial Repeat(int lag)
    {
        double[][] forecasts = [.. _origins.Select(origin => RnnForecastModel.Repeat(_series.Values[..origin], lag, _options.Count))];
        return new Trial(null, FormattableString.Invariant($"repeat {lag}"), lag, forecasts, Error(forecasts));
    }

    private static double[] Shares(Trial[] kept)
    {
        // An error of 0 would take all.
        double[] weights = [.. kept.Select(trial => 1 / Math.Max(trial.Error, double.Epsilon))];
        if (weights.Any(double.IsInfinity))
        {
            weights = [.. weights.Select(weight => double.IsInfinity(weight) ? 1.0 : 0)];
        }

        double sum = weights.Sum();
        return [.. weights.Select(weight => weight / sum)];
    }

    // The networks of a form share its share.
    private RnnForecastMember[] Train(
        Trial[] chosen, double[] shares, Action<double> report, CancellationToken cancellation)
    {
        if (chosen.Length == 0)
        {
            return [];
        }

        int each = Math.Max(1, _options.Networks / chosen.Length);
        var members = new RnnForecastMember[chosen.Length * each];
        int done = 0;
        ParallelRanges.Run(members.Length, _options.Threads, i =>
        {
            Trial trial = chosen[i / each];
            RnnModel model = MemberTraining.Train(trial.Form!, _series, Period, _draw, _options.Seed + (i % each), () => IsOver(1), cancellation);
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

    private double[][] Combined(Trial[] kept, double[] shares) =>
    [
        .. Enumerable.Range(0, _origins.Length).Select(origin => (double[])
        [
            .. Enumerable.Range(0, _options.Count).Select(ahead => kept.Zip(shares, (trial, share) => share * trial.Forecasts[origin][ahead]).Sum()),
        ]),
    ];

    private double Error(double[][] forecasts)
    {
        double[] errors = [.. Points(forecasts).Select(point => Math.Abs(point.Actual - point.Forecast))];
        return errors.Length == 0 ? double.PositiveInfinity : errors.Average();
    }

    // Of values that are there.
    private IEnumerable<HeldPoint> Points(double[][] forecasts)
    {
        for (int i = 0; i < _origins.Length; i++)
        {
            for (int ahead = 0; ahead < _options.Count && _origins[i] + ahead < _series.Length; ahead++)
            {
                int row = _origins[i] + ahead;
                if (!_series.IsMissing(row))
                {
                    yield return new HeldPoint(ahead, _series.Values[row], forecasts[i][ahead]);
                }
            }
        }
    }

    // The only reading of a clock.
    private bool IsOver(double share)
    {
        bool isOver = _options.MaxDuration is { } limit && Stopwatch.GetElapsedTime(_started) > share * limit;
        _isCutShort |= isOver;
        return isOver;
    }

    private sealed record Trial(RnnForecastForm? Form, string Name, int Lag, double[][] Forecasts, double Error, RnnModel? Model = null)
    {
        public static Trial NotDone(RnnForecastForm form) => new(form, form.ToString(), 0, [], double.PositiveInfinity);
    }
}
