using System.Globalization;
using System.Numerics;

namespace RnnPS;

/// <summary>Times that are numbers. Decimals keep all digits, for example those of nanoseconds since 1970.</summary>
/// <param name="values">The values of the column. A forecast has their type.</param>
/// <param name="culture">The culture of text; null for the invariant culture.</param>
internal sealed class NumberNotation(IReadOnlyList<object> values, CultureInfo? culture = null) : TimeNotation
{
    // Larger integers are not exact in a double.
    private const double LargestExact = 1L << 53;
    private const double LargestDecimal = 7.9e28;
    private readonly Type _type = values.All(value => value.GetType() == values[0].GetType()) ? values[0].GetType() : typeof(string);

    /// <summary>Whether the column holds text, or several types.</summary>
    public bool IsText => _type == typeof(string);

    /// <inheritdoc/>
    public override object? Read(object value) => value switch
    {
        string text => decimal.TryParse(text, NumberStyles.Float, culture ?? CultureInfo.InvariantCulture, out decimal number) ? number : null,
        double number => FromDouble(number),
        float number => FromDouble(number) is null ? null : (decimal)number,
        Half number => FromDouble((double)number),
        BigInteger number => BigInteger.Abs(number) < new BigInteger(LargestDecimal) ? (decimal)number : null,
        Enum => null,
        IConvertible number when number.GetTypeCode() is >= TypeCode.SByte and <= TypeCode.Decimal => number.ToDecimal(CultureInfo.InvariantCulture),
        _ => null,
    };

    /// <summary>Converts a number to the type of the column; a number in text becomes a double.</summary>
    /// <param name="time">The decimal number.</param>
    public override object Write(object time)
    {
        decimal number = (decimal)time;
        try
        {
            return _type switch
            {
                _ when IsText => Math.Abs(number) <= (decimal)LargestExact || !decimal.IsInteger(number) ? (object)(double)number : (long)number,
                _ when _type == typeof(BigInteger) => (BigInteger)number,
                _ when _type == typeof(Half) => (Half)number,
                _ => Convert.ChangeType(number, _type, CultureInfo.InvariantCulture),
            };
        }
        catch (OverflowException)
        {
            // 2147483647 is followed by a number that is no int any more.
            return number;
        }
    }

    private static decimal? FromDouble(double number) => Math.Abs(number) switch
    {
        // The conversion keeps 15 digits, which rounds 0.30000000000000004 to 0.3.
        < LargestExact => (decimal)number,
        < LargestDecimal => (decimal)new BigInteger(number),
        _ => null,
    };
}
