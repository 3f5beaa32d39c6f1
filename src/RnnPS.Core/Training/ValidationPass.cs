namespace RnnPS;

/// <summary>
/// Measures a model on the validation examples. The loss is unscaled, and dropout is off.
/// </summary>
/// <param name="examples">The validation examples.</param>
/// <param name="options">The training options.</param>
internal sealed class ValidationPass(IReadOnlyList<TrainingExample> examples, RnnTrainingOptions options)
{
    // Longer sequences run step by step, so memory does not grow with their length.
    private const int LongestTogether = 2048;

    private const int MostTogether = 256;

    // The number of newest residuals to keep: enough to sample from, and little memory compared to a long series.
    private const int MostResiduals = 10_000;

    /// <summary>Measures the model with the given weights.</summary>
    /// <param name="weights">The weights to measure.</param>
    /// <param name="cancellation">Stops the pass between timesteps.</param>
    /// <returns>
    /// The mean loss over the timesteps that count, and their residuals (target − prediction). The residuals are null if the model
    /// predicts classes or quantiles instead of the values of the targets. If a number of the model overflows, the loss is NaN.
    /// </returns>
    public (double Loss, RnnMatrix? Residuals) Measure(WeightSet weights, CancellationToken cancellation)
    {
        try
        {
            return MeasureFinite(weights, cancellation);
        }
        catch (RnnException error) when (error.Id == RnnErrorId.NotFinite)
        {
            return (double.NaN, null);
        }
    }

    private (double Loss, RnnMatrix? Residuals) MeasureFinite(WeightSet weights, CancellationToken cancellation)
    {
        var model = new RnnModel(weights);
        var total = new Total(options.Loss, model);
        foreach (TrainingExample[] part in examples.Chunk(MostTogether))
        {
            TrainingExample[] streamed = [.. part.Where(example => Streams(example, weights))];
            foreach (TrainingExample example in streamed)
            {
                Stream(example, model, total, cancellation);
            }

            RunTogether([.. part.Except(streamed)], model, total, cancellation);
        }

        return (total.Mean, total.Residuals);
    }

    private static bool Streams(TrainingExample example, WeightSet weights) =>
        example.Length > LongestTogether && !weights.NeedsWholeSequence && weights.OutputStep == RnnOutputStep.Every;

    private void Stream(TrainingExample example, RnnModel model, Total total, CancellationToken cancellation)
    {
        var run = new RnnRun(model, precision: options.Precision);
        var input = new double[model.InputSize];
        for (int i = 0; i < example.Length; i++)
        {
            if (!example.Series.IsMasked(example.Start + i))
            {
                example.Series.CopyInput(example.Start + i, input);
                run.Add(input, i);
            }

            if (run.Pending == run.Capacity || i == example.Length - 1)
            {
                foreach (RnnStep step in run.Flush(cancellation))
                {
                    total.Add(example, step);
                }
            }
        }
    }

    private void RunTogether(TrainingExample[] part, RnnModel model, Total total, CancellationToken cancellation)
    {
        var batch = new RnnBatch(model, options.Precision, threads: options.Threads) { Memory = options.Memory };
        RnnSequence[] sequences = [.. part.Select((example, key) => ToSequence(example, key, model.InputSize))];
        foreach (RnnStep step in batch.Run(sequences, cancellation: cancellation))
        {
            total.Add(part[(int)step.Sequence], step);
        }
    }

    private static RnnSequence ToSequence(TrainingExample example, int key, int inputs)
    {
        var values = new double[example.Length * inputs];
        var mask = new bool[example.Length];
        for (int i = 0; i < example.Length; i++)
        {
            mask[i] = !example.Series.IsMasked(example.Start + i);
            if (mask[i])
            {
                example.Series.CopyInput(example.Start + i, values.AsSpan(i * inputs, inputs));
            }
        }

        return new RnnSequence(key, new RnnMatrix(example.Length, inputs, values), mask: mask.All(valid => valid) ? null : mask);
    }

    private sealed class Total(RnnLossFunction loss, RnnModel model)
    {
        private readonly List<double>? _residuals = loss.PredictsTargets ? [] : null;
        private double _sum;
        private double _weights;
        private int _targets = 1;

        public double Mean => _sum / _weights;

        public RnnMatrix? Residuals
        {
            get
            {
                int rows = Math.Min(MostResiduals, (_residuals?.Count ?? 0) / _targets);
                return rows == 0 ? null : new RnnMatrix(rows, _targets, [.. _residuals!.TakeLast(rows * _targets)]);
            }
        }

        public void Add(TrainingExample example, RnnStep step)
        {
            bool outputsOnce = model.OutputStep == RnnOutputStep.Last;
            int at = outputsOnce ? example.TargetStep() : (int)step.Step;
            double weight = at < 0 ? 0 : example.Series.WeightOf(example.Start + at);
            if (at < 0 || weight == 0 || (!outputsOnce && !example.Counts(at)))
            {
                return;
            }

            _targets = example.Series.TargetSize;
            var target = new double[_targets];
            example.Series.CopyTarget(example.Start + at, target);
            ReadOnlySpan<double> output = step.OutputVector.AsSpan();
            _sum += weight * loss.Evaluate(loss.ReadsLogits(model.OutputActivation) ? step.Logits() : output, target);
            _weights += weight;
            if (_residuals is null)
            {
                return;
            }

            RnnVector prediction = step.PredictionVector;
            for (int i = 0; i < target.Length; i++)
            {
                _residuals.Add(target[i] - prediction[i]);
            }

            if (_residuals.Count > 2 * MostResiduals * _targets)
            {
                _residuals.RemoveRange(0, MostResiduals * _targets);
            }
        }
    }
}
