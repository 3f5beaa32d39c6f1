namespace RnnPS;

/// <summary>
/// The state of a network between timesteps. A run updates it. Pass the same state to the next run to continue where the
/// last run stopped.
/// </summary>
/// <remarks>
/// A run updates the state before it emits each step. If a pipeline stops early, the state is therefore that of the last
/// emitted step. Use a state in only one run at a time.
/// </remarks>
public sealed class RnnState
{
    // [cell][part of the state][component]
    private readonly double[][][] _values;

    /// <summary>Creates a state filled with zeros.</summary>
    /// <param name="model">The model that the state is for.</param>
    public RnnState(RnnModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        _values = [.. model.Layers.Select(
            cell => cell.Layout.States.Select(part => new double[part.Size]).ToArray())];
    }

    /// <summary>Creates a state from the hidden state of the first layer. Other layers start at zero.</summary>
    /// <param name="model">The model that the state is for.</param>
    /// <param name="value">The hidden state h of the first layer: one finite number for each component.</param>
    /// <exception cref="RnnException">
    /// The length does not match (<see cref="RnnErrorId.StateShape"/>), or a number is not finite
    /// (<see cref="RnnErrorId.NotFinite"/>).
    /// </exception>
    public RnnState(RnnModel model, RnnVector value)
        : this(model) => Set(model, 0, 0, value);

    /// <summary>Creates a state from the values of all cells.</summary>
    /// <param name="model">The model that the state is for.</param>
    /// <param name="values">The hidden state h of each cell in <see cref="RnnModel.Layers"/>.</param>
    /// <param name="cellStates">
    /// The cell state c of each cell in <see cref="RnnModel.Layers"/>; null for a cell without one. If the whole list is null,
    /// all cell states start at zero.
    /// </param>
    /// <exception cref="RnnException">
    /// The number of cells or a length does not match (<see cref="RnnErrorId.StateShape"/>), or a number is not finite
    /// (<see cref="RnnErrorId.NotFinite"/>).
    /// </exception>
    public RnnState(RnnModel model, IReadOnlyList<RnnVector> values, IReadOnlyList<RnnVector?>? cellStates = null)
        : this(model)
    {
        ArgumentNullException.ThrowIfNull(values);
        RequireCount(model, values.Count, "value");
        RequireCount(model, cellStates?.Count ?? _values.Length, "cell state");
        for (int cell = 0; cell < _values.Length; cell++)
        {
            Set(model, cell, 0, values[cell]);
            if (cellStates?[cell] is not { } cellState)
            {
                continue;
            }

            if (_values[cell].Length == 1)
            {
                throw new RnnException(
                    RnnErrorId.StateShape,
                    FormattableString.Invariant($"A cell state was given for Layers[{cell}], {model.Layers[cell]}, which has none: ")
                    + "give cell states for LSTM cells only, and $null for others.",
                    cellState);
            }

            Set(model, cell, 1, cellState);
        }
    }

    /// <summary>The number of timesteps that the state has advanced.</summary>
    public long StepCount { get; private set; }

    /// <summary>
    /// The hidden state h of each cell in <see cref="RnnModel.Layers"/>. The vectors are copies, so later runs do not change
    /// them.
    /// </summary>
    public IReadOnlyList<RnnVector> Values =>
        new RnnList<RnnVector>([.. _values.Select(parts => new RnnVector([.. parts[0]]))]);

    /// <summary>A copy of the cell state c of each cell in <see cref="RnnModel.Layers"/>; null for a cell without one.</summary>
    public IReadOnlyList<RnnVector?> CellStates =>
        new RnnList<RnnVector?>([.. _values.Select(parts => parts.Length > 1 ? new RnnVector([.. parts[1]]) : (RnnVector?)null)]);

    /// <summary>A copy of the hidden state h of the last cell.</summary>
    public RnnVector Value => new([.. _values[^1][0]]);

    /// <summary>Creates an independent copy of the state.</summary>
    /// <param name="model">A model with the same sizes.</param>
    /// <returns>The copy.</returns>
    /// <exception cref="RnnException">The model has other sizes (<see cref="RnnErrorId.StateShape"/>).</exception>
    public RnnState Copy(RnnModel model)
    {
        RequireFits(model);
        var copy = new RnnState(model) { StepCount = StepCount };
        copy.ForEachPart((cell, part, values) => _values[cell][part].CopyTo(values, 0));
        return copy;
    }

    /// <summary>Requires that all values are finite in a precision.</summary>
    /// <param name="precision">The precision of the run.</param>
    /// <exception cref="RnnException">A value is too large for the precision (<see cref="RnnErrorId.NotFinite"/>).</exception>
    public void RequireFinite(RnnPrecision precision) => ForEachPart((_, _, values) =>
    {
        foreach (double value in values)
        {
            TimestepRules.Check([value], inputSize: 1, [], precision);
        }
    });

    /// <summary>Formats the hidden state of the last cell, for example <c>[0.537 0.4621]</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Value.ToString();

    internal void RequireFits(RnnModel model)
    {
        bool fits = _values.Length == model.Layers.Count;
        for (int cell = 0; fits && cell < _values.Length; cell++)
        {
            fits = _values[cell].Select(part => part.Length)
                .SequenceEqual(model.Layers[cell].Layout.States.Select(part => part.Size));
        }

        if (!fits)
        {
            throw new RnnException(
                RnnErrorId.StateShape,
                $"The state of {string.Join('+', _values.Select(parts => parts[0].Length))} components does not fit the "
                + $"model {model}: create a state for it with New-RnnState -Model.",
                this);
        }
    }

    /// <summary>Copies this state into a pass as the initial state of a sequence.</summary>
    internal void ReadInto(ICellStates pass, int row) =>
        ForEachPart((cell, part, values) => pass.SetState(cell, part, row, values));

    /// <summary>Copies the state of a sequence after a step of a pass into this state.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="step">The step within the chunk.</param>
    /// <param name="row">The row of the sequence.</param>
    /// <param name="steps">The number of steps that the state has advanced.</param>
    internal void CommitFrom(ICellStates pass, int step, int row, int steps = 1)
    {
        for (int cell = 0; cell < _values.Length; cell++)
        {
            for (int part = 0; part < _values[cell].Length; part++)
            {
                pass.GetState(cell, part, step, row, _values[cell][part]);
            }
        }

        StepCount += steps;
    }

    private void RequireCount(RnnModel model, int count, string what)
    {
        if (count != _values.Length)
        {
            throw new RnnException(
                RnnErrorId.StateShape,
                $"{RnnMessages.Count(count, what)} for the {RnnMessages.Count(_values.Length, "cell")} of the model {model}: give one for each of its "
                + "Layers, from the input up, the forward cell before the reverse cell.",
                count);
        }
    }

    private void Set(RnnModel model, int cell, int part, RnnVector value)
    {
        double[] target = _values[cell][part];
        if (value.Length != target.Length)
        {
            throw new RnnException(
                RnnErrorId.StateShape,
                $"The state {RnnFormat.Fit(value, 60)} has {RnnMessages.Count(value.Length, "number")}: the model {model} takes {target.Length}, "
                + "one for each component of its hidden state.",
                value);
        }

        foreach (double number in value.AsSpan())
        {
            if (!double.IsFinite(number))
            {
                throw new RnnException(RnnErrorId.NotFinite, RnnMessages.NotFinite(number), number);
            }
        }

        value.AsSpan().CopyTo(target);
    }

    private void ForEachPart(Action<int, int, double[]> action)
    {
        for (int cell = 0; cell < _values.Length; cell++)
        {
            for (int part = 0; part < _values[cell].Length; part++)
            {
                action(cell, part, _values[cell][part]);
            }
        }
    }
}
