using System.Numerics;

namespace RnnPS.Benchmarks;

/// <summary>A GRU cell that applies the reset gate after the product, written as plain loops.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class GruLoopCompetitor<T>(ForwardWork work) : LoopCompetitor<T>(work)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] _recurrentBias = Convert(work.Model.Layers[0].RecurrentBias!.Value.AsSpan());
    private readonly T[] _p = new T[3 * work.Model.HiddenSize];
    private readonly T[] _q = new T[3 * work.Model.HiddenSize];

    /// <inheritdoc/>
    public override void Run()
    {
        int hidden = Hidden;
        T[] p = _p;
        T[] q = _q;
        T[] h = H;
        for (int step = 0; step < Steps; step++)
        {
            Multiply(X, step * Inputs, Inputs, W, Bias, p);
            Multiply(h, step * hidden, hidden, R, _recurrentBias, q);
            for (int j = 0; j < hidden; j++)
            {
                T z = Logistic(p[j] + q[j]);
                T r = Logistic(p[hidden + j] + q[hidden + j]);
                T candidate = T.Tanh(p[(2 * hidden) + j] + (r * q[(2 * hidden) + j]));
                h[((step + 1) * hidden) + j] = (z * h[(step * hidden) + j]) + ((T.One - z) * candidate);
            }
        }
    }

    /// <inheritdoc/>
    public override double[] LastOutputs() => Last(H, Hidden);

    private static T Logistic(T x) => T.One / (T.One + T.Exp(-x));

    private static void Multiply(T[] x, int start, int count, T[] w, T[] bias, T[] y)
    {
        for (int j = 0; j < y.Length; j++)
        {
            T sum = bias[j];
            for (int i = 0; i < count; i++)
            {
                sum += x[start + i] * w[(i * y.Length) + j];
            }

            y[j] = sum;
        }
    }
}
