namespace RnnPS.Benchmarks;

/// <summary>A forward run to measure: a model, the size of its input, and the bounds for RnnPS.</summary>
/// <param name="Model">The model.</param>
/// <param name="Rows">The number of sequences.</param>
/// <param name="Steps">The number of steps in each sequence.</param>
/// <param name="Bounds">The bounds that RnnPS must meet.</param>
internal sealed record ForwardWork(RnnModel Model, int Rows, int Steps, params IReadOnlyList<ForwardBound> Bounds)
{
    // The number of recurrent weights from which most machines run a single sequence's step on several threads.
    private const long SharedWeights = 1 << 16;

    /// <summary>The input, [time × sequence × feature].</summary>
    public double[] Input { get; } = Draw(new CounterRandom(1, 1), Steps * Rows * Model.InputSize, 1);

    /// <summary>Whether each step is a separate call that continues from the state of the call before.</summary>
    public bool StepByStep { get; init; }

    /// <summary>
    /// The number of threads for the input products. Their steps are independent, so they can run on all processors, unless
    /// each step is a separate call.
    /// </summary>
    public int InputThreads => StepByStep ? 1 : Environment.ProcessorCount;

    /// <summary>The number of threads for the steps.</summary>
    public int Threads => Rows == 1 && Size.RecurrentWeights.Max() < SharedWeights ? 1 : Environment.ProcessorCount;

    /// <summary>The amount of work in a step.</summary>
    public StepSize Size => StepSize.Of(Model, Rows);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"{Model}, {Rows} {(Rows == 1 ? "sequence" : "sequences")} of {Steps} steps{(StepByStep ? ", a call a step" : string.Empty)}");

    /// <summary>Creates a model of one or more layers with random weights.</summary>
    /// <param name="kind">The kind of cell.</param>
    /// <param name="inputs">The input size.</param>
    /// <param name="hidden">The hidden size of each layer.</param>
    public static RnnModel Network(RnnCellKind kind, int inputs, params int[] hidden) =>
        new([.. hidden.Select((size, layer) => Cell(kind, layer == 0 ? inputs : hidden[layer - 1], size, layer))]);

    private static RnnCell Cell(RnnCellKind kind, int inputs, int hidden, int layer)
    {
        var random = new CounterRandom(2, layer);
        int gates = kind switch { RnnCellKind.Lstm => 4, RnnCellKind.Gru => 3, _ => 1 };
        RnnMatrix input = Matrix(random, inputs, gates * hidden, 0);
        RnnMatrix recurrent = Matrix(random, hidden, gates * hidden, 1 << 24);
        RnnVector bias = Matrix(random, 1, gates * hidden, 1 << 25)[0];
        return kind switch
        {
            RnnCellKind.Lstm => new LstmCell(input, recurrent, bias),
            RnnCellKind.Gru => new GruCell(input, recurrent, bias, bias),
            _ => new ElmanCell(input, recurrent, bias),
        };
    }

    private static RnnMatrix Matrix(CounterRandom random, int rows, int columns, int first) =>
        new(rows, columns, Draw(random, rows * columns, 1 / Math.Sqrt(rows), first));

    private static double[] Draw(CounterRandom random, int count, double scale, int first = 0) =>
        [.. Enumerable.Range(first, count).Select(i => ((2 * random.Uniform(i)) - 1) * scale)];
}
