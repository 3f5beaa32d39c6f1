namespace RnnPS.Files.Onnx;

/// <summary>A value that does not depend on the sequences: a tensor in row-major order, or one number for elements of any shape.</summary>
internal abstract class Constant(IReadOnlyList<Extent> shape) : GraphValue
{
    /// <inheritdoc/>
    public override IReadOnlyList<Extent> Shape { get; } = shape;

    /// <summary>Whether one number stands for all elements.</summary>
    public abstract bool IsUniform { get; }

    /// <summary>The sizes as numbers; null if one is known only at run time, or is no size.</summary>
    public int[]? Sizes
    {
        get
        {
            int[] sizes = [.. Shape.Select(size => size.Value is >= 0 and <= int.MaxValue ? (int)size.Value : -1)];
            return Array.IndexOf(sizes, -1) < 0 && sizes.Aggregate(1.0, (product, size) => product * size) <= Array.MaxLength ? sizes : null;
        }
    }

    /// <summary>The number of elements that are stored.</summary>
    public abstract int Stored { get; }

    /// <summary>Gives the elements another shape of the same number of elements, or one number any shape.</summary>
    /// <param name="shape">The shape.</param>
    public abstract Constant With(IReadOnlyList<Extent> shape);

    /// <summary>Makes a constant of elements of this one.</summary>
    /// <param name="shape">The shape of the result.</param>
    /// <param name="elements">The index of each element here.</param>
    public abstract Constant Pick(IReadOnlyList<Extent> shape, int[] elements);

    /// <summary>Returns the elements of several constants, one constant after the other.</summary>
    /// <param name="parts">The constants.</param>
    /// <returns>A vector; null if the constants are of different types.</returns>
    public abstract Constant? Join(IReadOnlyList<Constant> parts);
}

/// <summary>A constant with elements of a type: double for numbers, <see cref="Extent"/> for integers and truth values.</summary>
/// <typeparam name="T">The type.</typeparam>
/// <param name="shape">The sizes of the axes.</param>
/// <param name="elements">The elements, or the one that stands for all.</param>
internal sealed class Constant<T>(IReadOnlyList<Extent> shape, T[] elements) : Constant(shape)
    where T : notnull
{
    /// <summary>The elements, or the one that stands for all.</summary>
    public T[] Elements { get; } = elements;

    /// <inheritdoc/>
    public override bool IsUniform => Elements.Length == 1;

    /// <inheritdoc/>
    public override int Stored => Elements.Length;

    /// <inheritdoc/>
    public override Constant With(IReadOnlyList<Extent> shape) => new Constant<T>(shape, Elements);

    /// <inheritdoc/>
    public override Constant Pick(IReadOnlyList<Extent> shape, int[] elements) =>
        new Constant<T>(shape, Array.ConvertAll(elements, index => Elements[index]));

    /// <inheritdoc/>
    public override Constant? Join(IReadOnlyList<Constant> parts) => parts.All(part => part is Constant<T>)
        ? new Constant<T>([Extent.Of(parts.Sum(part => (long)part.Stored))], [.. parts.SelectMany(part => ((Constant<T>)part).Elements)])
        : null;
}

/// <summary>A part of a graph input, which only an initial state or the lengths can be.</summary>
/// <param name="shape">The sizes of the axes.</param>
/// <param name="input">The name of the input.</param>
internal sealed class GivenValue(IReadOnlyList<Extent> shape, string input) : Constant(shape)
{
    /// <summary>The name of the input.</summary>
    public string Input { get; } = input;

    /// <inheritdoc/>
    public override bool IsUniform => true;

    /// <inheritdoc/>
    public override int Stored => 1;

    /// <inheritdoc/>
    public override Constant With(IReadOnlyList<Extent> shape) => new GivenValue(shape, Input);

    /// <inheritdoc/>
    public override Constant Pick(IReadOnlyList<Extent> shape, int[] elements) => new GivenValue(shape, Input);

    /// <inheritdoc/>
    public override Constant? Join(IReadOnlyList<Constant> parts) => parts.All(part => part is GivenValue) ? this : null;
}
