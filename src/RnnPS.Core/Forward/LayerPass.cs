using System.Numerics;

namespace RnnPS;

/// <summary>
/// One layer over a chunk. A backward direction is an index map: its input is gathered from the end of each sequence, and
/// what it computed is scattered back, so that the loop itself knows one direction.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class LayerPass<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly LayerPlan<T> _plan;
    private readonly int _threads;
    private readonly RowBuffer<T> _reversedInput;
    private readonly RowBuffer<T> _backward;
    private readonly RowBuffer<T> _merged;

    /// <summary>Makes the buffers.</summary>
    /// <param name="plan">The layer's weights.</param>
    /// <param name="tape">What is kept.</param>
    /// <param name="rows">The most sequences of a step.</param>
    /// <param name="capacity">The most slots of a chunk.</param>
    /// <param name="threads">The most threads that share the steps of one sequence.</param>
    public LayerPass(LayerPlan<T> plan, Tape tape, int rows, int capacity, int threads)
    {
        _plan = plan;
        _threads = threads;
        if (plan.Forward is { } forward)
        {
            Forward = new CellTape<T>(forward.Layout, tape, rows, capacity);
        }

        if (plan.Backward is { } backward)
        {
            Backward = new CellTape<T>(backward.Layout, tape, rows, capacity);
            _reversedInput = new RowBuffer<T>(capacity, plan.InputSize);
            _backward = new RowBuffer<T>(capacity, backward.Layout.States[0].Size);
        }

        if (plan.Merge is not null)
        {
            _merged = new RowBuffer<T>(capacity, plan.OutputSize);
        }
    }

    /// <summary>The forward cell's tape; null in a reverse layer.</summary>
    public CellTape<T>? Forward { get; }

    /// <summary>The backward cell's tape, in the order in which it reads; null in a forward layer.</summary>
    public CellTape<T>? Backward { get; }

    /// <summary>Takes the layer through a chunk.</summary>
    /// <param name="packing">How the chunk's sequences lie.</param>
    /// <param name="reversal">The packing's reversal; empty where no layer reads backward.</param>
    /// <param name="input">[slots × input size], in time order.</param>
    /// <param name="steps">How many steps of the packing.</param>
    /// <param name="cancellation">Stops between steps.</param>
    public void Run(
        Packing packing, int[] reversal, ReadOnlySpan<T> input, int steps, CancellationToken cancellation)
    {
        if (Forward is not null)
        {
            Forward.Packing = packing;
            CellLoop.Run(_plan.Forward!, Forward, input, steps, _threads, cancellation);
        }

        if (Backward is null)
        {
            return;
        }

        int slots = reversal.Length;
        Backward.Packing = packing;
        Span<T> reversed = _reversedInput.Rows(0, slots);
        MergeKernels.Gather(input, reversal, reversed, _plan.InputSize);
        CellLoop.Run(_plan.Backward!, Backward, reversed, steps, _threads, cancellation);
        MergeKernels.Gather(Backward.StatesAfter(0, 0, slots), reversal, _backward.Rows(0, slots), _backward.Size);
        if (_plan.Merge is { } merge)
        {
            MergeKernels.Merge<T>(
                merge, Forward!.StatesAfter(0, 0, slots), _backward.Rows(0, slots), _merged.Rows(0, slots), slots);
        }
    }

    /// <summary>What the backward cell reads, in the order in which it reads; only after a run of a layer that has one.</summary>
    public ReadOnlySpan<T> ReversedInput(int count) => _reversedInput.Rows(0, count);

    /// <summary>What the backward cell put out, in time order.</summary>
    public ReadOnlySpan<T> BackwardOutput(int count) => _backward.Rows(0, count);

    /// <summary>What the layer hands on for some slots, [count × output size], in time order.</summary>
    public Span<T> Output(int start, int count) => this switch
    {
        { _plan.Merge: not null } => _merged.Rows(start, count),
        { Backward: not null } => _backward.Rows(start, count),
        _ => Forward!.StatesAfter(0, start, count),
    };

    /// <summary>What the layer hands on for a sequence as a whole: its cells' final states, merged.</summary>
    /// <param name="slot">The slot of the sequence's last step.</param>
    /// <param name="y">[output size].</param>
    public void FinalOutput(int slot, Span<T> y)
    {
        if (_plan.Merge is { } merge)
        {
            MergeKernels.Merge<T>(merge, Forward!.StatesAfter(0, slot, 1), Backward!.StatesAfter(0, slot, 1), y, rows: 1);
            return;
        }

        (Forward ?? Backward)!.StatesAfter(0, slot, 1).CopyTo(y);
    }
}
