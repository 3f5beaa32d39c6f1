using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Numerics;

namespace RnnPS;

/// <summary>Reads numbers from whatever PowerShell hands over.</summary>
internal static class NumberReader
{
    /// <summary>The object itself, without PowerShell's wrapper.</summary>
    public static object? Unwrap(object? value) =>
        value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;

    /// <summary>Whether a value is a list of values: an array or collection, but no text and no dictionary.</summary>
    public static bool IsList(object? value) => value is IEnumerable and not (string or IDictionary);

    /// <summary>Whether a value is a row: an object or a dictionary with properties to choose from.</summary>
    public static bool IsRow(object? value) => Unwrap(value) is { } plain and not IConvertible && !IsList(plain);

    /// <summary>Reads one number.</summary>
    /// <param name="value">A number, or text that is one.</param>
    /// <returns>The number; NaN for empty text: a missing value.</returns>
    /// <exception cref="RnnException">It is null, a list, or no number.</exception>
    public static double Read(object? value)
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
                return NumberText.TryParse(text, out double parsed)
                    ? parsed
                    : throw new RnnException(RnnErrorId.NotANumber, RnnMessages.NotANumber(text), text);
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

    /// <summary>The error for <c>$null</c>.</summary>
    public static RnnException Null() => new(
        RnnErrorId.NullInput, "$null is not a value: expected a number or a list of numbers. Is a variable not set?");

    /// <summary>A short text for a value in a message.</summary>
    public static string Describe(object? value)
    {
        object? plain = Unwrap(value);
        if (plain is RnnVector vector)
        {
            return vector.ToString(8);
        }

        string text = IsList(plain)
            ? string.Join(',', ((IEnumerable)plain!).Cast<object?>().Take(8).Select(Describe))
            : Convert.ToString(plain, CultureInfo.InvariantCulture) ?? "$null";
        return text.Length <= 80 ? text : text[..79] + "…";
    }

    private static bool IsNumeric(IConvertible value) =>
        value is not Enum && value.GetTypeCode() is >= TypeCode.SByte and <= TypeCode.Decimal;

    private static RnnException NotANumber(object other) => other is not IConvertible
        ? new RnnException(
            RnnErrorId.PropertyRequired,
            $"{Describe(other)} ({other.GetType().Name}) is an object with properties: say which of them to read by -Property.",
            other)
        : new RnnException(
            RnnErrorId.NotANumber,
            $"{Describe(other)} ({other.GetType().Name}) is not a number: expected a number, or text that is one.",
            other);
}
