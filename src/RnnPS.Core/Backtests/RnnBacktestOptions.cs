namespace RnnPS;

/// <summary>The options of a backtest.</summary>
public sealed record RnnBacktestOptions
{
    /// <summary>The number of rows to forecast from each origin.</summary>
    public required int Count { get; init; }

    /// <summary>The number of origins. The last one is <see cref="Count"/> rows before the end of the series.</summary>
    public required int Origins { get; init; }

    /// <summary>The number of rows from one origin to the next.</summary>
    public required int Step { get; init; }

    /// <summary>The distributions of the baselines' intervals and of the test.</summary>
    public required IDistributions Distributions { get; init; }

    /// <summary>
    /// The seasonal period in rows, 1 for none. Null takes the longest period that belongs to the step of the times and of which the first
    /// history has two; 1 without times.
    /// </summary>
    public int? Period { get; init; }

    /// <summary>The number of rows that the model needs before the first origin.</summary>
    public int Lead { get; init; } = 1;

    /// <summary>The shares of outcomes that the intervals should contain. The forecasts have the same ones, or none.</summary>
    public IReadOnlyList<double> Intervals { get; init; } = [0.9];

    /// <summary>The loss by which methods are compared.</summary>
    public RnnForecastLoss Loss { get; init; }

    /// <summary>How to fill rows that are absent by the times. The forecaster fills missing values of a history.</summary>
    public RnnMissingValue MissingValue { get; init; } = RnnMissingValue.Error;

    /// <summary>The maximum number of threads. The forecasts do not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>The limit of the memory to take.</summary>
    public MemoryLimit Memory { get; init; } = MemoryLimit.Free;
}
