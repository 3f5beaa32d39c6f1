namespace RnnPS;

/// <summary>The options of a <see cref="ForecastSearch"/>.</summary>
public sealed record RnnForecastSearchOptions
{
    /// <summary>The number of rows that forecasts will have.</summary>
    public required int Count { get; init; }

    /// <summary>The periods that may be in the series, in rows. The search keeps those that its known rows show.</summary>
    public IReadOnlyList<int> Periods { get; init; } = [];

    /// <summary>The number of networks of the model.</summary>
    public int Networks { get; init; } = 4;

    /// <summary>The seed of the weights and of the order of the windows.</summary>
    public int Seed { get; init; }

    /// <summary>The most threads. The result does not depend on it.</summary>
    public int Threads { get; init; } = 1;
}
