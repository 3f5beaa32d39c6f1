using System.Globalization;

namespace RnnPS;

/// <summary>
/// A model that forecasts one series: networks that read it in different forms, the repetition of earlier rows if that is as good, and
/// the spread of their errors.
/// </summary>
public sealed class RnnForecastModel
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

    /// <summary>The key of the series that the model was trained on.</summary>
    public required object Sequence { get; init; }

    /// <summary>The name of the series; null if it has none.</summary>
    public required string? Name { get; init; }

    /// <summary>The number of origins that the model was validated from.</summary>
    public required int Origins { get; init; }

    /// <summary>The mean absolute error over the origins, of networks that were trained on the rows before them.</summary>
    public required double Error { get; init; }

    /// <summary>The mean absolute error of the baseline over the same origins.</summary>
    public required double BaselineError { get; init; }

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

    internal ValueTransform Transform { get; init; } = ValueTransform.None;

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
        RnnSequence history, int count, double? interval = null, RnnTimeAxis? axis = null, RnnSequence? future = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(history);
        NumberRules.AtLeast(1, count, nameof(count));
        RnnForecastOptions.RequireShare(interval);
        string[] inputs = [.. KnownInputs];
        var known = new KnownSeries(history, feature: 0, new SeriesPlace(PlaceOf(axis), axis, new KnownInputs(inputs, history, future, inputs.Length > 0 ? count : 0)));
        RequireLength(known, history);
        RequireValues(known, history);
        double[] sum = [.. Repeat(known.Values, BaselineLag, count).Select(value => BaselineShare * value)];
        foreach (RnnForecastMember member in Members)
        {
            double[] forecast = member.Forecast(known.Values, known.Place, [known.Length], count, cancellation)[0];
            for (int ahead = 0; ahead < count; ahead++)
            {
                sum[ahead] += member.Share * forecast[ahead];
            }
        }

        long first = history.StepAt(history.Length - 1) + 1;
        return [.. sum.Select((value, ahead) => Step(history.Key, first + ahead, value, interval is { } share ? Scale.HalfWidth(ahead, share) : null, axis?.At(ahead + 1)))];
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

    // The calendar of the history begins where that of the training does.
    private double PlaceOf(RnnTimeAxis? axis)
    {
        if (Axis is null)
        {
            return 0;
        }

        if (axis is null)
        {
            throw new RnnException(
                RnnErrorId.Time,
                "The model was trained with the times of the rows, and the history has none: name them by -TimeProperty.",
                this);
        }

        return Axis.PlaceOf(axis) is { } place ? place + Axis.ShiftOf(axis) : throw new RnnException(
            RnnErrorId.Time,
            $"The times of the history do not fit those that the model was trained on, which are {Axis.Step} apart: give rows of the same series.",
            this);
    }

    private RnnForecastStep Step(object key, long step, double value, double? half, object? time)
    {
        double centre = Transform.Takes(value) ? Transform.Apply(value) : 0;
        double[]? lower = half is { } below ? [Math.Min(value, Transform.Undo(centre - below))] : null;
        double[]? upper = half is { } above ? [Math.Max(value, Transform.Undo(centre + above))] : null;
        if (!double.IsFinite(value) || (half is not null && !(double.IsFinite(lower![0]) && double.IsFinite(upper![0]))))
        {
            throw new RnnException(
                RnnErrorId.NotFinite,
                FormattableString.Invariant($"The forecast of step {step} of the sequence {key} or its interval is beyond the largest number: scale the values, so that they are smaller."),
                value);
        }

        return new RnnForecastStep(key, step, [value], lower, upper, null) { Time = time };
    }

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

    private void RequireValues(KnownSeries known, RnnSequence history)
    {
        for (int row = 0; row < known.Length; row++)
        {
            double value = known.Values[row];
            if (Members.FirstOrDefault(member => !member.Form.Values.Takes(value)) is { } member)
            {
                throw new RnnException(
                    RnnErrorId.NotFinite,
                    FormattableString.Invariant($"Step {history.StepAt(row + history.Length - known.Length)} of the history {history.Key} is {value}, but the model was trained on positive values and reads their {member.Form.Transform.ToString().ToLowerInvariant()}: train it on values such as these."),
                    value);
            }
        }
    }
}
