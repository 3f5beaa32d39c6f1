using System.Globalization;

namespace RnnPS;

/// <summary>Reads the times of a series' rows, which a forecast continues.</summary>
internal static class TimeReader
{
    /// <summary>Reads the time axis from the last two rows of a series.</summary>
    /// <param name="sequence">The series.</param>
    /// <param name="property">The property of the rows that holds a number or a date.</param>
    /// <exception cref="RnnException">
    /// The series has fewer than two rows, or their times can't be read (<see cref="RnnErrorId.Time"/>).
    /// </exception>
    public static RnnTimeAxis Read(RnnSequence sequence, string property)
    {
        if (sequence.Source.Count < 2)
        {
            throw new RnnException(
                RnnErrorId.Time,
                $"The sequence {sequence.Key} has fewer than two rows: the last two define the distance of {property}. Forecast from rows or from a file, or "
                + "leave -TimeProperty out.",
                sequence);
        }

        object? before = TimestepReader.ReadValue(sequence.Source[^2], property);
        object? last = TimestepReader.ReadValue(sequence.Source[^1], property);
        // A number such as 20261231 is a date, which 20261232 does not follow.
        return (Digits(before), Digits(last), TryNumber(before), TryNumber(last)) switch
        {
            ({ } first, { } second, _, _) => new RnnTimeAxis(first, second),
            (_, _, { } first, { } second) => new RnnTimeAxis(first, second),
            _ => new RnnTimeAxis(Date(before, property), Date(last, property)),
        };
    }

    private static DateTime? Digits(object? value) => DateTime.TryParseExact(
        Convert.ToString(value, CultureInfo.InvariantCulture), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime date)
        && date.Year is >= 1000 and < 3000 ? date : null;

    private static double? TryNumber(object? value)
    {
        try
        {
            return value is not null && NumberReader.Read(value) is var number && double.IsFinite(number) ? number : null;
        }
        catch (RnnException)
        {
            return null;
        }
    }

    private static DateTime Date(object? value, string property) => value switch
    {
        DateTime date => date,
        DateTimeOffset date => date.DateTime,
        DateOnly date => date.ToDateTime(TimeOnly.MinValue),
        string text when DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out DateTime date) => date,
        _ => throw new RnnException(
            RnnErrorId.Time,
            $"{property}: '{NumberReader.Describe(value)}' is not a number or a date: expected a number, or a date such as 2026-11-24.",
            value),
    };
}
