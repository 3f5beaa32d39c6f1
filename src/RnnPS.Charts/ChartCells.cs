namespace RnnPS.Charts;

/// <summary>The cells of a heatmap: the value of each unit at each step.</summary>
internal sealed record ChartCells : ChartSeries
{
    private readonly IReadOnlyList<(long Step, RnnVector Values)> _columns;
    private readonly double[] _means;

    /// <summary>Creates the cells.</summary>
    /// <param name="name">The name of the colour scale.</param>
    /// <param name="columns">The steps in order, with a value for each unit.</param>
    /// <param name="isShare">Whether values are shares of 1, as those of gates are, and have no sign.</param>
    public ChartCells(string name, IReadOnlyList<(long Step, RnnVector Values)> columns, bool isShare)
        : base(name, ChartColor.Ink)
    {
        _columns = columns;
        Units = columns[0].Values.Length;
        _means = [.. Enumerable.Range(0, Units).Select(unit => columns.Average(column => column.Values[unit]))];
        double largest = columns.Max(column => column.Values.Max(Math.Abs));
        IsShare = isShare && columns.All(column => column.Values.All(value => value is >= 0 and <= 1));
        (Least, Most) = IsShare ? (0, 1) : (-RoundUp(largest), RoundUp(largest));
    }

    /// <summary>The number of units.</summary>
    public int Units { get; }

    /// <summary>The first step.</summary>
    public long First => _columns[0].Step;

    /// <summary>The number of steps from the first to the last, with those that are absent.</summary>
    public long Length => _columns[^1].Step - First + 1;

    /// <summary>Whether the scale is from 0 to 1, instead of around 0.</summary>
    public bool IsShare { get; }

    /// <summary>The value at the lower end of the colour scale.</summary>
    public double Least { get; }

    /// <summary>The value at the upper end of the colour scale.</summary>
    public double Most { get; }

    /// <inheritdoc/>
    public override IEnumerable<double> Values => [-0.5, Units - 0.5];

    /// <inheritdoc/>
    public override IEnumerable<double> Places => [First - 0.5, First + Length - 0.5];

    /// <summary>
    /// The cells on a grid. If a cell of the grid has several values, it shows the one that is farthest from the mean of its unit, so that
    /// spikes stay visible.
    /// </summary>
    /// <param name="mostColumns">The largest number of columns.</param>
    /// <param name="mostRows">The largest number of rows.</param>
    /// <returns>[column, row], row 0 for unit 0; NaN where there is no step.</returns>
    public double[,] ToGrid(int mostColumns, int mostRows)
    {
        var grid = new double[(int)Math.Min(Length, Math.Max(mostColumns, 1)), Math.Min(Units, Math.Max(mostRows, 1))];
        var distance = new double[grid.GetLength(0), grid.GetLength(1)];
        for (int i = 0; i < grid.Length; i++)
        {
            grid[i / grid.GetLength(1), i % grid.GetLength(1)] = double.NaN;
        }

        foreach ((long step, RnnVector values) in _columns)
        {
            int column = (int)((Int128)(step - First) * grid.GetLength(0) / Length);
            for (int unit = 0; unit < Units; unit++)
            {
                int row = (int)((long)unit * grid.GetLength(1) / Units);
                double far = Math.Abs(values[unit] - _means[unit]);
                if (double.IsNaN(grid[column, row]) || far > distance[column, row])
                {
                    (grid[column, row], distance[column, row]) = (values[unit], far);
                }
            }
        }

        return grid;
    }

    // 1, 2 or 5 times a power of ten, so that the ends of the scale are round.
    private static double RoundUp(double value)
    {
        if (!(value > 0) || !double.IsFinite(value))
        {
            return 1;
        }

        double power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        return power * (value <= power ? 1 : value <= 2 * power ? 2 : value <= 5 * power ? 5 : 10);
    }
}
