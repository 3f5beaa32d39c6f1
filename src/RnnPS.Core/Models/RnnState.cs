using System.Text;

namespace RnnPS;

/// <summary>
/// The state of a network between timesteps. A run updates it. Pass the same state to the next run to continue where the
/// last run stopped.
/// </summary>
/// <remarks>
/// A run updates the state before it emits each step. If a pipeline stops early, the state is therefore that of the last
/// emitted step. A state belongs to the run that started on it last. An earlier run that goes on gets an error
/// (<see cref="RnnErrorId.StateInUse"/>), because the steps of one of the two would be lost. <see cref="Reserve"/> refuses the second
/// run before it starts.
/// </remarks>
public sealed class RnnState
{
    // [cell][part of the state][component]
    private readonly double[][][] _values;
    private readonly Lock _lock = new();

    // What the run that started last got from Start.
    private object? _claim;

    // Weak, so that the state is free again if a pipeline is abandoned without an end.
    private WeakReference<Reservation>? _reservation;

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
    /// <param name="stepCount">The number of timesteps that the state has advanced, at least 0.</param>
    /// <exception cref="RnnException">
    /// The number of cells or a length does not match, or the number of timesteps is negative
    /// (<see cref="RnnErrorId.StateShape"/>); or a number is not finite (<see cref="RnnErrorId.NotFinite"/>).
    /// </exception>
    public RnnState(
        RnnModel model, IReadOnlyList<RnnVector> values, IReadOnlyList<RnnVector?>? cellStates = null, long stepCount = 0)
        : this(model)
    {
        ArgumentNullException.ThrowIfNull(values);
        StepCount = stepCount >= 0 ? stepCount : throw new RnnException(
            RnnErrorId.StateShape,
            FormattableString.Invariant($"The state has a StepCount of {stepCount}: expected the number of timesteps it has advanced, 0 or more."),
            stepCount);
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

    /// <summary>Takes the parts of the state of each cell.</summary>
    internal RnnState(double[][][] values, long stepCount) => (_values, StepCount) = (values, stepCount);

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

    /// <summary>The whole state as the bytes of <see cref="ToJson"/>, to leave its process. PowerShell's remoting sends properties only.</summary>
    public byte[] Serialized => Encoding.UTF8.GetBytes(ToJson());

    /// <summary>Reserves the state, until the result is disposed or no longer referenced.</summary>
    /// <returns>The reservation.</returns>
    /// <exception cref="RnnException">The state is reserved (<see cref="RnnErrorId.StateInUse"/>).</exception>
    public IDisposable Reserve()
    {
        lock (_lock)
        {
            if (_reservation is { } reservation && reservation.TryGetTarget(out _))
            {
                throw new RnnException(
                    RnnErrorId.StateInUse,
                    $"The state {RnnFormat.Fit(Value, 60)} is in use by another run that has not ended, and the steps of one of the two would be "
                    + "lost: let that run end first, or give this run a state of its own, such as New-RnnState -Value with the state.",
                    this);
            }

            var mine = new Reservation(this);
            _reservation = new WeakReference<Reservation>(mine);
            return mine;
        }
    }

    /// <summary>Creates an independent copy of the state.</summary>
    /// <param name="model">A model with the same sizes.</param>
    /// <returns>The copy.</returns>
    /// <exception cref="RnnException">The model has other sizes (<see cref="RnnErrorId.StateShape"/>).</exception>
    public RnnState Copy(RnnModel model)
    {
        RequireFits(model);
        var copy = new RnnState(model);
        copy.Set(this);
        return copy;
    }

    /// <summary>Writes the state as JSON, to leave its process: all numbers with all digits.</summary>
    /// <returns>The text, for <see cref="FromJson"/>.</returns>
    public string ToJson() => StateJson.Write(_values, StepCount);

    /// <summary>Reads a state that <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The text.</param>
    /// <returns>The state.</returns>
    /// <exception cref="RnnException">The text is not that of a state (<see cref="RnnErrorId.StateShape"/>).</exception>
    public static RnnState FromJson(string json) => StateJson.Read(json);

    /// <summary>Takes the values and the number of timesteps of another state of the same sizes.</summary>
    internal void Set(RnnState other)
    {
        ForEachPart((cell, part, values) => other._values[cell][part].CopyTo(values, 0));
        StepCount = other.StepCount;
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

    /// <summary>Gives the state to a new run. A run that had it before can't go on.</summary>
    /// <returns>The claim of the new run.</returns>
    internal object Claim()
    {
        var claim = new object();
        Volatile.Write(ref _claim, claim);
        return claim;
    }

    /// <summary>Requires that no other run has claimed the state since a run did.</summary>
    /// <param name="claim">The result of <see cref="Claim"/>.</param>
    internal void RequireClaim(object claim)
    {
        if (!ReferenceEquals(Volatile.Read(ref _claim), claim))
        {
            throw new RnnException(
                RnnErrorId.StateInUse,
                $"Another run has started on the state {RnnFormat.Fit(Value, 60)} since this run did, so this run can't go on: let one run end "
                + "before the next one starts, or give each run a state of its own, such as New-RnnState -Value with the state.",
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
    /// <param name="claim">The claim of the run; null for a state that only the caller knows.</param>
    internal void CommitFrom(ICellStates pass, int step, int row, int steps = 1, object? claim = null)
    {
        if (claim is not null)
        {
            RequireClaim(claim);
        }

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

    private void Release(Reservation reservation)
    {
        lock (_lock)
        {
            if (_reservation is { } current && current.TryGetTarget(out Reservation? holder) && ReferenceEquals(holder, reservation))
            {
                _reservation = null;
            }
        }
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

    private sealed class Reservation(RnnState state) : IDisposable
    {
        public void Dispose() => state.Release(this);
    }
}
