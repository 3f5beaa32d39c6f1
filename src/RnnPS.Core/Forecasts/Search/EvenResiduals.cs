namespace RnnPS;

/// <summary>Residuals on the scale on which they are about as large at small values as at large ones.</summary>
/// <param name="Transform">The scale: a residual is the transformed value less its transformed forecast.</param>
/// <param name="Values">The residuals, in the order of the rows; NaN for a missing value.</param>
internal sealed record EvenResiduals(ValueTransform Transform, double[] Values)
{
    /// <summary>No residuals.</summary>
    public static EvenResiduals None { get; } = new(ValueTransform.None, []);

    /// <summary>
    /// Chooses the scale: that of the values, of their roots or of their logarithms, on which the sizes of the residuals have the least rank
    /// correlation with the forecasts (Spearman 1904).
    /// </summary>
    /// <param name="values">The values; NaN for a missing one.</param>
    /// <param name="forecasts">The forecast of each value.</param>
    public static EvenResiduals Of(double[] values, double[] forecasts)
    {
        RnnTransform[] kinds = [RnnTransform.None, RnnTransform.Sqrt, RnnTransform.Log];
        return kinds.Select(kind => new ValueTransform(kind, 1))
            .Where(transform => values.All(value => double.IsNaN(value) || transform.Takes(value)) && forecasts.All(transform.Takes))
            .Select(transform => new EvenResiduals(transform, [.. values.Zip(forecasts, (value, forecast) => transform.Apply(value) - transform.Apply(forecast))]))
            .MinBy(residuals => Math.Abs(RankCorrelation(residuals.Values, forecasts)))!;
    }

    private static double RankCorrelation(double[] residuals, double[] forecasts)
    {
        int[] there = [.. Enumerable.Range(0, residuals.Length).Where(row => !double.IsNaN(residuals[row]))];
        double[] sizes = Ranks([.. there.Select(row => Math.Abs(residuals[row]))]);
        double[] levels = Ranks([.. there.Select(row => forecasts[row])]);
        double middle = (there.Length - 1) / 2.0;
        double variance = sizes.Sum(rank => (rank - middle) * (rank - middle));
        return variance == 0 ? 0 : sizes.Zip(levels, (size, level) => (size - middle) * (level - middle)).Sum() / variance;
    }

    private static double[] Ranks(double[] values)
    {
        int[] order = [.. Enumerable.Range(0, values.Length).OrderBy(index => values[index])];
        var ranks = new double[values.Length];
        for (int rank = 0; rank < order.Length; rank++)
        {
            ranks[order[rank]] = rank;
        }

        return ranks;
    }
}
