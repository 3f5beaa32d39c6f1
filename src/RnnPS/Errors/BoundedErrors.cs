namespace RnnPS;

/// <summary>
/// Writes the first errors of each kind, and at the end the number of the others, so that one mistake does not flood the screen. With
/// -ErrorVariable, it writes all errors.
/// </summary>
/// <param name="command">The command that writes the errors.</param>
internal sealed class BoundedErrors(RnnCommand command)
{
    private readonly ErrorCounter _counter = new(command.CollectsErrors);

    /// <summary>The number of errors, also of those that are not written.</summary>
    public long Count => _counter.Count;

    /// <summary>Writes an error, unless many of its kind were written.</summary>
    /// <param name="error">The error.</param>
    /// <param name="target">The record or the series.</param>
    /// <param name="place">The place of the record.</param>
    public void Add(RnnException error, object? target, string? place = null)
    {
        if (_counter.Add(error))
        {
            command.WriteError(error, target, place);
        }
    }

    /// <summary>The number of errors of each kind, for example <c>3 RnnNotANumber, 1 RnnKey</c>.</summary>
    public override string ToString() => string.Join(", ", _counter.Counts.Select(kind => FormattableString.Invariant($"{kind.Value} {kind.Key}")));

    /// <summary>Requires that most rows can be read: the rest is not what the user wants to train on.</summary>
    /// <param name="rows">The number of rows, with those that had an error.</param>
    /// <exception cref="RnnException">Most rows had an error (<see cref="RnnErrorId.BadRows"/>).</exception>
    public void RequireMostGood(long rows)
    {
        if (2 * Count > rows)
        {
            throw new RnnException(
                RnnErrorId.BadRows,
                $"{Count} of {RnnMessages.Count(rows, "row")} can't be read, so there is no training on the rest: correct the rows as the errors above say, or "
                + "leave them out of the input.",
                Count);
        }
    }

    /// <summary>Writes the number of errors of each kind that were not written.</summary>
    /// <param name="what">What each of the errors left out, such as <c>row</c>.</param>
    public void Complete(string what)
    {
        foreach ((string id, long rest) in _counter.Rest)
        {
            command.WriteError(new RnnException(
                id,
                $"And {RnnMessages.Count(rest, "more " + what)} with errors of this kind ({id}) were left out, as those before were: correct them, or "
                + "leave them out of the input."));
        }
    }
}
