namespace RnnPS;

/// <summary>A run of a <see cref="ChunkedPass"/>.</summary>
/// <param name="Start">The index of the first unmasked timestep of the chunk.</param>
/// <param name="Count">The number of timesteps of the chunk.</param>
/// <param name="LossStep">The number of the only timestep whose loss counts; null if all count.</param>
internal readonly record struct ChunkRun(int Start, int Count, long? LossStep);

/// <summary>
/// Runs one series forward and backward: whole or in chunks between which the gradient stops, with all losses together or one by one.
/// </summary>
internal sealed class ChunkedPass
{
    private readonly RnnModel _model;
    private readonly GradientExample _example;
    private readonly GradientReaderOptions _options;
    private readonly bool _outputsOnce;
    private readonly TrainingPass<double> _pass;
    // The factor of the loss of each target. The pass adds up the losses, so the mean is in the factors.
    private readonly double[] _factors;

    /// <summary>Prepares the runs.</summary>
    /// <param name="model">The model.</param>
    /// <param name="example">The series.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="RnnException">
    /// The series, its state or the loss does not fit the model; the length of a chunk is not positive; or the model reads in reverse and
    /// can't be cut into chunks (<see cref="RnnErrorId.Direction"/>).
    /// </exception>
    public ChunkedPass(RnnModel model, GradientExample example, GradientReaderOptions options)
    {
        options.RequireFits(model);
        WeightSet weights = model.Weights;
        (_model, _example, _options) = (model, example, options);
        _outputsOnce = weights.OutputStep == RnnOutputStep.Last;
        RnnLossFunction loss = weights.Scaling?.Output is { } scaler ? new ScaledLoss(options.Loss, scaler, normalizes: false) : options.Loss;
        example.Row.Chunk(0, example.Row.Count).Require(weights, loss, RnnPrecision.Double, example.Series.InputNames);
        example.Series.InitialState?.RequireFits(model);
        _pass = new TrainingPass<double>(weights, ParameterSet<double>.From(weights), new TrainingOptions
        {
            Loss = loss,
            Reduction = RnnReduction.Sum,
            InputGradients = true,
            KeepsParts = true,
            Memory = options.Memory,
        });
        double[] each = example.Weights;
        for (int target = 0; options.LastOnly && target < each.Length; target++)
        {
            each[target] = target == example.Counted[^1] ? each[target] : 0;
        }

        LossWeight = each.Sum();
        _factors = options.Reduction == RnnReduction.Sum ? each : [.. each.Select(weight => weight / LossWeight)];
    }

    /// <summary>The fraction of the runs that are done, from 0 to 1.</summary>
    public double Progress { get; private set; }

    /// <summary>The sum of the weights of the losses.</summary>
    public double LossWeight { get; }

    /// <summary>The gradients of the parameters of the last run.</summary>
    public ParameterSet<double> Gradients => _pass.Gradients;

    /// <summary>The slice with the results of the last run. The series is its only sequence.</summary>
    public TrainingSlice<double> Slice => _pass.Slices.First();

    /// <summary>
    /// Runs the pass over each chunk, or over each loss of each chunk. <see cref="Slice"/> has the results until the next run.
    /// </summary>
    /// <param name="cancellation">Stops between steps.</param>
    public IEnumerable<ChunkRun> Runs(CancellationToken cancellation)
    {
        int total = _example.Row.Count;
        int length = Math.Min(_options.TruncatedLength ?? total, total);
        RnnState? state = _example.Series.InitialState?.Copy(_model) ?? (length < total ? new RnnState(_model) : null);
        for (int start = 0; start < total; start += length)
        {
            TrainingSequence chunk = _example.Row.Chunk(start, length);
            bool isLast = start + chunk.Length == total;
            double[] factors = FactorsOf(start, chunk);
            int[] losses = [.. Enumerable.Range(0, factors.Length).Where(target => factors[target] > 0)];
            RnnState? next = state;
            foreach (int? loss in _options.PerLoss && losses.Length > 0 ? losses.Select(target => (int?)target) : [null])
            {
                next = state?.Copy(_model);
                double[] weights = loss is null ? factors : [.. factors.Select((factor, target) => target == loss ? factor : 0)];
                _pass.Run(
                    new TrainingBatch
                    {
                        Sequences = [chunk with { Weights = weights }],
                        States = next is null ? null : [next],
                        KeepsStates = !isLast,
                    },
                    cancellation);
                Progress = (start + (double)(loss ?? chunk.Length)) / total;
                if (loss is not null || !_options.PerLoss)
                {
                    yield return new ChunkRun(start, chunk.Length, loss is { } own ? LossStep(start, own) : null);
                }
            }

            state = next;
        }
    }

    private double[] FactorsOf(int start, TrainingSequence chunk)
    {
        if (_outputsOnce)
        {
            return [start + chunk.Length == _example.Row.Count ? _factors[0] : 0];
        }

        return _factors[start..(start + chunk.Length)];
    }

    private long LossStep(int start, int target) => _outputsOnce ? _example.Steps[^1] : _example.Steps[start + target];
}
