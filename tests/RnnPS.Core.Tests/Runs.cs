namespace RnnPS.Core.Tests;

/// <summary>Ways to run a model over timesteps, for tests that compare them.</summary>
internal static class Runs
{
    public static List<RnnStep> Run(
        RnnModel model,
        double[][] input,
        int chunk = 256,
        RnnState? state = null,
        RnnPrecision precision = RnnPrecision.Double)
    {
        var run = new RnnRun(model, state, capacity: chunk, precision: precision);
        var steps = new List<RnnStep>();
        for (int t = 0; t < input.Length; t++)
        {
            run.Add(input[t], t);
            if (run.Pending == run.Capacity)
            {
                steps.AddRange(run.Flush());
            }
        }

        steps.AddRange(run.Flush());
        return steps;
    }

    public static double[] Vector(object value) => value is double number ? [number] : ((RnnVector)value).ToArray();

    public static RnnModel Random(int inputs, int hidden, int outputs, int seed)
    {
        var random = new CounterRandom(seed, 0);
        long element = 0;
        double[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => random.Uniform(element++) - 0.5)];
        return new RnnModel(
            [new ElmanCell(
                new RnnMatrix(inputs, hidden, Draw(inputs * hidden)),
                new RnnMatrix(hidden, hidden, Draw(hidden * hidden)),
                new RnnVector(Draw(hidden)))],
            new RnnMatrix(hidden, outputs, Draw(hidden * outputs)),
            new RnnVector(Draw(outputs)));
    }

    public static double[][] Input(int length, int features, int seed)
    {
        var random = new CounterRandom(seed, 1);
        return [.. Enumerable.Range(0, length).Select(t =>
            Enumerable.Range(0, features).Select(f => random.Normal(((long)t * features) + f)).ToArray())];
    }
}
