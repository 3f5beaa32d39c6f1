namespace RnnPS;

/// <summary>A timestep of a model with several cells: stacked layers, or the two directions of one.</summary>
public sealed class StackStep : RnnStep
{
    internal StackStep(StepLayout layout, double[] data, long step, object? source)
        : base(layout, data, step, source)
    {
    }

    /// <inheritdoc/>
    public override object Sequence => base.Sequence;

    /// <inheritdoc/>
    public override long Step => base.Step;

    /// <inheritdoc/>
    public override object Input => base.Input;

    /// <summary>
    /// A step for each layer and direction, from the input up, forward before backward, with all its cell's gates and
    /// states; the same places as in <see cref="RnnModel.Layers"/>.
    /// </summary>
    public IReadOnlyList<RnnStep> Layers =>
        new RnnList<RnnStep>([.. Enumerable.Range(0, Layout.Layers.Length).Select(LayerStep)], RnnStepFormat.Kinds);
}
