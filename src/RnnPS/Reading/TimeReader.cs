using System.Globalization;

namespace RnnPS;

/// <summary>Reads the times of a series' rows, to go on with them.</summary>
internal static class TimeReader
{
    /// <summary>The axis that the last two rows of a series set.</summary>
    /// <param name="sequence">The series.</param>
    /// <param name="property">The property of its rows that holds a number or a date.</param>
    /// <exception cref="RnnException">There are no two rows, or their times can't be read (<see cref="RnnErrorId.Time"/>).</exception>
    public static RnnTimeAxis Read(RnnSequence sequence, string property)
    {
        if (sequence.Source.Count < 2)
        {
            throw new RnnException(
                RnnErrorId.Time,
                $"The sequence {sequence.Key} has no two rows to read {property} of, and times go on from two: forecast from rows or a file, or "
                + "leave -TimeProperty out.",
                sequence);
        }

        object? before = TimestepReader.ReadValue(sequence.Source[^2], property);
        object? last = TimestepReader.ReadValue(sequence.Source[^1], property);
        // 20261231 is a date written as one number: 20261232 does not follow it.
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
            $"{property} is {NumberReader.Describe(value)}, which is no time: expected a number, or a date as 2026-11-24.",
            value),
    };
}
