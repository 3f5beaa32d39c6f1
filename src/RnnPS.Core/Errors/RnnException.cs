namespace RnnPS;

/// <summary>
/// An error in data, shapes or files. Its <see cref="Id"/> is one of <see cref="RnnErrorId"/>; its message names the
/// value, what was expected, and the remedy.
/// </summary>
public sealed class RnnException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="id">One of <see cref="RnnErrorId"/>.</param>
    /// <param name="message">What was wrong, what was expected, and what to do.</param>
    /// <param name="value">The offending value.</param>
    /// <param name="inner">The error that led to this one, if any.</param>
    public RnnException(string id, string message, object? value = null, Exception? inner = null)
        : base(message, inner)
    {
        Id = id;
        Value = value;
    }

    /// <summary>The stable id, one of <see cref="RnnErrorId"/>.</summary>
    public string Id { get; }

    /// <summary>The offending value: what an error record shows as its target.</summary>
    public object? Value { get; }
}
