using System.Collections.Immutable;

namespace RnnPS;

/// <summary>
/// The data that all steps of a run share: the key of the sequence, and the positions of the vectors in a step's data array. The
/// object itself identifies the run.
/// </summary>
internal sealed class StepLayout
{
    private readonly StepFactory _create;
    private StepLayout[]? _layers;

    /// <summary>Creates the layout for the steps of a run.</summary>
    /// <param name="shape">The step shape of the model.</param>
    /// <param name="sequence">The key of the sequence.</param>
    public StepLayout(StepShape shape, object sequence)
        : this(shape, sequence, run: null)
    {
    }

    private StepLayout(StepShape shape, object sequence, StepLayout? run)
    {
        Shape = shape;
        Sequence = sequence;
        Run = run ?? this;
        Input = shape.Input;
        State = shape.State;
        Output = shape.Output;
        Vectors = shape.Vectors;
        Training = shape.Training;
        Link = shape.Link;
        Cell = shape.IsStack ? null : shape.Cells[0];
        _create = Cell is { } cell
            ? CellSteps.Alone(cell.Kind)
            : (layout, data, step, source) => new StackStep(layout, data, step, source);
        if (shape.HasFinalState)
        {
            _create = (layout, data, step, source) => new FinalStep(layout, data, step, source);
        }
    }

    // The layout for the steps of one cell in a stack.
    private StepLayout(StepLayout run, CellWindows cell)
    {
        Shape = run.Shape;
        Sequence = run.Sequence;
        Run = run.Run;
        Input = cell.Input;
        State = cell.States[0].Window;
        Output = cell.States[0].Window;
        Vectors = StepShape.CellVectors(cell, Output);
        Cell = cell;
        _create = CellSteps.InStack(cell.Kind);
    }

    /// <summary>The positions of the vectors of a whole step.</summary>
    public StepShape Shape { get; }

    /// <summary>The key of the sequence.</summary>
    public object Sequence { get; }

    /// <summary>The identity of the run.</summary>
    public StepLayout Run { get; }

    /// <summary>The text that identifies the run in other processes.</summary>
    public string Name
    {
        get => field ?? Interlocked.CompareExchange(ref field, Guid.NewGuid().ToString("N"), null) ?? field;
        init;
    }

    /// <summary>Whether the steps are masked: they repeat the output of another step, and have no loss.</summary>
    public bool IsMasked { get; private init; }

    public Window Input { get; }

    public Window State { get; }

    public Window Output { get; }

    /// <summary>The output layer; null if the model has none, and for the steps of a cell in a stack.</summary>
    public OutputLayer? OutputLayer => Output == State ? null : Shape.OutputLayer;

    /// <summary>The activation function of the output layer.</summary>
    public RnnOutputActivation OutputActivation => Output == State ? RnnOutputActivation.Identity : Shape.OutputActivation;

    /// <summary>The logits of the output layer, where the step has them; null where they can be computed.</summary>
    public Window? Logits => Output == State ? null : Shape.Logits;

    /// <summary>The index of the step's cell among the cells of a stack; null for the step of a whole model.</summary>
    public int? Place { get; private init; }

    /// <summary>What the output layer reads.</summary>
    public Window OutputInput => Shape.OutputInput;

    /// <summary>Describes the training of the model; null if it was not trained, and for the steps of a cell in a stack.</summary>
    public RnnTraining? Training { get; }

    /// <summary>The link between outputs and predictions; null if there is no <see cref="Training"/>.</summary>
    public RnnLink? Link { get; }

    /// <summary>All vectors, with the names of their table columns.</summary>
    public ImmutableArray<NamedWindow> Vectors { get; }

    /// <summary>The cell of the step; null for a step with several cells.</summary>
    public CellWindows? Cell { get; }

    /// <summary>The length of a step's data array.</summary>
    public int Length => Shape.Length;

    /// <summary>One layout for each cell of a stack.</summary>
    public StepLayout[] Layers => _layers ??= [.. Shape.Cells.Select((cell, place) => new StepLayout(this, cell) { Place = place })];

    /// <summary>Creates the layout of the run's masked steps.</summary>
    public StepLayout Masked() => new(Shape, Sequence, Run) { IsMasked = true };

    /// <summary>Creates a step from its data array.</summary>
    public RnnStep CreateStep(double[] data, long step, object? source) => _create(this, data, step, source);
}
