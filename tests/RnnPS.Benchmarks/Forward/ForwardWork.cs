namespace RnnPS.Benchmarks;

/// <summary>A network, how many sequences it runs, and how many steps of them.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Rows">The sequences.</param>
/// <param name="Steps">The steps of each.</param>
/// <param name="Single">How many times faster than the best peer RnnPS should be in single precision; null where it has no bound.</param>
/// <param name="Double">The same in double precision.</param>
internal sealed record ForwardWork(RnnCell Cell, int Rows, int Steps, double? Single, double? Double)
{
    /// <summary>The input, [time × sequence × feature].</summary>
    public double[] Input { get; } = Draw(new CounterRandom(1, 1), Steps * Rows * Cell.InputSize, 1);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"{Cell}, {Rows} {(Rows == 1 ? "sequence" : "sequences")} of {Steps} steps");

    /// <summary>A work whose weights are drawn.</summary>
    public static ForwardWork Of(
        RnnCellKind kind, int inputs, int hidden, int rows, int steps, double? single = null, double? @double = null)
    {
        var random = new CounterRandom(2, 0);
        int gates = kind switch { RnnCellKind.Lstm => 4, RnnCellKind.Gru => 3, _ => 1 };
        RnnMatrix input = Matrix(random, inputs, gates * hidden, 0);
        RnnMatrix recurrent = Matrix(random, hidden, gates * hidden, 1 << 24);
        RnnVector bias = Matrix(random, 1, gates * hidden, 1 << 25)[0];
        return new ForwardWork(
            kind switch
            {
                RnnCellKind.Lstm => new LstmCell(input, recurrent, bias),
                RnnCellKind.Gru => new GruCell(input, recurrent, bias, bias),
                _ => new ElmanCell(input, recurrent, bias),
            },
            rows,
            steps,
            single,
            @double);
    }

    private static RnnMatrix Matrix(CounterRandom random, int rows, int columns, int first) =>
        new(rows, columns, Draw(random, rows * columns, 1 / Math.Sqrt(rows), first));

    private static double[] Draw(CounterRandom random, int count, double scale, int first = 0) =>
        [.. Enumerable.Range(first, count).Select(i => ((2 * random.Uniform(i)) - 1) * scale)];
}
