namespace RnnPS.Charts;

/// <summary>What the user wants to see in a chart.</summary>
public sealed record RnnChartRequest
{
    /// <summary>The kinds of charts, one panel for each; empty to choose by the type of the objects.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];

    /// <summary>The units to draw as lines; empty for a heatmap of all.</summary>
    public IReadOnlyList<int> Units { get; init; } = [];

    /// <summary>The title; null for one that says what is drawn.</summary>
    public string? Title { get; init; }

    /// <summary>The title of the vertical axis; null for the name of the values.</summary>
    public string? ValueTitle { get; init; }

    /// <summary>The names of the targets in the source rows of steps; empty for those that the model was trained with.</summary>
    public IReadOnlyList<string> TargetNames { get; init; } = [];

    /// <summary>Reads a number of a source row by its name, NaN for a missing value; null if rows can't be read.</summary>
    public Func<object?, string, double>? ReadSource { get; init; }

    /// <summary>The known values of forecast series: the history, and what happened.</summary>
    public IReadOnlyList<RnnKnownSeries> Known { get; init; } = [];

    /// <summary>The largest number of known rows before a forecast to show; null to choose.</summary>
    public int? HistoryCount { get; init; }
}

/// <summary>Known values of one series and target.</summary>
/// <param name="Sequence">The key of the series; null for any.</param>
/// <param name="Target">The zero-based index of the target.</param>
/// <param name="Name">The name of the values; null if it is unknown.</param>
/// <param name="Rows">The number, the time (or null), and the value (NaN if it is missing) of each row, in order.</param>
public sealed record RnnKnownSeries(object? Sequence, int Target, string? Name, IReadOnlyList<(long Step, object? Time, double Value)> Rows);
