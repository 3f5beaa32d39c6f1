using System.Runtime.CompilerServices;

namespace RnnPS;

/// <summary>Scores the rows of a series one by one: how unusual a row is, given the rows before it.</summary>
public sealed class RnnAnomalyDetector
{
    // What a state of a plain model does not have: the predictions of the rows to come, and the residuals of the last ones.
    private static readonly ConditionalWeakTable<RnnState, Carried> OfStates = [];

    private readonly AnomalyCalibration _calibration;
    private readonly Func<long, RowExpectation> _start;
    private readonly LiveTimes? _times;
    private readonly bool _robust;
    private readonly AnomalyEvidence _evidence;
    private readonly RnnState? _state;
    private readonly double[] _missing;
    private RowExpectation? _expectation;
    private long? _lastStep;
    private long? _lastAnomaly;
    private long _events;

    private RnnAnomalyDetector(AnomalyCalibration calibration, int features, Func<long, RowExpectation> start, LiveTimes? times, bool robust, RnnState? state)
    {
        (_calibration, _start, _times, _robust, _state) = (calibration, start, times, robust, state);
        _evidence = state is not null && Carried.Of(state) is { } carried ? carried.Evidence.Copy() : new AnomalyEvidence(calibration.Targets);
        _missing = [.. Enumerable.Repeat(double.NaN, features)];
    }

    /// <summary>The p-value from which on a row is an anomaly, between 0 and 1. It can be changed from row to row.</summary>
    public double Level { get; set; } = 0.001;

    /// <summary>The number of residuals of the validation part that p-values come from.</summary>
    public int ResidualCount => _calibration.Count;

    /// <summary>Whether there are too few residuals for the level, so that a Pareto distribution of the largest ones extends them.</summary>
    public bool IsExtrapolating => _calibration.Extrapolates(Level);

    /// <summary>The mean time from row to row; null if it is not known yet, or times are no dates.</summary>
    public TimeSpan? MeanStep => _times?.MeanStep;

    /// <summary>Creates a detector of a forecast model, before the first row of a series.</summary>
    /// <param name="model">The model.</param>
    /// <param name="distributions">The probability distributions that drifts are compared with.</param>
    /// <param name="times">How times of rows are written, and their property for messages; null for rows without times.</param>
    /// <param name="isRobust">Whether the model reads the expected value instead of an anomaly.</param>
    /// <returns>The detector.</returns>
    /// <exception cref="RnnException">The model has too few residuals (<see cref="RnnErrorId.Interval"/>).</exception>
    public static RnnAnomalyDetector Create(
        RnnForecastModel model, IDistributions distributions, (RnnTimeFormat Format, string Property)? times = null, bool isRobust = false)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.Axis is not null && times is null)
        {
            throw new RnnException(
                RnnErrorId.Time, "The model was trained with the times of the rows, and these rows have none: name them by -TimeProperty.", model);
        }

        return new RnnAnomalyDetector(
            new AnomalyCalibration([.. model.Residuals.Select(residual => (double[])[residual])], 1, distributions, $"the forecast model {model}"),
            1,
            place => new SeriesExpectation(new RnnForecastState(model, place)),
            times is { } given ? new LiveTimes(model.Axis, given.Format, given.Property) : null,
            isRobust,
            null);
    }

    /// <summary>Creates a detector of a plain model.</summary>
    /// <param name="model">The model. All its layers must read forward.</param>
    /// <param name="lead">The number of rows from an input to its target.</param>
    /// <param name="targets">The index of the feature of each target in a row. The inputs are the first features.</param>
    /// <param name="distributions">The probability distributions that drifts are compared with.</param>
    /// <param name="state">The state to start from, which is advanced; null for zeros.</param>
    /// <param name="times">How times of rows are written, and their property for messages; null for rows without times.</param>
    /// <param name="isRobust">Whether the model reads the expected value instead of an anomaly.</param>
    /// <returns>The detector.</returns>
    /// <exception cref="RnnException">
    /// The model has no residuals, or too few (<see cref="RnnErrorId.Interval"/>), or reads in reverse (<see cref="RnnErrorId.Direction"/>).
    /// </exception>
    public static RnnAnomalyDetector Create(
        RnnModel model,
        int lead,
        IReadOnlyList<int> targets,
        IDistributions distributions,
        RnnState? state = null,
        (RnnTimeFormat Format, string Property)? times = null,
        bool isRobust = false)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(targets);
        double[][] residuals = [.. model.Training?.Residuals?.Select(row => row.ToArray()) ?? []];
        var calibration = new AnomalyCalibration(residuals, targets.Count, distributions, $"the model {model}");
        Carried? carried = state is null ? null : Carried.Of(state);
        var expectation = new ModelExpectation(model, lead, targets, state ?? new RnnState(model), carried?.Waiting);
        return new RnnAnomalyDetector(
            calibration,
            expectation.FeatureCount,
            _ => expectation,
            times is { } given ? new LiveTimes(null, given.Format, given.Property) : null,
            isRobust,
            state);
    }

    /// <summary>Scores the next row, and goes on to the one after it.</summary>
    /// <param name="sequence">The key of the series.</param>
    /// <param name="step">The number of the row. Numbers that are left out are missing rows.</param>
    /// <param name="row">The features; NaN for a missing value.</param>
    /// <param name="time">The time of the row: an object, a number or text; null without times.</param>
    /// <param name="source">The source row; null if there is none.</param>
    /// <returns>The row with its score. Value, Expected and Score are null where there is none.</returns>
    /// <exception cref="RnnException">
    /// The time is wrong (<see cref="RnnErrorId.Time"/>), the row has another number of features (<see cref="RnnErrorId.InputLength"/>), or a value
    /// is infinite, or a number of the model becomes so (<see cref="RnnErrorId.NotFinite"/>). The row is left out then.
    /// </exception>
    public RnnAnomalyStep Take(object sequence, long step, ReadOnlySpan<double> row, object? time = null, object? source = null)
    {
        TimestepRules.Check(row, _missing.Length, [], RnnPrecision.Double, allowsMissing: true);
        object? read = null;
        long absent = _lastStep is { } last ? step - last - 1 : 0;
        if (_times is not null)
        {
            (read, long byTime) = _times.Next(time, step);
            absent = _times.Place is null ? absent : byTime;
        }

        _lastStep = step;
        _expectation ??= _start(_times?.Place ?? 0);
        for (; absent > 0; absent--)
        {
            Skip();
        }

        if (_expectation.ReadsRowFirst)
        {
            _expectation.Take(row);
        }

        double[] value = new double[_expectation.Targets.Count];
        for (int target = 0; target < value.Length; target++)
        {
            value[target] = row[_expectation.Targets[target]];
        }

        var plain = new RnnAnomalyStep
        {
            Sequence = sequence,
            Step = step,
            Time = read,
            IsHourly = MeanStep < TimeSpan.FromDays(1),
            Value = RnnAnomalyStep.Plain(value),
            Source = source,
        };
        RnnAnomalyStep scored = _expectation.Expected is { } expected ? Score(plain, value, expected) : plain;
        if (!_expectation.ReadsRowFirst)
        {
            _expectation.Take(_robust && scored.IsAnomaly ? Replaced(row) : _expectation.CanRead(row) ? row : _missing);
        }

        if (_state is not null && _expectation is ModelExpectation model)
        {
            OfStates.AddOrUpdate(_state, new Carried(_state.StepCount, [.. model.Waiting], _evidence.Copy()));
        }

        return scored;
    }

    private void Skip()
    {
        _evidence.Clear();
        _expectation!.Take(_missing);
    }

    private RnnAnomalyStep Score(RnnAnomalyStep plain, double[] value, double[] expected)
    {
        double[] lower = new double[value.Length];
        double[] upper = new double[value.Length];
        double[] residuals = new double[value.Length];
        for (int target = 0; target < value.Length; target++)
        {
            double centre = _expectation!.Transform(expected[target]);
            double size = _calibration.SizeAt(target, Level);
            lower[target] = _expectation.Undo(centre - size);
            upper[target] = _expectation.Undo(centre + size);
            double transformed = _expectation.Transform(value[target]);
            residuals[target] = transformed == centre ? 0 : transformed - centre;
        }

        bool isMissing = Array.Exists(residuals, double.IsNaN);
        if (isMissing)
        {
            _evidence.Clear();
        }

        AnomalyScore? score = isMissing ? null : _calibration.Score(value, residuals, _evidence, Level);
        bool isAnomaly = score is { } scored && scored.PValue <= Level;
        return new RnnAnomalyStep
        {
            Sequence = plain.Sequence,
            Step = plain.Step,
            Time = plain.Time,
            IsHourly = plain.IsHourly,
            Value = plain.Value,
            Expected = RnnAnomalyStep.Plain(expected),
            Residual = RnnAnomalyStep.Plain([.. value.Zip(expected, (one, other) => one - other)]),
            Lower = RnnAnomalyStep.Plain(lower),
            Upper = RnnAnomalyStep.Plain(upper),
            Score = score?.PValue,
            Kind = isAnomaly ? score!.Value.Kind : null,
            Event = isAnomaly ? EventOf(plain.Step) : null,
            Share = value.Length > 1 && score is { } joint ? new RnnVector(joint.Shares) : null,
            Source = plain.Source,
        };
    }

    private long EventOf(long step)
    {
        _events += _lastAnomaly is { } last && step - last <= DriftWindow.Length ? 0 : 1;
        _lastAnomaly = step;
        return _events;
    }

    // The inputs that are targets.
    private double[] Replaced(ReadOnlySpan<double> row)
    {
        double[] replaced = row.ToArray();
        for (int target = 0; target < _expectation!.Targets.Count; target++)
        {
            replaced[_expectation.Targets[target]] = _expectation.Expected![target];
        }

        return replaced;
    }

    // It counts only as long as nothing else has advanced the state.
    private sealed record Carried(long StepCount, double[]?[] Waiting, AnomalyEvidence Evidence)
    {
        public static Carried? Of(RnnState state) =>
            OfStates.TryGetValue(state, out Carried? carried) && carried.StepCount == state.StepCount ? carried : null;
    }
}
