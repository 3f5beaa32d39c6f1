namespace RnnPS.Benchmarks;

/// <summary>RnnPS's engine with one call per step. Each call keeps the state for the next call and copies it out.</summary>
internal sealed class EngineStepCompetitor : Competitor
{
    private readonly ForwardWork _work;
    private readonly ForwardPass _pass;
    private readonly double[] _state;

    public EngineStepCompetitor(ForwardWork work, RnnPrecision precision)
    {
        _work = work;
        Precision = precision;
        _state = new double[work.Model.HiddenSize];
        _pass = ForwardPass.Create(work.Model.Weights, precision, Tape.None, rows: 1, capacity: 1);
        _pass.Packing = new Packing([1]);
    }

    /// <inheritdoc/>
    public override string Name => "RnnPS";

    /// <inheritdoc/>
    public override RnnPrecision Precision { get; }

    /// <inheritdoc/>
    public override bool IsOurs => true;

    /// <inheritdoc/>
    public override void Run()
    {
        int inputs = _work.Model.InputSize;
        for (int step = 0; step < _work.Steps; step++)
        {
            _pass.SetInput(0, row: 0, _work.Input.AsSpan(step * inputs, inputs));
            _pass.Run(1);
            _pass.GetState(cell: 0, part: 0, step: 0, row: 0, _state);
        }
    }

    /// <inheritdoc/>
    public override double[] LastOutputs() => [.. _state];
}
