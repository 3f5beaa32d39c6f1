using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Management.Automation.Language;
using System.Numerics;

namespace RnnPS;

/// <summary>Reads numbers from the objects that PowerShell passes.</summary>
internal static class NumberReader
{
    /// <summary>Returns the object without its PSObject wrapper. A PSCustomObject keeps it.</summary>
    public static object? Unwrap(object? value) =>
        value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;

    /// <summary>Returns a value as a list: an array or a collection, but not a text or a dictionary. Otherwise null.</summary>
    public static IEnumerable? AsList(object? value) => Unwrap(value) is IEnumerable list and not (string or IDictionary) ? list : null;

    /// <summary>Whether a value is a list.</summary>
    public static bool IsList(object? value) => AsList(value) is not null;

    /// <summary>Whether a value is a row: a dictionary, or an object with properties.</summary>
    public static bool IsRow(object? value) => Unwrap(value) is { } plain and not IConvertible && !IsList(plain);

    /// <summary>
    /// Whether a value is absent: <c>$null</c>, which is also JSON's null and an empty Nullable, the empty value of a database, or the
    /// output of a script block that has none.
    /// </summary>
    public static bool IsAbsent(object? value) => Unwrap(value) is null or DBNull or NullString || ReferenceEquals(value, AutomationNull.Value);

    /// <summary>Reads one number.</summary>
    /// <param name="value">A number, or a text that represents one.</param>
    /// <param name="texts">How text writes numbers; null for the invariant culture.</param>
    /// <returns>The number; NaN for a missing value, which is an absent value, an empty text, or what the texts mark.</returns>
    /// <exception cref="RnnException">The value is a list, or not a number.</exception>
    public static double Read(object? value, NumberTexts? texts = null)
    {
        double number = ReadNumber(value, texts);
        return texts?.Replace(number) ?? number;
    }

    /// <summary>Creates the error for <c>$null</c>.</summary>
    public static RnnException Null() => new(
        RnnErrorId.NullInput, "$null is not a value: expected a number or a list of numbers. Is a variable not set?");

    private static double ReadNumber(object? value, NumberTexts? texts)
    {
        switch (Unwrap(value))
        {
            case double number:
                return number;
            case int number:
                return number;
            case float number:
                return number;
            case string text:
                return (texts?.TryParse(text, out double parsed) ?? NumberText.TryParse(text, out parsed))
                    ? parsed
                    : throw NotANumber(text, texts?.Culture);
            case var absent when IsAbsent(absent):
                return double.NaN;
            case BigInteger number:
                return (double)number;
            case Half number:
                return (double)number;
            case IConvertible number when TryConvert(number, out double converted):
                return converted;
            case var other:
                throw NotANumber(other!);
        }
    }

    private static bool TryConvert(IConvertible value, out double number)
    {
        number = double.NaN;
        try
        {
            bool isNumeric = value is not Enum && value.GetTypeCode() is >= TypeCode.SByte and <= TypeCode.Decimal;
            number = isNumeric ? value.ToDouble(CultureInfo.InvariantCulture) : double.NaN;
            return isNumeric;
        }
        catch (Exception error) when (ForeignCode.IsFault(error))
        {
            return false;
        }
    }

    private static RnnException NotANumber(string text, CultureInfo? culture) => new(
        RnnErrorId.NotANumber,
        RnnMessages.NotANumber(text, culture) + (NumberTexts.IsUsual(text) ? $" If it marks a missing value, give -MissingText '{MessageText.Excerpt(text)}'." : string.Empty),
        text);

    /// <summary>Creates the error for a value that is neither a number nor a text.</summary>
    public static RnnException NotANumber(object other) => other is not IConvertible
        ? new RnnException(
            RnnErrorId.PropertyRequired,
            $"{ValueDescription.Of(other)} ({other.GetType().Name}) is an object with properties: name the properties to read with -Property.",
            other)
        : new RnnException(
            RnnErrorId.NotANumber,
            $"{ValueDescription.Of(other)} ({other.GetType().Name}) is not a number: expected a number, or a text that represents one."
            + (other is bool ? " Convert it with [int], which makes 1 of $true and 0 of $false." : string.Empty),
            other);
}
