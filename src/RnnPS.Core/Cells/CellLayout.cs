using System.Collections.Immutable;

namespace RnnPS;

/// <summary>
/// One recurrent product of a cell. The loop computes it before the phase that needs it:
/// P[Column .. Column + Columns) += operand · R[Matrix], or Q[…] += … if the cell needs it separate from P.
/// </summary>
/// <param name="Phase">The phase of pointwise maths that reads the product.</param>
/// <param name="Operand">The operand: 0 is the state h(t−1); the cell computes the others in an earlier phase.</param>
/// <param name="Matrix">The index of the recurrent matrix.</param>
/// <param name="Column">The first column of the result.</param>
/// <param name="Columns">The number of columns of the result.</param>
/// <param name="Apart">Whether the result is stored in Q; otherwise the loop adds it to the projection P.</param>
internal readonly record struct Product(
    int Phase, int Operand, int Matrix, int Column, int Columns, bool Apart = false);

/// <summary>A recurrent matrix, indexed by <see cref="Product.Matrix"/>: a range of columns of one of the cell's arrays.</summary>
/// <param name="Weight">The name of the array, for example <c>RecurrentWeights</c>.</param>
/// <param name="Column">The first column.</param>
/// <param name="Columns">The number of columns.</param>
internal readonly record struct RecurrentPart(string Weight, int Column, int Columns);

/// <summary>
/// A named vector of a cell: a gate, a candidate or a part of the state. A step has a property with the same name.
/// </summary>
/// <param name="Name">The name of the vector.</param>
/// <param name="Size">The number of components.</param>
internal readonly record struct CellPart(string Name, int Size)
{
    /// <summary>The name of h, the part of the state that every cell has.</summary>
    public const string State = "State";
}

/// <summary>
/// Describes a cell to the loop: its sizes, products and phases. The cell's pointwise maths does everything else.
/// </summary>
internal sealed record CellLayout
{
    /// <summary>The number of input features of a timestep.</summary>
    public required int InputSize { get; init; }

    /// <summary>The number of units. Each gate has a column for every unit.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>The number of columns of the input projection P = X·W + b: gates × hidden size.</summary>
    public required int ProjectionColumns { get; init; }

    /// <summary>
    /// The number of columns of Q, the recurrent products that the cell needs separate from P; 0 if there are none.
    /// </summary>
    public int RecurrentColumns { get; init; }

    /// <summary>Whether the recurrent bias is added to Q; otherwise it is added to P.</summary>
    public bool RecurrentBiasApart { get; init; }

    /// <summary>The parts of the state. Part 0 is h, the input of the next layer and the output layer.</summary>
    public required ImmutableArray<CellPart> States { get; init; }

    /// <summary>The sizes of the operands that the cell computes; element 0 is operand 1.</summary>
    public ImmutableArray<int> OperandSizes { get; init; } = [];

    /// <summary>The recurrent products, in the order of their phases.</summary>
    public required ImmutableArray<Product> Products { get; init; }

    /// <summary>The sizes of the vectors that are stored only for backpropagation, in addition to the trace.</summary>
    public ImmutableArray<int> KeptSizes { get; init; } = [];

    /// <summary>The number of phases of pointwise maths in a timestep.</summary>
    public int PhaseCount { get; init; } = 1;

    /// <summary>The vectors that the cell writes to the trace, in addition to pre-activation and state.</summary>
    public ImmutableArray<CellPart> Trace { get; init; } = [];

    /// <summary>
    /// Whether each unit can be computed apart from the others of its step: in each phase from one operand, which has a number for
    /// every unit.
    /// </summary>
    public bool HasSeparateUnits =>
        Products.Length == PhaseCount && States.All(part => part.Size == HiddenSize) && OperandSizes.All(size => size == HiddenSize);

    /// <summary>The layout of some units. The cell must have <see cref="HasSeparateUnits"/>.</summary>
    /// <param name="count">The number of units.</param>
    public CellLayout OfUnits(int count)
    {
        return this with
        {
            HiddenSize = count,
            ProjectionColumns = Resize(ProjectionColumns),
            RecurrentColumns = Resize(RecurrentColumns),
            States = [.. States.Select(part => part with { Size = Resize(part.Size) })],
            OperandSizes = [.. OperandSizes.Select(Resize)],
            Products = [.. Products.Select(product => product with { Column = Resize(product.Column), Columns = Resize(product.Columns) })],
            KeptSizes = [.. KeptSizes.Select(Resize)],
            Trace = [.. Trace.Select(part => part with { Size = Resize(part.Size) })],
        };

        int Resize(int size) => size / HiddenSize * count;
    }
}
