namespace RnnPS;

/// <summary>Measures what becomes of gradients on their way back through a model, and whether they are right.</summary>
/// <remarks>
/// Gradients are those of training: where a model scales its inputs and outputs, with respect to the scaled numbers that its layers
/// see.
/// </remarks>
public static class GradientMeter
{
    /// <summary>Follows the gradient of the loss back through every cell of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="series">One series.</param>
    /// <param name="loss">The loss of a step.</param>
    /// <param name="lastOnly">Whether only the last step that has a target costs.</param>
    /// <param name="spectra">What measures a cell's recurrent weights.</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <returns>One for each cell: from the input up, and of a bidirectional layer the forward cell before the backward one.</returns>
    /// <exception cref="RnnException">
    /// The series or the loss do not fit the model, as <see cref="RnnTrainer"/> tells, or no timestep has a target
    /// (<see cref="RnnErrorId.EmptyInput"/>).
    /// </exception>
    public static IReadOnlyList<RnnGradient> Measure(
        RnnModel model,
        TrainingSeries series,
        RnnLossFunction loss,
        bool lastOnly,
        Func<RnnCell, IReadOnlyList<RnnSpectrum>> spectra,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(series);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(spectra);
        var example = new GradientExample(model, series, loss);
        RnnLossFunction scaled = model.OutputScaler is { } scaler ? new ScaledLoss(loss, scaler) : loss;
        RnnGradients Run(double[] weights) => RnnGradients.Measure(
            model, [example.Sequence], [example.Targets], new RnnGradientOptions { Loss = scaled, Weights = [weights] }, cancellation);

        int first = example.Counted[0];
        int last = example.Counted[^1];
        bool once = model.OutputStep == RnnOutputStep.Last;
        // A cell that reads backward reads the first step last, and sees no way back from the loss of the last one.
        RnnGradients fromLast = Run(example.Only(last));
        RnnGradients fromFirst = once || !model.NeedsWholeSequence ? fromLast : Run(example.Only(first));
        RnnGradients whole = lastOnly || once ? fromLast : Run(example.Weights);
        return [.. whole.States.Select((state, cell) =>
        {
            bool reverse = state.Direction == RnnDirection.Reverse;
            RnnVector fromEnd = (reverse ? fromFirst : fromLast).States[cell].Norms;
            int end = once ? (reverse ? 0 : fromEnd.Length - 1) : reverse ? first : last;
            IEnumerable<int> way = reverse ? Enumerable.Range(end, fromEnd.Length - end) : Enumerable.Range(0, end + 1).Reverse();
            RnnGradientStep[] steps = [.. example.Steps.Select((step, i) => new RnnGradientStep(
                series.Key, state.Layer, state.Direction, step, state.Norms[i], fromEnd[i]))];
            return new RnnGradient(
                model.Layers[cell], steps, GradientDecay.Of([.. way.Select(i => fromEnd[i])]), whole.Loss, spectra(model.Layers[cell]));
        })];
    }

    /// <summary>Holds the gradients of every parameter against central differences.</summary>
    /// <param name="model">The model.</param>
    /// <param name="series">The series, whose losses are taken together.</param>
    /// <param name="loss">The loss of a step, taken of scaled numbers where the model scales.</param>
    /// <param name="samples">The most elements of a group that are checked.</param>
    /// <param name="seed">What they are drawn by.</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <returns>The comparison.</returns>
    /// <exception cref="RnnException">As for <see cref="Measure"/>.</exception>
    public static RnnGradientCheck Check(
        RnnModel model,
        IReadOnlyList<TrainingSeries> series,
        RnnLossFunction loss,
        int samples,
        int seed = 0,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(series);
        ArgumentNullException.ThrowIfNull(loss);
        GradientExample[] examples = [.. series.Select(one => new GradientExample(model, one, loss))];
        return RnnGradientCheck.Run(
            model,
            [.. examples.Select(example => example.Sequence)],
            [.. examples.Select(example => example.ScaledTargets())],
            new RnnGradientOptions { Loss = loss, Weights = [.. examples.Select(example => example.Weights)] },
            samples,
            seed,
            cancellation);
    }
}
