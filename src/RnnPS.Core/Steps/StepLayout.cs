using System.Collections.Immutable;

namespace RnnPS;

/// <summary>
/// What all steps of a run share: the sequence's key, and where a step's vectors lie. The run itself is told by this object.
/// </summary>
internal sealed class StepLayout
{
    private readonly StepShape _shape;
    private readonly StepFactory _create;
    private StepLayout[]? _layers;

    /// <summary>Of the steps of a run.</summary>
    /// <param name="shape">The model's shape.</param>
    /// <param name="sequence">The key.</param>
    public StepLayout(StepShape shape, object sequence)
    {
        _shape = shape;
        Sequence = sequence;
        Run = this;
        Input = shape.Input;
        State = shape.State;
        Output = shape.Output;
        Vectors = shape.Vectors;
        Cell = shape.IsStack ? null : shape.Cells[0];
        _create = Cell is { } cell
            ? CellSteps.Alone(cell.Cell)
            : (layout, data, step, source) => new StackStep(layout, data, step, source);
    }

    // Of the steps' records of one cell in a stack.
    private StepLayout(StepLayout run, CellWindows cell)
    {
        _shape = run._shape;
        Sequence = run.Sequence;
        Run = run;
        Input = cell.Input;
        State = cell.States[0];
        Output = cell.States[0];
        Vectors = StepShape.CellVectors(cell, Output);
        Cell = cell;
        _create = CellSteps.InStack(cell.Cell);
    }

    /// <summary>The key of the sequence.</summary>
    public object Sequence { get; }

    /// <summary>What tells the run from others.</summary>
    public StepLayout Run { get; }

    public Window Input { get; }

    public Window State { get; }

    public Window Output { get; }

    /// <summary>What made the output of the state; null where the output is the state.</summary>
    public OutputLayer? OutputLayer => Output == State ? null : _shape.OutputLayer;

    /// <summary>All vectors, by the names that a table gives them.</summary>
    public ImmutableArray<(string Name, Window Window)> Vectors { get; }

    /// <summary>The cell that the step shows; null in a stack, which has several.</summary>
    public CellWindows? Cell { get; }

    /// <summary>The length of a step's array.</summary>
    public int Length => _shape.Length;

    /// <summary>One layout for each cell of a stack.</summary>
    public StepLayout[] Layers => _layers ??= [.. _shape.Cells.Select(cell => new StepLayout(this, cell))];

    /// <summary>Makes a step of its array.</summary>
    public RnnStep CreateStep(double[] data, long step, object? source) => _create(this, data, step, source);
}
