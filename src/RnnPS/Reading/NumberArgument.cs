using System.Collections;

namespace RnnPS;

/// <summary>
/// Reads the numbers of parameters and options. PowerShell's own conversion would drop the comma of "0,05", round 2.5 to an integer, and
/// turn an empty text, and $null in a list or a hashtable, into 0.
/// </summary>
internal static class NumberArgument
{
    /// <summary>Reads a number or a list of numbers.</summary>
    /// <param name="value">The value. Text is in the invariant culture.</param>
    /// <param name="integer">Whether each number must be an integer.</param>
    /// <returns>
    /// A number or a list of numbers for PowerShell to convert; the value itself if it is null or a kind of object that PowerShell reports.
    /// </returns>
    /// <exception cref="RnnException">
    /// A value is not a number or not an integer (<see cref="RnnErrorId.NotANumber"/>), or an item of a list is null
    /// (<see cref="RnnErrorId.NullInput"/>) or a list (<see cref="RnnErrorId.InputDepth"/>).
    /// </exception>
    public static object? Read(object? value, bool integer)
    {
        object? plain = NumberReader.Unwrap(value);
        return NumberReader.AsList(plain) is { } list ? ListReader.ToFlatArray(list, "numbers").Select(item => Item(item, integer)).ToArray()
            : plain is IConvertible or Half ? Number(plain, integer)
            : ForeignCode.RequireText(value);
    }

    /// <summary>Whether a parameter or property holds a number or a list of numbers.</summary>
    /// <param name="type">The type of the parameter or property.</param>
    /// <param name="integer">Whether its numbers are integers.</param>
    public static bool IsNumeric(Type type, out bool integer)
    {
        Type number = type.IsArray ? type.GetElementType()!
            : type.IsGenericType && (type.IsValueType || type.IsAssignableTo(typeof(IEnumerable))) ? type.GetGenericArguments()[0]
            : type;
        TypeCode code = number.IsEnum ? TypeCode.Object : Type.GetTypeCode(number);
        integer = code is >= TypeCode.SByte and <= TypeCode.UInt64;
        return code is >= TypeCode.SByte and <= TypeCode.Decimal;
    }

    private static object? Item(object? item, bool integer) =>
        NumberReader.Unwrap(item) is null ? throw NumberReader.Null() : Read(item, integer);

    private static object Number(object plain, bool integer)
    {
        double number = NumberReader.Read(plain);
        // Missing values have a meaning only in data.
        bool missing = double.IsNaN(number) && plain is not (double or float or Half);
        if (missing || (integer && !double.IsInteger(number)))
        {
            throw new RnnException(
                RnnErrorId.NotANumber,
                integer
                    ? $"'{ValueDescription.Of(plain)}' is not an integer: expected digits without a fraction, for example 32."
                    : RnnMessages.NotANumber(ValueDescription.Of(plain)),
                plain);
        }

        return plain is string ? number : plain;
    }
}
