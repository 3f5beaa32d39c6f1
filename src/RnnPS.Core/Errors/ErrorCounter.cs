namespace RnnPS;

/// <summary>Counts errors by their kind, which is their id, so that only the first ones of a kind are written: more tell nothing new.</summary>
/// <param name="writesAll">Whether all are written.</param>
public sealed class ErrorCounter(bool writesAll = false)
{
    private const int MostWritten = 10;

    private readonly Dictionary<string, long> _counts = [];

    /// <summary>The number of errors of all kinds.</summary>
    public long Count { get; private set; }

    /// <summary>The number of errors of each kind.</summary>
    public IEnumerable<KeyValuePair<string, long>> Counts => _counts;

    /// <summary>The number of errors of each kind that were not to be written.</summary>
    public IEnumerable<KeyValuePair<string, long>> Rest => _counts
        .Where(kind => !writesAll && kind.Value > MostWritten)
        .Select(kind => KeyValuePair.Create(kind.Key, kind.Value - MostWritten));

    /// <summary>Counts an error.</summary>
    /// <param name="error">The error.</param>
    /// <returns>Whether to write it.</returns>
    public bool Add(RnnException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        Count++;
        long count = _counts[error.Id] = _counts.GetValueOrDefault(error.Id) + 1;
        return writesAll || count <= MostWritten;
    }
}
