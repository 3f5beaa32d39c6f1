using System.Numerics;

namespace RnnPS;

/// <summary>
/// The input's product of one sequence, shared among the threads of a team: while the caller takes the cell through some steps, others
/// project what comes in at the steps that follow.
/// </summary>
/// <remarks>
/// Each takes the next block of steps that nobody has taken; the caller, too, where it finds nothing to go on with. So it does not
/// matter who is faster, nor whether the others are there at all: until they are awake, the caller goes on as if it were alone. The
/// bits are those of one thread, since no sum is shared.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
internal sealed unsafe class SharedProjection<T> : ITeamWork
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // With fewer terms, a sum is made about as soon as it comes from one processor to the other.
    private const int LeastInputs = 16;

    // Multiply-adds of vectors; with fewer, a thread would be awake when all is done.
    private const long LeastWork = 1 << 16;

    private readonly CellPlan<T> _plan;
    private readonly CellTape<T> _tape;
    private readonly T* _input;
    private readonly int _steps;
    private readonly CancellationToken _cancellation;
    private readonly int _blocks;

    // Of each place of the tape: one more than the block that was projected there last.
    private readonly int[] _projected = new int[CellTape<T>.ProjectedBlocks];
    private int _taken;
    private int _finished;
    private volatile bool _stopped;

    private SharedProjection(CellPlan<T> plan, CellTape<T> tape, T* input, int steps, CancellationToken cancellation)
    {
        _plan = plan;
        _tape = tape;
        _input = input;
        _steps = steps;
        _cancellation = cancellation;
        _blocks = (steps + tape.ProjectedSlots - 1) / tape.ProjectedSlots;
    }

    /// <summary>Among how many threads a cell's projection is shared: 1 where that does not pay.</summary>
    /// <param name="plan">The cell's weights.</param>
    /// <param name="steps">How many steps.</param>
    /// <param name="threads">The most.</param>
    public static int ThreadsFor(CellPlan<T> plan, int steps, int threads)
    {
        int inputs = plan.InputWeights.Depth;
        if (inputs < LeastInputs || (long)steps * inputs * plan.InputWeights.Vectors < LeastWork)
        {
            return 1;
        }

        // The caller has the steps to do, so that what they take longer is left to the others.
        int useful = 2 + (inputs / plan.RecurrentMatrices[0].Depth);
        return Math.Min(Math.Min(threads, Environment.ProcessorCount), Math.Min(useful, CellTape<T>.ProjectedBlocks));
    }

    /// <summary>Takes the cell through some steps.</summary>
    /// <param name="team">The threads.</param>
    /// <param name="plan">The cell's weights.</param>
    /// <param name="tape">Its buffers, with the packing of one sequence.</param>
    /// <param name="input">[steps × input size].</param>
    /// <param name="steps">How many steps.</param>
    /// <param name="cancellation">Stops between steps.</param>
    public static void Run(
        ThreadTeam team, CellPlan<T> plan, CellTape<T> tape, ReadOnlySpan<T> input, int steps, CancellationToken cancellation)
    {
        tape.ProjectAhead();
        // No span can be where other threads find it.
        fixed (T* values = input)
        {
            team.Run(new SharedProjection<T>(plan, tape, values, steps, cancellation));
        }
    }

    /// <inheritdoc/>
    public void RunPart(int part, int parts)
    {
        try
        {
            if (part == 0)
            {
                CellPass.RunSteps(_plan, _tape, Input(0, _steps), _steps, shared: null, this, _cancellation);
                return;
            }

            var wait = default(SpinWait);
            while (!_stopped && Volatile.Read(ref _taken) < _blocks)
            {
                if (!TryProject())
                {
                    wait.SpinOnce(sleep1Threshold: -1);
                }
            }
        }
        catch
        {
            // Nobody is left waiting.
            _stopped = true;
            throw;
        }
    }

    /// <summary>Waits until a block of steps is projected; those before it are done.</summary>
    /// <param name="first">The block's first step.</param>
    /// <returns>False where nobody has begun with it: then it is the caller's, who may do better than to project it first.</returns>
    public bool TryAwait(int first)
    {
        int block = first / _tape.ProjectedSlots;
        Volatile.Write(ref _finished, block);
        if (Interlocked.CompareExchange(ref _taken, block + 1, block) == block)
        {
            return false;
        }

        var wait = default(SpinWait);
        while (Volatile.Read(ref _projected[block % _projected.Length]) <= block)
        {
            if (TryProject())
            {
                continue;
            }

            if (_stopped)
            {
                throw new InvalidOperationException("Another thread could not do its part of the projection.");
            }

            wait.SpinOnce(sleep1Threshold: -1);
        }

        _tape.ShowAhead(block, CountOf(block));
        return true;
    }

    // The place of a block is free once the steps of the one before it there are done.
    private bool TryProject()
    {
        int block = Volatile.Read(ref _taken);
        if (block >= _blocks
            || block >= Volatile.Read(ref _finished) + _projected.Length
            || Interlocked.CompareExchange(ref _taken, block + 1, block) != block)
        {
            return false;
        }

        int count = CountOf(block);
        Span<T> projection = _tape.Ahead(block, count);
        _plan.Kernels.Multiply(Input(block * _tape.ProjectedSlots, count), _plan.InputWeights, _plan.Bias, projection, count, _plan.Layout.ProjectionColumns);
        Volatile.Write(ref _projected[block % _projected.Length], block + 1);
        return true;
    }

    private int CountOf(int block) => Math.Min(_tape.ProjectedSlots, _steps - (block * _tape.ProjectedSlots));

    private ReadOnlySpan<T> Input(int first, int count) =>
        new(_input + ((nint)first * _plan.InputWeights.Depth), count * _plan.InputWeights.Depth);
}
