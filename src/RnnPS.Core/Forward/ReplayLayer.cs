using System.Numerics;

namespace RnnPS;

/// <summary>One layer over a long sequence. It keeps its output at every step, which the cells of the next layer read again.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class ReplayLayer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly LayerPlan<T> _plan;
    private readonly ReplayCell<T>? _forward;
    private readonly ReplayCell<T>? _reverse;
    private readonly RowBuffer<T> _output;
    private readonly RowBuffer<T> _turned;

    /// <summary>Allocates the buffers.</summary>
    /// <param name="plan">The layer's weights.</param>
    /// <param name="capacity">The maximum number of steps.</param>
    /// <param name="chunkSteps">The number of steps in a chunk.</param>
    /// <param name="threads">The maximum number of threads that share the steps.</param>
    public ReplayLayer(LayerPlan<T> plan, int capacity, int chunkSteps, int threads)
    {
        _plan = plan;
        _forward = plan.Forward is null ? null : new ReplayCell<T>(plan.Forward, reverse: false, capacity, chunkSteps, threads);
        _reverse = plan.Reverse is null ? null : new ReplayCell<T>(plan.Reverse, reverse: true, capacity, chunkSteps, threads);
        _output = new RowBuffer<T>(capacity, plan.OutputSize);
        _turned = new RowBuffer<T>(_reverse is null ? 0 : chunkSteps, _reverse?.Size ?? 0);
    }

    /// <summary>The cells, the forward cell before the reverse cell.</summary>
    public IEnumerable<ReplayCell<T>> Cells => new[] { _forward, _reverse }.OfType<ReplayCell<T>>();

    /// <summary>Whether the output is merged from the states of two cells.</summary>
    public bool IsMerged => _plan.Merge is not null;

    /// <summary>The number of components of the forward state at each step that <see cref="Run"/> needs room for.</summary>
    public int HeldSize => IsMerged ? _forward!.Size : 0;

    /// <summary>The number of bytes that the buffers take.</summary>
    /// <param name="plan">The layer's weights.</param>
    /// <param name="capacity">The maximum number of steps.</param>
    /// <param name="chunkSteps">The number of steps in a chunk.</param>
    public static long Bytes(LayerPlan<T> plan, int capacity, int chunkSteps) =>
        RowBuffer<T>.Bytes(capacity, plan.OutputSize)
        + plan.Cells.Sum(cell => ReplayCell<T>.Bytes(cell.Layout, capacity, chunkSteps));

    /// <summary>Gets the output of some steps, [count × output size], in time order.</summary>
    public Span<T> Output(int start, int count) => _output.Rows(start, count);

    /// <summary>Takes the layer through the sequence.</summary>
    /// <param name="input">[steps × input size], in time order.</param>
    /// <param name="held">Room for the forward state of each step, [steps × <see cref="HeldSize"/>].</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <returns>Whether all pre-activations and states are finite.</returns>
    public bool Run(ReadOnlySpan<T> input, Span<T> held, CancellationToken cancellation)
    {
        bool isFinite = true;
        foreach (ReplayCell<T> cell in Cells)
        {
            for (int chunk = 0; chunk < cell.ChunkCount; chunk++)
            {
                cell.Run(chunk, input, cancellation);
                (int first, int steps) = cell.Place(chunk);
                isFinite &= ForwardPass<T>.IsFiniteTape(cell.Tape, steps);
                if (cell.IsReverse)
                {
                    PutReverse(cell.Tape.StatesAfter(0, 0, steps), (input.Length / _plan.InputSize) - first - steps, steps, held);
                }
                else
                {
                    Span<T> to = IsMerged ? held.Slice(first * cell.Size, steps * cell.Size) : _output.Rows(first, steps);
                    cell.Tape.StatesAfter(0, 0, steps).CopyTo(to);
                }
            }
        }

        return isFinite;
    }

    /// <summary>Computes the output of the layer for the whole sequence: the merged final states of its cells.</summary>
    /// <param name="y">Receives the output, [output size].</param>
    public void FinalOutput(Span<T> y)
    {
        if (_plan.Merge is { } merge)
        {
            MergeKernels.Merge(merge, _forward!.FinalState(0), _reverse!.FinalState(0), y, rows: 1);
            return;
        }

        (_forward ?? _reverse)!.FinalState(0).CopyTo(y);
    }

    // The states of a chunk of the reverse cell, whose last one belongs to the first of the steps.
    private void PutReverse(ReadOnlySpan<T> states, int firstStep, int steps, ReadOnlySpan<T> held)
    {
        int size = _turned.Size;
        Span<T> turned = IsMerged ? _turned.Rows(0, steps) : _output.Rows(firstStep, steps);
        for (int i = 0; i < steps; i++)
        {
            states.Slice((steps - 1 - i) * size, size).CopyTo(turned[(i * size)..]);
        }

        if (_plan.Merge is { } merge)
        {
            int heldSize = _forward!.Size;
            MergeKernels.Merge<T>(merge, held.Slice(firstStep * heldSize, steps * heldSize), turned, _output.Rows(firstStep, steps), steps);
        }
    }
}
