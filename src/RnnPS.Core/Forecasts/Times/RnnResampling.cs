namespace RnnPS;

/// <summary>A series whose rows are put into buckets of time, to make one row of each.</summary>
/// <remarks>
/// <para>
/// Buckets shorter than a day have the same length in time, also where the clock is set. Longer ones go by the clock on the wall and by the
/// calendar. A bucket without a row has missing values.
/// </para>
/// <para>
/// The first bucket is not whole if a row before the first one would still be in it, and the last one if the row after the last one would
/// be. That row is one step away: the regular step of the rows, or their smallest distance.
/// </para>
/// </remarks>
public sealed class RnnResampling
{
    // A year in seconds is a mistake, but a week of minutes with two rows may be meant.
    private const long AlwaysAllowed = 1_000_000;
    private const long LargestGapsPerRow = 10;

    private readonly RnnSequence _sequence;
    private readonly RnnBucketStep _step;
    private readonly object[] _times;
    private readonly TimeKind _kind;
    private readonly TimeGrid? _grid;
    private readonly decimal _offset;
    private readonly long[] _buckets;
    private readonly HashSet<long> _lacking = [];

    private RnnResampling(RnnSequence sequence, RnnBucketStep step, object[] times, RnnResampling? beside)
    {
        (_sequence, _step, _times) = (sequence, step, times);
        _kind = TimeKind.Of(times[^1]);
        _grid = times.Length > 1 ? TimeGrid.Find(_kind, times) : null;
        _offset = beside?._offset ?? _kind.ToWall(times[0]) - _kind.ToInstant(times[0]);
        _buckets = [.. times.Select(time => _step.IndexOf(Number(time)))];
        if (_grid is not null)
        {
            FindLacking(_grid);
        }

        First = _buckets[0] + (IsPartial(_buckets[0], before: true) ? 1 : 0);
        Last = _buckets[^1] - (IsPartial(_buckets[^1], before: false) ? 1 : 0);
    }

    /// <summary>The number of the first whole bucket.</summary>
    public long First { get; }

    /// <summary>The number of the last whole bucket. It is less than <see cref="First"/> if there is none.</summary>
    public long Last { get; }

    /// <summary>The number of the bucket of the first row.</summary>
    public long FirstPartial => _buckets[0];

    /// <summary>The number of the bucket of the last row.</summary>
    public long LastPartial => _buckets[^1];

    /// <summary>Puts the rows of a series into buckets.</summary>
    /// <param name="sequence">The series.</param>
    /// <param name="times">The times of its rows, in any form that <see cref="RnnTimeAxis.Create"/> reads. They rise, but need no regular step.</param>
    /// <param name="name">The name of the times, for messages.</param>
    /// <param name="format">How text and numbers are written; null to recognize ISO 8601.</param>
    /// <param name="step">The length of the buckets.</param>
    /// <param name="beside">A series that has the same buckets; null for none.</param>
    /// <exception cref="RnnException">
    /// A time can't be read, is a number, does not rise, or is of another type than those of the other series (<see cref="RnnErrorId.Time"/>),
    /// or there are too many buckets (<see cref="RnnErrorId.Size"/>).
    /// </exception>
    public static RnnResampling Create(
        RnnSequence sequence, IReadOnlyList<object?> times, string name, RnnTimeFormat? format, RnnBucketStep step, RnnResampling? beside = null)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        ArgumentNullException.ThrowIfNull(times);
        ArgumentNullException.ThrowIfNull(step);
        ArgumentOutOfRangeException.ThrowIfNotEqual(times.Count, sequence.Length);
        ArgumentOutOfRangeException.ThrowIfZero(times.Count);
        var rows = TimeRows.Of(sequence, name);
        var notation = TimeNotation.Find(times, format ?? new RnnTimeFormat(), rows);
        object[] read = [.. times.Select(time => notation.Read(time!)!)];
        if (read[0] is decimal)
        {
            throw rows.Error(0, $"{name} is {RnnFormat.Time(times[0])}, a number, and a step of {step} needs dates. Give the format of the dates by -TimeFormat.", times[0]);
        }

        if (step.IsInstant && read[0] is DateOnly)
        {
            throw rows.Error(0, $"{name} is the day {RnnFormat.Time(read[0])}, without a time of day, which a step of {step} needs. Give a step of a day or more.", times[0]);
        }

        if (beside is not null && beside._times[0].GetType() != read[0].GetType())
        {
            throw rows.Error(
                0, $"{name} is {RnnFormat.Time(read[0])}, which is written in another way than {RnnFormat.Time(beside._times[0])} of the sequence {beside._sequence.Key}: times of "
                + "series beside each other have an offset from UTC in all of them, or in none. Write them alike.", times[0]);
        }

        TimeRules.RequireOrder(TimeKind.Of(read[^1]), read, rows);
        return new RnnResampling(sequence, step, read, beside);
    }

    /// <summary>Makes one row of each bucket.</summary>
    /// <param name="methods">The aggregation of each feature, or one for all of them.</param>
    /// <param name="first">The number of the first bucket.</param>
    /// <param name="last">The number of the last bucket.</param>
    /// <param name="keepPartial">Whether a bucket that is not whole has a value. Otherwise it is missing.</param>
    /// <returns>The series with a row for each bucket, and without source rows.</returns>
    /// <exception cref="RnnException">
    /// There are too many buckets (<see cref="RnnErrorId.Size"/>), or a sum is infinite (<see cref="RnnErrorId.NotFinite"/>).
    /// </exception>
    public RnnSequence ToSequence(IReadOnlyList<RnnAggregation> methods, long first, long last, bool keepPartial = false)
    {
        ArgumentNullException.ThrowIfNull(methods);
        RequireSize(last - first + 1);
        int features = _sequence.FeatureCount;
        int count = (int)(last - first + 1);
        var values = new double[MemoryLimit.ArrayLength((long)count * features)];
        Array.Fill(values, double.NaN);
        (long from, long to) = keepPartial ? (first, last) : (Math.Max(first, First), Math.Min(last, Last));
        for (int start = 0, end; start < _buckets.Length; start = end)
        {
            long bucket = _buckets[start];
            for (end = start; end < _buckets.Length && _buckets[end] == bucket;)
            {
                end++;
            }

            for (int feature = 0; feature < features && bucket >= from && bucket <= to; feature++)
            {
                values[((bucket - first) * features) + feature] = Aggregate(methods[methods.Count == 1 ? 0 : feature], feature, start, end, _lacking.Contains(bucket));
            }
        }

        return new RnnSequence(_sequence.Key, new RnnMatrix(count, features, values), _sequence.FeatureNames.Count == 0 ? null : _sequence.FeatureNames);
    }

    /// <summary>Gets the start of a bucket, in the type of the times.</summary>
    /// <param name="bucket">The number of the bucket.</param>
    /// <returns>The start. It has the offset from UTC of the first row in it, or of the last one before it.</returns>
    public object TimeOf(long bucket)
    {
        int row = Array.BinarySearch(_buckets, bucket);
        while (row > 0 && _buckets[row - 1] == bucket)
        {
            row--;
        }

        var kind = TimeKind.Of(_times[row >= 0 ? row : Math.Max(~row - 1, 0)]);
        decimal start = _step.StartOf(bucket);
        return _step.IsInstant ? kind.FromInstant(start - _offset) : kind.FromWall(start);
    }

    private decimal Number(object time) => _step.IsInstant ? _kind.ToInstant(time) + _offset : _kind.ToWall(time);

    // A sum without all rows is too small.
    private void FindLacking(TimeGrid grid)
    {
        for (int row = 1; row < _times.Length; row++)
        {
            for (long position = grid.Positions[row - 1] + 1; position < grid.Positions[row]; position++)
            {
                _ = _lacking.Add(_step.IndexOf(Number(At(grid, position, TimeKind.Of(_times[row - 1])))));
            }
        }
    }

    private static object At(TimeGrid grid, long position, TimeKind kind) =>
        grid.IsInstant ? kind.FromInstant(grid.Step.At(position)) : kind.FromWall(grid.Step.At(position));

    private bool IsPartial(long bucket, bool before)
    {
        try
        {
            decimal outside = before ? Outside(-1, _times[0]) : Outside(1, _times[^1]);
            return before ? outside >= _step.StartOf(bucket) : outside < _step.StartOf(bucket + 1);
        }
        catch (Exception error) when (error is ArgumentOutOfRangeException or OverflowException)
        {
            // The calendar ends there.
            return false;
        }
    }

    // The time of the row that would be before the first, or after the last.
    private decimal Outside(int steps, object from)
    {
        if (_grid is not null)
        {
            return Number(At(_grid, steps < 0 ? steps : _grid.Positions[^1] + steps, TimeKind.Of(from)));
        }

        decimal[] numbers = [.. _times.Select(Number)];
        decimal gap = numbers.Length > 1 ? numbers.Zip(numbers.Skip(1), (one, next) => next - one).Where(step => step > 0).DefaultIfEmpty(0).Min() : 0;
        return Number(from) + (steps * gap);
    }

    private double Aggregate(RnnAggregation method, int feature, int start, int end, bool lacks)
    {
        double[] values = [.. Enumerable.Range(start, end - start).Where(row => _sequence.Mask.Count == 0 || _sequence.Mask[row])
            .Select(row => _sequence.Values[row][feature]).Where(value => !double.IsNaN(value))];
        return values.Length == 0 ? double.NaN : method switch
        {
            RnnAggregation.Sum => lacks || values.Length < end - start ? double.NaN : values.Sum(),
            RnnAggregation.Last => values[^1],
            RnnAggregation.First => values[0],
            RnnAggregation.Min => values.Min(),
            RnnAggregation.Max => values.Max(),
            _ => values.Average(),
        };
    }

    private void RequireSize(long count)
    {
        long most = Math.Min(AlwaysAllowed + (LargestGapsPerRow * _times.Length), Array.MaxLength);
        if (count > most)
        {
            throw new RnnException(
                RnnErrorId.Size,
                FormattableString.Invariant($"The sequence {_sequence.Key} would have {count} rows of {_step}, and has {RnnMessages.Count(_times.Length, "row")} now: expected at most {most}. Give a longer step."),
                count);
        }
    }
}
