namespace RnnPS;

/// <summary>
/// Scores rows by how often such residuals occur in a validation part: those of the row, and the sums of the last ones. The repetition of a
/// value counts, too.
/// </summary>
/// <remarks>
/// Each of the three p-values has its part of the level, so that the rate of false alarms is the level at most (Bonferroni). Sums of
/// overlapping windows would alarm several times in a row, so that a window ends with an alarm.
/// </remarks>
internal sealed class AnomalyCalibration
{
    private const double ValuePart = 0.8;
    private const double DriftPart = 0.15;
    private const double StuckPart = 1 - ValuePart - DriftPart;

    private readonly JointTail _values;
    // Null for a target with too few sums.
    private readonly DriftTail?[] _drifts;

    /// <summary>Takes the residuals of a validation part.</summary>
    /// <param name="rows">The residuals of all targets in each row, in their order; NaN for a missing value.</param>
    /// <param name="targets">The number of targets.</param>
    /// <param name="distributions">Student's t distribution.</param>
    /// <param name="name">Names the model, for errors.</param>
    /// <exception cref="RnnException">There are too few residuals (<see cref="RnnErrorId.Interval"/>).</exception>
    public AnomalyCalibration(IReadOnlyList<double[]> rows, int targets, IDistributions distributions, string name)
    {
        double[][] there = [.. rows.Where(row => !Array.Exists(row, double.IsNaN))];
        if (there.Length < ResidualTail.Fewest)
        {
            throw new RnnException(
                RnnErrorId.Interval,
                FormattableString.Invariant($"To tell anomalies, at least {ResidualTail.Fewest} residuals of a validation part are needed, and {name} has {there.Length}: train it with -ValidationFraction above 0, on more rows, or leave the model out."),
                rows);
        }

        Targets = targets;
        _values = new JointTail(there, targets);
        // Each anomaly of the validation part would be in twelve sums.
        _drifts = [.. Enumerable.Range(0, targets).Select(target => DriftTail.Of([.. rows.Select(row => IsOrdinary(row) ? row[target] : double.NaN)], distributions))];
    }

    /// <summary>The number of targets.</summary>
    public int Targets { get; }

    /// <summary>The number of residuals that the p-values come from.</summary>
    public int Count => _values.Count;

    /// <summary>Whether there are too few residuals for a level, so that p-values are extrapolated.</summary>
    public bool Extrapolates(double level) => _values.Extrapolates(ValuePart * level);

    /// <summary>Scores a row.</summary>
    /// <param name="values">The value of each target.</param>
    /// <param name="residuals">The residual of each target.</param>
    /// <param name="evidence">What is known of the rows before, to which this one is added. An anomaly starts a new window.</param>
    /// <param name="level">The level.</param>
    public AnomalyScore Score(double[] values, double[] residuals, AnomalyEvidence evidence, double level)
    {
        DriftWindow window = evidence.Window;
        // A spike is no drift.
        window.Add([.. residuals.Select((residual, target) => Math.Clamp(residual, -_values.Largest(target), _values.Largest(target)))]);
        double p = _values.PValue(residuals, ValuePart * level) / ValuePart;
        var score = new AnomalyScore(p, RnnAnomalyKind.Value, _values.Shares(residuals));
        if (window.IsFull)
        {
            double[] drifts = [.. window.Sums().Select((sum, target) => _drifts[target]?.PValue(sum, DriftPart * level / Targets) ?? 1)];
            score = Smaller(score, RnnAnomalyKind.Drift, drifts, DriftPart);
        }

        double[] repeated = [.. values.Select((value, target) => evidence.Runs[target].Add(value))];
        score = Smaller(score, RnnAnomalyKind.Stuck, repeated, StuckPart);
        if (score.PValue <= level)
        {
            window.Clear();
        }

        return score with { PValue = Math.Min(1, score.PValue) };
    }

    /// <summary>Computes the size of a target's residual from which on a row is an anomaly by it alone.</summary>
    public double SizeAt(int target, double level) => _values.SizeAt(target, ValuePart * level);

    // The smallest p-value of several targets, if it says more.
    private AnomalyScore Smaller(AnomalyScore score, RnnAnomalyKind kind, double[] targets, double part)
    {
        double p = targets.Min() * Targets / part;
        int which = Array.IndexOf(targets, targets.Min());
        return p < score.PValue ? new AnomalyScore(p, kind, [.. targets.Select((_, target) => target == which ? 1.0 : 0)]) : score;
    }

    private bool IsOrdinary(double[] row) => !Array.Exists(row, double.IsNaN)
        && Enumerable.Range(0, row.Length).All(target => !(Math.Abs(row[target]) > _values.Largest(target)));
}
