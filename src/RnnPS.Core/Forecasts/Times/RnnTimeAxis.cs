namespace RnnPS;

/// <summary>The times of a series: the regular step between them, the rows that are absent, and the times after the last row.</summary>
/// <remarks>
/// <para>
/// All rows are read. They must be written in one way and rise. The step is the one that explains all of them with the fewest absent
/// rows: a business day (Monday to Friday) if rows show that weekends are left out; whole months or years to the same day of the month,
/// which is the last day of a shorter month, or to the last day if all rows are on it; or a fixed span.
/// </para>
/// <para>
/// Where times have an offset from UTC, whole days and months go by the clock on the wall, and shorter spans by the instant. Times after
/// the last row keep its offset, because an offset does not tell when the clock will be set. A <see cref="DateTime"/> of the kind Local
/// follows the clock of the machine.
/// </para>
/// </remarks>
public sealed class RnnTimeAxis
{
    private readonly TimeRows _rows;
    private readonly RnnTimeFormat _format;
    private readonly TimeNotation _notation;
    private readonly TimeKind _kind;
    private readonly TimeGrid _grid;
    private readonly object[] _times;
    private readonly IReadOnlyList<object> _future;

    private RnnTimeAxis(
        TimeRows rows, RnnTimeFormat format, TimeNotation notation, TimeKind kind, TimeGrid grid, object[] times, IReadOnlyList<object> future)
    {
        _rows = rows;
        _format = format;
        _notation = notation;
        _kind = kind;
        _grid = grid;
        _times = times;
        _future = future;
    }

    /// <summary>The step, for example <c>3 months</c>.</summary>
    public string Step => _grid.Step.ToString()!;

    /// <summary>The cycles of the calendar that the values may follow, by the step: for hours a day and a week, for months a year.</summary>
    public IReadOnlyList<TimeCycle> Cycles => _grid.Step.Cycles;

    /// <summary>The number of rows that are absent between the first row and the last.</summary>
    public long Absent => _grid.Absent;

    /// <summary>Creates the axis of a series.</summary>
    /// <param name="history">The series.</param>
    /// <param name="times">
    /// The time of each row: a number, <see cref="DateTime"/>, <see cref="DateTimeOffset"/>, <see cref="DateOnly"/>, or text.
    /// </param>
    /// <param name="name">The name of the times, for messages.</param>
    /// <param name="format">How text and numbers are written; null to recognize numbers and ISO 8601.</param>
    /// <returns>The axis.</returns>
    /// <exception cref="RnnException">
    /// There are fewer than two rows, a time can't be read, times do not rise, or no regular step explains them
    /// (<see cref="RnnErrorId.Time"/>).
    /// </exception>
    public static RnnTimeAxis Create(RnnSequence history, IReadOnlyList<object?> times, string name, RnnTimeFormat? format = null)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(times);
        if (times.Count < 2)
        {
            throw new RnnException(
                RnnErrorId.Time,
                $"The sequence {history.Key} has fewer than two rows: two or more define the step of {name}. Forecast from rows or from a file, or "
                + "leave -TimeProperty out.",
                history);
        }

        ArgumentOutOfRangeException.ThrowIfNotEqual(times.Count, history.Length);
        format ??= new RnnTimeFormat();
        var rows = TimeRows.Of(history, name);
        var notation = TimeNotation.Find(times, format, rows);
        object[] read = [.. times.Select(time => notation.Read(time!)!)];
        // Later times have the offset of the last one.
        var kind = TimeKind.Of(read[^1]);
        TimeRules.RequireOrder(kind, read, rows);
        TimeGrid grid = TimeGrid.Find(kind, read) ?? throw TimeRules.NoStep(kind, read, rows);
        return new RnnTimeAxis(rows, format, notation, kind, grid, read, []);
    }

    /// <summary>What is kept of the axis. Times of other series have the same places on it.</summary>
    internal TimeAxisContent Content => TimeAxisContent.Of(_grid.Step, _grid.IsInstant, _times[0], _times[^1]);

    /// <summary>Creates an axis that knows only its first and last row.</summary>
    /// <param name="content">What was kept.</param>
    /// <returns>The axis; null if the content is not that of an axis.</returns>
    internal static RnnTimeAxis? Restore(TimeAxisContent content)
    {
        if (content.First.ToValue() is not { } first || content.Last.ToValue() is not { } last || first.GetType() != last.GetType()
            || last is not (decimal or DateTime or DateTimeOffset or DateOnly))
        {
            return null;
        }

        var kind = TimeKind.Of(last);
        var format = new RnnTimeFormat();
        try
        {
            return content.ToStep(kind.IsDate) is { } step
                && TimeGrid.Restore(step, content.IsInstant && kind.HasOffset, kind, last) is { } grid
                && TimeNotation.TryCreate([last], format) is { } notation
                    ? new RnnTimeAxis(new TimeRows("time", _ => "The row"), format, notation, kind, grid, [first, last], [])
                    : null;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    /// <summary>Computes a time after the last row.</summary>
    /// <param name="steps">The number of steps after the last row: 1 for the next.</param>
    /// <returns>
    /// The time, in the type of the rows. Text in ISO 8601 or in a culture's format becomes a <see cref="DateTime"/>, with an offset a
    /// <see cref="DateTimeOffset"/>; text that is a number becomes a double; text in an exact format stays text in that format.
    /// </returns>
    /// <exception cref="RnnException">The date is beyond the calendar (<see cref="RnnErrorId.Time"/>).</exception>
    public object At(int steps) => _notation.Write(steps >= 1 && steps <= _future.Count ? _future[steps - 1] : Place(_grid.Positions[^1] + steps));

    /// <summary>Gets the time of a row within the completed series.</summary>
    /// <param name="position">The number of steps after the first row: 0 for the first.</param>
    /// <returns>The time, in the type that <see cref="At"/> returns. A row that is there has its own offset from UTC.</returns>
    public object Within(long position)
    {
        int row = Array.BinarySearch(_grid.Positions, position);
        return _notation.Write(row >= 0 ? _times[row] : Place(position));
    }

    /// <summary>Requires that the times of known future rows go on from the last row, step by step.</summary>
    /// <param name="times">The times of the rows, in any form that <see cref="Create"/> reads.</param>
    /// <returns>An axis that takes the offsets from UTC from these rows.</returns>
    /// <exception cref="RnnException">A time can't be read (<see cref="RnnErrorId.Time"/>), or is not the next one (<see cref="RnnErrorId.Future"/>).</exception>
    public RnnTimeAxis Follow(IReadOnlyList<object?> times)
    {
        ArgumentNullException.ThrowIfNull(times);
        if (times.Count == 0)
        {
            return this;
        }

        var rows = TimeRows.OfFuture(_rows.Property);
        TimeNotation notation = times.All(time => time is not null && _notation.Read(time) is not null) ? _notation : TimeNotation.Find(times, _format, rows);
        object[] read = [.. times.Select(time => notation.Read(time!)!)];
        for (int row = 0; row < read.Length; row++)
        {
            object expected = Place(_grid.Positions[^1] + row + 1);
            if (expected.GetType() != read[row].GetType() || !(IsAt(read[row], expected, _kind.ToWall, !_grid.IsInstant) || IsAt(read[row], expected, _kind.ToInstant, true)))
            {
                throw new RnnException(
                    RnnErrorId.Future,
                    $"{rows.Name(row)}: {_rows.Property} is {RnnFormat.Time(read[row])}, but {Step} after "
                    + $"{RnnFormat.Time(Place(_grid.Positions[^1] + row))} is {RnnFormat.Time(expected)}: give one row for each step, from the one after the history on.",
                    times[row]);
            }
        }

        // Only the offset may differ from what the history tells.
        return read[0] is DateTimeOffset ? new RnnTimeAxis(_rows, _format, _notation, TimeKind.Of(read[^1]), _grid, _times, read) : this;
    }

    /// <summary>Adds the absent rows to a series, as rows of missing values.</summary>
    /// <param name="history">The series of the axis.</param>
    /// <param name="policy">The policy for missing values.</param>
    /// <param name="memory">The limit of the memory to take; null for the free memory.</param>
    /// <returns>The series with a row for each step. It is the same if no row is absent.</returns>
    /// <exception cref="RnnException">
    /// A row is absent and the policy is <see cref="RnnMissingValue.Error"/> (<see cref="RnnErrorId.MissingValue"/>); or there are too many
    /// absent rows for an array (<see cref="RnnErrorId.Size"/>) or for the free memory (<see cref="RnnErrorId.Memory"/>).
    /// </exception>
    public RnnSequence Complete(RnnSequence history, RnnMissingValue policy, MemoryLimit? memory = null)
    {
        ArgumentNullException.ThrowIfNull(history);
        if (_grid.Absent == 0)
        {
            return history;
        }

        if (policy == RnnMissingValue.Error)
        {
            int after = Enumerable.Range(0, _grid.Positions.Length).First(row => _grid.Positions[row] != row);
            throw new RnnException(
                RnnErrorId.MissingValue,
                $"{_rows.Name(after)}: {_rows.Property} is {RnnFormat.Time(Place(_grid.Positions[after]))}, and the row of "
                + $"{RnnFormat.Time(Place(_grid.Positions[after - 1] + 1))} before it is absent ({RnnMessages.Count(_grid.Absent, "absent row")} in all; the step is {Step}). "
                + "Add the rows, give -MissingValue Interpolate, CarryForward or Mask, or leave -TimeProperty out.",
                history.Source.Count > after ? history.Source[after] : history);
        }

        long length = _grid.Positions[^1] + 1;
        // For each row its features, source, number and mask.
        (memory ?? MemoryLimit.Free).Require(
            Math.Min(length, Array.MaxLength) * ((history.FeatureCount * sizeof(double)) + IntPtr.Size + sizeof(long) + sizeof(bool)),
            $"The history with its {RnnMessages.Count(_grid.Absent, "absent row")} (the step is {Step})",
            "check the times, or leave -TimeProperty out");
        // The policy decides about absent rows, so they are not masked here.
        return SequenceGaps.Place(history, row => _grid.Positions[row], history.Start, length, maskAbsent: false);
    }

    /// <summary>Finds the place of another series on the steps of this one.</summary>
    /// <param name="other">The times of the other series.</param>
    /// <returns>The number of steps from the first row of this series to the first row of the other one; null if their steps differ.</returns>
    internal long? PlaceOf(RnnTimeAxis other)
    {
        object first = other._times[0];
        try
        {
            return first.GetType() == _times[0].GetType() && other.Step == Step && other._grid.IsInstant == _grid.IsInstant
                ? _grid.Step.PositionOf(_grid.IsInstant ? _kind.ToInstant(first) : _kind.ToWall(first))
                : null;
        }
        catch (OverflowException)
        {
            // The times are farther apart than numbers go.
            return null;
        }
    }

    /// <summary>The mean time from row to row; null if times are no dates.</summary>
    public TimeSpan? MeanStep => _kind.IsDate
        ? TimeSpan.FromTicks((long)((_grid.Step.At(_grid.Positions[^1]) - _grid.Step.At(0)) / _grid.Positions[^1]))
        : null;

    /// <summary>Finds the place of a time on the steps of this axis, before or after its rows, too.</summary>
    /// <param name="raw">The time: an object, a number or text.</param>
    /// <param name="format">How it is written, if not as the rows of this axis.</param>
    /// <param name="rows">Names the row in errors.</param>
    /// <returns>The time as it was read, and the number of steps after the first row.</returns>
    /// <exception cref="RnnException">The time can't be read, or is not on a step (<see cref="RnnErrorId.Time"/>).</exception>
    internal (object Time, long Place) PlaceOf(object? raw, RnnTimeFormat format, TimeRows rows)
    {
        object read = (raw is null ? null : _notation.Read(raw)) ?? TimeNotation.Find([raw], format, rows).Read(raw!)!;
        long? place = _kind.Fits(read) ? _grid.Step.PositionOf(_grid.IsInstant ? _kind.ToInstant(read) : _kind.ToWall(read)) : null;
        return (read, place ?? throw rows.Error(
            0, $"{rows.Property} is {RnnFormat.Time(read)}, which is not a whole number of steps of {Step} from {RnnFormat.Time(_times[0])}: give rows of the series that the model was trained on.", raw));
    }

    /// <summary>Writes a time that <see cref="PlaceOf(object, RnnTimeFormat, TimeRows)"/> read, as forecasts have it.</summary>
    internal object Write(object time) => _notation.Write(time);

    private object Place(long position)
    {
        try
        {
            decimal time = _grid.Step.At(position);
            return _grid.IsInstant ? _kind.FromInstant(time) : _kind.FromWall(time);
        }
        catch (Exception error) when (error is ArgumentOutOfRangeException or OverflowException)
        {
            throw new RnnException(
                RnnErrorId.Time,
                FormattableString.Invariant($"The time {position - _grid.Positions[^1]} steps after the last row is beyond the calendar: forecast fewer steps, or leave -TimeProperty out."),
                position,
                error);
        }
    }

    private static bool IsAt(object time, object expected, Func<object, decimal> number, bool counts) => counts && number(time) == number(expected);
}
