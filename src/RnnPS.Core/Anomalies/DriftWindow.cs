namespace RnnPS;

/// <summary>The sum of the last residuals, which shows what each of them is too small to show: a slow drift.</summary>
/// <param name="targets">The number of targets.</param>
internal sealed class DriftWindow(int targets)
{
    /// <summary>The number of rows that are added up. Fewer see only jumps, and more see a drift too late.</summary>
    public const int Length = 12;

    private readonly double[][] _rows = new double[Length][];
    private int _count;

    /// <summary>Whether all rows of the window are there.</summary>
    public bool IsFull => _count >= Length;

    /// <summary>Adds the residuals of a row.</summary>
    public void Add(double[] residuals) => _rows[_count++ % Length] = residuals;

    /// <summary>Forgets all rows, after a missing value and after an anomaly.</summary>
    public void Clear() => _count = 0;

    /// <summary>Copies the window.</summary>
    public DriftWindow Copy()
    {
        var copy = new DriftWindow(targets);
        _rows.CopyTo(copy._rows, 0);
        copy._count = _count;
        return copy;
    }

    /// <summary>Adds up the residuals of each target.</summary>
    public double[] Sums() => [.. Enumerable.Range(0, targets).Select(target => _rows.Sum(row => row[target]))];
}
