namespace RnnPS;

/// <summary>A timestep of an <see cref="ElmanCell"/>: h(t) = f(PreActivation).</summary>
public class ElmanStep : RnnStep
{
    internal ElmanStep(StepLayout layout, double[] data, long step, object? source)
        : base(layout, data, step, source)
    {
    }

    /// <inheritdoc/>
    public sealed override object Sequence => base.Sequence;

    /// <inheritdoc/>
    public sealed override long Step => base.Step;

    /// <inheritdoc/>
    public sealed override object Input => base.Input;

    /// <summary>The input of the activation, x·W + h(t−1)·R + b, [hidden].</summary>
    public RnnVector PreActivation => Vector(Cell.PreActivation);
}

/// <summary>A timestep of an <see cref="ElmanCell"/> in a stack.</summary>
public sealed class ElmanLayerStep : ElmanStep, ILayerStep
{
    internal ElmanLayerStep(StepLayout layout, double[] data, long step, object? source)
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
