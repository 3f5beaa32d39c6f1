namespace RnnPS;

/// <summary>
/// A timestep of an <see cref="LstmCell"/>: CellState = ForgetGate∘c(t−1) + InputGate∘Candidate, and
/// State = OutputGate∘tanh(CellState).
/// </summary>
public class LstmStep : RnnStep
{
    internal LstmStep(StepLayout layout, double[] data, long step, object? source)
        : base(layout, data, step, source)
    {
    }

    /// <inheritdoc/>
    public sealed override object Sequence => base.Sequence;

    /// <inheritdoc/>
    public sealed override long Step => base.Step;

    /// <inheritdoc/>
    public sealed override object Input => base.Input;

    /// <summary>What entered the activations of the gates i, f, c, o, side by side, [4·hidden]; i, c, o where coupled.</summary>
    public RnnVector PreActivation => Vector(Cell.PreActivation);

    /// <summary>i(t), [hidden]: how much of the candidate goes into the cell state.</summary>
    public RnnVector InputGate => Vector(Cell.Trace[0]);

    /// <summary>f(t), [hidden]: how much of the cell state before stays.</summary>
    public RnnVector ForgetGate => Vector(Cell.Trace[1]);

    /// <summary>c̃(t), [hidden]: what could go into the cell state.</summary>
    public RnnVector Candidate => Vector(Cell.Trace[2]);

    /// <summary>o(t), [hidden]: how much of the cell state is shown.</summary>
    public RnnVector OutputGate => Vector(Cell.Trace[3]);

    /// <summary>c(t), [hidden]: what the cell remembers.</summary>
    public RnnVector CellState => Vector(Cell.States[1]);
}

/// <summary>The same of a cell in a stack.</summary>
public sealed class LstmLayerStep : LstmStep, ILayerStep
{
    internal LstmLayerStep(StepLayout layout, double[] data, long step, object? source)
        : base(layout, data, step, source)
    {
    }

    /// <inheritdoc/>
    public int Layer => Cell.Layer;

    /// <inheritdoc/>
    public RnnDirection Direction => Cell.Direction;
}
