namespace RnnPS.Benchmarks;

/// <summary>RnnPS: the engine without a trace, the sequences shared among the processors.</summary>
internal sealed class EngineCompetitor : Competitor
{
    private readonly ForwardWork _work;
    private readonly RnnPrecision _precision;
    private readonly ForwardPass[] _passes;
    private readonly int[] _first;

    public EngineCompetitor(ForwardWork work, RnnPrecision precision)
    {
        _work = work;
        _precision = precision;
        int slices = Math.Min(Environment.ProcessorCount, work.Rows);
        _first = [.. Enumerable.Range(0, slices + 1).Select(slice => slice * work.Rows / slices)];
        WeightSet weights = new RnnModel(work.Cell).Weights;
        _passes = [.. Enumerable.Range(0, slices).Select(slice => Create(weights, _first[slice], _first[slice + 1]))];
    }

    /// <inheritdoc/>
    public override string Name => $"RnnPS, {(_precision == RnnPrecision.Single ? "float" : "double")}";

    /// <inheritdoc/>
    public override void Run()
    {
        if (_passes.Length == 1)
        {
            Run(0);
        }
        else
        {
            Parallel.For(0, _passes.Length, Run);
        }
    }

    /// <inheritdoc/>
    public override double[] LastStates()
    {
        int hidden = _work.Cell.OutputSize;
        var states = new double[_work.Rows * hidden];
        for (int slice = 0; slice < _passes.Length; slice++)
        {
            for (int row = _first[slice]; row < _first[slice + 1]; row++)
            {
                _passes[slice].GetState(0, 0, _work.Steps - 1, row - _first[slice], states.AsSpan(row * hidden, hidden));
            }
        }

        return states;
    }

    private ForwardPass Create(WeightSet weights, int first, int end)
    {
        var packing = new Packing([.. Enumerable.Repeat(_work.Steps, end - first)]);
        var pass = ForwardPass.Create(weights, _precision, Tape.None, end - first, packing.Total);
        pass.Packing = packing;
        int inputs = _work.Cell.InputSize;
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
        for (int row = 0; row < _first[slice + 1] - _first[slice]; row++)
        {
            foreach ((int part, int size) in _work.Cell.Layout.States.Select((state, part) => (part, state.Size)))
            {
                _passes[slice].SetState(0, part, row, new double[size]);
            }
        }

        _passes[slice].Run(_work.Steps);
    }
}
