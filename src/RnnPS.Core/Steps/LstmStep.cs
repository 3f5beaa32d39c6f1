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

    /// <summary>
    /// The inputs of the activations, concatenated in the gate order i, f, c, o, [4·hidden]. With coupled gates: i, c, o,
    /// [3·hidden].
    /// </summary>
    public RnnVector PreActivation => Vector(Cell.PreActivation);

    /// <summary>The input gate i(t), [hidden]: the fraction of the candidate that enters the cell state.</summary>
    public RnnVector InputGate => Vector(Cell.Trace[0].Window);

    /// <summary>The forget gate f(t), [hidden]: the fraction of the previous cell state that is kept.</summary>
    public RnnVector ForgetGate => Vector(Cell.Trace[1].Window);

    /// <summary>The candidate c̃(t), [hidden]: the proposed addition to the cell state.</summary>
    public RnnVector Candidate => Vector(Cell.Trace[2].Window);

    /// <summary>The output gate o(t), [hidden]: the fraction of the activated cell state that becomes the hidden state.</summary>
    public RnnVector OutputGate => Vector(Cell.Trace[3].Window);

    /// <summary>The cell state c(t), [hidden]: the long-term memory of the cell.</summary>
    public RnnVector CellState => Vector(Cell.States[1].Window);
}

/// <summary>A timestep of an <see cref="LstmCell"/> in a stack.</summary>
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

    // See ILayerStep: these hide what would repeat the state and the source of the whole step.
    internal new object Output => base.Output;

    internal new object Prediction => base.Prediction;

    internal new object? Source => base.Source;
}
