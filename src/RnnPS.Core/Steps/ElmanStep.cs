namespace RnnPS;

/// <summary>A timestep of an <see cref="ElmanCell"/>: h(t) = f(PreActivation).</summary>
public class ElmanStep : RnnStep
{
    internal ElmanStep(StepLayout layout, double[] data, long step, object? source)
        : base(layout, data, step, source)
    {
    }

    /// <summary>What entered the activation: x·W + h(t−1)·R + b, [hidden].</summary>
    public RnnVector PreActivation => Vector(Cell.PreActivation);
}

/// <summary>The same of a cell in a stack.</summary>
public sealed class ElmanLayerStep : ElmanStep
{
    internal ElmanLayerStep(StepLayout layout, double[] data, long step, object? source)
        : base(layout, data, step, source)
    {
    }

    /// <summary>The cell's layer, from 0.</summary>
    public int Layer => Cell.Layer;

    /// <summary>The order in which the cell reads: Forward or Reverse.</summary>
    public RnnDirection Direction => Cell.Direction;
}
