using System.Numerics;

namespace RnnPS;

/// <summary>One cell's groups of a <see cref="ParameterSet{T}"/>, or of its gradients.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class CellParameters<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Dictionary<string, ParameterGroup<T>> _groups = [];

    /// <summary>Finds the groups.</summary>
    /// <param name="set">The set.</param>
    /// <param name="index">The cell's place among the model's cells.</param>
    /// <param name="cell">The cell.</param>
    public CellParameters(ParameterSet<T> set, int index, RnnCell cell)
    {
        foreach (CellWeight weight in cell.Weights)
        {
            _groups.Add(weight.Name, set[WeightSet.FullName(index, weight.Name)]);
        }

        InputWeights = this[nameof(RnnCell.InputWeights)];
        Bias = Find(nameof(RnnCell.Bias));
        RecurrentBias = Find(nameof(RnnCell.RecurrentBias));
    }

    /// <summary>W.</summary>
    public ParameterGroup<T> InputWeights { get; }

    /// <summary>b, or null.</summary>
    public ParameterGroup<T>? Bias { get; }

    /// <summary>The second bias, or null.</summary>
    public ParameterGroup<T>? RecurrentBias { get; }

    /// <summary>The group of one of the cell's arrays.</summary>
    public ParameterGroup<T> this[string weight] => _groups[weight];

    /// <summary>The group of an array; null where the cell has none.</summary>
    public ParameterGroup<T>? Find(string weight) => _groups.GetValueOrDefault(weight);
}
