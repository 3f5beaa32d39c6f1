namespace RnnPS;

/// <summary>What a form of networks, or a repetition, did on the held-out rows.</summary>
/// <param name="Form">The form; null for a repetition.</param>
/// <param name="Name">Names it among the candidates.</param>
/// <param name="Lag">The number of rows back that are repeated; 0 for networks.</param>
/// <param name="Forecasts">[held-out series][origin][step ahead]; empty if it was not tried.</param>
/// <param name="Error">The mean error of the forecasts; infinity if it was not tried.</param>
/// <param name="Model">The network; null for a repetition.</param>
internal sealed record ForecastTrial(RnnForecastForm? Form, string Name, int Lag, double[][][] Forecasts, double Error, RnnModel? Model = null)
{
    /// <summary>Creates the trial of a form for which there was no time, or whose training diverged.</summary>
    public static ForecastTrial NotDone(RnnForecastForm form) => new(form, form.ToString(), 0, [], double.PositiveInfinity);

    /// <summary>Tries the repetition of earlier rows.</summary>
    /// <param name="lag">How many rows back.</param>
    /// <param name="held">The held-out series.</param>
    public static ForecastTrial Repeat(int lag, SearchSeries[] held) =>
        new ForecastTrial(null, FormattableString.Invariant($"repeat {lag}"), lag, [.. held.Select(one => one.Repeat(lag))], 0).Measured(held);

    /// <summary>Measures the error of the forecasts.</summary>
    /// <param name="held">The held-out series.</param>
    public ForecastTrial Measured(SearchSeries[] held) => this with { Error = ErrorOf([.. held.Zip(Forecasts, (one, forecasts) => one.Hold(forecasts))]) };

    /// <summary>Weights trials by the inverse of their errors.</summary>
    /// <param name="kept">The trials.</param>
    /// <returns>A share for each, which add up to 1.</returns>
    public static double[] Shares(ForecastTrial[] kept)
    {
        // An error of 0 would take all.
        double[] weights = [.. kept.Select(trial => 1 / Math.Max(trial.Error, double.Epsilon))];
        if (weights.Any(double.IsInfinity))
        {
            weights = [.. weights.Select(weight => double.IsInfinity(weight) ? 1.0 : 0)];
        }

        double sum = weights.Sum();
        return [.. weights.Select(weight => weight / sum)];
    }

    /// <summary>Combines the forecasts of trials.</summary>
    /// <param name="kept">The trials.</param>
    /// <param name="shares">Their shares.</param>
    /// <param name="series">The index of the held-out series.</param>
    /// <returns>[origin][step ahead].</returns>
    public static double[][] Combine(ForecastTrial[] kept, double[] shares, int series) =>
    [
        .. kept[0].Forecasts[series].Select((first, origin) => (double[])
        [
            .. first.Select((_, ahead) => kept.Zip(shares, (trial, share) => share * trial.Forecasts[series][origin][ahead]).Sum()),
        ]),
    ];

    /// <summary>The mean error over all series, origins and steps ahead; infinity if there is none.</summary>
    public static double ErrorOf(IReadOnlyList<HeldSeries> held)
    {
        double[] errors = [.. held.SelectMany(one => one.Errors)];
        return errors.Length == 0 ? double.PositiveInfinity : errors.Average();
    }
}
