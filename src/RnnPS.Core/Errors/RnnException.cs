namespace RnnPS;

/// <summary>
/// An error in data, shapes or files. Its <see cref="Id"/> is one of <see cref="RnnErrorId"/>. Its message names the invalid
/// value, what is expected, and the remedy.
/// </summary>
public sealed class RnnException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="id">One of <see cref="RnnErrorId"/>.</param>
    /// <param name="message">
    /// A message that names the invalid value, what is expected, and the remedy. <see cref="MessageText.Clean"/> makes it fit to be shown.
    /// </param>
    /// <param name="value">The invalid value.</param>
    /// <param name="inner">The error that caused this one, if any.</param>
    /// <param name="lines">Lines that follow the message, such as the parts that differ; null for none.</param>
    public RnnException(string id, string message, object? value = null, Exception? inner = null, IEnumerable<string>? lines = null)
        : base(string.Join('\n', [MessageText.Clean(message), .. lines?.Select(line => "- " + MessageText.Clean(line)) ?? []]), inner)
    {
        Id = id;
        Value = value;
    }

    /// <summary>The stable id, one of <see cref="RnnErrorId"/>.</summary>
    public string Id { get; }

    /// <summary>The invalid value, which becomes the target object of the error record.</summary>
    public object? Value { get; }
}
