using System.Globalization;

namespace RnnPS;

/// <summary>
/// A model that forecasts one series, or several: networks that read them in different forms, the repetition of earlier rows if that is
/// as good, and the spread of their errors.
/// </summary>
public sealed record RnnForecastModel
{
    private const double LeastImprovement = 0.99;

    /// <summary>The networks.</summary>
    public required IReadOnlyList<RnnForecastMember> Members { get; init; }

    /// <summary>The number of rows after which the baseline repeats the series: 1 for the last row, or the season.</summary>
    public required int BaselineLag { get; init; }

    /// <summary>The share of the baseline in the forecast; 0 if the networks are better.</summary>
    public required double BaselineShare { get; init; }

    /// <summary>What the search tried, the best first.</summary>
    public required IReadOnlyList<RnnForecastCandidate> Candidates { get; init; }

    /// <summary>The periods of the series, in rows; empty if it does not repeat.</summary>
    public required IReadOnlyList<int> Periods { get; init; }

    /// <summary>The names of the known inputs that the networks read; empty if they read the series alone.</summary>
    public IReadOnlyList<string> KnownInputs => [.. Members.SelectMany(member => member.Form.Known).Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>The number of rows that the model was validated to forecast.</summary>
    public required int Count { get; init; }

    /// <summary>The keys of the series that the model was trained on.</summary>
    public required IReadOnlyList<object> Sequences { get; init; }

    /// <summary>
    /// Whether the model is one of several series: its networks read each in its own scale, and forecast others of the same kind, too.
    /// </summary>
    public bool IsGlobal { get; init; }

    /// <summary>The name of the series; null if it has none.</summary>
    public required string? Name { get; init; }

    /// <summary>The number of origins that the model was validated from.</summary>
    public required int Origins { get; init; }

    /// <summary>
    /// The mean absolute error over the origins, of networks that were trained on the rows before them: in the units of the series, or in
    /// standard deviations of each series if <see cref="IsGlobal"/>.
    /// </summary>
    public required double Error { get; init; }

    /// <summary>The mean absolute error of the baseline over the same origins.</summary>
    public required double BaselineError { get; init; }

    /// <summary>The number of rows that the model was trained on.</summary>
    public int TrainedRows { get; init; }

    /// <summary>The number of the last row that the model was trained on.</summary>
    public long LastStep { get; init; }

    /// <summary>The time of that row; null without times.</summary>
    public object? LastTime { get; init; }

    /// <summary>A text about the model, which files keep; null for none.</summary>
    public string? Description { get; set; }

    /// <summary>Makes the bytes of <see cref="Serialized"/>. RnnPS sets it, because the core does not know files.</summary>
    public static Func<RnnForecastModel, byte[]>? Serializer { get; set; }

    /// <summary>The whole model as the bytes of a file, to leave its process; null without a <see cref="Serializer"/>.</summary>
    public byte[]? Serialized => Serializer?.Invoke(this);

    /// <summary>The verdict on the validation, for example <c>17 % better than repeating last week</c>.</summary>
    public string Verdict
    {
        get
        {
            // The words of the calendar, if the times tell them.
            string what = Axis?.Cycles.FirstOrDefault(cycle => cycle.Period == BaselineLag)?.Previous
                ?? (BaselineLag == 1 ? "the last row" : FormattableString.Invariant($"the last {BaselineLag} rows"));
            return IsNoBetter
                ? $"no better than repeating {what}"
                : string.Create(CultureInfo.InvariantCulture, $"{100 * (1 - (Error / BaselineError)):F0} % better than repeating {what}");
        }
    }

    /// <summary>Whether the model was no better than its baseline, or by less than 1 %.</summary>
    public bool IsNoBetter => !(Error < LeastImprovement * BaselineError);

    /// <summary>Whether the time for the training was over before all forms were tried and all networks trained to their end.</summary>
    public bool IsCutShort { get; init; }

    internal RnnTimeAxis? Axis { get; init; }

    // The place of the last row that the model was trained on, in rows from the first one of its series.
    internal long LastPlace { get; init; }

    internal ValueTransform Transform { get; init; } = ValueTransform.None;

    /// <summary>
    /// The errors one row ahead of the held-out rows, in their order, of networks that were trained on the rows before: the value less its
    /// forecast, both on the scale of values, roots or logarithms on which errors are about as large at small values as at large ones. NaN
    /// for a missing value. The networks read the forecast instead of a value that is an outlier.
    /// </summary>
    public IReadOnlyList<double> Residuals { get; init; } = [];

    /// <summary>
    /// The model as it was validated: with networks that were trained on the rows before those that were held out. It tells anomalies of
    /// these rows, which networks that were trained on them take for usual. Null for a model that was not trained here.
    /// </summary>
    public RnnForecastModel? Validated { get; init; }

    /// <summary>The scale of the residuals.</summary>
    internal ValueTransform ResidualTransform { get; init; } = ValueTransform.None;

    internal IntervalScale Scale { get; init; } = new([], 1, 1);

    /// <summary>Forecasts a series beyond its end.</summary>
    /// <param name="history">
    /// The known part of the series, with one feature and one row for each step. A missing value is carried forward.
    /// </param>
    /// <param name="count">The number of rows to forecast.</param>
    /// <param name="interval">The share of outcomes between Lower and Upper, between 0 and 1; null for no interval.</param>
    /// <param name="axis">The times of the history; null for none. A model that was trained with times needs them.</param>
    /// <param name="future">The <see cref="KnownInputs"/> of the rows after the history, by their names; null if there are none.</param>
    /// <param name="cancellation">Stops between chunks.</param>
    /// <returns>The steps.</returns>
    /// <exception cref="RnnException">
    /// The times do not fit those of the training (<see cref="RnnErrorId.Time"/>), a known input is absent
    /// (<see cref="RnnErrorId.PropertyMissing"/>, <see cref="RnnErrorId.Future"/>), the history is too short (<see cref="RnnErrorId.SequenceLength"/>), has no value (<see cref="RnnErrorId.MissingValue"/>) or a value
    /// that a transform is not defined for (<see cref="RnnErrorId.NotFinite"/>), or the forecast diverges
    /// (<see cref="RnnErrorId.NotFinite"/>).
    /// </exception>
    public IReadOnlyList<RnnForecastStep> Forecast(
        RnnSequence history, int count, double? interval = null, RnnTimeAxis? axis = null, RnnSequence? future = null, CancellationToken cancellation = default) =>
        Forecast(history, count, interval is { } share ? [share] : [], axis, future, compares: false, cancellation);

    /// <summary>Forecasts a series beyond its end, with several intervals.</summary>
    /// <param name="history">As for one interval.</param>
    /// <param name="count">The number of rows to forecast.</param>
    /// <param name="intervals">The shares of outcomes within the intervals, between 0 and 1.</param>
    /// <param name="axis">As for one interval.</param>
    /// <param name="future">As for one interval.</param>
    /// <param name="compares">Whether the steps have the repetition as their <see cref="RnnForecastStep.Baseline"/>.</param>
    /// <param name="cancellation">Stops between chunks.</param>
    /// <returns>The steps.</returns>
    /// <exception cref="RnnException">As for one interval.</exception>
    public IReadOnlyList<RnnForecastStep> Forecast(
        RnnSequence history,
        int count,
        IReadOnlyList<double> intervals,
        RnnTimeAxis? axis = null,
        RnnSequence? future = null,
        bool compares = false,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(history);
        NumberRules.AtLeast(1, count, nameof(count));
        intervals = RnnForecastOptions.RequireShares(intervals);
        string[] inputs = [.. KnownInputs];
        var known = new KnownSeries(history, feature: 0, new SeriesPlace(SeriesPlace.Of(axis, Axis, $"The history {history.Key}"), axis, new KnownInputs(inputs, history, future, inputs.Length > 0 ? count : 0)));
        RequireLength(known, history);
        RequireValues(known, history);
        double[] repeated = Repeat(known.Values, BaselineLag, count);
        double[] sum = [.. repeated.Select(value => BaselineShare * value)];
        var parts = new List<(double Share, double[] Values)> { (BaselineShare, repeated) };
        SeriesScale scale = IsGlobal ? SeriesScale.Of(known.Values) : SeriesScale.Common;
        foreach (RnnForecastMember member in Members)
        {
            double[] forecast = member.Forecast(known.Values, known.Place, scale, [known.Length], count, cancellation)[0];
            parts.Add((member.Share, forecast));
            for (int ahead = 0; ahead < count; ahead++)
            {
                sum[ahead] += member.Share * forecast[ahead];
            }
        }

        ValueTransform transform = scale.On(Transform);
        long first = history.StepAt(history.Length - 1) + 1;
        return
        [
            .. sum.Select((value, ahead) =>
            {
                double deviation = Deviation(parts, value, ahead, transform);
                return new RnnForecastStep(
                    history.Key,
                    first + ahead,
                    [double.IsFinite(value) ? value : throw Beyond(history.Key, first + ahead, value)],
                    [.. intervals.Select(share => Interval(history.Key, first + ahead, value, share, transform, Scale.HalfWidth(ahead, share, deviation)))],
                    source: null)
                {
                    Time = axis?.At(ahead + 1),
                    IsHourly = axis?.IsHourly == true,
                    Baseline = compares ? repeated[ahead] : null,
                };
            }),
        ];
    }

    /// <summary>Copies the model. A change of a network changes only one of the two.</summary>
    /// <returns>A new model.</returns>
    public RnnForecastModel Copy() => this with
    {
        Members = new RnnList<RnnForecastMember>([.. Members.Select(member => new RnnForecastMember(member.Form, member.Model.Copy(), member.Share))]),
        Validated = Validated?.Copy(),
    };

    /// <summary>Whether the model was trained on later rows than a history has.</summary>
    /// <param name="history">The history, with one row for each step.</param>
    /// <param name="axis">The times of the history; null for none.</param>
    /// <returns>True if it was. A forecast of these rows is then no test of the model.</returns>
    /// <exception cref="RnnException">The times do not fit those of the training (<see cref="RnnErrorId.Time"/>).</exception>
    public bool HasSeenAfter(RnnSequence history, RnnTimeAxis? axis)
    {
        ArgumentNullException.ThrowIfNull(history);
        return (!IsGlobal || Sequences.Contains(history.Key))
            && (Axis is null
                ? LastStep > history.StepAt(history.Length - 1)
                : LastPlace > SeriesPlace.Of(axis, Axis, $"The history {history.Key}") + history.Length - 1);
    }

    /// <summary>Formats the model as one line, such as <c>load: 4 networks, 17 % better than repeating last week</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{(Name is null ? string.Empty : Name + ": ")}{RnnMessages.Count(Members.Count, "network")}, {Verdict}";

    /// <summary>Repeats the last rows of a series.</summary>
    internal static double[] Repeat(ReadOnlySpan<double> values, int lag, int count)
    {
        var repeated = new double[count];
        for (int ahead = 0; ahead < count; ahead++)
        {
            repeated[ahead] = values[values.Length - lag + (ahead % lag)];
        }

        return repeated;
    }

    // Where the parts of the forecast differ, it is less certain than their errors say, because each was right for the held-out rows. A value
    // that the transform is not defined for has no difference.
    private static double Deviation(List<(double Share, double[] Values)> parts, double forecast, int ahead, ValueTransform transform)
    {
        double variance = 0;
        foreach ((double share, double[] values) in parts)
        {
            if (share > 0 && transform.Takes(values[ahead]) && transform.Takes(forecast))
            {
                double difference = transform.Apply(values[ahead]) - transform.Apply(forecast);
                variance += share * difference * difference;
            }
        }

        return Math.Sqrt(variance);
    }

    private static (double Level, double[] Lower, double[] Upper) Interval(object key, long step, double value, double share, ValueTransform transform, double half)
    {
        (double lower, double upper) = transform.Around(value, half);
        return double.IsFinite(lower) && double.IsFinite(upper) ? (share, [lower], [upper]) : throw Beyond(key, step, value);
    }

    private static RnnException Beyond(object key, long step, double value) => new(
        RnnErrorId.NotFinite,
        FormattableString.Invariant($"The forecast of step {step} of the sequence {key} or its interval is beyond the largest number: scale the values, so that they are smaller."),
        value);

    private void RequireLength(KnownSeries known, RnnSequence history)
    {
        int needed = Math.Max(BaselineLag, Members.Count == 0 ? 1 : Members.Max(member => member.Form.Skipped + 1));
        if (known.Length < needed)
        {
            throw new RnnException(
                RnnErrorId.SequenceLength,
                FormattableString.Invariant($"The history {history.Key} has {RnnMessages.Count(known.Length, "row")} from its first value on, but the model needs at least {needed}: give a longer history."),
                history);
        }
    }

    /// <summary>Whether the transforms of all networks, and of the residuals, are defined for a value.</summary>
    internal bool CanRead(double value) => ResidualTransform.Takes(value) && Members.All(member => member.Form.Values.Takes(value));

    /// <summary>Requires that the model can read a value.</summary>
    /// <param name="value">The value, which is not missing.</param>
    /// <param name="place">Names the value in a message, such as <c>Step 3 of the history a</c>.</param>
    /// <exception cref="RnnException">It is infinite, or a transform is not defined for it (<see cref="RnnErrorId.NotFinite"/>).</exception>
    internal void RequireValue(double value, string place)
    {
        if (!double.IsFinite(value))
        {
            throw new RnnException(RnnErrorId.NotFinite, $"{place}: {RnnMessages.NotFinite(value)}", value);
        }

        if (Members.FirstOrDefault(member => !member.Form.Values.Takes(value)) is { } member)
        {
            throw new RnnException(
                RnnErrorId.NotFinite,
                FormattableString.Invariant($"{place} is {value}, but the model was trained on positive values and reads their {member.Form.Transform.ToString().ToLowerInvariant()}: train it on values such as these."),
                value);
        }
    }

    private void RequireValues(KnownSeries known, RnnSequence history)
    {
        for (int row = 0; row < known.Length; row++)
        {
            RequireValue(known.Values[row], FormattableString.Invariant($"Step {history.StepAt(row + history.Length - known.Length)} of the history {history.Key}"));
        }
    }
}
