using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace RnnPS;

/// <summary>
/// A sequence to train on, with its input features, its target features and the lead between them. It references the sequence
/// without copying it, unless rows were left out: these are then masked, so that their neighbours do not become a pair.
/// </summary>
public sealed class TrainingSeries
{
    private readonly RnnSequence _table;
    private readonly int[] _inputs;
    private readonly int[] _targets;
    // The mask that the data came with. The mask of the table also has the rows with missing inputs.
    private readonly IReadOnlyList<bool> _givenMask;
    // Whether each row lacks its target; null if no target is missing.
    private readonly bool[]? _targetMissing;
    // The weight of each row's target; null if all are 1.
    private readonly double[]? _weights;
    private readonly RnnMissingValue _missing;

    /// <summary>Creates a series.</summary>
    /// <param name="table">The inputs and targets, one row per timestep.</param>
    /// <param name="inputs">The column indices of the input features, in the model's order.</param>
    /// <param name="targets">The column indices of the target features.</param>
    /// <param name="lead">The number of rows from an input to its target: 0 for the same row, 1 to predict the next row.</param>
    /// <param name="missing">
    /// How to fill missing inputs. A missing target needs no filling: the loss never counts it, even if an input fills it.
    /// </param>
    /// <param name="weight">The column index of the weights of the targets; null weights all by 1.</param>
    /// <exception cref="RnnException">
    /// The table has no more rows than the lead (<see cref="RnnErrorId.SequenceLength"/>); an input is missing and may not be, or
    /// can't be filled (<see cref="RnnErrorId.MissingValue"/>); or a weight is missing, negative or not finite
    /// (<see cref="RnnErrorId.StepWeight"/>).
    /// </exception>
    public TrainingSeries(
        RnnSequence table,
        IReadOnlyList<int> inputs,
        IReadOnlyList<int> targets,
        int lead = 0,
        RnnMissingValue missing = RnnMissingValue.Error,
        int? weight = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentOutOfRangeException.ThrowIfNegative(lead);
        _givenMask = MaskOfFilled(table);
        table = SequenceGaps.Fill(table);
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
        _missing = missing;
        // The last rows are read as targets only, so they need no inputs.
        _table = MissingValues.Resolve(table, missing, _inputs, table.Length - lead);
        _targetMissing = FindMissingTargets(table);
        _weights = weight is { } column ? ReadWeights(table, column) : null;
    }

    private TrainingSeries(
        TrainingSeries series, bool[]? targetMissing, double[]? weights, RnnSequence? table = null, IReadOnlyList<bool>? givenMask = null)
    {
        (_table, _inputs, _targets, Lead) = (table ?? series._table, series._inputs, series._targets, series.Lead);
        (_givenMask, _targetMissing, _weights) = (givenMask ?? series._givenMask, targetMissing, weights);
        (_missing, InitialState) = (series._missing, series.InitialState);
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

    /// <summary>
    /// The state that the series, or each window of it, starts from; null for zeros. It does not change.
    /// </summary>
    public RnnState? InitialState { get; init; }

    /// <summary>The treatment of missing inputs.</summary>
    internal RnnMissingValue MissingValue => _missing;

    /// <summary>The names of the input features; empty if they have no names.</summary>
    internal IReadOnlyList<string> InputNames => Names(_inputs);

    /// <summary>The names of the targets; empty if they have no names.</summary>
    internal IReadOnlyList<string> TargetNames => Names(_targets);

    /// <summary>The number of a timestep in the series.</summary>
    internal long StepAt(int step) => _table.StepAt(step);

    /// <summary>The source row of a timestep; null if there is none.</summary>
    internal object? SourceAt(int step) => _table.Source.Count > 0 ? _table.Source[step] : null;

    /// <summary>The number of rows, with those at the end that are only targets.</summary>
    internal int RowCount => _table.Length;

    /// <summary>Whether a timestep is masked: the network skips it and keeps its state.</summary>
    internal bool IsMasked(int step) => _table.Mask.Count > 0 && !_table.Mask[step];

    /// <summary>Whether a timestep was masked in the data, not only because an input is missing.</summary>
    internal bool IsGivenMasked(int step) => _givenMask.Count > 0 && !_givenMask[step];

    /// <summary>Whether a timestep has a target.</summary>
    internal bool HasTarget(int step) => _targetMissing?[step + Lead] != true;

    /// <summary>Whether the loss of an output at every step counts a timestep: the network reads it, and it has a target.</summary>
    internal bool Counts(int step) => !IsMasked(step) && HasTarget(step);

    /// <summary>The weight of a timestep's target.</summary>
    internal double WeightOf(int step) => _weights?[step + Lead] ?? 1;

    /// <summary>The name of a target, for messages.</summary>
    internal string TargetName(int target) => TargetNames.Count > 0 ? TargetNames[target] : FormattableString.Invariant($"target {target}");

    /// <summary>Whether every target that is not missing is 0 or 1.</summary>
    internal bool TargetsAreBinary()
    {
        var target = new double[TargetSize];
        for (int step = 0; step < Length; step++)
        {
            CopyTarget(step, target);
            if (HasTarget(step) && Array.Exists(target, value => value is not (0 or 1)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Creates a series whose weights are multiplied by those of the targets' classes.</summary>
    /// <param name="classWeights">The weight of each class. The only target is the index of a class.</param>
    internal TrainingSeries WithClassWeights(IReadOnlyList<double> classWeights)
    {
        var weights = new double[_table.Length];
        Span<double> target = stackalloc double[1];
        // Rows before the lead are no targets, so their values need not be classes.
        for (int step = 0; step < Length; step++)
        {
            CopyTarget(step, target);
            weights[step + Lead] = HasTarget(step) ? WeightOf(step) * classWeights[(int)target[0]] : 0;
        }

        return new TrainingSeries(this, _targetMissing, weights);
    }

    /// <summary>Creates a series whose targets with a class index are missing.</summary>
    /// <param name="index">The index.</param>
    internal TrainingSeries WithIgnored(int index)
    {
        bool[] missing = [.. _targetMissing ?? new bool[_table.Length]];
        Span<double> target = stackalloc double[1];
        for (int step = 0; step < Length && TargetSize == 1; step++)
        {
            CopyTarget(step, target);
            missing[step + Lead] |= target[0] == index;
        }

        return new TrainingSeries(this, Array.IndexOf(missing, true) < 0 ? null : missing, _weights);
    }

    /// <summary>Creates a series without the timesteps that a model masks by their inputs: they are masked in the data.</summary>
    /// <param name="value">The number that masks; null for none. See <see cref="RnnModel.MaskValue"/>.</param>
    internal TrainingSeries Masked(double? value)
    {
        if (value is null)
        {
            return this;
        }

        bool[] valid = new bool[_table.Length];
        var input = new double[InputSize];
        for (int row = 0; row < valid.Length; row++)
        {
            CopyInput(row, input);
            valid[row] = !MaskRules.IsMasked(input, value);
        }

        if (Array.IndexOf(valid, false) < 0)
        {
            return this;
        }

        bool[] given = [.. valid.Select((isValid, row) => isValid && (_givenMask.Count == 0 || _givenMask[row]))];
        bool[] missing = [.. valid.Select((isValid, row) => !isValid || _targetMissing?[row] == true)];
        return new TrainingSeries(this, missing, _weights, _table.WithMask(valid), given);
    }

    /// <summary>Copies the input of a timestep.</summary>
    internal void CopyInput(int step, Span<double> to) => Copy(step, _inputs, to);

    /// <summary>Copies the target of a timestep.</summary>
    internal void CopyTarget(int step, Span<double> to) => Copy(step + Lead, _targets, to);

    /// <summary>The inputs of all rows. The last rows, which are only targets in training, are inputs, too.</summary>
    /// <exception cref="RnnException">
    /// An input is missing and may not be, or can't be filled (<see cref="RnnErrorId.MissingValue"/>).
    /// </exception>
    internal RnnSequence AllInputs()
    {
        RnnSequence all = MissingValues.Resolve(_table, _missing, _inputs);
        double[] values = [.. all.Values.SelectMany(row => _inputs.Select(input => row[input]))];
        return new RnnSequence(all.Key, new RnnMatrix(all.Length, InputSize, values), mask: all.Mask.Count == 0 ? null : all.Mask);
    }

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
                // A column that is no input keeps its values where inputs are missing.
                IReadOnlyList<bool> mask = series._inputs.Contains(column) ? series._table.Mask : series._givenMask;
                for (int row = 0; row < Math.Min(steps + series.Lead, values.Rows); row++)
                {
                    if (mask.Count == 0 || mask[row])
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
            hash.AppendData([(byte)(IsMasked(step) ? 1 : 0), (byte)(HasTarget(step) ? 1 : 0)]);
        }

        hash.AppendData(MemoryMarshal.AsBytes<double>(_weights ?? []));
        foreach (RnnVector vector in InitialState is null ? [] : InitialState.Values.Concat(InitialState.CellStates.OfType<RnnVector>()))
        {
            hash.AppendData(MemoryMarshal.AsBytes(vector.AsSpan()));
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

    // A row that was left out is like a row of missing values, and not masked by the data.
    private static IReadOnlyList<bool> MaskOfFilled(RnnSequence table)
    {
        RnnSequence filled = SequenceGaps.Fill(table);
        if (table.Mask.Count == 0 || ReferenceEquals(filled, table))
        {
            return table.Mask;
        }

        bool[] mask = [.. Enumerable.Repeat(true, filled.Length)];
        for (int row = 0; row < table.Length; row++)
        {
            mask[table.StepAt(row) - table.Start] = table.Mask[row];
        }

        return mask;
    }

    private bool[]? FindMissingTargets(RnnSequence table)
    {
        bool[]? missing = null;
        ReadOnlySpan<double> values = table.Values.AsSpan();
        for (int row = 0; row < table.Length; row++)
        {
            bool isMissing = table.Mask.Count > 0 && !table.Mask[row];
            foreach (int column in _targets)
            {
                isMissing |= double.IsNaN(values[(row * table.FeatureCount) + column]);
            }

            if (isMissing)
            {
                missing ??= new bool[table.Length];
                missing[row] = true;
            }
        }

        return missing;
    }

    private double[] ReadWeights(RnnSequence table, int column)
    {
        double[] weights = [.. table.Values.Select(row => row[column])];
        for (int row = Lead; row < weights.Length; row++)
        {
            if (_targetMissing?[row] == true)
            {
                continue;
            }

            StepWeights.Require(weights[row], table.StepAt(row));
        }

        return weights;
    }
}
