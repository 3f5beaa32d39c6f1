namespace RnnPS.Charts.Page;

/// <summary>Runs models over series, and collects what the page shows of them.</summary>
internal sealed class PageRuns(RnnPageContent content, List<string> notes, CancellationToken cancellation)
{
    // At two bytes a value in Base64, a page of about 3 MB.
    private const long MostValues = 1_100_000;
    private const int MostSequences = 12;

    /// <summary>The gradients of the first model's states.</summary>
    public List<PageGradient> Gradients { get; } = [];

    /// <summary>Runs all models.</summary>
    public IReadOnlyList<PageRun> RunModels()
    {
        IReadOnlyList<TrainingSeries> series = content.Series;
        if (series.Count > MostSequences)
        {
            notes.Add(FormattableString.Invariant($"The page shows the first {MostSequences} of {series.Count} sequences."));
            series = [.. series.Take(MostSequences)];
        }

        long most = MostValues / Math.Max(series.Count * content.Models.Count, 1);
        return [.. content.Models.Select((model, index) => RunModel(model.Name, model.Model, series, most, isFirst: index == 0))];
    }

    /// <summary>Shows steps that were run before, whose weights are unknown.</summary>
    public PageRun ShowSteps(IReadOnlyList<RnnStep> steps)
    {
        List<List<RnnStep>> runs = Kinds.ChartKinds.Runs(steps, step => step.Sequence, step => step.Step);
        if (runs.Count > MostSequences)
        {
            notes.Add(FormattableString.Invariant($"The page shows the first {MostSequences} of {runs.Count} sequences."));
            runs = [.. runs.Take(MostSequences)];
        }

        PageSequence[] sequences = [.. runs.Select(run =>
        {
            var builder = new PageSequenceBuilder(run[0], run.Count, MostValues / runs.Count, targetSize: null, content.ReadRow);
            run.ForEach(step => builder.Add(step, step.Source, step.Step, step.OutputVector, null, null));
            NoteBins(builder, run.Count, isComputed: false);
            return builder.Complete(KeyOf(run[0].Sequence), run[0].Lead, [], initial: null, hasInputGradient: false);
        })];
        return new PageRun(
            "steps",
            "steps",
            Network: null,
            "Steps do not hold the weights: give the model and its input to see the unrolled network and to change numbers.",
            Loss: null,
            NamesOf(steps[0].Classes, steps[0].TargetNames, steps[0].OutputVector.Length),
            sequences);
    }

    /// <summary>The text of a sequence's key; empty for input without one.</summary>
    public static string KeyOf(object key) => Kinds.ChartKinds.Name(key) ?? string.Empty;

    private static IReadOnlyList<string> NamesOf(IReadOnlyList<string> classes, IReadOnlyList<string> targets, int outputs) =>
        classes.Count == outputs ? classes : targets.Count == outputs ? targets : [];

    private PageRun RunModel(string name, RnnModel model, IReadOnlyList<TrainingSeries> series, long most, bool isFirst)
    {
        bool isMasked = series.Any(one => Enumerable.Range(0, one.RowCount).Any(one.IsMasked)) || model.MaskValue is not null;
        string? refusal = PageNetwork.Refusal(model, series.Sum(one => (long)one.RowCount), isMasked);
        PageSequence[] sequences = [.. series.Select(one => RunSeries(model, one, most, isFirst, isComputed: refusal is null))];
        RnnLossFunction? loss = content.Loss;
        return new PageRun(
            name,
            model.ToString(),
            refusal is null && sequences.All(sequence => sequence.Bin == 1) ? PageNetwork.Of(model) : null,
            refusal,
            loss is null ? null : new PageLoss(loss.Name, loss.ToString(), loss.Constants.ToDictionary(one => one.Key, one => one.Value.ToArray())),
            NamesOf(model.Training?.Classes ?? [], content.Loss is null ? [] : series[0].TargetNames, model.OutputSize),
            sequences);
    }

    private PageSequence RunSeries(RnnModel model, TrainingSeries series, long most, bool isFirst, bool isComputed)
    {
        RnnSequence inputs = InputsOf(series);
        // A model with one output shows its states at every step, too.
        bool once = model.OutputStep == RnnOutputStep.Last;
        RnnModel shown = once ? new RnnModel(model.Weights.With(RnnOutputStep.Every)) : model;
        RnnStep[] final = once ? [.. Run(model, series, inputs)] : [];
        PageSequenceBuilder? builder = null;
        int? targetSize = content.Loss is null ? null : series.TargetSize;
        int index = 0;
        foreach (RnnStep step in Run(shown, series, inputs))
        {
            builder ??= new PageSequenceBuilder(step, inputs.Length, most, targetSize, content.ReadRow);
            bool isLast = index == inputs.Length - 1;
            RnnStep? head = !once ? step : isLast && final.Length > 0 ? final[^1] : null;
            double[]? target = content.Loss is null || head is null || index >= series.Length || !series.Counts(index) ? null : TargetAt(series, index);
            builder.Add(step, series.SourceAt(index), series.StepAt(index), head?.OutputVector, target, target is null || head!.IsMasked ? null : LossOf(head, target));
            index++;
        }

        if (builder is null)
        {
            throw new RnnException(RnnErrorId.EmptyInput, $"The sequence {series.Key} has no steps: give at least one timestep.", series);
        }

        NoteBins(builder, inputs.Length, isComputed);
        bool measured = isFirst && content.Loss is not null && Measure(model, series, builder, isComputed);
        return builder.Complete(KeyOf(series.Key), content.Loss is null ? 0 : series.Lead, series.InputNames, StatesOf(series.InitialState), measured);
    }

    private IEnumerable<RnnStep> Run(RnnModel model, TrainingSeries series, RnnSequence inputs) => new RnnBatch(model) { Memory = content.Memory }.Run(
        [inputs], series.InitialState is { } state ? [state.Copy(model)] : null, cancellation: cancellation);

    private static double[] TargetAt(TrainingSeries series, int index)
    {
        var target = new double[series.TargetSize];
        series.CopyTarget(index, target);
        return target;
    }

    private double LossOf(RnnStep step, double[] target)
    {
        content.Loss!.RequireTarget(target, step.OutputVector.Length, step.Step);
        return content.Loss.Evaluate(content.Loss.ReadsLogits(step.OutputActivation) ? step.Logits() : step.OutputVector.AsSpan(), target);
    }

    // The last rows, which are only targets, may lack their inputs.
    private static RnnSequence InputsOf(TrainingSeries series)
    {
        try
        {
            return series.AllInputs();
        }
        catch (RnnException) when (series.Lead > 0)
        {
            var values = new double[series.Length * series.InputSize];
            for (int row = 0; row < series.Length; row++)
            {
                series.CopyInput(row, values.AsSpan(row * series.InputSize, series.InputSize));
            }

            bool[] mask = [.. Enumerable.Range(0, series.Length).Select(row => !series.IsMasked(row))];
            return new RnnSequence(series.Key, new RnnMatrix(series.Length, series.InputSize, values), mask: mask.Contains(false) ? mask : null);
        }
    }

    private bool Measure(RnnModel model, TrainingSeries series, PageSequenceBuilder builder, bool isComputed)
    {
        try
        {
            var gradients = new PageGradients(model, series, content.Loss!, content.Memory, cancellation);
            Gradients.AddRange(gradients.States(truncates: !isComputed));
            if (model.EmbeddingWeights is not null)
            {
                return false;
            }

            foreach ((int step, RnnVector gradient) in gradients.Inputs())
            {
                builder.AddInputGradient(step, gradient.AsSpan());
            }

            return true;
        }
        catch (RnnException error) when (error.Id is RnnErrorId.EmptyInput or RnnErrorId.Scaling or RnnErrorId.Memory)
        {
            notes.Add($"There are no gradients of the sequence {series.Key}: {error.Message}");
            return false;
        }
    }

    private static PageState[]? StatesOf(RnnState? state) => state is null
        ? null
        : [.. state.Values.Select((value, cell) => new PageState(value.ToArray(), state.CellStates[cell]?.ToArray()))];

    // What the page computes has all digits.
    private void NoteBins(PageSequenceBuilder builder, int length, bool isComputed)
    {
        string? note = builder.Bin > 1
            ? FormattableString.Invariant($"{length} steps are more than the page holds: each column of a heatmap or line stands for {builder.Bin} steps and shows, for each unit, the value that is farthest from the unit's mean.")
            : builder.IsExact || isComputed ? null : "Heatmaps hold 16 bits of each value, about 4 digits. Inputs, outputs, targets and losses have all digits.";
        if (note is not null && !notes.Contains(note))
        {
            notes.Add(note);
        }
    }
}
