namespace RnnPS;

/// <summary>How often the residuals of several targets together occur. The p-value of each target counts as much as any other.</summary>
internal sealed class JointTail
{
    private readonly ResidualTail[] _targets;
    private readonly ResidualTail? _joint;

    /// <summary>Takes the residuals.</summary>
    /// <param name="rows">The residuals of all targets in each row, none of which is NaN.</param>
    /// <param name="targets">The number of targets.</param>
    public JointTail(IReadOnlyList<double[]> rows, int targets)
    {
        _targets = [.. Enumerable.Range(0, targets).Select(target => new ResidualTail(rows.Select(row => row[target])))];
        // A product of p-values has no known distribution if the targets depend on each other, so its own residuals tell it.
        _joint = targets > 1 ? new ResidualTail(rows.Select(row => Evidence(row).Sum())) : null;
    }

    /// <summary>The number of residuals that the p-values come from.</summary>
    public int Count => _joint?.Count ?? _targets[0].Count;

    /// <summary>Whether there are too few residuals for a level, so that p-values are extrapolated.</summary>
    public bool Extrapolates(double level) => (_joint ?? _targets[0]).Extrapolates(level);

    /// <summary>Computes the p-value of a row.</summary>
    /// <param name="residuals">The residual of each target.</param>
    /// <param name="level">The level that the p-value is compared with.</param>
    public double PValue(double[] residuals, double level) =>
        _joint?.PValue(Evidence(residuals).Sum(), level) ?? _targets[0].PValue(Math.Abs(residuals[0]), level);

    /// <summary>Computes the part of each target in the evidence against a row: −log of its p-value. The parts add up to 1.</summary>
    public double[] Shares(double[] residuals)
    {
        double[] evidence = Evidence(residuals);
        double sum = evidence.Sum();
        return sum > 0 ? [.. evidence.Select(one => one / sum)] : [.. evidence.Select(_ => 1.0 / evidence.Length)];
    }

    /// <summary>The largest residual of a target that is no outlier.</summary>
    public double Largest(int target) => _targets[target].Largest;

    /// <summary>Computes the size of a target's residual whose p-value is a level.</summary>
    public double SizeAt(int target, double level) => _targets[target].SizeAt(level);

    private double[] Evidence(double[] residuals) =>
        [.. residuals.Select((residual, target) => -Math.Log(Math.Max(_targets[target].PValue(Math.Abs(residual), 1), double.Epsilon)))];
}
