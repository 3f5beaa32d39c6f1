using System.Globalization;

namespace RnnPS;

/// <summary>A text, a number or a date as text, with its type, so that it comes back as it was.</summary>
/// <param name="Type">The name of the type.</param>
/// <param name="Text">The value in the invariant culture, with all its digits.</param>
public sealed record TypedText(string Type, string Text)
{
    private const string ExactDate = "O";

    private static readonly (Type Type, Func<string, object> Read)[] Types =
    [
        (typeof(string), text => text),
        (typeof(char), text => char.Parse(text)),
        (typeof(bool), text => bool.Parse(text)),
        (typeof(Guid), text => Guid.Parse(text, CultureInfo.InvariantCulture)),
        (typeof(TimeSpan), text => TimeSpan.Parse(text, CultureInfo.InvariantCulture)),
        (typeof(DateTime), text => DateTime.ParseExact(text, ExactDate, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind)),
        (typeof(DateTimeOffset), text => DateTimeOffset.ParseExact(text, ExactDate, CultureInfo.InvariantCulture)),
        (typeof(DateOnly), text => DateOnly.ParseExact(text, ExactDate, CultureInfo.InvariantCulture)),
        (typeof(TimeOnly), text => TimeOnly.ParseExact(text, ExactDate, CultureInfo.InvariantCulture)),
        Number<byte>(), Number<sbyte>(), Number<short>(), Number<ushort>(), Number<int>(), Number<uint>(), Number<long>(), Number<ulong>(),
        Number<Int128>(), Number<System.Numerics.BigInteger>(), Number<Half>(), Number<float>(), Number<double>(), Number<decimal>(),
    ];

    /// <summary>Writes a value.</summary>
    /// <param name="value">The value.</param>
    /// <returns>Its text and type.</returns>
    /// <exception cref="RnnException">It is not a text, a number or a date (<see cref="RnnErrorId.ModelUnsupported"/>).</exception>
    public static TypedText Of(object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Type type = value.GetType();
        return Array.Exists(Types, known => known.Type == type)
            ? new TypedText(type.Name, value switch
            {
                DateTime or DateTimeOffset or DateOnly or TimeOnly => ((IFormattable)value).ToString(ExactDate, CultureInfo.InvariantCulture),
                IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
                _ => value.ToString()!,
            })
            : throw new RnnException(
                RnnErrorId.ModelUnsupported,
                $"The key or time {value} is a {type.Name}, which can't leave its process: give a text, a number or a date instead, and train again.",
                value);
    }

    /// <summary>Reads the value.</summary>
    /// <returns>The value; null if the text is not one of its type.</returns>
    public object? ToValue()
    {
        try
        {
            return Array.Find(Types, known => known.Type.Name == Type).Read?.Invoke(Text);
        }
        catch (Exception fault) when (fault is FormatException or OverflowException or ArgumentException)
        {
            return null;
        }
    }

    private static (Type Type, Func<string, object> Read) Number<T>()
        where T : System.Numerics.INumberBase<T> => (typeof(T), text => T.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture));
}
