using System.Globalization;

namespace RnnPS;

/// <summary>The texts of errors that several places report, so that the same error has the same text everywhere.</summary>
public static class RnnMessages
{
    /// <summary>Creates the message for a text that is not a number.</summary>
    /// <param name="text">The text.</param>
    /// <param name="culture">
    /// The culture of -Culture, or the invariant culture if it was not given. Null if the command does not have the parameter.
    /// </param>
    /// <returns>The message.</returns>
    public static string NotANumber(string text, CultureInfo? culture = null)
    {
        string shown = MessageText.Excerpt(text);
        if (culture is { Name.Length: > 0 })
        {
            string separator = culture.NumberFormat.NumberDecimalSeparator;
            return $"'{shown}' is not a number in the culture {culture.Name}: expected digits with the decimal separator '{separator}' and no "
                + $"thousands separators, for example 2{separator}5 or -1e-3.";
        }

        bool comma = culture is not null && text.AsSpan().Count(',') == 1 && !text.Contains('.', StringComparison.Ordinal);
        return $"'{shown}' is not a number: expected digits with a decimal point and no thousands separators, for example 2.5 or -1e-3."
            + (comma ? " If the comma is a decimal separator, give its culture, for example -Culture de-DE." : string.Empty);
    }

    /// <summary>Creates the message for an infinite input.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The message.</returns>
    public static string NotFinite(double value) => string.Create(
        CultureInfo.InvariantCulture,
        $"{value} is not a finite number: remove or replace the value.");

    /// <summary>
    /// Creates the message for an infinite number in a text. It quotes the text, because 1e999 is also read as infinity.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <returns>The message.</returns>
    public static string NotFinite(string text) =>
        $"'{MessageText.Excerpt(text)}' is not a finite number: remove or replace the value.";

    /// <summary>Creates the message for a missing value.</summary>
    /// <param name="feature">The name of the feature, for example a column name.</param>
    /// <returns>The message.</returns>
    public static string MissingValue(string feature) =>
        $"The value of {MessageText.Excerpt(feature)} is missing (an empty field, $null or NaN): fill it in, leave the row out, or give -MissingValue Interpolate, "
        + "CarryForward or Mask. Nothing was emitted for the row, and the state stayed as it was.";

    /// <summary>Formats a number with a noun, for example <c>1 feature</c> or <c>2 features</c>.</summary>
    /// <param name="number">The number.</param>
    /// <param name="noun">The singular noun.</param>
    /// <returns>The text.</returns>
    public static string Count(long number, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {noun}{(number == 1 ? string.Empty : "s")}");

    /// <summary>Creates the message for a column or property that does not exist.</summary>
    /// <param name="name">The requested name.</param>
    /// <param name="names">The existing names.</param>
    /// <returns>The message.</returns>
    public static string PropertyMissing(string name, IEnumerable<string> names) =>
        $"There is no '{MessageText.Excerpt(name)}': expected one of {MessageText.Names(names)}.";
}
