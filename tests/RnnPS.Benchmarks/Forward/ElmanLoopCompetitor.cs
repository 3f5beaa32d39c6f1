using System.Numerics;

namespace RnnPS.Benchmarks;

/// <summary>A tanh cell and its output layer, written as plain loops.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class ElmanLoopCompetitor<T>(ForwardWork work) : LoopCompetitor<T>(work)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int _outputs = work.Model.OutputWeights?.Columns ?? 0;
    private readonly T[] _v = Convert(work.Model.OutputWeights is { } weights ? weights.AsSpan() : []);
    private readonly T[] _c = Convert(work.Model.OutputBias is { } bias ? bias.AsSpan() : []);
    private readonly T[] _y = new T[work.Steps * (work.Model.OutputWeights?.Columns ?? 0)];

    /// <inheritdoc/>
    public override void Run()
    {
        int inputs = Inputs;
        int hidden = Hidden;
        int outputs = _outputs;
        T[] x = X;
        T[] w = W;
        T[] r = R;
        T[] h = H;
        for (int step = 0; step < Steps; step++)
        {
            for (int j = 0; j < hidden; j++)
            {
                T sum = Bias[j];
                for (int i = 0; i < inputs; i++)
                {
                    sum += x[(step * inputs) + i] * w[(i * hidden) + j];
                }

                for (int i = 0; i < hidden; i++)
                {
                    sum += h[(step * hidden) + i] * r[(i * hidden) + j];
                }

                h[((step + 1) * hidden) + j] = T.Tanh(sum);
            }

            for (int j = 0; j < outputs; j++)
            {
                T sum = _c[j];
                for (int i = 0; i < hidden; i++)
                {
                    sum += h[((step + 1) * hidden) + i] * _v[(i * outputs) + j];
                }

                _y[(step * outputs) + j] = sum;
            }
        }
    }

    /// <inheritdoc/>
    public override double[] LastOutputs() => _outputs > 0 ? Last(_y, _outputs) : Last(H, Hidden);
}
