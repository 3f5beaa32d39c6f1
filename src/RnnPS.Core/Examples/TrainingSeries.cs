using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace RnnPS;

/// <summary>
/// A sequence to train on: which of its features go in, and which should come out so many rows later. It copies nothing, so that
/// a long series is held once.
/// </summary>
public sealed class TrainingSeries
{
    private readonly RnnSequence _table;
    private readonly int[] _inputs;
    private readonly int[] _targets;
    // For each row whether it has no target; null where all have one.
    private readonly bool[]? _targetMissing;

    /// <summary>Creates one.</summary>
    /// <param name="table">Inputs and targets, a row a timestep.</param>
    /// <param name="inputs">The features that go in, by their places, in the model's order.</param>
    /// <param name="targets">The features that should come out.</param>
    /// <param name="lead">How many rows later: 0 for those of the same row, 1 to forecast the next row.</param>
    /// <param name="missing">What becomes of missing values. A target that was missing counts for no loss, however the row was filled.</param>
    /// <exception cref="RnnException">
    /// The lead leaves no row (<see cref="RnnErrorId.SequenceLength"/>), or a value is missing and may not be, or can't be filled
    /// (<see cref="RnnErrorId.MissingValue"/>).
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
                FormattableString.Invariant($"The sequence {table.Key} has {RnnMessages.Count(table.Length, "row")}, too few to foretell ")
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

    /// <summary>What tells the series from others.</summary>
    public object Key => _table.Key;

    /// <summary>How many rows later the targets lie.</summary>
    public int Lead { get; }

    /// <summary>The timesteps that have a target: the rows less the lead.</summary>
    public int Length => _table.Length - Lead;

    /// <summary>The number of features that go in.</summary>
    public int InputSize => _inputs.Length;

    /// <summary>The number of targets of a timestep.</summary>
    public int TargetSize => _targets.Length;

    /// <summary>The names of the features that go in; empty where they have none.</summary>
    internal IReadOnlyList<string> InputNames => Names(_inputs);

    /// <summary>The names of the targets; empty where they have none.</summary>
    internal IReadOnlyList<string> TargetNames => Names(_targets);

    /// <summary>The number of a timestep within the series.</summary>
    internal long StepAt(int step) => _table.StepAt(step);

    /// <summary>Whether the network passes over a timestep and keeps its state.</summary>
    internal bool IsMasked(int step) => _table.Mask.Count > 0 && !_table.Mask[step];

    /// <summary>Whether the loss counts a timestep: it is not masked, and its target was there.</summary>
    internal bool Counts(int step) => !IsMasked(step) && _targetMissing?[step + Lead] != true;

    /// <summary>Reads what goes in at a timestep.</summary>
    internal void CopyInput(int step, Span<double> to) => Copy(step, _inputs, to);

    /// <summary>Reads what should come out at a timestep.</summary>
    internal void CopyTarget(int step, Span<double> to) => Copy(step + Lead, _targets, to);

    /// <summary>Fits the scaling of the inputs, or of the targets, to the first timesteps of series, and to the rows of their targets.</summary>
    /// <param name="kind">How.</param>
    /// <param name="parts">Series, and how many timesteps of each; all have the same features.</param>
    /// <param name="targets">Whether the targets are scaled, else the inputs.</param>
    internal static RnnScaler? Fit(RnnScaling kind, IReadOnlyList<(TrainingSeries Series, int Steps)> parts, bool targets)
    {
        int[] columns = targets ? parts[0].Series._targets : parts[0].Series._inputs;
        // A feature that goes in and comes out is scaled the same both ways.
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

    /// <summary>Mixes everything that training reads into a checksum.</summary>
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
