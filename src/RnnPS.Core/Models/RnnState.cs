namespace RnnPS;

/// <summary>
/// What a network remembers between timesteps, as a handle that a run advances: give the same state to the next run,
/// and it goes on where the last one stopped.
/// </summary>
/// <remarks>
/// A run commits the state before it hands out each step, so that stopping early leaves the state of the last step
/// that was seen. One state serves one run at a time.
/// </remarks>
public sealed class RnnState
{
    // [cell][part of its state][component]
    private readonly double[][][] _values;

    /// <summary>Creates a state of zeros.</summary>
    /// <param name="model">The model whose sizes it has.</param>
    public RnnState(RnnModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        _values = [.. model.Layers.Select(
            cell => cell.Layout.States.Select(part => new double[part.Size]).ToArray())];
    }

    /// <summary>Creates a state of a model's first layer from given values; other layers start at zero.</summary>
    /// <param name="model">The model whose sizes it has.</param>
    /// <param name="value">One finite number for each component of the first layer's h.</param>
    /// <exception cref="RnnException">
    /// Another length (<see cref="RnnErrorId.StateShape"/>), or a number that is not finite
    /// (<see cref="RnnErrorId.NotFinite"/>).
    /// </exception>
    public RnnState(RnnModel model, RnnVector value)
        : this(model) => Set(model, 0, 0, value);

    /// <summary>Creates a state from the values of all cells.</summary>
    /// <param name="model">The model whose sizes it has.</param>
    /// <param name="values">h for each of the model's <see cref="RnnModel.Layers"/>.</param>
    /// <param name="cellStates">c for each of them, null for one that has none; null starts all from zeros.</param>
    /// <exception cref="RnnException">
    /// Another number of cells or another length (<see cref="RnnErrorId.StateShape"/>), or a number that is not finite
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

    /// <summary>How many timesteps it has been taken through.</summary>
    public long StepCount { get; private set; }

    /// <summary>
    /// The hidden state h of each of the model's <see cref="RnnModel.Layers"/>; copies, so that a later run does not change
    /// them.
    /// </summary>
    public IReadOnlyList<RnnVector> Values =>
        new RnnList<RnnVector>([.. _values.Select(parts => new RnnVector([.. parts[0]]))]);

    /// <summary>The cell state c of each of them, null for a cell that has none; copies.</summary>
    public IReadOnlyList<RnnVector?> CellStates =>
        new RnnList<RnnVector?>([.. _values.Select(parts => parts.Length > 1 ? new RnnVector([.. parts[1]]) : (RnnVector?)null)]);

    /// <summary>The hidden state h of the last cell; a copy.</summary>
    public RnnVector Value => new([.. _values[^1][0]]);

    /// <summary>A state of its own with the same values.</summary>
    /// <param name="model">A model of the same sizes.</param>
    /// <returns>The copy.</returns>
    /// <exception cref="RnnException">The model has other sizes (<see cref="RnnErrorId.StateShape"/>).</exception>
    public RnnState Copy(RnnModel model)
    {
        RequireFits(model);
        var copy = new RnnState(model) { StepCount = StepCount };
        copy.ForEachPart((cell, part, values) => _values[cell][part].CopyTo(values, 0));
        return copy;
    }

    /// <summary>Requires that all its numbers are finite in a precision.</summary>
    /// <param name="precision">What will be computed with.</param>
    /// <exception cref="RnnException">One is too large (<see cref="RnnErrorId.NotFinite"/>).</exception>
    public void RequireFinite(RnnPrecision precision) => ForEachPart((_, _, values) =>
    {
        foreach (double value in values)
        {
            TimestepRules.Check([value], inputSize: 1, [], precision);
        }
    });

    /// <summary>The hidden state of the last cell, as <c>[0.537 0.4621]</c>.</summary>
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
                + $"model {model}: make one for it with New-RnnState -Model.",
                this);
        }
    }

    /// <summary>Writes the state that a sequence of a pass starts from.</summary>
    internal void ReadInto(ICellStates pass, int row) =>
        ForEachPart((cell, part, values) => pass.SetState(cell, part, row, values));

    /// <summary>Takes the state that a sequence of a pass has after a step.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="step">The step within the chunk.</param>
    /// <param name="row">The sequence.</param>
    /// <param name="steps">By how many steps the state was advanced.</param>
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
                + "Layers, from the input up, forward before backward.",
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
