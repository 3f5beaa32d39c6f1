namespace RnnPS.Files;

/// <summary>Reads the layers that map each component by itself: x·scale + shift.</summary>
/// <param name="weights">The weights of the model.</param>
internal sealed class KerasAffine(KerasWeights weights)
{
    // The smallest deviation that Keras divides by.
    private const double LeastDeviation = 1e-7;

    /// <summary>Reads a batch normalization. Outside of training it uses the mean and the variance of the training.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="part">The part of the layer that has the weights.</param>
    /// <param name="size">The number of components.</param>
    /// <param name="rank">The number of dimensions of a batch.</param>
    /// <returns>The map.</returns>
    public AffineLayer ReadBatchNormalization(KerasLayer layer, string part, int size, int rank)
    {
        RequireLastAxis(layer, rank);
        bool hasScale = layer.Flag("scale", usual: true);
        bool hasCenter = layer.Flag("center", usual: true);
        var tensors = new Queue<KerasTensor>(weights.Take(
            part, [.. hasScale ? ["gamma"] : (string[])[], .. hasCenter ? ["beta"] : (string[])[], "moving_mean", "moving_variance"]));
        RnnVector? gamma = hasScale ? tensors.Dequeue().Vector(size) : null;
        RnnVector? beta = hasCenter ? tensors.Dequeue().Vector(size) : null;
        RnnVector mean = tensors.Dequeue().Vector(size);
        RnnVector variance = tensors.Dequeue().Vector(size);
        double epsilon = layer.Number("epsilon") ?? 1e-3;
        double[] scale = [.. Enumerable.Range(0, size).Select(i => (gamma?[i] ?? 1) / Math.Sqrt(variance[i] + epsilon))];
        return Create(layer, scale, [.. Enumerable.Range(0, size).Select(i => (beta?[i] ?? 0) - (mean[i] * scale[i]))]);
    }

    /// <summary>Reads a Normalization: its mean and variance are weights, or in the configuration.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="size">The number of components.</param>
    /// <param name="rank">The number of dimensions of a batch.</param>
    /// <returns>The map.</returns>
    public AffineLayer ReadNormalization(KerasLayer layer, int size, int rank)
    {
        double[] mean;
        double[] variance;
        if (layer.Numbers("mean") is { } given)
        {
            mean = given;
            variance = layer.Numbers("variance") ?? throw layer.BadOption("variance");
        }
        else
        {
            KerasTensor[] tensors = weights.Take(string.Empty, "mean", "variance", "count");
            (mean, variance) = (tensors[0].Values, tensors[1].Values);
        }

        if (layer.Has("axis") && layer.Option("axis") is not null)
        {
            RequireLastAxis(layer, rank);
        }

        RequireSize(layer, mean, size, "mean");
        RequireSize(layer, variance, size, "variance");
        double[] deviation = [.. Each(variance, size).Select(value => Math.Max(Math.Sqrt(value), LeastDeviation))];
        double[] center = [.. Each(mean, size)];
        return layer.Flag("invert")
            ? Create(layer, deviation, center)
            : Create(layer, [.. deviation.Select(value => 1 / value)], [.. center.Zip(deviation, (value, by) => -value / by)]);
    }

    /// <summary>Reads a Rescaling.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="size">The number of components.</param>
    /// <returns>The map.</returns>
    public static AffineLayer ReadRescaling(KerasLayer layer, int size)
    {
        double[] scale = layer.Numbers("scale") ?? throw layer.BadOption("scale");
        double[] offset = layer.Numbers("offset") ?? [0];
        RequireSize(layer, scale, size, "scale");
        RequireSize(layer, offset, size, "offset");
        return Create(layer, [.. Each(scale, size)], [.. Each(offset, size)]);
    }

    // One number is for all components.
    private static IEnumerable<double> Each(double[] values, int size) => values.Length == 1 ? Enumerable.Repeat(values[0], size) : values;

    private static void RequireSize(KerasLayer layer, double[] values, int size, string what)
    {
        if (values.Length != 1 && values.Length != size)
        {
            throw KerasFaults.Create(
                layer,
                FormattableString.Invariant($"has {values.Length} numbers as its {what}, and its inputs have {RnnMessages.Count(size, "component")} at a timestep"),
                "RnnPS takes one number, or one for each component");
        }
    }

    private static void RequireLastAxis(KerasLayer layer, int rank)
    {
        double[] axis = layer.Numbers("axis") ?? [-1];
        if (axis is not [var only] || (only != -1 && only != rank - 1))
        {
            throw KerasFaults.Create(
                layer, $"works along the axis {MessageText.Excerpt(layer.Option("axis")!.Value.GetRawText())}", "RnnPS takes one number for each feature, which is the last axis: axis=-1");
        }
    }

    private static AffineLayer Create(KerasLayer layer, double[] scale, double[] shift) => scale.Concat(shift).All(double.IsFinite)
        ? new AffineLayer(new RnnVector(scale), new RnnVector(shift))
        : throw new RnnException(RnnErrorId.WeightNotFinite, $"{layer} multiplies or adds a number that is not finite: use another copy of the file.", layer.Name);
}
