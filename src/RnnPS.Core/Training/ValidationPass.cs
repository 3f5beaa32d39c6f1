namespace RnnPS;

/// <summary>What a pass over examples measures.</summary>
/// <param name="Loss">The mean loss.</param>
/// <param name="Residuals">
/// The residuals (target − prediction); null if the model predicts classes or quantiles instead of the values of the targets.
/// </param>
/// <param name="Accuracy">The fraction of the targets whose class the model predicts; null if the targets are not classes.</param>
internal sealed record ValidationResult(double Loss, RnnMatrix? Residuals = null, double? Accuracy = null);

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
    /// <returns>The measures over the timesteps that count. If a number of the model overflows, the loss is NaN.</returns>
    public ValidationResult Measure(WeightSet weights, CancellationToken cancellation)
    {
        try
        {
            return MeasureFinite(weights, cancellation);
        }
        catch (RnnException error) when (error.Id == RnnErrorId.NotFinite)
        {
            return new ValidationResult(double.NaN);
        }
    }

    private ValidationResult MeasureFinite(WeightSet weights, CancellationToken cancellation)
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

        return new ValidationResult(total.Mean, total.Residuals, total.Accuracy);
    }

    private static bool Streams(TrainingExample example, WeightSet weights) =>
        example.Length > LongestTogether && !weights.NeedsWholeSequence && weights.OutputStep == RnnOutputStep.Every;

    private void Stream(TrainingExample example, RnnModel model, Total total, CancellationToken cancellation)
    {
        var run = new RnnRun(model, example.Series.InitialState?.Copy(model), precision: options.Precision);
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
        RnnState[]? states = Array.Exists(part, example => example.Series.InitialState is not null)
            ? [.. part.Select(example => example.Series.InitialState?.Copy(model) ?? new RnnState(model))]
            : null;
        foreach (RnnStep step in batch.Run(sequences, states, cancellation: cancellation))
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
        private double _correct;
        private long _classified;
        private int _targets = 1;

        public double Mean => _sum / _weights;

        public double? Accuracy => _classified == 0 ? null : _correct / _classified;

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
            ReadOnlySpan<double> output = loss.ReadsLogits(model.OutputActivation) ? step.Logits() : step.OutputVector.AsSpan();
            _sum += weight * loss.Evaluate(output, target);
            _weights += weight;
            if (loss.Accuracy(output, target) is { } correct)
            {
                _correct += correct;
                _classified++;
            }

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
