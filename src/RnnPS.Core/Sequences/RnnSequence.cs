using System.Globalization;

namespace RnnPS;

/// <summary>
/// A series in time: its values, and what is known of where they came from. A value of NaN is a missing one.
/// </summary>
public sealed class RnnSequence
{
    private readonly IReadOnlyList<long>? _steps;
    private readonly IReadOnlyList<long>? _lines;

    /// <summary>Creates a sequence.</summary>
    /// <param name="key">What tells it from others: a group's value, a file's name. Null becomes 0.</param>
    /// <param name="values">[time × feature]; NaN where a value is missing.</param>
    /// <param name="featureNames">One name a feature, or null where they have none.</param>
    /// <param name="source">One row a timestep that it came from, or null.</param>
    /// <param name="steps">One number a timestep, where rows were left out; null counts from 0.</param>
    /// <param name="lines">One number a timestep: the line of its file, or null where there is no file.</param>
    /// <param name="mask">
    /// One value a timestep: false for one that a run passes over, keeping its state and repeating its output, as Keras does;
    /// its values are not read. Null masks none.
    /// </param>
    /// <exception cref="RnnException">
    /// A list has another length than its axis (<see cref="RnnErrorId.InputLength"/>,
    /// <see cref="RnnErrorId.MaskLength"/>), or a value is infinite (<see cref="RnnErrorId.NotFinite"/>).
    /// </exception>
    public RnnSequence(
        object? key,
        RnnMatrix values,
        IReadOnlyList<string>? featureNames = null,
        IReadOnlyList<object?>? source = null,
        IReadOnlyList<long>? steps = null,
        IReadOnlyList<long>? lines = null,
        IReadOnlyList<bool>? mask = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        RequireCount(featureNames?.Count, values.Columns, "feature names", "features");
        RequireCount(source?.Count, values.Rows, "source rows", "timesteps");
        RequireCount(steps?.Count, values.Rows, "step numbers", "timesteps");
        RequireCount(lines?.Count, values.Rows, "line numbers", "timesteps");
        RequireCount(mask?.Count, values.Rows, "mask values", "timesteps", RnnErrorId.MaskLength);
        foreach (double value in values.AsSpan())
        {
            if (double.IsInfinity(value))
            {
                throw new RnnException(RnnErrorId.NotFinite, RnnMessages.NotFinite(value), value);
            }
        }

        Key = key ?? 0;
        Values = values;
        FeatureNames = featureNames ?? [];
        Source = source ?? [];
        Mask = mask ?? [];
        _steps = steps;
        _lines = lines;
    }

    /// <summary>What tells this sequence from others; steps carry it as their <c>Sequence</c>.</summary>
    public object Key { get; }

    /// <summary>The values, [time × feature]; NaN where a value is missing.</summary>
    public RnnMatrix Values { get; }

    /// <summary>The features' names; empty where they have none.</summary>
    public IReadOnlyList<string> FeatureNames { get; }

    /// <summary>The rows that the timesteps came from; empty where there are none.</summary>
    public IReadOnlyList<object?> Source { get; }

    /// <summary>One value a timestep, false for one that a run passes over; empty where none is masked.</summary>
    public IReadOnlyList<bool> Mask { get; }

    /// <summary>The number of timesteps.</summary>
    public int Length => Values.Rows;

    /// <summary>The number of the first timestep within the series: where a window starts; 0 where there is none.</summary>
    public long Start => Length == 0 ? 0 : StepAt(0);

    /// <summary>The number of features of a timestep.</summary>
    public int FeatureCount => Values.Columns;

    /// <summary>The number of a timestep within the series: its index, unless rows before it were left out.</summary>
    /// <param name="index">From 0 to <see cref="Length"/> − 1.</param>
    /// <returns>The number, from 0.</returns>
    public long StepAt(int index) => _steps is null ? index : _steps[index];

    /// <summary>The line of the file that a timestep came from, counted from 1.</summary>
    /// <param name="index">From 0 to <see cref="Length"/> − 1.</param>
    /// <returns>The line; null where there is no file.</returns>
    public long? LineAt(int index) => _lines?[index];

    /// <summary>The key and the shape, as <c>sunspots 309×1</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Key} {Values}");

    /// <summary>Some timesteps that follow each other, with their numbers, rows and lines.</summary>
    /// <param name="start">The first, from 0.</param>
    /// <param name="length">How many.</param>
    /// <returns>A sequence of the same key.</returns>
    /// <exception cref="RnnException">There are not so many (<see cref="RnnErrorId.SequenceLength"/>).</exception>
    public RnnSequence Slice(int start, int length)
    {
        if (start < 0 || length < 0 || length > Length - start)
        {
            throw new RnnException(
                RnnErrorId.SequenceLength,
                FormattableString.Invariant($"The sequence {Key} has {RnnMessages.Count(Length, "timestep")}: there are no ")
                + FormattableString.Invariant($"{length} from timestep {start} on. Give a start and a length within it."),
                this);
        }

        return new RnnSequence(
            Key,
            Values.Slice(start, length),
            FeatureNames.Count == 0 ? null : FeatureNames,
            Source.Count == 0 ? null : [.. Source.Skip(start).Take(length)],
            [.. Enumerable.Range(start, length).Select(StepAt)],
            _lines is null ? null : [.. _lines.Skip(start).Take(length)],
            Mask.Count == 0 ? null : [.. Mask.Skip(start).Take(length)]);
    }

    /// <summary>The same rows with other values of the same shape, and another mask; null masks none.</summary>
    internal RnnSequence With(RnnMatrix values, IReadOnlyList<bool>? mask) => new(
        Key,
        values,
        FeatureNames.Count == 0 ? null : FeatureNames,
        Source.Count == 0 ? null : Source,
        _steps,
        _lines,
        mask);

    private static void RequireCount(
        int? count, int expected, string what, string axis, string id = RnnErrorId.InputLength)
    {
        if (count is not null && count != expected)
        {
            throw new RnnException(
                id,
                $"{count} {what} for {expected} {axis}: give one for each, or none.",
                count);
        }
    }
}
