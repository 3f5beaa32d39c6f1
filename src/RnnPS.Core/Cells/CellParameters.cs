using System.Numerics;

namespace RnnPS;

/// <summary>The parameters of one cell that training may change, or their gradients.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class CellParameters<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly IReadOnlyDictionary<string, ParameterGroup<T>> _groups;

    /// <summary>Takes the groups.</summary>
    /// <param name="groups">One for each of the cell's arrays, by its name.</param>
    public CellParameters(IReadOnlyDictionary<string, ParameterGroup<T>> groups)
    {
        _groups = groups;
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
