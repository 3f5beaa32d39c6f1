namespace RnnPS.Benchmarks;

/// <summary>A training step to measure: 32 sequences of 50 timesteps through one layer with an output.</summary>
/// <param name="Kind">The kind of cell.</param>
/// <param name="Inputs">The input size.</param>
/// <param name="Hidden">The hidden size.</param>
/// <param name="Share">The share of the limit that the step must reach.</param>
internal sealed record TrainingWork(RnnCellKind Kind, int Inputs, int Hidden, double Share)
{
    private const int Rows = 32;
    private const int Steps = 50;

    /// <summary>The works of the benchmarks.</summary>
    public static TrainingWork[] All { get; } =
    [
        new(RnnCellKind.Lstm, 32, 256, 0.6),
        new(RnnCellKind.Lstm, 8, 64, 0.5),
        new(RnnCellKind.Elman, 8, 64, 0.3),
    ];

    /// <summary>The model, and the size of its forward run.</summary>
    public ForwardWork Forward { get; } = new(Model(Kind, Inputs, Hidden), Rows, Steps);

    /// <summary>The sequences. The target of a timestep is the first number of the next.</summary>
    public TrainingBatch Batch() => new() { Sequences = [.. Enumerable.Range(0, Rows).Select(Sequence)] };

    private TrainingSequence Sequence(int row)
    {
        double[] x = Forward.Input[(row * Steps * Inputs)..((row + 1) * Steps * Inputs)];
        double[] y = [.. Enumerable.Range(0, Steps).Select(step => x[(step + 1) % Steps * Inputs])];
        return new TrainingSequence { Inputs = x, Targets = y, Length = Steps };
    }

    private static RnnModel Model(RnnCellKind kind, int inputs, int hidden)
    {
        var random = new CounterRandom(3, 0);
        double[] output = [.. Enumerable.Range(0, hidden).Select(i => ((2 * random.Uniform(i)) - 1) / Math.Sqrt(hidden))];
        return new RnnModel(ForwardWork.Network(kind, inputs, hidden).Layers, new RnnMatrix(hidden, 1, output), new RnnVector([0]));
    }
}
