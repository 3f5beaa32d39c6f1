namespace RnnPS;

/// <summary>Detects targets that are the inputs of the steps with the same numbers, where a model predicts later steps.</summary>
internal sealed class RepeatedInputs
{
    private bool _differ;

    /// <summary>
    /// Whether the targets are the inputs of the same steps and not those of the steps that the predictions are for. Both can hold as
    /// long as the inputs do not change; then the loss is the same.
    /// </summary>
    /// <param name="step">The next step.</param>
    /// <param name="targets">The targets.</param>
    public bool Are(RnnStep step, IReadOnlyList<double[]> targets)
    {
        ReadOnlySpan<double> input = step.InputVector.AsSpan();
        _differ |= !input.SequenceEqual(targets[(int)step.Step]);
        return !_differ && step.Step >= step.Lead && !input.SequenceEqual(targets[(int)(step.Step - step.Lead)]);
    }
}
