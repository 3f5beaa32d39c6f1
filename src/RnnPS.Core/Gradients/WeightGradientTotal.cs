namespace RnnPS;

/// <summary>Adds up the gradients of the weights over several sequences.</summary>
/// <param name="reduction">Whether the gradients of the sequences, and so their total, are of a sum or of a mean of losses.</param>
public sealed class WeightGradientTotal(RnnReduction reduction)
{
    /// <summary>The key of the total, where a gradient has that of its sequence.</summary>
    public const string Key = "Total";

    private readonly List<(CellWeight Weight, double[] Sum)> _sums = [];
    private double _lossWeight;

    /// <summary>Adds the gradients of one sequence.</summary>
    /// <param name="gradients">The gradient of each weight array, always in the same order.</param>
    /// <param name="lossWeight">The sum of the weights of the sequence's losses, as <see cref="GradientReader.LossWeight"/>.</param>
    public void Add(IReadOnlyList<RnnWeightGradient> gradients, double lossWeight)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        double factor = reduction == RnnReduction.Mean ? lossWeight : 1;
        _lossWeight += lossWeight;
        for (int i = 0; i < gradients.Count; i++)
        {
            ReadOnlySpan<double> values = gradients[i].Derivatives.AsSpan();
            if (i == _sums.Count)
            {
                _sums.Add((gradients[i].Weight, new double[values.Length]));
            }

            double[] sum = _sums[i].Sum;
            for (int j = 0; j < sum.Length; j++)
            {
                sum[j] += factor * values[j];
            }
        }
    }

    /// <summary>The gradients over all sequences: of the sum, or of the mean over the timesteps of all of them.</summary>
    /// <returns>One gradient for each weight array; none if nothing was added.</returns>
    public IEnumerable<RnnWeightGradient> Gradients()
    {
        double divisor = reduction == RnnReduction.Mean ? _lossWeight : 1;
        return _sums.Select(one => new RnnWeightGradient(
            Key, one.Weight, new RnnMatrix(one.Weight.Values.Rows, one.Weight.Values.Columns, [.. one.Sum.Select(value => value / divisor)])));
    }
}
