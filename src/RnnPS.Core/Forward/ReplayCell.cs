using System.Numerics;

namespace RnnPS;

/// <summary>
/// One cell over a long sequence, chunk by chunk. It keeps the state before each chunk, so that a chunk can run again when its trace is
/// read.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class ReplayCell<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly CellPlan<T> _plan;
    private readonly int _chunkSteps;
    private readonly CellLoop<T> _loop;
    private readonly RowBuffer<T>[] _states;
    private readonly RowBuffer<T> _reversed;
    private int _count;
    private int _chunk = -1;

    /// <summary>Allocates the buffers.</summary>
    /// <param name="plan">The cell's weights.</param>
    /// <param name="reverse">Whether the cell reads in reverse.</param>
    /// <param name="capacity">The maximum number of steps.</param>
    /// <param name="chunkSteps">The number of steps in a chunk, at least 2.</param>
    /// <param name="threads">The maximum number of threads that share the steps.</param>
    public ReplayCell(CellPlan<T> plan, bool reverse, int capacity, int chunkSteps, int threads)
    {
        (_plan, IsReverse, _chunkSteps) = (plan, reverse, chunkSteps);
        Tape = new CellTape<T>(plan.Layout, RnnPS.Tape.Trace, rows: 1, chunkSteps);
        _loop = new CellLoop<T>(plan, Tape, threads);
        int boundaries = Chunks(capacity, chunkSteps) + 1;
        _states = [.. plan.Layout.States.Select(part => new RowBuffer<T>(boundaries, part.Size))];
        _reversed = new RowBuffer<T>(reverse ? chunkSteps : 0, plan.Layout.InputSize);
    }

    /// <summary>The buffers of the chunk that ran last.</summary>
    public CellTape<T> Tape { get; }

    /// <summary>Whether the cell reads in reverse.</summary>
    public bool IsReverse { get; }

    /// <summary>The number of components of the state h.</summary>
    public int Size => _states[0].Size;

    /// <summary>The number of chunks of the sequence.</summary>
    public int ChunkCount => Chunks(_count, _chunkSteps);

    /// <summary>The number of bytes that the buffers take.</summary>
    /// <param name="layout">The layout of the cell.</param>
    /// <param name="capacity">The maximum number of steps.</param>
    /// <param name="chunkSteps">The number of steps in a chunk.</param>
    public static long Bytes(CellLayout layout, int capacity, int chunkSteps) =>
        CellTape<T>.Bytes(layout, RnnPS.Tape.Trace, rows: 1, chunkSteps)
        + layout.States.Sum(part => RowBuffer<T>.Bytes(Chunks(capacity, chunkSteps) + 1, part.Size));

    /// <summary>Begins a sequence. Its initial state is zeros, or what <see cref="InitialState"/> gets afterwards.</summary>
    /// <param name="count">The number of steps.</param>
    public void Begin(int count) => (_count, _chunk) = (count, -1);

    /// <summary>Sets the initial state to zeros.</summary>
    public void Restart()
    {
        foreach (RowBuffer<T> part in _states)
        {
            part.Rows(0, 1).Clear();
        }
    }

    /// <summary>Gets a part of the initial state.</summary>
    public Span<T> InitialState(int part) => _states[part].Rows(0, 1);

    /// <summary>Gets a part of the state after the last step.</summary>
    public ReadOnlySpan<T> FinalState(int part) => _states[part].Rows(ChunkCount, 1);

    /// <summary>Gets the first step and the number of steps of a chunk, in the order in which the cell reads.</summary>
    public (int First, int Steps) Place(int chunk) => (chunk * _chunkSteps, Math.Min(_chunkSteps, _count - (chunk * _chunkSteps)));

    /// <summary>Runs a chunk from the state before it.</summary>
    /// <param name="chunk">The index of the chunk in the order in which the cell reads. The one before it has run.</param>
    /// <param name="input">The input of the whole sequence in time order, [steps × input size].</param>
    /// <param name="cancellation">Stops between steps.</param>
    public void Run(int chunk, ReadOnlySpan<T> input, CancellationToken cancellation)
    {
        (int first, int steps) = Place(chunk);
        _chunk = -1;
        Tape.Restart();
        for (int part = 0; part < _states.Length; part++)
        {
            _states[part].Rows(chunk, 1).CopyTo(Tape.NextState(part, row: 0));
        }

        Tape.Packing = new Packing([steps]);
        _loop.Run(InputOf(input, first, steps), steps, cancellation);
        for (int part = 0; part < _states.Length; part++)
        {
            Tape.StateOf(part, steps - 1, row: 0).CopyTo(_states[part].Rows(chunk + 1, 1));
        }

        _chunk = chunk;
    }

    /// <summary>Makes the trace of a step available, and returns its slot in <see cref="Tape"/>.</summary>
    /// <param name="step">The step, in time order.</param>
    /// <param name="input">The input of the whole sequence in time order.</param>
    /// <param name="cancellation">Stops between steps.</param>
    public int SlotOf(int step, ReadOnlySpan<T> input, CancellationToken cancellation)
    {
        int own = IsReverse ? _count - 1 - step : step;
        if (own / _chunkSteps != _chunk)
        {
            Run(own / _chunkSteps, input, cancellation);
        }

        return own % _chunkSteps;
    }

    private static int Chunks(int steps, int chunkSteps) => (int)(((long)steps + chunkSteps - 1) / chunkSteps);

    private ReadOnlySpan<T> InputOf(ReadOnlySpan<T> input, int first, int steps)
    {
        int size = _plan.Layout.InputSize;
        if (!IsReverse)
        {
            return input.Slice(first * size, steps * size);
        }

        for (int i = 0; i < steps; i++)
        {
            input.Slice((_count - 1 - first - i) * size, size).CopyTo(_reversed.Rows(i, 1));
        }

        return _reversed.Rows(0, steps);
    }
}
