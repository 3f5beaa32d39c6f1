namespace RnnPS;

/// <summary>
/// Differences of a series: w(t) = (1 − B^a)(1 − B^b)… z(t), where B^a is the value a rows before (Box and Jenkins 1970, "Time series
/// analysis: forecasting and control").
/// </summary>
internal sealed class Differencing
{
    // The terms of the product with a lag above 0: w(t) = z(t) + Σ factor · z(t − lag).
    private readonly (int Lag, double Factor)[] _terms;

    /// <summary>Creates differences.</summary>
    /// <param name="lags">The lag of each difference, at least 1; empty for none.</param>
    public Differencing(IReadOnlyList<int> lags)
    {
        var factors = new SortedDictionary<int, double> { [0] = 1 };
        foreach (int lag in lags)
        {
            foreach ((int below, double factor) in factors.ToArray())
            {
                factors[below + lag] = factors.GetValueOrDefault(below + lag) - factor;
            }
        }

        _terms = [.. factors.Where(term => term.Key > 0 && term.Value != 0).Select(term => (term.Key, term.Value))];
        Length = lags.Sum();
    }

    /// <summary>The number of rows at the start that have no difference.</summary>
    public int Length { get; }

    /// <summary>Computes the difference at a row.</summary>
    /// <param name="values">The values.</param>
    /// <param name="row">The row, at least <see cref="Length"/>.</param>
    public double At(ReadOnlySpan<double> values, int row) => values[row] + Rest(values, row);

    /// <summary>Computes the value at a row from its difference and the values before it.</summary>
    /// <param name="values">The values, of which only those before the row are read.</param>
    /// <param name="row">The row, at least <see cref="Length"/>.</param>
    /// <param name="difference">The difference at the row.</param>
    public double Undo(ReadOnlySpan<double> values, int row, double difference) => difference - Rest(values, row);

    private double Rest(ReadOnlySpan<double> values, int row)
    {
        double sum = 0;
        foreach ((int lag, double factor) in _terms)
        {
            sum += factor * values[row - lag];
        }

        return sum;
    }
}
