using System.Numerics;

namespace RnnPS.Benchmarks;

/// <summary>
/// Compares one training step (forward, backpropagation through time, Adam) with the least cost of its products and activations.
/// </summary>
internal sealed class TrainingBenchmark : Benchmark
{
    // A training has thousands of steps, and the runtime recompiles hot methods only during about the first second.
    private const int WarmUps = 20;

    // For each product of the forward pass, the backward pass has two: one for the inputs and one for the weights.
    private const int ProductsOfTraining = 3;

    /// <inheritdoc/>
    public override string Name => "training";

    /// <inheritdoc/>
    public override string Purpose =>
        "one training step of 32 sequences of 50 timesteps, compared with its activations and 3 × its forward products at the machine's peak";

    /// <inheritdoc/>
    public override IEnumerable<Verdict> Run() => TrainingWork.All.SelectMany(work =>
        new[] { RnnPrecision.Single, RnnPrecision.Double }.Select(precision => Run(work, precision)));

    private static Verdict Run(TrainingWork training, RnnPrecision precision)
    {
        ForwardWork work = training.Forward;
        Action step = precision == RnnPrecision.Single ? Step<float>(training) : Step<double>(training);
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
        return Verdict.AtLeast($"share of the limit, training {work.Model}, {precision}", reached.Value, training.Share, reached.Interval);
    }

    private static double LimitMilliseconds(ForwardWork work, MachineLimits machine)
    {
        StepSize size = work.Size;
        double products = (double)ProductsOfTraining * size.Products / machine.Peak(work.Threads);
        double activations = size.Rows * ((size.Tanhs * machine.Tanh) + (size.Sigmoids * machine.Sigmoid)) / work.Threads;
        return work.Steps * (products + activations) / 1e6;
    }

    private static Action Step<T>(TrainingWork training)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ForwardWork work = training.Forward;
        WeightSet weights = work.Model.Weights;
        ParameterSet<T> parameters = ParameterSet<T>.From(weights);
        var pass = new TrainingPass<T>(weights, parameters, new TrainingOptions { Threads = work.Threads });
        Optimizer<T> adam = new AdamOptimizer().Create<T>([.. parameters.Groups.Select(group => group.Values.Length)]);
        T[][] values = [.. parameters.Groups.Select(group => group.Values)];
        T[][] gradients = [.. pass.Gradients.Groups.Select(group => group.Values)];
        TrainingBatch batch = training.Batch();
        return () =>
        {
            pass.Run(batch);
            adam.Step(values, gradients, 1e-4, work.Threads);
        };
    }
}
