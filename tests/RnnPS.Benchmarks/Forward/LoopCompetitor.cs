namespace RnnPS.Benchmarks;

/// <summary>A tanh cell by plain loops over arrays, in double precision, as one writes it without a library.</summary>
internal sealed class LoopCompetitor : Competitor
{
    private readonly ForwardWork _work;
    private readonly double[] _w;
    private readonly double[] _r;
    private readonly double[] _bias;
    private readonly double[] _states;

    public LoopCompetitor(ForwardWork work)
    {
        _work = work;
        _w = work.Cell.InputWeights.AsSpan().ToArray();
        _r = work.Cell.RecurrentWeights.AsSpan().ToArray();
        _bias = work.Cell.Bias!.Value.ToArray();
        _states = new double[(work.Steps + 1) * work.Cell.HiddenSize];
    }

    /// <inheritdoc/>
    public override string Name => "plain loop, double";

    /// <inheritdoc/>
    public override void Run()
    {
        int inputs = _work.Cell.InputSize;
        int hidden = _work.Cell.HiddenSize;
        double[] x = _work.Input;
        double[] h = _states;
        for (int step = 0; step < _work.Steps; step++)
        {
            for (int j = 0; j < hidden; j++)
            {
                double sum = _bias[j];
                for (int i = 0; i < inputs; i++)
                {
                    sum += x[(step * inputs) + i] * _w[(i * hidden) + j];
                }

                for (int i = 0; i < hidden; i++)
                {
                    sum += h[(step * hidden) + i] * _r[(i * hidden) + j];
                }

                h[((step + 1) * hidden) + j] = Math.Tanh(sum);
            }
        }
    }

    /// <inheritdoc/>
    public override double[] LastStates() => _states[^_work.Cell.HiddenSize..];
}
