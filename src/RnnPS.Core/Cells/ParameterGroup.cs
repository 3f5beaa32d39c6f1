using System.Numerics;

namespace RnnPS;

/// <summary>One named array of a model's parameters, or of their gradients.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <param name="name">The name, as <see cref="RnnModel.SetWeight"/> takes it.</param>
/// <param name="rows">The rows; 1 for a vector.</param>
/// <param name="columns">The columns.</param>
internal sealed class ParameterGroup<T>(string name, int rows, int columns)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The name, as <c>Layers[0].InputWeights</c>.</summary>
    public string Name { get; } = name;

    /// <summary>The rows; 1 for a vector.</summary>
    public int Rows { get; } = rows;

    /// <summary>The columns.</summary>
    public int Columns { get; } = columns;

    /// <summary>The numbers, row by row.</summary>
    public T[] Values { get; } = new T[checked(rows * columns)];

    /// <summary>The name and the shape, as <c>Layers[0].InputWeights 2×8</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{Name} {Rows}×{Columns}");
}
