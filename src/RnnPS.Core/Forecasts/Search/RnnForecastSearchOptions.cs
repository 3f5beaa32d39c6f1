namespace RnnPS;

/// <summary>The options of a <see cref="ForecastSearch"/>.</summary>
public sealed record RnnForecastSearchOptions
{
    /// <summary>Stands for the season in <see cref="Differences"/> and <see cref="Lags"/>: the longest period that the series shows.</summary>
    public const int Season = 0;

    /// <summary>The number of rows that forecasts will have.</summary>
    public required int Count { get; init; }

    /// <summary>The periods that may be in the series, in rows. The search keeps those that its known rows show.</summary>
    public IReadOnlyList<int> Periods { get; init; } = [];

    /// <summary>The transform of the values. <see cref="RnnTransform.Auto"/> tries the values and their logarithms.</summary>
    public RnnTransform Transform { get; init; } = RnnTransform.Auto;

    /// <summary>
    /// The lag of each difference, in rows, or <see cref="Season"/>; empty for none. Null tries none, 1, the season, and both.
    /// </summary>
    public IReadOnlyList<int>? Differences { get; init; }

    /// <summary>The lags whose values are inputs, in rows before the target, or <see cref="Season"/>; empty for none. Null tries none and the season.</summary>
    public IReadOnlyList<int>? Lags { get; init; }

    /// <summary>The time after which no more forms are tried, and the training ends; null for none. The model then depends on the clock.</summary>
    public TimeSpan? MaxDuration { get; init; }

    /// <summary>The number of networks of the model.</summary>
    public int Networks { get; init; } = 4;

    /// <summary>
    /// The part of the rows that is held out, at most a third; null for four forecasts beside each other, but not more than a quarter, unless
    /// one forecast needs it.
    /// </summary>
    public double? HeldShare { get; init; }

    /// <summary>The seed of the weights and of the order of the windows.</summary>
    public int Seed { get; init; }

    /// <summary>The most threads. The result does not depend on it.</summary>
    public int Threads { get; init; } = 1;
}
