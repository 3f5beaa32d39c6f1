using System.Numerics;

namespace RnnPS;

/// <summary>The trainable parameters of one cell, or their gradients.</summary>
/// <typeparam name="T">The precision: float or double.</typeparam>
internal sealed class CellParameters<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly IReadOnlyDictionary<string, ParameterGroup<T>> _groups;

    /// <summary>Creates the set from its groups.</summary>
    /// <param name="groups">One group for each of the cell's arrays, by name.</param>
    public CellParameters(IReadOnlyDictionary<string, ParameterGroup<T>> groups)
    {
        _groups = groups;
        InputWeights = this[nameof(RnnCell.InputWeights)];
        Bias = Find(nameof(RnnCell.Bias));
        RecurrentBias = Find(nameof(RnnCell.RecurrentBias));
    }

    /// <summary>The input weights W.</summary>
    public ParameterGroup<T> InputWeights { get; }

    /// <summary>The bias b, or null.</summary>
    public ParameterGroup<T>? Bias { get; }

    /// <summary>The recurrent bias, or null.</summary>
    public ParameterGroup<T>? RecurrentBias { get; }

    /// <summary>Gets the group of an array.</summary>
    public ParameterGroup<T> this[string weight] => _groups[weight];

    /// <summary>Finds the group of an array; null if the cell does not have the array.</summary>
    public ParameterGroup<T>? Find(string weight) => _groups.GetValueOrDefault(weight);
}
