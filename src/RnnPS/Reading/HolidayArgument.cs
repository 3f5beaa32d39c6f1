namespace RnnPS;

/// <summary>Reads the days of -Holiday.</summary>
internal static class HolidayArgument
{
    /// <summary>Reads days.</summary>
    /// <param name="values">Dates, or text; null for none.</param>
    /// <param name="format">How dates are written.</param>
    /// <exception cref="RnnException">A value is not a day (<see cref="RnnErrorId.Time"/>).</exception>
    public static IReadOnlyList<DateOnly> Read(object[]? values, RnnTimeFormat format) =>
        [.. (values ?? []).Select(value => format.ReadDay(ForeignCode.RequireText(NumberReader.Unwrap(value)) ?? string.Empty))];
}
