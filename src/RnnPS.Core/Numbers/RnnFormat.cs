using System.Globalization;

namespace RnnPS;

/// <summary>Formats numbers and vectors for display, with four significant digits in the invariant culture.</summary>
/// <remarks>The format views call these methods. Exported files contain all digits.</remarks>
public static class RnnFormat
{
    // From here on, four significant digits need an exponent.
    private const double LargestOfFourDigits = 1e4;
    private const double LargestWhole = 1e7;

    /// <summary>
    /// Formats a number with four significant digits, and with all digits before the decimal point if there are up to seven of them.
    /// </summary>
    /// <param name="value">Any double.</param>
    /// <returns>The text, for example <c>0.537</c>, <c>12346</c> or <c>1.2E-07</c>.</returns>
    public static string Number(double value) => Math.Abs(value) is >= LargestOfFourDigits - 0.5 and < LargestWhole - 0.5
        ? value.ToString("F0", CultureInfo.InvariantCulture)
        : value.ToString("G4", CultureInfo.InvariantCulture);

    /// <summary>Formats a value in the units of the data: a number has all digits before the decimal point that fit.</summary>
    /// <param name="value">A double, an <see cref="RnnVector"/>, or anything else.</param>
    /// <param name="width">The available width, in characters.</param>
    /// <returns>The text.</returns>
    public static string Quantity(object? value, int width)
    {
        string whole = value is double number && Math.Abs(number) is >= LargestWhole - 0.5 and < 1e15
            ? number.ToString("F0", CultureInfo.InvariantCulture)
            : string.Empty;
        return whole.Length > 0 && whole.Length <= width ? whole : Fit(value, width);
    }

    /// <summary>Formats a quantity or a rate, for example <c>950</c>, <c>12k</c> or <c>3.4M</c>.</summary>
    /// <param name="value">0 or more.</param>
    /// <returns>The text.</returns>
    public static string Count(double value) => value switch
    {
        >= 1e6 => string.Create(CultureInfo.InvariantCulture, $"{value / 1e6:0.#}M"),
        >= 1e4 => string.Create(CultureInfo.InvariantCulture, $"{value / 1e3:0}k"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value:0}"),
    };

    /// <summary>Formats a duration, for example <c>0:07.5</c> or <c>1:02:07</c>.</summary>
    /// <param name="time">The duration.</param>
    /// <returns>The text.</returns>
    public static string Duration(TimeSpan time) => time.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time:mm\\:ss}")
        : time.ToString(@"m\:ss\.f", CultureInfo.InvariantCulture);

    /// <summary>Formats a value for a table cell or a line of a list.</summary>
    /// <param name="value">A double, an <see cref="RnnVector"/>, an <see cref="RnnMatrix"/>, or anything else.</param>
    /// <param name="width">The available width, in characters.</param>
    /// <returns>
    /// The text. A vector that does not fit is abbreviated with its length, for example <c>[0.1 0.2 … of 256]</c>. A matrix that
    /// does not fit is shown by its shape.
    /// </returns>
    public static string Fit(object? value, int width) => value switch
    {
        null => string.Empty,
        double number => Shortened(number, width),
        RnnVector vector => Vector(vector, width),
        RnnMatrix matrix => Matrix(matrix, width),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? string.Empty,
    };

    /// <summary>
    /// Formats the time of a forecast step. A date at midnight is shown without the time of day, a number with all digits.
    /// </summary>
    /// <param name="time">A number, a date, text, or null.</param>
    /// <returns>The text.</returns>
    public static string Time(object? time) => Time(time, showsMidnight: false);

    /// <summary>Formats the time of a step.</summary>
    /// <param name="time">A number, a date, text, or null.</param>
    /// <param name="showsMidnight">Whether a date at midnight is shown with the time of day, as its neighbours are.</param>
    /// <returns>The text.</returns>
    public static string Time(object? time, bool showsMidnight) => time switch
    {
        DateTime date when date.TimeOfDay == TimeSpan.Zero && !showsMidnight => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime date => date.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        DateTimeOffset date => date.ToString(
            "yyyy-MM-dd HH:mm" + (date.Second == 0 ? string.Empty : ":ss") + (date.Offset.Minutes == 0 ? "zz" : "zzz"), CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        string text => text,
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => string.Empty,
    };

    // A number that does not fit has fewer digits. One digit with its exponent always fits.
    private static string Shortened(double number, int width)
    {
        string text = Number(number);
        for (int digits = 3; text.Length > width && digits > 0; digits--)
        {
            text = number.ToString(string.Create(CultureInfo.InvariantCulture, $"G{digits}"), CultureInfo.InvariantCulture);
        }

        return text;
    }

    private static string Vector(RnnVector vector, int width)
    {
        // A component and its separator need at least two characters.
        int components = Math.Min(vector.Length, width / 2);
        string text = vector.ToString(components);
        while (text.Length > width && components > 0)
        {
            text = vector.ToString(--components);
        }

        return components > 0 || vector.Length == 0 ? text : FirstComponent(vector, width) ?? text;
    }

    // If no component fits with four digits, shows the first component with fewer digits.
    private static string? FirstComponent(RnnVector vector, int width)
    {
        string rest = vector.Length == 1 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $" … of {vector.Length}");
        string shortRest = vector.Length == 1 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $" …{vector.Length}");
        foreach ((int digits, string after) in ((int, string)[])[(3, rest), (2, rest), (1, rest), (3, shortRest), (2, shortRest), (1, shortRest)])
        {
            string number = vector[0].ToString(string.Create(CultureInfo.InvariantCulture, $"G{digits}"), CultureInfo.InvariantCulture);
            if (number.Length + after.Length + 2 <= width)
            {
                return $"[{number}{after}]";
            }
        }

        return null;
    }

    private static string Matrix(RnnMatrix matrix, int width)
    {
        string rows = matrix.Rows * matrix.Columns <= width / 2 ? string.Join(' ', matrix.Select(row => row.ToString(row.Length))) : matrix.ToString();
        return rows.Length <= width ? rows : matrix.ToString();
    }
}
