namespace RnnPS;

/// <summary>A timestep of a <see cref="GruCell"/>: State = UpdateGate∘h(t−1) + (1 − UpdateGate)∘Candidate.</summary>
public class GruStep : RnnStep
{
    internal GruStep(StepLayout layout, double[] data, long step, object? source)
        : base(layout, data, step, source)
    {
    }

    /// <inheritdoc/>
    public sealed override object Sequence => base.Sequence;

    /// <inheritdoc/>
    public sealed override long Step => base.Step;

    /// <inheritdoc/>
    public sealed override object Input => base.Input;

    /// <summary>The inputs of the activations, concatenated in the gate order z, r, h, [3·hidden].</summary>
    public RnnVector PreActivation => Vector(Cell.PreActivation);

    /// <summary>The update gate z(t), [hidden]: the fraction of the previous state that is kept.</summary>
    public RnnVector UpdateGate => Vector(Cell.Trace[0].Window);

    /// <summary>The reset gate r(t), [hidden]: the fraction of the previous state that enters the candidate.</summary>
    public RnnVector ResetGate => Vector(Cell.Trace[1].Window);

    /// <summary>The candidate h̃(t), [hidden]: the proposed new state.</summary>
    public RnnVector Candidate => Vector(Cell.Trace[2].Window);
}

/// <summary>A timestep of a <see cref="GruCell"/> in a stack.</summary>
public sealed class GruLayerStep : GruStep, ILayerStep
{
    internal GruLayerStep(StepLayout layout, double[] data, long step, object? source)
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
