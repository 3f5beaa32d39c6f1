namespace RnnPS;

/// <summary>The timesteps of one series as they come in, to become a sequence.</summary>
/// <param name="key">What tells the series from others.</param>
/// <param name="reader">What reads a timestep.</param>
/// <param name="keepsRows">Whether the rows that it came from stay with the sequence, and in memory.</param>
internal sealed class SeriesTable(object? key, TimestepReader reader, bool keepsRows = true)
{
    private readonly SeriesReader _series = new(reader);
    private readonly List<double> _values = [];
    private readonly List<object?> _sources = [];
    private readonly List<long> _steps = [];

    /// <summary>What tells the series from others.</summary>
    public object? Key { get; } = key;

    /// <summary>How many records came, bad ones among them.</summary>
    public long Count => _series.Count;

    /// <summary>Whether no timestep was good.</summary>
    public bool IsEmpty => _steps.Count == 0;

    /// <summary>Takes a timestep.</summary>
    /// <param name="record">What came in.</param>
    /// <exception cref="RnnException">It can't be taken; it is left out and later ones keep their number.</exception>
    public void Add(object? record)
    {
        long step = _series.Count;
        _values.AddRange(_series.Read(record));
        if (keepsRows)
        {
            _sources.Add(record);
        }

        _steps.Add(step);
    }

    /// <summary>The timesteps as a sequence; null where none was good.</summary>
    /// <param name="names">The features' names, or null.</param>
    public RnnSequence? ToSequence(IReadOnlyList<string>? names) => IsEmpty ? null : new RnnSequence(
        Key,
        new RnnMatrix(_steps.Count, _series.FeatureCount, [.. _values]),
        names,
        keepsRows && reader.ReadsRows ? _sources : null,
        _steps.Count < _series.Count ? _steps : null);
}
