namespace RnnPS.Benchmarks;

/// <summary>A network, how many sequences it runs, how many steps of them, and what RnnPS has to reach in it.</summary>
/// <param name="Model">The network.</param>
/// <param name="Rows">The sequences.</param>
/// <param name="Steps">The steps of each.</param>
/// <param name="Bounds">What has to be reached.</param>
internal sealed record ForwardWork(RnnModel Model, int Rows, int Steps, params IReadOnlyList<ForwardBound> Bounds)
{
    // From here on, a step of one sequence is shared on most machines.
    private const long SharedWeights = 1 << 16;

    /// <summary>The input, [time × sequence × feature].</summary>
    public double[] Input { get; } = Draw(new CounterRandom(1, 1), Steps * Rows * Model.InputSize, 1);

    /// <summary>Whether each step is a call of its own, with the state carried from one to the next.</summary>
    public bool StepByStep { get; init; }

    /// <summary>The threads that what comes in can be shared among: all of a sequence is there at once, but where each step is a call.</summary>
    public int InputThreads => StepByStep ? 1 : Environment.ProcessorCount;

    /// <summary>The threads that the steps are shared among.</summary>
    public int Threads => Rows == 1 && Size.RecurrentWeights.Max() < SharedWeights ? 1 : Environment.ProcessorCount;

    /// <summary>What a step consists of.</summary>
    public StepSize Size => StepSize.Of(Model, Rows);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"{Model}, {Rows} {(Rows == 1 ? "sequence" : "sequences")} of {Steps} steps{(StepByStep ? ", a call a step" : string.Empty)}");

    /// <summary>A model of one or more cells of a kind, whose weights are drawn.</summary>
    /// <param name="kind">The kind.</param>
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
