using System.Globalization;

namespace RnnPS;

/// <summary>The one way in which all times of a column are written.</summary>
internal abstract class TimeNotation
{
    /// <summary>Finds the notation of a column.</summary>
    /// <param name="values">The values of the column: objects, numbers and text.</param>
    /// <param name="format">What the user says about it.</param>
    /// <param name="rows">Names the rows in errors.</param>
    /// <exception cref="RnnException">A row has no time, or another notation than the others (<see cref="RnnErrorId.Time"/>).</exception>
    public static TimeNotation Find(IReadOnlyList<object?> values, RnnTimeFormat format, TimeRows rows)
    {
        for (int row = 0; row < values.Count; row++)
        {
            if (values[row] is null || (values[row] is string text && string.IsNullOrWhiteSpace(text)))
            {
                throw rows.Error(row, $"{rows.Property} is empty: expected the time of the row. Fill it in, or leave -TimeProperty out.", values[row]);
            }
        }

        object[] times = [.. values!];
        if (TryCreate(times, format) is not { } notation)
        {
            throw TimeSuggestion.Unreadable(times, format, rows);
        }

        if (notation is NumberNotation && !format.IsNumber)
        {
            DigitDates.RequireNone([.. times.Select(time => (decimal)notation.Read(time)!)], times, rows);
        }

        return notation;
    }

    /// <summary>Creates the notation that reads all values.</summary>
    /// <returns>The notation; null if there is none.</returns>
    public static TimeNotation? TryCreate(IReadOnlyList<object> values, RnnTimeFormat format)
    {
        TimeNotation?[] candidates = values[0] is DateTime or DateTimeOffset or DateOnly ? [new ObjectNotation(values[0])]
            : format.IsNumber ? [new NumberNotation(values, format.Culture)]
            : format.UnixUnit is { } unit ? [new UnixNotation(unit, new NumberNotation(values, format.Culture))]
            : format.Format is { } exact ? [new FormatNotation(exact, format.Culture ?? CultureInfo.InvariantCulture, new NumberNotation(values))]
            : [IsoNotation.TryCreate(values), new NumberNotation(values, format.Culture), .. CultureNotation.All(format.Culture)];
        return Array.Find(candidates, candidate => candidate is not null && values.All(value => candidate.Read(value) is not null));
    }

    /// <summary>Reads a time.</summary>
    /// <param name="value">An object, a number or text.</param>
    /// <returns>
    /// A decimal number, <see cref="DateTime"/>, <see cref="DateTimeOffset"/> or <see cref="DateOnly"/>; null if the value is written in
    /// another notation.
    /// </returns>
    public abstract object? Read(object value);

    /// <summary>Converts a time to the form in which forecasts have it.</summary>
    /// <param name="time">A time as <see cref="Read"/> returns it.</param>
    public virtual object Write(object time) => time;

    // Objects are taken as they are, with their offset and kind.
    private sealed class ObjectNotation(object first) : TimeNotation
    {
        private readonly TimeKind _kind = TimeKind.Of(first);

        public override object? Read(object value) => _kind.Fits(value) ? value : null;
    }

    private sealed class UnixNotation(decimal ticks, NumberNotation numbers) : TimeNotation
    {
        public override object? Read(object value)
        {
            if (numbers.Read(value) is not decimal number || Math.Abs(number) > DateTime.MaxValue.Ticks)
            {
                return null;
            }

            decimal time = DateTime.UnixEpoch.Ticks + (number * ticks);
            return decimal.IsInteger(time) && time >= 0 && time <= DateTime.MaxValue.Ticks ? new DateTime((long)time, DateTimeKind.Utc) : null;
        }

        public override object Write(object time) => numbers.Write((((DateTime)time).Ticks - DateTime.UnixEpoch.Ticks) / ticks);
    }
}
