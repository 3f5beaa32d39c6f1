using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace RnnPS;

/// <summary>
/// A sequence to train on, with its input features, its target features and the lead between them. It references the sequence
/// without copying it.
/// </summary>
public sealed class TrainingSeries
{
    private readonly RnnSequence _table;
    private readonly int[] _inputs;
    private readonly int[] _targets;
    // Whether each row lacks its target; null if no target is missing.
    private readonly bool[]? _targetMissing;

    /// <summary>Creates a series.</summary>
    /// <param name="table">The inputs and targets, one row per timestep.</param>
    /// <param name="inputs">The column indices of the input features, in the model's order.</param>
    /// <param name="targets">The column indices of the target features.</param>
    /// <param name="lead">The number of rows from an input to its target: 0 for the same row, 1 to predict the next row.</param>
    /// <param name="missing">How to fill missing values. The loss ignores a missing target even if it was filled.</param>
    /// <exception cref="RnnException">
    /// The table has no more rows than the lead (<see cref="RnnErrorId.SequenceLength"/>); or a value is missing and may not be, or
    /// can't be filled (<see cref="RnnErrorId.MissingValue"/>).
    /// </exception>
    public TrainingSeries(
        RnnSequence table,
        IReadOnlyList<int> inputs,
        IReadOnlyList<int> targets,
        int lead = 0,
        RnnMissingValue missing = RnnMissingValue.Error)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentOutOfRangeException.ThrowIfNegative(lead);
        if (table.Length <= lead)
        {
            throw new RnnException(
                RnnErrorId.SequenceLength,
                FormattableString.Invariant($"The sequence {table.Key} has {RnnMessages.Count(table.Length, "row")}, too few to predict ")
                + FormattableString.Invariant($"{RnnMessages.Count(lead, "row")} ahead: give more rows, or a smaller -Lead."),
                table);
        }

        _inputs = [.. inputs];
        _targets = [.. targets];
        Lead = lead;
        RnnSequence resolved = MissingValues.Resolve(table, missing);
        _targetMissing = ReferenceEquals(resolved, table) && table.Mask.Count == 0 ? null : FindMissingTargets(table);
        _table = resolved;
    }

    /// <summary>The key that identifies the series.</summary>
    public object Key => _table.Key;

    /// <summary>The number of rows from an input to its target.</summary>
    public int Lead { get; }

    /// <summary>The number of timesteps with a target: the number of rows minus the lead.</summary>
    public int Length => _table.Length - Lead;

    /// <summary>The number of input features.</summary>
    public int InputSize => _inputs.Length;

    /// <summary>The number of targets per timestep.</summary>
    public int TargetSize => _targets.Length;

    /// <summary>The names of the input features; empty if they have no names.</summary>
    internal IReadOnlyList<string> InputNames => Names(_inputs);

    /// <summary>The names of the targets; empty if they have no names.</summary>
    internal IReadOnlyList<string> TargetNames => Names(_targets);

    /// <summary>The number of a timestep in the series.</summary>
    internal long StepAt(int step) => _table.StepAt(step);

    /// <summary>Whether a timestep is masked: the network skips it and keeps its state.</summary>
    internal bool IsMasked(int step) => _table.Mask.Count > 0 && !_table.Mask[step];

    /// <summary>Whether the loss counts a timestep: it is not masked, and its target is not missing.</summary>
    internal bool Counts(int step) => !IsMasked(step) && _targetMissing?[step + Lead] != true;

    /// <summary>Copies the input of a timestep.</summary>
    internal void CopyInput(int step, Span<double> to) => Copy(step, _inputs, to);

    /// <summary>Copies the target of a timestep.</summary>
    internal void CopyTarget(int step, Span<double> to) => Copy(step + Lead, _targets, to);

    /// <summary>Fits the scaling of the inputs or the targets to the first timesteps of each series and their target rows.</summary>
    /// <param name="kind">The kind of scaling.</param>
    /// <param name="parts">The series, and the number of timesteps to use from each. All series have the same features.</param>
    /// <param name="targets">Whether to fit the targets instead of the inputs.</param>
    internal static RnnScaler? Fit(RnnScaling kind, IReadOnlyList<(TrainingSeries Series, int Steps)> parts, bool targets)
    {
        int[] columns = targets ? parts[0].Series._targets : parts[0].Series._inputs;
        // Inputs and targets are fitted to the same rows, so a feature that is both gets the same scaling.
        return RnnScaler.Fit(kind, columns.Length, (feature, value) =>
        {
            foreach ((TrainingSeries series, int steps) in parts)
            {
                RnnMatrix values = series._table.Values;
                int column = (targets ? series._targets : series._inputs)[feature];
                for (int row = 0; row < Math.Min(steps + series.Lead, values.Rows); row++)
                {
                    if (series._table.Mask.Count == 0 || series._table.Mask[row])
                    {
                        value(values.AsSpan()[(row * values.Columns) + column]);
                    }
                }
            }
        });
    }

    /// <summary>Adds everything that training reads to a checksum.</summary>
    internal void AddTo(IncrementalHash hash)
    {
        hash.AppendData(MemoryMarshal.AsBytes(_table.Values.AsSpan()));
        hash.AppendData(MemoryMarshal.AsBytes([.. _inputs, -1, .. _targets, Lead]));
        for (int step = 0; step < Length && (_table.Mask.Count > 0 || _targetMissing is not null); step++)
        {
            hash.AppendData([(byte)(IsMasked(step) ? 1 : 0), (byte)(Counts(step) ? 1 : 0)]);
        }
    }

    private void Copy(int row, int[] columns, Span<double> to)
    {
        ReadOnlySpan<double> values = _table.Values.AsSpan().Slice(row * _table.FeatureCount, _table.FeatureCount);
        for (int i = 0; i < columns.Length; i++)
        {
            to[i] = values[columns[i]];
        }
    }

    private RnnList<string> Names(int[] columns) =>
        new(_table.FeatureNames.Count == 0 ? [] : [.. columns.Select(column => _table.FeatureNames[column])]);

    private bool[] FindMissingTargets(RnnSequence table)
    {
        var missing = new bool[table.Length];
        for (int row = 0; row < table.Length; row++)
        {
            RnnVector values = table.Values[row];
            missing[row] = (table.Mask.Count > 0 && !table.Mask[row]) || _targets.Any(column => double.IsNaN(values[column]));
        }

        return missing;
    }
}
