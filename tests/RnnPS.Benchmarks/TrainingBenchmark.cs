using System.Numerics;

namespace RnnPS.Benchmarks;

/// <summary>
/// Compares one training step (forward, backpropagation through time, Adam) with the least cost of its products and activations.
/// </summary>
internal sealed class TrainingBenchmark : Benchmark
{
    private const int Rows = 32;
    private const int Steps = 50;

    // A training has thousands of steps, and the runtime recompiles hot methods only during about the first second.
    private const int WarmUps = 20;

    // For each product of the forward pass, the backward pass has two: one for the inputs and one for the weights.
    private const int ProductsOfTraining = 3;

    private static readonly (RnnCellKind Kind, int Inputs, int Hidden, double Share)[] Works =
    [
        (RnnCellKind.Lstm, 32, 256, 0.6),
        (RnnCellKind.Lstm, 8, 64, 0.5),
        (RnnCellKind.Elman, 8, 64, 0.3),
    ];

    /// <inheritdoc/>
    public override string Name => "training";

    /// <inheritdoc/>
    public override string Purpose =>
        "one training step of 32 sequences of 50 timesteps, compared with its activations and 3 × its forward products at the machine's peak";

    /// <inheritdoc/>
    public override IEnumerable<Verdict> Run() => Works.SelectMany(work =>
        new[] { RnnPrecision.Single, RnnPrecision.Double }.Select(precision => Run(work.Kind, work.Inputs, work.Hidden, work.Share, precision)));

    private static Verdict Run(RnnCellKind kind, int inputs, int hidden, double share, RnnPrecision precision)
    {
        var work = new ForwardWork(Model(kind, inputs, hidden), Rows, Steps);
        Action step = precision == RnnPrecision.Single ? Step<float>(work) : Step<double>(work);
        var limits = new List<double>();
        var limit = new Contestant("limit", () =>
        {
            double milliseconds = LimitMilliseconds(work, MachineLimits.Of(precision, tries: 3));
            limits.Add(milliseconds);
            return new Sample(milliseconds, milliseconds * work.Threads);
        });
        IReadOnlyList<Timing> timings = Rounds.Run(WarmUps, rounds: 21, [Contestant.AfterPause("RnnPS", step), limit]);
        Console.WriteLine();
        Console.WriteLine(FormattableString.Invariant($"{work}, {precision}, {work.Threads} threads"));
        Table.Of(timings, timings[1], "0.000").Print();
        var reached = Ratio.Of(timings[1], timings[0]);
        return Verdict.AtLeast($"share of the limit, training {work.Model}, {precision}", reached.Value, share, reached.Interval);
    }

    private static double LimitMilliseconds(ForwardWork work, MachineLimits machine)
    {
        StepSize size = work.Size;
        double products = (double)ProductsOfTraining * size.Products / machine.Peak(work.Threads);
        double activations = size.Rows * ((size.Tanhs * machine.Tanh) + (size.Sigmoids * machine.Sigmoid)) / work.Threads;
        return work.Steps * (products + activations) / 1e6;
    }

    private static RnnModel Model(RnnCellKind kind, int inputs, int hidden)
    {
        var random = new CounterRandom(3, 0);
        double[] output = [.. Enumerable.Range(0, hidden).Select(i => ((2 * random.Uniform(i)) - 1) / Math.Sqrt(hidden))];
        return new RnnModel(ForwardWork.Network(kind, inputs, hidden).Layers, new RnnMatrix(hidden, 1, output), new RnnVector([0]));
    }

    private static Action Step<T>(ForwardWork work)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        WeightSet weights = work.Model.Weights;
        ParameterSet<T> parameters = ParameterSet<T>.From(weights);
        var pass = new TrainingPass<T>(weights, parameters, new TrainingOptions { Threads = work.Threads });
        Optimizer<T> adam = new AdamOptimizer().Create<T>([.. parameters.Groups.Select(group => group.Values.Length)]);
        T[][] values = [.. parameters.Groups.Select(group => group.Values)];
        T[][] gradients = [.. pass.Gradients.Groups.Select(group => group.Values)];
        var batch = new TrainingBatch { Sequences = [.. Enumerable.Range(0, work.Rows).Select(row => Sequence(work, row))] };
        return () =>
        {
            pass.Run(batch);
            adam.Step(values, gradients, 1e-4, work.Threads);
        };
    }

    private static TrainingSequence Sequence(ForwardWork work, int row)
    {
        int inputs = work.Model.InputSize;
        double[] x = work.Input[(row * work.Steps * inputs)..((row + 1) * work.Steps * inputs)];
        // The target is the first number of the next timestep.
        double[] y = [.. Enumerable.Range(0, work.Steps).Select(step => x[(step + 1) % work.Steps * inputs])];
        return new TrainingSequence { Inputs = x, Targets = y, Length = work.Steps };
    }
}
