using System.Numerics;

namespace RnnPS;

/// <summary>A named array of a model's parameters, or of their gradients.</summary>
/// <typeparam name="T">The precision: float or double.</typeparam>
/// <param name="name">The name, in the form that <see cref="RnnModel.SetWeight"/> accepts.</param>
/// <param name="rows">The number of rows; 1 for a vector.</param>
/// <param name="columns">The number of columns.</param>
internal sealed class ParameterGroup<T>(string name, int rows, int columns)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The name, for example <c>Layers[0].InputWeights</c>.</summary>
    public string Name { get; } = name;

    /// <summary>The number of rows; 1 for a vector.</summary>
    public int Rows { get; } = rows;

    /// <summary>The number of columns.</summary>
    public int Columns { get; } = columns;

    /// <summary>The values, in row-major order.</summary>
    public T[] Values { get; } = new T[MemoryLimit.ArrayLength((long)rows * columns)];

    /// <summary>Formats the name and the shape, for example <c>Layers[0].InputWeights 2×8</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{Name} {Rows}×{Columns}");
}
