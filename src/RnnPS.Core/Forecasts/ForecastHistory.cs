namespace RnnPS;

/// <summary>Runs a model over the history of a series, before a forecast.</summary>
internal static class ForecastHistory
{
    /// <summary>Runs the history.</summary>
    /// <param name="model">The model.</param>
    /// <param name="weights">The weights of the model, with an output at every step.</param>
    /// <param name="history">The history, with missing values only in masked steps.</param>
    /// <param name="lead">
    /// The number of predictions to return: those of the last <paramref name="lead"/> steps, whose targets come after the history.
    /// </param>
    /// <param name="state">A state of zeros, which is updated to the state after the last step.</param>
    /// <param name="cancellation">Stops between chunks.</param>
    /// <returns>The predictions. A masked step has the prediction of the previous unmasked step.</returns>
    /// <exception cref="RnnException">
    /// The history is too short (<see cref="RnnErrorId.SequenceLength"/>), an input is not a token of the model's embedding
    /// (<see cref="RnnErrorId.Token"/>), or a number of the model became infinite or NaN (<see cref="RnnErrorId.NotFinite"/>).
    /// </exception>
    public static Queue<double[]> Run(
        RnnModel model, WeightSet weights, RnnSequence history, int lead, RnnState state, CancellationToken cancellation)
    {
        int[] steps = [.. Enumerable.Range(0, history.Length).Where(i => history.Mask.Count == 0 || history.Mask[i])];
        RequireLength(model, history, steps, lead);
        int[] wanted = Wanted(steps, history.Length - lead, lead);
        foreach (int step in steps)
        {
            ReadOnlySpan<double> input = history.Values[step].AsSpan();
            TimestepRules.Check(input, weights.InputSize, history.FeatureNames, RnnPrecision.Double);
            if (weights.VocabularySize is { } tokens)
            {
                TimestepRules.RequireToken(input[0], tokens, FormattableString.Invariant($"Step {history.StepAt(step)} of sequence {history.Key}"));
            }
        }

        ForwardPass pass = ForwardPass.Create(weights, RnnPrecision.Double, Tape.Trace, rows: 1, RnnRun.DefaultCapacity, cancellation: cancellation);
        pass.Packing = new Packing([RnnRun.DefaultCapacity]);
        state.ReadInto(pass, row: 0);
        var predictions = new Dictionary<int, double[]>();
        var data = new double[weights.Shape.Length];
        for (int done = 0; done < steps.Length; done += RnnRun.DefaultCapacity)
        {
            int count = Math.Min(steps.Length - done, RnnRun.DefaultCapacity);
            for (int i = 0; i < count; i++)
            {
                pass.SetInput(i, row: 0, history.Values[steps[done + i]].AsSpan());
            }

            pass.Run(count, cancellation);
            if (Overflow.Find(pass, weights.Shape, count, row: 0) is { } overflow)
            {
                throw Overflow.Error(history.StepAt(steps[done + overflow.Step]), overflow.Vector, overflow.Value, RnnPrecision.Double);
            }

            // The last steps are wanted, without a gap.
            for (int place = wanted.Length == 0 ? int.MaxValue : Math.Max(wanted[0], done); place < done + count; place++)
            {
                pass.CopyStep(weights.Shape, place - done, row: 0, data);
                predictions[place] = weights.Shape.TakePrediction(data).ToArray();
            }

            state.CommitFrom(pass, count - 1, row: 0, count);
        }

        return new Queue<double[]>(wanted.Select(place => predictions[place]));
    }

    // For each of some last steps, the index in steps of the last unmasked step up to it.
    private static int[] Wanted(int[] steps, int first, int count)
    {
        var wanted = new int[count];
        int last = -1;
        for (int i = 0; i < count; i++)
        {
            while (last + 1 < steps.Length && steps[last + 1] <= first + i)
            {
                last++;
            }

            wanted[i] = last;
        }

        return wanted;
    }

    private static void RequireLength(RnnModel model, RnnSequence history, int[] steps, int lead)
    {
        // The first wanted step, if any, has an unmasked step up to it.
        if (steps.Length == 0 || history.Length < lead || (lead > 0 && steps[0] > history.Length - lead))
        {
            throw new RnnException(
                history.Length == 0 ? RnnErrorId.EmptyInput : RnnErrorId.SequenceLength,
                FormattableString.Invariant($"The history {history.Key} has {RnnMessages.Count(steps.Length, "timestep")}, but the model {model} needs ")
                + FormattableString.Invariant($"at least {Math.Max(lead, 1)}: give a longer history."),
                history);
        }
    }
}
