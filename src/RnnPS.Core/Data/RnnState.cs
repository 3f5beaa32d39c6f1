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
    // [layer][part of its state][component]
    private readonly double[][][] _values;

    /// <summary>Creates a state of zeros.</summary>
    /// <param name="model">The model whose sizes it has.</param>
    public RnnState(RnnModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        _values = [.. model.Layers.Select(
            cell => cell.Layout.StateSizes.Select(size => new double[size]).ToArray())];
    }

    /// <summary>Creates a state of a model's first layer from given values; other layers start at zero.</summary>
    /// <param name="model">The model whose sizes it has.</param>
    /// <param name="value">One finite number for each component of the first layer's h.</param>
    /// <exception cref="RnnException">
    /// Another length (<see cref="RnnErrorId.StateShape"/>), or a number that is not finite
    /// (<see cref="RnnErrorId.NotFinite"/>).
    /// </exception>
    public RnnState(RnnModel model, RnnVector value)
        : this(model)
    {
        if (value.Length != _values[0][0].Length)
        {
            throw new RnnException(
                RnnErrorId.StateShape,
                $"The state {value} has {RnnMessages.Count(value.Length, "number")}: the model {model} takes {_values[0][0].Length}, "
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

        value.AsSpan().CopyTo(_values[0][0]);
    }

    /// <summary>How many timesteps it has been taken through.</summary>
    public long StepCount { get; private set; }

    /// <summary>The hidden state h of each layer, from the input up; copies, so that a later run does not change them.</summary>
    public IReadOnlyList<RnnVector> Values => [.. _values.Select(parts => new RnnVector([.. parts[0]]))];

    /// <summary>The hidden state h of the last layer; a copy.</summary>
    public RnnVector Value => new([.. _values[^1][0]]);

    /// <summary>A state of its own with the same values.</summary>
    /// <param name="model">A model of the same sizes.</param>
    /// <returns>The copy.</returns>
    /// <exception cref="RnnException">The model has other sizes (<see cref="RnnErrorId.StateShape"/>).</exception>
    public RnnState Copy(RnnModel model)
    {
        RequireFits(model);
        var copy = new RnnState(model) { StepCount = StepCount };
        copy.ForEachPart((layer, part, values) => _values[layer][part].CopyTo(values, 0));
        return copy;
    }

    /// <summary>The hidden state of the last layer, as <c>[0.537 0.4621]</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Value.ToString();

    internal void RequireFits(RnnModel model)
    {
        bool fits = _values.Length == model.Layers.Count;
        for (int layer = 0; fits && layer < _values.Length; layer++)
        {
            fits = _values[layer].Select(part => part.Length).SequenceEqual(model.Layers[layer].Layout.StateSizes);
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

    internal void ReadInto(ForwardPass<double> pass) =>
        ForEachPart((layer, part, values) => values.CopyTo(pass.NextState(layer, part)));

    internal void CommitFrom(ForwardPass<double> pass, int step)
    {
        for (int layer = 0; layer < _values.Length; layer++)
        {
            for (int part = 0; part < _values[layer].Length; part++)
            {
                pass.State(layer, part, step).CopyTo(_values[layer][part]);
            }
        }

        StepCount++;
    }

    private void ForEachPart(Action<int, int, double[]> action)
    {
        for (int layer = 0; layer < _values.Length; layer++)
        {
            for (int part = 0; part < _values[layer].Length; part++)
            {
                action(layer, part, _values[layer][part]);
            }
        }
    }
}
