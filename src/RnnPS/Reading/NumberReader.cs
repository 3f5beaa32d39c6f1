using System.Collections;
using System.Globalization;
using System.Management.Automation;
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

    /// <summary>Reads one number.</summary>
    /// <param name="value">A number, or a text that represents one.</param>
    /// <param name="culture">The culture of text; null for the invariant culture.</param>
    /// <returns>The number; NaN for an empty text, which is a missing value.</returns>
    /// <exception cref="RnnException">The value is null, a list, or not a number.</exception>
    public static double Read(object? value, CultureInfo? culture = null)
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
                return NumberText.TryParse(text, out double parsed, culture)
                    ? parsed
                    : throw new RnnException(RnnErrorId.NotANumber, RnnMessages.NotANumber(text, culture), text);
            case null:
                throw Null();
            case BigInteger number:
                return (double)number;
            case Half number:
                return (double)number;
            case IConvertible number when IsNumeric(number):
                return number.ToDouble(CultureInfo.InvariantCulture);
            case var other:
                throw NotANumber(other);
        }
    }

    /// <summary>Creates the error for <c>$null</c>.</summary>
    public static RnnException Null() => new(
        RnnErrorId.NullInput, "$null is not a value: expected a number or a list of numbers. Is a variable not set?");

    /// <summary>Describes a value in a message with at most 80 characters.</summary>
    public static string Describe(object? value)
    {
        object? plain = Unwrap(value);
        if (plain is RnnVector vector)
        {
            return vector.ToString(8);
        }

        string text = AsList(plain) is { } list
            ? string.Join(',', list.Cast<object?>().Take(8).Select(Describe))
            : Convert.ToString(plain, CultureInfo.InvariantCulture) ?? "$null";
        return text.Length <= 80 ? text : text[..79] + "…";
    }

    private static bool IsNumeric(IConvertible value) =>
        value is not Enum && value.GetTypeCode() is >= TypeCode.SByte and <= TypeCode.Decimal;

    private static RnnException NotANumber(object other) => other is not IConvertible
        ? new RnnException(
            RnnErrorId.PropertyRequired,
            $"{Describe(other)} ({other.GetType().Name}) is an object with properties: name the properties to read with -Property.",
            other)
        : new RnnException(
            RnnErrorId.NotANumber,
            $"{Describe(other)} ({other.GetType().Name}) is not a number: expected a number, or a text that represents one.",
            other);
}
