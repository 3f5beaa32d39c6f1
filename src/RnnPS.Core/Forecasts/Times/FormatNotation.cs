using System.Globalization;

namespace RnnPS;

/// <summary>Times in an exact format that the user names. A forecast has its times in the same format.</summary>
internal sealed class FormatNotation : TimeNotation
{
    private readonly string _format;
    private readonly CultureInfo _culture;
    private readonly NumberNotation _numbers;
    private readonly bool _hasOffset;

    /// <summary>Creates the notation.</summary>
    /// <param name="format">The .NET format.</param>
    /// <param name="culture">The culture of separators and names.</param>
    /// <param name="numbers">Writes times of a column of numbers, such as 202411.</param>
    public FormatNotation(string format, CultureInfo culture, NumberNotation numbers)
    {
        _format = format;
        _culture = culture;
        _numbers = numbers;
        var noon = new DateTime(2001, 1, 1, 12, 0, 0);
        _hasOffset = new DateTimeOffset(noon, TimeSpan.Zero).ToString(format, culture) != new DateTimeOffset(noon, TimeSpan.FromHours(1)).ToString(format, culture);
    }

    /// <inheritdoc/>
    public override object? Read(object value)
    {
        string? text = value as string ?? (_numbers.Read(value) as decimal?)?.ToString(CultureInfo.InvariantCulture);
        if (_hasOffset)
        {
            return DateTimeOffset.TryParseExact(text, _format, _culture, DateTimeStyles.AllowWhiteSpaces, out DateTimeOffset time) ? time : null;
        }

        return DateTime.TryParseExact(text, _format, _culture, DateTimeStyles.AllowWhiteSpaces, out DateTime date) ? date : null;
    }

    /// <inheritdoc/>
    public override object Write(object time)
    {
        string text = ((IFormattable)time).ToString(_format, _culture);
        return _numbers.IsText || _numbers.Read(text) is not { } number ? text : _numbers.Write(number);
    }
}
