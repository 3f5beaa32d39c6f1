namespace RnnPS.Benchmarks;

/// <summary>RnnPS's engine. It runs whole sequences, spread over the processors.</summary>
internal sealed class EngineCompetitor : Competitor
{
    private readonly ForwardWork _work;
    private readonly Tape _tape;
    private readonly WeightSet _weights;
    private readonly ForwardPass[] _passes;
    private readonly int[] _first;

    public EngineCompetitor(ForwardWork work, RnnPrecision precision, Tape tape = Tape.None)
    {
        _work = work;
        _tape = tape;
        Precision = precision;
        int slices = Math.Min(work.Threads, work.Rows);
        _first = [.. Enumerable.Range(0, slices + 1).Select(slice => slice * work.Rows / slices)];
        _weights = work.Model.Weights;
        _passes = [.. Enumerable.Range(0, slices).Select(slice => Create(_first[slice], _first[slice + 1]))];
    }

    /// <inheritdoc/>
    public override string Name => _tape == Tape.None ? "RnnPS" : $"RnnPS, {_tape}";

    /// <inheritdoc/>
    public override RnnPrecision Precision { get; }

    /// <inheritdoc/>
    public override bool IsOurs => true;

    /// <inheritdoc/>
    public override void Run()
    {
        if (_passes.Length == 1)
        {
            Run(0);
        }
        else
        {
            ParallelRanges.Run(_passes.Length, Environment.ProcessorCount, Run);
        }
    }

    /// <inheritdoc/>
    public override double[] LastOutputs()
    {
        StepShape shape = _weights.Shape;
        double[] step = new double[shape.Length];
        List<double> outputs = [];
        for (int slice = 0; slice < _passes.Length; slice++)
        {
            for (int row = 0; row < _first[slice + 1] - _first[slice]; row++)
            {
                _passes[slice].CopyStep(shape, _work.Steps - 1, row, step);
                outputs.AddRange(shape.Output.Of(step));
            }
        }

        return [.. outputs];
    }

    private ForwardPass Create(int first, int end)
    {
        var packing = new Packing([.. Enumerable.Repeat(_work.Steps, end - first)]);
        var pass = ForwardPass.Create(_weights, Precision, _tape, end - first, packing.Total, Environment.ProcessorCount);
        pass.Packing = packing;
        int inputs = _work.Model.InputSize;
        for (int step = 0; step < _work.Steps; step++)
        {
            for (int row = first; row < end; row++)
            {
                pass.SetInput(step, row - first, _work.Input.AsSpan(((step * _work.Rows) + row) * inputs, inputs));
            }
        }

        return pass;
    }

    private void Run(int slice)
    {
        _passes[slice].Restart();
        _passes[slice].Run(_work.Steps);
    }
}
