namespace RnnPS.Charts.Page;

/// <summary>Measures the gradients of a run: by the states, whole and truncated, and by the inputs.</summary>
/// <param name="model">The model.</param>
/// <param name="series">The series.</param>
/// <param name="loss">The loss.</param>
/// <param name="memory">The limit of the memory to take.</param>
/// <param name="cancellation">Stops between steps.</param>
internal sealed class PageGradients(RnnModel model, TrainingSeries series, RnnLossFunction loss, MemoryLimit memory, CancellationToken cancellation)
{
    // The length of a chunk of truncated backpropagation, where the page can't let the reader choose it.
    private const int Chunk = 20;
    private const int MostPoints = 4000;

    private readonly GradientExample _example = new(model, series, loss);

    /// <summary>The gradients by the state of each cell.</summary>
    /// <param name="truncates">Whether to measure them truncated, too.</param>
    public IReadOnlyList<PageGradient> States(bool truncates)
    {
        IReadOnlyList<RnnGradient> whole = GradientMeter.Measure(model, series, loss, lastOnly: false, _ => [], memory, cancellation);
        double[][]? truncated = truncates && CanTruncate ? Truncated() : null;
        return [.. whole.Select((gradient, cell) => Of(gradient) with { Truncated = truncated is null ? null : Largest(truncated[cell]), Chunk = truncated is null ? 0 : Chunk })];
    }

    /// <summary>The derivatives of the loss by the inputs, with the index of each step in the series.</summary>
    public IEnumerable<(int Step, RnnVector Gradient)> Inputs()
    {
        RnnGradients gradients = Measure(_example.Sequence, _example.Targets, _example.Weights, series.InitialState);
        return _example.Steps.Select((step, row) => ((int)(step - series.StepAt(0)), gradients.Inputs[0][row]));
    }

    /// <summary>The gradients of Measure-RnnGradient, as the page shows them.</summary>
    public static PageGradient Of(RnnGradient gradient) => new(
        PageRuns.KeyOf(gradient.Sequence),
        FormattableString.Invariant($"Layer {gradient.Layer} {gradient.Direction} ({gradient.Kind})"),
        gradient.Verdict,
        [.. gradient.Steps.Chunk(BinOf(gradient.Steps.Count)).Select(steps => steps[0].Step)],
        Largest([.. gradient.Steps.Select(step => step.Norm)]),
        Largest([.. gradient.Steps.Select(step => step.FromEnd)]));

    // A chunk begins with the state that the one before ends in, which only a forward model has.
    private bool CanTruncate => !model.NeedsWholeSequence && model.OutputStep == RnnOutputStep.Every && _example.Steps.Length == series.Length && series.Length > Chunk;

    private double[][] Truncated()
    {
        double[][] norms = [.. model.Layers.Select(_ => new double[series.Length])];
        RnnState state = series.InitialState?.Copy(model) ?? new RnnState(model);
        double[] weights = _example.Weights;
        RnnMatrix targets = _example.Targets;
        for (int start = 0; start < series.Length; start += Chunk)
        {
            int length = Math.Min(Chunk, series.Length - start);
            RnnGradients gradients = Measure(_example.Sequence.Slice(start, length), targets.Slice(start, length), weights[start..(start + length)], state.Copy(model));
            for (int cell = 0; cell < norms.Length; cell++)
            {
                gradients.States[cell].Norms.AsSpan().CopyTo(norms[cell].AsSpan(start));
            }

            state = new RnnBatch(model) { Memory = memory }.FinalStates([RawInputs(start, length)], [state], cancellation: cancellation).Single();
        }

        return norms;
    }

    private RnnGradients Measure(RnnSequence sequence, RnnMatrix targets, double[] weights, RnnState? state) => RnnGradients.Measure(
        model,
        [new RnnSequence(sequence.Key, sequence.Values)],
        [targets],
        new RnnGradientOptions
        {
            Loss = model.OutputScaler is { } scaler ? new ScaledLoss(loss, scaler) : loss,
            Weights = [weights],
            States = state is null ? null : [state],
            Memory = memory,
        },
        cancellation);

    private RnnSequence RawInputs(int start, int length)
    {
        var values = new double[length * series.InputSize];
        for (int row = 0; row < length; row++)
        {
            series.CopyInput(start + row, values.AsSpan(row * series.InputSize, series.InputSize));
        }

        return new RnnSequence(series.Key, new RnnMatrix(length, series.InputSize, values));
    }

    // A line of more points is not seen better.
    private static int BinOf(int steps) => (steps + MostPoints - 1) / MostPoints;

    private static double[] Largest(double[] norms) => [.. norms.Chunk(BinOf(norms.Length)).Select(some => some.Max(value => double.IsFinite(value) ? value : 0))];
}
