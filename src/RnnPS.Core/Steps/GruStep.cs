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

    /// <summary>What entered the activations of the gates z, r, h, side by side, [3·hidden].</summary>
    public RnnVector PreActivation => Vector(Cell.PreActivation);

    /// <summary>z(t), [hidden]: how much of the state before stays.</summary>
    public RnnVector UpdateGate => Vector(Cell.Trace[0]);

    /// <summary>r(t), [hidden]: how much of the state before goes into the candidate.</summary>
    public RnnVector ResetGate => Vector(Cell.Trace[1]);

    /// <summary>h̃(t), [hidden]: what could become the state.</summary>
    public RnnVector Candidate => Vector(Cell.Trace[2]);
}

/// <summary>The same of a cell in a stack.</summary>
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
}
