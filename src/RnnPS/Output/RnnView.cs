using System.Management.Automation.Host;

namespace RnnPS;

/// <summary>Fits values into the columns and lines of the format views, by the width of the host's window.</summary>
/// <remarks>
/// The columns have no widths in the views, so that PowerShell makes them as wide as the texts of the first rows. Each text is therefore
/// as long as any that may follow it in its column.
/// </remarks>
public static class RnnView
{
    // The views fill a window of this width. A wider one has more for their vectors.
    private const int Narrow = 80;
    private const int DefaultWidth = 120;

    // "-0.01234 "
    private const int ComponentWidth = 9;

    /// <summary>The width that the views fill, in characters; 0 for that of the host's window.</summary>
    public static int Width { get; set; }

    /// <summary>Formats a vector or a number for a column that is wider in a wide window.</summary>
    /// <param name="value">The value.</param>
    /// <param name="host">The host.</param>
    /// <param name="width">The width of the column in a window of 80 characters.</param>
    /// <param name="columns">The number of columns that share what a wider window has more.</param>
    /// <returns>The text, padded to the width of the column.</returns>
    public static string Column(object? value, PSHost? host, int width, int columns)
    {
        int available = width + (Math.Max(0, Window(host) - Narrow) / Math.Max(columns, 1));
        int wanted = value is RnnVector vector ? ComponentWidth * vector.Length : width;
        int size = Math.Min(available, Math.Max(width, wanted));
        return RnnFormat.Fit(value, size).PadRight(size);
    }

    /// <summary>Formats a value for a column of one width.</summary>
    /// <param name="value">The value.</param>
    /// <param name="width">The width of the column.</param>
    /// <returns>The text, padded to the width. A longer text has an ellipsis at its end.</returns>
    public static string Cell(object? value, int width)
    {
        string text = RnnFormat.Fit(value, width);
        return text.Length <= width ? text.PadRight(width) : string.Concat(text.AsSpan(0, width - 1), "…");
    }

    /// <summary>Formats a whole number for a column, at its right end.</summary>
    /// <param name="value">The number.</param>
    /// <param name="width">The width of the column.</param>
    /// <returns>The text, with all digits.</returns>
    public static string Right(object? value, int width) => RnnFormat.Fit(value, width).PadLeft(width);

    /// <summary>Formats a value for a line of a list.</summary>
    /// <param name="value">The value.</param>
    /// <param name="host">The host.</param>
    /// <param name="label">The number of characters of the longest label of the list.</param>
    /// <returns>The text.</returns>
    public static string Line(object? value, PSHost? host, int label) => RnnFormat.Quantity(value, LineWidth(host, label));

    /// <summary>The width of a line of a list, without its label.</summary>
    /// <param name="host">The host.</param>
    /// <param name="label">The number of characters of the longest label of the list.</param>
    /// <returns>The number of characters.</returns>
    public static int LineWidth(PSHost? host, int label) => Math.Max(Window(host), Narrow) - label - " : ".Length - 1;

    // A host without a window has no width, or throws.
    private static int Window(PSHost? host)
    {
        if (Width > 0)
        {
            return Width;
        }

        try
        {
            return host?.UI?.RawUI?.BufferSize.Width is { } width and > 0 ? width : DefaultWidth;
        }
        catch (Exception error) when (error is HostException or NotImplementedException or NotSupportedException or IOException or InvalidOperationException)
        {
            return DefaultWidth;
        }
    }
}
