namespace RnnPS;

/// <summary>How a forecast is made.</summary>
public sealed record RnnForecastOptions
{
    /// <summary>How many steps ahead.</summary>
    public required int Count { get; init; }

    /// <summary>Which inputs are fed back.</summary>
    public required FeedbackMap Feedback { get; init; }

    /// <summary>How many steps after its input an output lies, as the model was trained: 1 for the next step.</summary>
    public int Lead { get; init; } = 1;

    /// <summary>The share of outcomes that should lie within the interval, as 0.9; null for no interval.</summary>
    public double? Interval { get; init; }

    /// <summary>The errors that the model made on data it did not see, [errors × target]; null where none are known.</summary>
    public RnnMatrix? Residuals { get; init; }

    /// <summary>Which quantiles of each target the outputs are; null where they are the targets themselves.</summary>
    public RnnVector? Quantiles { get; init; }

    /// <summary>What becomes of missing values in the history.</summary>
    public RnnMissingValue MissingValue { get; init; } = RnnMissingValue.Error;

    /// <summary>How many sample paths the interval is made of.</summary>
    public int PathCount { get; init; } = 1000;

    /// <summary>The seed of the sample paths.</summary>
    public int Seed { get; init; }
}
