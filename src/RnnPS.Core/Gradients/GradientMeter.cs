namespace RnnPS;

/// <summary>Measures how gradients change in the backward pass through a model, and checks that they are correct.</summary>
/// <remarks>
/// The gradients are the same as in training. If a model scales its inputs and outputs, they are taken with respect to the scaled
/// values.
/// </remarks>
public static class GradientMeter
{
    /// <summary>Measures the gradient of the loss with respect to the states of every cell.</summary>
    /// <param name="model">The model to measure.</param>
    /// <param name="series">The series to measure on.</param>
    /// <param name="loss">The loss function, applied to each timestep.</param>
    /// <param name="lastOnly">Whether the loss counts only the last timestep that has a target.</param>
    /// <param name="spectra">The function that measures the recurrent weights of a cell.</param>
    /// <param name="memory">The limit of the memory to take; null for the free memory.</param>
    /// <param name="cancellation">Stops between timesteps.</param>
    /// <returns>
    /// One gradient per cell, from the input layer up. In a bidirectional layer the forward cell comes before the reverse cell.
    /// </returns>
    /// <exception cref="RnnException">
    /// The series or the loss does not fit the model, as for <see cref="RnnTrainer"/>; or no timestep has a target
    /// (<see cref="RnnErrorId.EmptyInput"/>).
    /// </exception>
    public static IReadOnlyList<RnnGradient> Measure(
        RnnModel model,
        TrainingSeries series,
        RnnLossFunction loss,
        bool lastOnly,
        Func<RnnCell, IReadOnlyList<RnnSpectrum>> spectra,
        MemoryLimit? memory = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(series);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(spectra);
        var example = new GradientExample(model, series, loss);
        RnnLossFunction scaled = model.OutputScaler is { } scaler ? new ScaledLoss(loss, scaler) : loss;
        var problem = new GradientProblem(model, [example.Sequence], [example.Targets], new RnnGradientOptions
        {
            Loss = scaled,
            Weights = [example.Weights],
            States = StatesOf([series], model),
            Memory = memory ?? MemoryLimit.Free,
        });
        int first = example.Counted[0];
        int last = example.Counted[^1];
        bool once = model.OutputStep == RnnOutputStep.Last;
        // A reverse cell reads the first step last, so its decay is measured from the loss of the first step.
        bool measuresFirst = !once && model.NeedsWholeSequence;
        double[]?[] weightings =
            [example.Only(last), .. measuresFirst ? [example.Only(first)] : Array.Empty<double[]>(), .. lastOnly || once ? Array.Empty<double[]?>() : [null]];
        RnnGradients[] measured = RnnGradients.MeasureEach(problem, weightings, cancellation);
        bool isUntrained = model is { Seed: not null, Training: null };
        RnnGradients fromLast = measured[0];
        RnnGradients fromFirst = measured[measuresFirst ? 1 : 0];
        RnnGradients whole = lastOnly || once ? fromLast : measured[^1];
        return [.. whole.States.Select((state, cell) =>
        {
            bool reverse = state.Direction == RnnDirection.Reverse;
            RnnStateNorms ofEnd = (reverse ? fromFirst : fromLast).States[cell];
            RnnVector fromEnd = ofEnd.Norms;
            // An LSTM remembers by its cell state. Its output forgets at each step.
            RnnVector judged = ofEnd.CellStateNorms ?? fromEnd;
            int end = once ? (reverse ? 0 : fromEnd.Length - 1) : reverse ? first : last;
            IEnumerable<int> way = reverse ? Enumerable.Range(end, fromEnd.Length - end) : Enumerable.Range(0, end + 1).Reverse();
            RnnGradientStep[] steps = [.. example.Steps.Select((step, i) => new RnnGradientStep(
                series.Key, state.Layer, state.Direction, step, state.Norms[i], fromEnd[i], ofEnd.CellStateNorms?[i]))];
            return new RnnGradient(
                model.Layers[cell], steps, isUntrained, GradientDecay.Of([.. way.Select(i => judged[i])], isUntrained), whole.Loss, spectra(model.Layers[cell]));
        })];
    }

    /// <summary>Compares the gradients of the parameters with central differences.</summary>
    /// <param name="model">The model to check.</param>
    /// <param name="series">The series. The gradients are those of their combined loss.</param>
    /// <param name="loss">The loss function of a timestep, applied to scaled values if the model scales its outputs.</param>
    /// <param name="samples">The largest number of elements to check per parameter array.</param>
    /// <param name="seed">The random seed for choosing these elements.</param>
    /// <param name="memory">The limit of the memory to take; null for the free memory.</param>
    /// <param name="cancellation">Stops between timesteps.</param>
    /// <returns>The comparison.</returns>
    /// <exception cref="RnnException">As for <see cref="Measure"/>.</exception>
    public static RnnGradientCheck Check(
        RnnModel model,
        IReadOnlyList<TrainingSeries> series,
        RnnLossFunction loss,
        int samples,
        int seed = 0,
        MemoryLimit? memory = null,
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
            new RnnGradientOptions
            {
                Loss = loss,
                Weights = [.. examples.Select(example => example.Weights)],
                States = StatesOf(series, model),
                Memory = memory ?? MemoryLimit.Free,
            },
            samples,
            seed,
            cancellation);
    }

    private static RnnState[]? StatesOf(IReadOnlyList<TrainingSeries> series, RnnModel model) => series.Any(one => one.InitialState is not null)
        ? [.. series.Select(one => one.InitialState ?? new RnnState(model))]
        : null;
}
