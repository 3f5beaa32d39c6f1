namespace RnnPS;

/// <summary>A timestep of a model with several cells: stacked layers, or the two directions of one.</summary>
public class StackStep : RnnStep
{
    internal StackStep(StepLayout layout, double[] data, long step, object? source)
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
    /// The steps of the cells, with all gates and states, in the order of <see cref="RnnModel.Layers"/>: from the input up, the
    /// forward cell before the reverse cell.
    /// </summary>
    public IReadOnlyList<RnnStep> Layers =>
        new RnnList<RnnStep>([.. Enumerable.Range(0, Layout.Layers.Length).Select(LayerStep)], RnnStepFormat.Kinds);
}
