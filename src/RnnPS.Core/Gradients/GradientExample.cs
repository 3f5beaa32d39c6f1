namespace RnnPS;

/// <summary>A series as the layers see it, to take gradients over: inputs scaled, masked timesteps left out.</summary>
internal sealed class GradientExample
{
    private readonly TrainingSequence _chunk;
    private readonly RnnScaler? _output;

    /// <summary>Reads a series.</summary>
    /// <param name="model">The model.</param>
    /// <param name="series">The series.</param>
    /// <param name="loss">The loss, which may be measured of scaled outputs where the model scales them.</param>
    /// <exception cref="RnnException">
    /// The series does not fit the model (<see cref="RnnErrorId.InputLength"/>), no timestep of it counts
    /// (<see cref="RnnErrorId.EmptyInput"/>), or the loss is not one of differences and outputs are scaled
    /// (<see cref="RnnErrorId.Scaling"/>).
    /// </exception>
    public GradientExample(RnnModel model, TrainingSeries series, RnnLossFunction loss)
    {
        WeightSet weights = model.Weights;
        TrainingDataRules.Require(model, [series], loss);
        _output = weights.Scaling?.Output;
        if (_output is not null && !ScaledLoss.Takes(loss))
        {
            throw new RnnException(
                RnnErrorId.Scaling,
                $"The loss {loss} can't be measured of outputs that are scaled, as those of the model {model} are: give a loss of differences, as MeanSquaredError, or "
                + "a model without a scaling of its outputs.",
                loss);
        }

        var row = new TrainingRow(new TrainingExample(series, 0, series.Length), weights);
        _chunk = row.Count > 0 ? row.Chunk(0, row.Count) : throw NoLoss(series);
        Steps = [.. Enumerable.Range(0, series.Length).Where(step => !series.IsMasked(step)).Select(series.StepAt)];
        Counted = [.. Enumerable.Range(0, _chunk.Weights.Length).Where(target => _chunk.Weights.Span[target] > 0)];
        if (Counted.Length == 0)
        {
            throw NoLoss(series);
        }

        Sequence = new RnnSequence(series.Key, new RnnMatrix(row.Count, series.InputSize, _chunk.Inputs.ToArray()));
    }

    /// <summary>The inputs, scaled.</summary>
    public RnnSequence Sequence { get; }

    /// <summary>The number of each timestep.</summary>
    public long[] Steps { get; }

    /// <summary>Which of the targets count.</summary>
    public int[] Counted { get; }

    /// <summary>The weight of each target: 1 of those that count.</summary>
    public double[] Weights => _chunk.Weights.ToArray();

    /// <summary>The targets as <see cref="ScaledLoss"/> takes them, less the scaling's offset.</summary>
    public RnnMatrix Targets => Matrix(_chunk.Targets.ToArray());

    /// <summary>The targets scaled, for a loss of scaled numbers.</summary>
    public RnnMatrix ScaledTargets()
    {
        double[] values = _chunk.Targets.ToArray();
        int size = values.Length / _chunk.Weights.Length;
        for (int i = 0; _output is not null && i < values.Length; i++)
        {
            // Several quantiles of a target are scaled alike.
            values[i] /= _output.Scale[i % size * (_output.Count / size)];
        }

        return Matrix(values);
    }

    /// <summary>The weights that leave one target alone.</summary>
    /// <param name="target">Which.</param>
    public double[] Only(int target) => [.. Enumerable.Range(0, _chunk.Weights.Length).Select(i => i == target ? 1.0 : 0)];

    private static RnnException NoLoss(TrainingSeries series) => new(
        RnnErrorId.EmptyInput,
        $"No timestep of the sequence {series.Key} has a target, so that there is no loss: give targets.",
        series);

    private RnnMatrix Matrix(double[] values) => new(_chunk.Weights.Length, values.Length / _chunk.Weights.Length, values);
}
