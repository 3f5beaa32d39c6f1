using System.Globalization;

namespace RnnPS;

/// <summary>
/// A time series: its values, and optionally their names, source rows, step numbers and mask. NaN marks a missing value.
/// </summary>
public sealed class RnnSequence
{
    private readonly IReadOnlyList<long>? _steps;
    private readonly IReadOnlyList<long>? _lines;

    /// <summary>Creates a sequence.</summary>
    /// <param name="key">The key that identifies the sequence, for example a group's value or a file name. Null becomes 0.</param>
    /// <param name="values">The values, [time × feature]; NaN marks a missing value.</param>
    /// <param name="featureNames">One name per feature; null if features have no names.</param>
    /// <param name="source">One source row per timestep; null if there are none.</param>
    /// <param name="steps">One step number per timestep, needed if rows were skipped; null to count from 0.</param>
    /// <param name="lines">One line number in the source file per timestep, 0 for none; null if there is no file.</param>
    /// <param name="mask">
    /// One value per timestep: false masks the timestep. As in Keras, a run does not read a masked timestep, but keeps its state
    /// and repeats its last output. Null masks no timestep.
    /// </param>
    /// <exception cref="RnnException">
    /// The length of a list does not match the values (<see cref="RnnErrorId.InputLength"/>,
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

    /// <summary>The key that identifies the sequence. Steps have it as their <c>Sequence</c> property.</summary>
    public object Key { get; }

    /// <summary>The values, [time × feature]; NaN marks a missing value.</summary>
    public RnnMatrix Values { get; }

    /// <summary>The names of the features; empty if they have none.</summary>
    public IReadOnlyList<string> FeatureNames { get; }

    /// <summary>The source rows of the timesteps; empty if there are none.</summary>
    public IReadOnlyList<object?> Source { get; }

    /// <summary>One value per timestep, false if it is masked; empty if no timestep is masked.</summary>
    public IReadOnlyList<bool> Mask { get; }

    /// <summary>The number of timesteps.</summary>
    public int Length => Values.Rows;

    /// <summary>
    /// The number of the first timestep within the series, which is where a window starts; 0 for an empty sequence.
    /// </summary>
    public long Start => Length == 0 ? 0 : StepAt(0);

    /// <summary>The number of features of a timestep.</summary>
    public int FeatureCount => Values.Columns;

    /// <summary>
    /// Gets the number of a timestep within the series. It equals the index unless the sequence is a window or rows were skipped.
    /// </summary>
    /// <param name="index">The index of the timestep, from 0 to <see cref="Length"/> − 1.</param>
    /// <returns>The zero-based number.</returns>
    public long StepAt(int index) => _steps is null ? index : _steps[index];

    /// <summary>Gets the one-based line number of a timestep in its source file.</summary>
    /// <param name="index">The index of the timestep, from 0 to <see cref="Length"/> − 1.</param>
    /// <returns>The line number; null if there is no file, or no line in it.</returns>
    public long? LineAt(int index) => _lines?[index] is > 0 and var line ? line : null;

    /// <summary>Formats the key and the shape, for example <c>sunspots 309×1</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Key} {Values}");

    /// <summary>Creates a sequence from a range of timesteps. They keep their step numbers, source rows and lines.</summary>
    /// <param name="start">The zero-based index of the first timestep.</param>
    /// <param name="length">The number of timesteps.</param>
    /// <returns>A sequence with the same key.</returns>
    /// <exception cref="RnnException">The range is not within the sequence (<see cref="RnnErrorId.SequenceLength"/>).</exception>
    public RnnSequence Slice(int start, int length)
    {
        if (start < 0 || length < 0 || length > Length - start)
        {
            throw new RnnException(
                RnnErrorId.SequenceLength,
                FormattableString.Invariant($"The sequence {Key} has {RnnMessages.Count(Length, "timestep")}: a slice of ")
                + FormattableString.Invariant($"{length} from timestep {start} is not within it. Give a start and a length within the sequence."),
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

    /// <summary>Creates a copy that is masked where it was, and also where a mask says so.</summary>
    /// <param name="mask">One value per timestep: false masks it.</param>
    /// <returns>The copy.</returns>
    /// <exception cref="RnnException">There are more or fewer values than timesteps (<see cref="RnnErrorId.MaskLength"/>).</exception>
    public RnnSequence WithMask(IReadOnlyList<bool> mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        RequireCount(mask.Count, Length, "mask values", "timesteps", RnnErrorId.MaskLength);
        bool[] both = [.. mask.Select((valid, row) => valid && (Mask.Count == 0 || Mask[row]))];
        return With(Values, both.All(valid => valid) ? null : both);
    }

    /// <summary>Creates a copy with other values of the same shape and another mask. A null mask masks no timestep.</summary>
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
