namespace RnnPS;

/// <summary>Reads the times of rows that come in one by one.</summary>
/// <param name="axis">The times that the model was trained on; null for none.</param>
/// <param name="format">How times are written.</param>
/// <param name="property">The name of the times, for messages.</param>
internal sealed class LiveTimes(RnnTimeAxis? axis, RnnTimeFormat format, string property)
{
    // A series that begins again years later is rather another one.
    private const long MostAbsent = 1_000_000;

    private TimeNotation? _notation;
    private TimeKind? _kind;
    private decimal _first;
    private decimal _last;
    private long _rows;
    private long? _place;

    /// <summary>The place of the last row on the steps of the axis; null without one.</summary>
    public long? Place => _place;

    /// <summary>The mean time from row to row; null if it is not known.</summary>
    public TimeSpan? MeanStep => axis is not null ? axis.MeanStep
        : _kind is { IsDate: true } && _rows > 1 ? TimeSpan.FromTicks((long)((_last - _first) / (_rows - 1))) : null;

    /// <summary>Reads the time of the next row.</summary>
    /// <param name="raw">The time: an object, a number or text.</param>
    /// <param name="row">The number of the row.</param>
    /// <returns>The time as forecasts have it, and the number of rows that are absent before the row; 0 without an axis.</returns>
    /// <exception cref="RnnException">The time can't be read, is not after that of the row before, or is not on a step (<see cref="RnnErrorId.Time"/>).</exception>
    public (object Time, long Absent) Next(object? raw, long row)
    {
        var rows = new TimeRows(property, _ => FormattableString.Invariant($"Row {row}"));
        object read;
        long absent = 0;
        long? place = null;
        if (axis is not null)
        {
            (read, place) = axis.PlaceOf(raw, format, rows);
            absent = _place is { } before ? place.Value - before - 1 : 0;
            if (absent < 0 || absent > MostAbsent)
            {
                throw rows.Error(0, $"{property} is {RnnFormat.Time(read)}, which is {(absent < 0 ? "not after" : "too far from")} the row before: give rows in the order of their times, and start anew after a long break.", raw);
            }
        }
        else
        {
            read = raw is not null && _notation?.Read(raw) is { } same && _kind!.Fits(same) ? same : Start(raw, rows);
        }

        decimal instant = (_kind ??= TimeKind.Of(read)).ToInstant(read);
        if (axis is null && _rows > 0 && instant <= _last)
        {
            throw rows.Error(0, $"{property} is {RnnFormat.Time(read)}, which is not after the row before: give rows in the order of their times.", raw);
        }

        (_first, _last, _place) = (_rows == 0 ? instant : _first, instant, place);
        _rows++;
        return (axis?.Write(read) ?? _notation!.Write(read), absent);
    }

    private object Start(object? raw, TimeRows rows)
    {
        TimeNotation notation = TimeNotation.Find([raw], format, rows);
        object read = notation.Read(raw!)!;
        if (_rows > 0 && !_kind!.Fits(read))
        {
            throw rows.Error(0, $"{property} is {RnnFormat.Time(read)}, which is written in another way than the rows before: write all times in one way.", raw);
        }

        _notation = notation;
        return read;
    }
}
