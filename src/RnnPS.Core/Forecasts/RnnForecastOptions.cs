namespace RnnPS;

/// <summary>The options of a forecast.</summary>
public sealed record RnnForecastOptions
{
    /// <summary>Requires that intervals are shares.</summary>
    /// <param name="intervals">The intervals.</param>
    /// <returns>The intervals from the narrowest to the widest, each once.</returns>
    /// <exception cref="RnnException">One is not a number between 0 and 1 (<see cref="RnnErrorId.Interval"/>).</exception>
    public static IReadOnlyList<double> RequireShares(IEnumerable<double> intervals)
    {
        double[] shares = [.. intervals.Distinct().Order()];
        foreach (double share in shares.Where(share => !(share > 0 && share < 1)))
        {
            throw new RnnException(
                RnnErrorId.Interval,
                FormattableString.Invariant($"An interval of {share} is not valid: expected the share of outcomes as a number between 0 and 1, such as 0.9."),
                share);
        }

        return shares;
    }

    /// <summary>The number of steps to forecast.</summary>
    public required int Count { get; init; }

    /// <summary>The map of the inputs that are fed back.</summary>
    public required FeedbackMap Feedback { get; init; }

    /// <summary>The number of steps from an input to its target, as in training: 1 for the next step.</summary>
    public int Lead { get; init; } = 1;

    /// <summary>The shares of outcomes that the intervals should contain, such as 0.9; empty for no interval.</summary>
    public IReadOnlyList<double> Intervals { get; init; } = [];

    /// <summary>The residuals on the validation part (target − prediction), [errors × target]; null if there are none.</summary>
    public RnnMatrix? Residuals { get; init; }

    /// <summary>
    /// The errors of forecasts of the validation part. The intervals come from them, and not from sample paths; null if there are none.
    /// </summary>
    public RnnHorizonErrors? HorizonErrors { get; init; }

    /// <summary>The quantiles that the model outputs for each target; null if it outputs the targets themselves.</summary>
    public RnnVector? Quantiles { get; init; }

    /// <summary>How to fill missing values in the history.</summary>
    public RnnMissingValue MissingValue { get; init; } = RnnMissingValue.Error;

    /// <summary>The number of sample paths for the interval.</summary>
    public int PathCount { get; init; } = 1000;

    /// <summary>The limit of the memory to take.</summary>
    public MemoryLimit Memory { get; init; } = MemoryLimit.Free;

    /// <summary>The random seed of the sample paths.</summary>
    public int Seed { get; init; }
}
