namespace RnnPS;

/// <summary>
/// The step of a model that outputs once per sequence (<see cref="RnnOutputStep.Last"/>) and whose last layer reads in reverse. Its
/// <see cref="RnnStep.State"/> and <see cref="StackStep.Layers"/> belong to the last timestep, its <see cref="FinalState"/> does not.
/// </summary>
public sealed class FinalStep : StackStep
{
    internal FinalStep(StepLayout layout, double[] data, long step, object? source)
        : base(layout, data, step, source)
    {
    }

    /// <summary>
    /// The state that the output is computed from, [last layer's output]: of a forward cell the state after the last timestep, of a reverse
    /// cell the state after the first one (Keras' <c>return_sequences=False</c>).
    /// </summary>
    public RnnVector FinalState => Vector(Layout.Shape.FinalState);
}
