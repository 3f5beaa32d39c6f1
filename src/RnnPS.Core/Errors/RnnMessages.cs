using System.Globalization;

namespace RnnPS;

/// <summary>The wording of errors that more than one place finds, so that one fault reads the same everywhere.</summary>
public static class RnnMessages
{
    /// <summary>A text that is no number.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The message.</returns>
    public static string NotANumber(string text) =>
        $"'{text}' is not a number: expected digits with a decimal point and no thousands separators, as 2.5 or -1e-3.";

    /// <summary>An infinite input.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The message.</returns>
    public static string NotFinite(double value) => string.Create(
        CultureInfo.InvariantCulture,
        $"{value} is not a finite number: remove or replace the value before it goes in.");

    /// <summary>An infinite number in a text, named as it stands there, since 1e999 reads as infinity too.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The message.</returns>
    public static string NotFinite(string text) =>
        $"'{text}' is not a finite number: remove or replace the value before it goes in.";

    /// <summary>A missing value.</summary>
    /// <param name="feature">Where it is missing, as a column's name.</param>
    /// <returns>The message.</returns>
    public static string MissingValue(string feature) =>
        $"The value of {feature} is missing (an empty field or NaN): fill it in, or leave the row out. "
        + "Nothing was emitted for the row, and the state stayed as it was.";

    /// <summary>A number of things, as <c>1 feature</c> or <c>2 features</c>.</summary>
    /// <param name="number">How many.</param>
    /// <param name="noun">One of them.</param>
    /// <returns>The text.</returns>
    public static string Count(long number, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {noun}{(number == 1 ? string.Empty : "s")}");

    /// <summary>A column or property that is not there.</summary>
    /// <param name="name">The name asked for.</param>
    /// <param name="names">The names that there are.</param>
    /// <returns>The message.</returns>
    public static string PropertyMissing(string name, IEnumerable<string> names) =>
        $"There is no '{name}': expected one of {string.Join(", ", names)}.";
}
