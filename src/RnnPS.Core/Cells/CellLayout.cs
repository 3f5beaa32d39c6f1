using System.Collections.Immutable;

namespace RnnPS;

/// <summary>
/// One recurrent product of a cell, made by the loop before the phase that needs it:
/// P[Column .. Column + Columns) += operand · R[Matrix], or Q[…] += … where the cell needs it apart from P.
/// </summary>
/// <param name="Phase">The phase of pointwise maths that reads it.</param>
/// <param name="Operand">0 is the state h(t−1); others are made by the cell in an earlier phase.</param>
/// <param name="Matrix">The index among the cell's recurrent matrices.</param>
/// <param name="Column">The first column of the result.</param>
/// <param name="Columns">How many columns.</param>
/// <param name="Apart">Whether the result goes to Q; else the loop adds it straight into the projection P.</param>
internal readonly record struct Product(
    int Phase, int Operand, int Matrix, int Column, int Columns, bool Apart = false);

/// <summary>One of the matrices that <see cref="Product.Matrix"/> counts: columns of one of the cell's arrays.</summary>
/// <param name="Weight">The array's name, as <c>RecurrentWeights</c>.</param>
/// <param name="Column">The first column.</param>
/// <param name="Columns">How many.</param>
internal readonly record struct RecurrentPart(string Weight, int Column, int Columns);

/// <summary>A vector of a cell with the name that a step shows it by: a gate, a candidate, a part of the state.</summary>
/// <param name="Name">The name.</param>
/// <param name="Size">Its number of components.</param>
internal readonly record struct CellPart(string Name, int Size)
{
    /// <summary>The name of h, the part of the state that every cell has.</summary>
    public const string State = "State";
}

/// <summary>
/// What the loop must know of a cell: sizes, products and phases. Everything else is the cell's own pointwise maths.
/// </summary>
internal sealed record CellLayout
{
    /// <summary>The number of features that come in at a timestep.</summary>
    public required int InputSize { get; init; }

    /// <summary>The columns of the input projection P = X·W + b: gates × hidden size.</summary>
    public required int ProjectionColumns { get; init; }

    /// <summary>The columns of Q, the recurrent products that the cell needs apart from P; 0 where there are none.</summary>
    public int RecurrentColumns { get; init; }

    /// <summary>Whether Q starts from the recurrent bias; else the recurrent bias is a part of P's.</summary>
    public bool RecurrentBiasApart { get; init; }

    /// <summary>The parts of the state; part 0 is h, what the next layer and the output layer see.</summary>
    public required ImmutableArray<CellPart> States { get; init; }

    /// <summary>The sizes of the operands that the cell makes itself: element 0 is operand 1.</summary>
    public ImmutableArray<int> OperandSizes { get; init; } = [];

    /// <summary>The recurrent products, in the order of their phases.</summary>
    public required ImmutableArray<Product> Products { get; init; }

    /// <summary>The sizes of what backpropagation reads beside the trace.</summary>
    public ImmutableArray<int> KeptSizes { get; init; } = [];

    /// <summary>How many phases of pointwise maths a timestep has.</summary>
    public int PhaseCount { get; init; } = 1;

    /// <summary>What the cell writes to the trace beside pre-activation and state.</summary>
    public ImmutableArray<CellPart> Trace { get; init; } = [];
}
