using System.Numerics;

namespace RnnPS.Benchmarks;

/// <summary>
/// A work's <see cref="Limit"/>, run instead of computed: the same loops, as often as the work needs them. It takes its turn
/// between the competitors, so that a machine whose clock or neighbours change slows it down as well.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class LimitLoops<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // 8 KB of doubles in and out stay in the first cache.
    private const int Block = 1024;

    private readonly int _steps;
    private readonly int _turns;
    private readonly Part[] _parts;

    /// <summary>Makes the loops' memory.</summary>
    /// <param name="work">The work.</param>
    public LimitLoops(ForwardWork work)
    {
        StepSize size = work.Size;
        _steps = work.Steps;
        long products = (size.Rows == 1 ? size.InputProducts : size.Products) * _steps;
        _turns = (int)(products / work.Threads / ProbeKernels<T>.Best.MultiplyAddsOfTurn);
        _parts = [.. Enumerable.Range(0, work.Threads).Select(_ => new Part(size, _steps, work.Threads))];
    }

    /// <summary>Runs them once.</summary>
    public void Run()
    {
        if (_parts.Length == 1)
        {
            Run(0);
        }
        else
        {
            Parallel.For(0, _parts.Length, Run);
        }
    }

    private void Run(int part)
    {
        foreach (Memory<T> weights in _parts[part].Weights)
        {
            ProbeKernels<T>.Best.Read(weights.Span, _steps);
        }

        ProbeKernels<T>.Best.MultiplyAdd(_turns);
        _parts[part].Activate();
    }

    // What one thread works on.
    private sealed class Part(StepSize size, int steps, int threads)
    {
        private readonly long _tanhs = size.Rows * size.Tanhs * steps / threads;
        private readonly long _sigmoids = size.Rows * size.Sigmoids * steps / threads;
        private readonly T[] _x = [.. Enumerable.Range(0, Block).Select(i => T.CreateChecked((i - (Block / 2)) * 0.01))];
        private readonly T[] _y = new T[Block];

        /// <summary>The recurrent weights of each layer that it reads; none of a batch.</summary>
        public Memory<T>[] Weights { get; } = size.Rows > 1 ? [] :
            [.. size.RecurrentWeights.Select(weights => AlignedMemory.Of<T>(Blocks(weights / threads) * ProbeKernels<T>.Best.BlockLength))];

        public void Activate()
        {
            for (long left = _tanhs; left > 0; left -= Block)
            {
                int count = (int)Math.Min(left, Block);
                KernelSet<T>.Best.Tanh(_x.AsSpan(0, count), _y);
            }

            for (long left = _sigmoids; left > 0; left -= Block)
            {
                int count = (int)Math.Min(left, Block);
                KernelSet<T>.Best.Sigmoid(_x.AsSpan(0, count), _y);
            }
        }

        private static int Blocks(long numbers) => Math.Max(1, (int)(numbers / ProbeKernels<T>.Best.BlockLength));
    }
}
