namespace RnnPS;

/// <summary>A series prepared for gradients, as the layers see it: inputs are scaled and masked timesteps are removed.</summary>
internal sealed class GradientExample
{
    private readonly TrainingSequence _chunk;
    private readonly RnnScaler? _output;

    /// <summary>Prepares a series.</summary>
    /// <param name="model">The model.</param>
    /// <param name="series">The series.</param>
    /// <param name="loss">The loss function. If the model scales its outputs, it must be a loss of differences.</param>
    /// <exception cref="RnnException">
    /// The series does not fit the model (<see cref="RnnErrorId.InputLength"/>); no timestep counts
    /// (<see cref="RnnErrorId.EmptyInput"/>); or the model scales its outputs and the loss is not a loss of differences
    /// (<see cref="RnnErrorId.Scaling"/>).
    /// </exception>
    public GradientExample(RnnModel model, TrainingSeries series, RnnLossFunction loss)
    {
        WeightSet weights = model.Weights;
        series = series.Masked(weights.MaskValue);
        TrainingDataRules.Require(model, series, loss);
        _output = weights.Scaling?.Output;
        if (_output is not null && !ScaledLoss.Takes(loss))
        {
            throw new RnnException(
                RnnErrorId.Scaling,
                $"The loss {loss} can't be measured on scaled outputs, which the model {model} has: give a loss of differences, such as "
                + "MeanSquaredError, or a model without output scaling.",
                loss);
        }

        Row = new TrainingRow(new TrainingExample(series, 0, series.Length), weights);
        _chunk = Row.Count > 0 ? Row.Chunk(0, Row.Count) : throw NoLoss(series);
        Series = series;
        Unmasked = [.. Enumerable.Range(0, series.Length).Where(step => !series.IsMasked(step))];
        Steps = [.. Unmasked.Select(series.StepAt)];
        Counted = [.. Enumerable.Range(0, _chunk.Weights.Length).Where(target => _chunk.Weights.Span[target] > 0)];
        if (Counted.Length == 0)
        {
            throw NoLoss(series);
        }

        Sequence = new RnnSequence(series.Key, new RnnMatrix(Row.Count, series.InputSize, _chunk.Inputs.ToArray()));
    }

    /// <summary>The series, with the timesteps masked that the model masks.</summary>
    public TrainingSeries Series { get; }

    /// <summary>The unmasked timesteps of the series, which can be cut into chunks.</summary>
    public TrainingRow Row { get; }

    /// <summary>The index of each unmasked timestep in the series.</summary>
    public int[] Unmasked { get; }

    /// <summary>The scaled inputs.</summary>
    public RnnSequence Sequence { get; }

    /// <summary>The number of each unmasked timestep in the series.</summary>
    public long[] Steps { get; }

    /// <summary>The indices of the targets that count.</summary>
    public int[] Counted { get; }

    /// <summary>The weight of each target: 1 if it counts, otherwise 0.</summary>
    public double[] Weights => _chunk.Weights.ToArray();

    /// <summary>The targets minus the offset of the scaling, as <see cref="ScaledLoss"/> expects them.</summary>
    public RnnMatrix Targets => Matrix(_chunk.Targets.ToArray());

    /// <summary>The scaled targets, for a loss of scaled values.</summary>
    public RnnMatrix ScaledTargets()
    {
        double[] values = _chunk.Targets.ToArray();
        int size = values.Length / _chunk.Weights.Length;
        for (int i = 0; _output is not null && i < values.Length; i++)
        {
            // All quantiles of a target share its scaling.
            values[i] /= _output.Scale[i % size * (_output.Count / size)];
        }

        return Matrix(values);
    }

    /// <summary>The weights that count only one target.</summary>
    /// <param name="target">The index of the target.</param>
    public double[] Only(int target) => [.. Enumerable.Range(0, _chunk.Weights.Length).Select(i => i == target ? 1.0 : 0)];

    private static RnnException NoLoss(TrainingSeries series) => new(
        RnnErrorId.EmptyInput,
        $"No timestep of the sequence {series.Key} has a target, so there is no loss: give targets.",
        series);

    private RnnMatrix Matrix(double[] values) => new(_chunk.Weights.Length, values.Length / _chunk.Weights.Length, values);
}
