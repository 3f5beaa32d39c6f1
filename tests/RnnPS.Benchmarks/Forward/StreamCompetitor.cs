namespace RnnPS.Benchmarks;

/// <summary>RnnPS as a pipeline uses it: each step creates an object with its state, its gates and its output.</summary>
internal sealed class StreamCompetitor(ForwardWork work, RnnPrecision precision) : Competitor
{
    private readonly RnnRun _run = new(work.Model, new RnnState(work.Model), capacity: 1, precision: precision);
    private RnnStep? _last;
    private long _step;

    /// <inheritdoc/>
    public override string Name => "RnnPS, an object per step";

    /// <inheritdoc/>
    public override RnnPrecision Precision => precision;

    /// <inheritdoc/>
    public override bool IsOurs => true;

    /// <inheritdoc/>
    public override void Run()
    {
        int inputs = work.Model.InputSize;
        for (int step = 0; step < work.Steps; step++)
        {
            _run.Add(work.Input.AsSpan(step * inputs, inputs), _step++);
            _run.Compute();
            _last = _run.Take(0);
        }
    }

    /// <inheritdoc/>
    public override double[] LastOutputs() => [.. _last!.State];
}
