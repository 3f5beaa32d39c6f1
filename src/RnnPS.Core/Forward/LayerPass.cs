using System.Numerics;

namespace RnnPS;

/// <summary>
/// One layer over a chunk. A reverse direction is an index map: its input is gathered from the end of each sequence, and
/// what it computed is scattered back, so that the loop itself knows one direction.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class LayerPass<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly LayerPlan<T> _plan;
    private readonly CellLoop<T>? _forwardLoop;
    private readonly CellLoop<T>? _reverseLoop;
    private readonly RowBuffer<T> _reversedInput;
    private readonly RowBuffer<T> _reverse;
    private readonly RowBuffer<T> _merged;

    /// <summary>Makes the buffers.</summary>
    /// <param name="plan">The layer's weights.</param>
    /// <param name="tape">The kind of tape to keep.</param>
    /// <param name="rows">The most sequences of a step.</param>
    /// <param name="capacity">The most slots of a chunk.</param>
    /// <param name="threads">The most threads that share the steps of one sequence.</param>
    /// <param name="cancellation">Stops while the buffers are cleared, which takes seconds for gigabytes.</param>
    public LayerPass(LayerPlan<T> plan, Tape tape, int rows, int capacity, int threads, CancellationToken cancellation = default)
    {
        _plan = plan;
        if (plan.Forward is { } forward)
        {
            Forward = new CellTape<T>(forward.Layout, tape, rows, capacity, cancellation);
            _forwardLoop = new CellLoop<T>(forward, Forward, threads);
        }

        if (plan.Reverse is { } reverse)
        {
            Reverse = new CellTape<T>(reverse.Layout, tape, rows, capacity, cancellation);
            _reverseLoop = new CellLoop<T>(reverse, Reverse, threads);
            _reversedInput = new RowBuffer<T>(capacity, plan.InputSize, cancellation);
            _reverse = new RowBuffer<T>(capacity, reverse.Layout.States[0].Size, cancellation);
        }

        if (plan.Merge is not null)
        {
            _merged = new RowBuffer<T>(capacity, plan.OutputSize, cancellation);
        }
    }

    /// <summary>The number of bytes that the buffers take with a trace.</summary>
    /// <param name="plan">The layer's weights.</param>
    /// <param name="tape">The kind of tape to keep.</param>
    /// <param name="rows">The most sequences of a step.</param>
    /// <param name="capacity">The most slots of a chunk.</param>
    public static long Bytes(LayerPlan<T> plan, Tape tape, int rows, int capacity) =>
        plan.Cells.Sum(cell => CellTape<T>.Bytes(cell.Layout, tape, rows, capacity))
        + (plan.Reverse is { } reverse
            ? RowBuffer<T>.Bytes(capacity, plan.InputSize) + RowBuffer<T>.Bytes(capacity, reverse.Layout.States[0].Size)
            : 0)
        + (plan.Merge is null ? 0 : RowBuffer<T>.Bytes(capacity, plan.OutputSize));

    /// <summary>The forward cell's tape; null in a reverse layer.</summary>
    public CellTape<T>? Forward { get; }

    /// <summary>The reverse cell's tape, in the order in which it reads; null in a forward layer.</summary>
    public CellTape<T>? Reverse { get; }

    /// <summary>Whether the output is merged from the states of two cells.</summary>
    public bool IsMerged => _plan.Merge is not null;

    /// <summary>Takes the layer through a chunk.</summary>
    /// <param name="packing">How the chunk's sequences lie.</param>
    /// <param name="reversal">The packing's reversal; empty where no layer reads in reverse.</param>
    /// <param name="input">[slots × input size], in time order.</param>
    /// <param name="steps">The number of steps of the packing.</param>
    /// <param name="cancellation">Stops between steps.</param>
    public void Run(
        Packing packing, int[] reversal, ReadOnlySpan<T> input, int steps, CancellationToken cancellation)
    {
        if (Forward is not null)
        {
            Forward.Packing = packing;
            _forwardLoop!.Run(input, steps, cancellation);
        }

        if (Reverse is null)
        {
            return;
        }

        int slots = reversal.Length;
        Reverse.Packing = packing;
        Span<T> reversed = _reversedInput.Rows(0, slots);
        MergeKernels.Gather(input, reversal, reversed, _plan.InputSize);
        _reverseLoop!.Run(reversed, steps, cancellation);
        MergeKernels.Gather(Reverse.StatesAfter(0, 0, slots), reversal, _reverse.Rows(0, slots), _reverse.Size);
        if (_plan.Merge is { } merge)
        {
            MergeKernels.Merge<T>(
                merge, Forward!.StatesAfter(0, 0, slots), _reverse.Rows(0, slots), _merged.Rows(0, slots), slots);
        }
    }

    /// <summary>The input of the reverse cell, in its order of reading. Only after a run of a layer that has one.</summary>
    public ReadOnlySpan<T> ReversedInput(int count) => _reversedInput.Rows(0, count);

    /// <summary>The output of the reverse cell, in time order.</summary>
    public ReadOnlySpan<T> ReverseOutput(int count) => _reverse.Rows(0, count);

    /// <summary>The output of the layer for some slots, [count × output size], in time order.</summary>
    public Span<T> Output(int start, int count) => this switch
    {
        { _plan.Merge: not null } => _merged.Rows(start, count),
        { Reverse: not null } => _reverse.Rows(start, count),
        _ => Forward!.StatesAfter(0, start, count),
    };

    /// <summary>The output of the layer for a whole sequence: the merged final states of its cells.</summary>
    /// <param name="slot">The slot of the sequence's last step.</param>
    /// <param name="y">[output size].</param>
    public void FinalOutput(int slot, Span<T> y)
    {
        if (_plan.Merge is { } merge)
        {
            MergeKernels.Merge<T>(merge, Forward!.StatesAfter(0, slot, 1), Reverse!.StatesAfter(0, slot, 1), y, rows: 1);
            return;
        }

        (Forward ?? Reverse)!.StatesAfter(0, slot, 1).CopyTo(y);
    }
}
