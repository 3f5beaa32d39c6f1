namespace RnnPS;

/// <summary>
/// Scores rows by how often such residuals occur in a validation part: those of the row, and the sums of the last ones.
/// </summary>
/// <remarks>
/// Two p-values are tested at a level of which each has its part, so that the rate of false alarms is the level (Bonferroni): four fifths
/// for the row itself, and one fifth for the sums. Sums of overlapping windows would alarm several times in a row, so that a window ends
/// with an alarm.
/// </remarks>
internal sealed class AnomalyCalibration
{
    private const double ValuePart = 0.8;
    private const double DriftPart = 1 - ValuePart;

    private readonly JointTail _values;
    private readonly JointTail? _drifts;

    /// <summary>Takes the residuals of a validation part.</summary>
    /// <param name="rows">The residuals of all targets in each row, in their order; NaN for a missing value.</param>
    /// <param name="targets">The number of targets.</param>
    /// <param name="name">Names the model, for errors.</param>
    /// <exception cref="RnnException">There are too few residuals (<see cref="RnnErrorId.Interval"/>).</exception>
    public AnomalyCalibration(IReadOnlyList<double[]> rows, int targets, string name)
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
        // An anomaly of the validation part is in eight sums.
        List<double[]> sums = DriftWindow.SumsOf(rows.Select(row => IsOrdinary(row) ? row : null), targets);
        _drifts = sums.Count >= ResidualTail.Fewest ? new JointTail(sums, targets) : null;
    }

    /// <summary>The number of targets.</summary>
    public int Targets { get; }

    /// <summary>The number of residuals that the p-values come from.</summary>
    public int Count => _values.Count;

    /// <summary>Whether there are too few residuals for a level, so that p-values are extrapolated.</summary>
    public bool Extrapolates(double level) => _values.Extrapolates(ValuePart * level);

    /// <summary>Scores a row.</summary>
    /// <param name="residuals">The residual of each target.</param>
    /// <param name="window">The residuals of the rows before, to which those of this row are added. An anomaly clears it.</param>
    /// <param name="level">The level.</param>
    public AnomalyScore Score(double[] residuals, DriftWindow window, double level)
    {
        window.Add(residuals);
        double value = Math.Min(1, _values.PValue(residuals, ValuePart * level) / ValuePart);
        var score = new AnomalyScore(value, RnnAnomalyKind.Value, _values.Shares(residuals));
        if (_drifts is not null && window.IsFull)
        {
            double[] sums = window.Sums();
            double drift = Math.Min(1, _drifts.PValue(sums, DriftPart * level) / DriftPart);
            score = drift < value ? new AnomalyScore(drift, RnnAnomalyKind.Drift, _drifts.Shares(sums)) : score;
        }

        if (score.PValue <= level)
        {
            window.Clear();
        }

        return score;
    }

    /// <summary>Computes the size of a target's residual from which on a row is an anomaly by it alone.</summary>
    public double SizeAt(int target, double level) => _values.SizeAt(target, ValuePart * level);

    private bool IsOrdinary(double[] row) => !Array.Exists(row, double.IsNaN)
        && Enumerable.Range(0, row.Length).All(target => !(Math.Abs(row[target]) > _values.Largest(target)));
}
