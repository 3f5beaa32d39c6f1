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
