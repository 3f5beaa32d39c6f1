namespace RnnPS;

/// <summary>Takes a model through what is known of a series.</summary>
internal static class ForecastHistory
{
    /// <summary>Runs the history.</summary>
    /// <param name="model">The model.</param>
    /// <param name="weights">Its weights, which put out at every step.</param>
    /// <param name="history">The history.</param>
    /// <param name="lead">How many outputs are wanted: those whose targets lie beyond the history.</param>
    /// <param name="state">A state of zeros, which becomes that after the last step.</param>
    /// <param name="cancellation">Stops between chunks.</param>
    /// <returns>The last outputs, as many as the lead.</returns>
    public static Queue<double[]> Run(
        RnnModel model, WeightSet weights, RnnSequence history, int lead, RnnState state, CancellationToken cancellation)
    {
        int[] steps = [.. Enumerable.Range(0, history.Length).Where(i => history.Mask.Count == 0 || history.Mask[i])];
        RequireComplete(model, weights, history, steps, lead);
        ForwardPass pass = ForwardPass.Create(weights, RnnPrecision.Double, Tape.None, rows: 1, RnnRun.DefaultCapacity);
        pass.Packing = new Packing([RnnRun.DefaultCapacity]);
        state.ReadInto(pass, row: 0);
        var outputs = new Queue<double[]>();
        var data = new double[weights.Shape.Length];
        foreach (int[] chunk in steps.Chunk(RnnRun.DefaultCapacity))
        {
            for (int i = 0; i < chunk.Length; i++)
            {
                pass.SetInput(i, row: 0, history.Values[chunk[i]].AsSpan());
            }

            pass.Run(chunk.Length, cancellation);
            for (int i = Math.Max(0, chunk.Length - lead); i < chunk.Length; i++)
            {
                pass.CopyStep(weights.Shape, i, row: 0, data);
                outputs.Enqueue(weights.Shape.Output.Of((Span<double>)data).ToArray());
            }

            state.CommitFrom(pass, chunk.Length - 1, row: 0, chunk.Length);
        }

        while (outputs.Count > lead)
        {
            outputs.Dequeue();
        }

        return outputs;
    }

    private static void RequireComplete(RnnModel model, WeightSet weights, RnnSequence history, int[] steps, int lead)
    {
        if (steps.Length < Math.Max(lead, 1))
        {
            throw new RnnException(
                history.Length == 0 ? RnnErrorId.EmptyInput : RnnErrorId.SequenceLength,
                FormattableString.Invariant($"The history {history.Key} has {RnnMessages.Count(steps.Length, "timestep")}: the model {model} forecasts from at least ")
                + FormattableString.Invariant($"{Math.Max(lead, 1)}. Give a longer history."),
                history);
        }

        foreach (int step in steps)
        {
            try
            {
                TimestepRules.Check(history.Values[step].AsSpan(), weights.InputSize, history.FeatureNames, RnnPrecision.Double);
            }
            catch (RnnException error) when (error.Id == RnnErrorId.MissingValue)
            {
                throw new RnnException(
                    error.Id,
                    FormattableString.Invariant($"The history {history.Key} has a missing value at step {history.StepAt(step)}, and a forecast needs them all: fill it in, ")
                    + "or start the history after it.",
                    history,
                    error);
            }
        }
    }
}
