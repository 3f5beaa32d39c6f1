using System.Numerics;

namespace RnnPS;

/// <summary>One layer backward over a chunk: derivatives are split to its cells and put together by the same index maps.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class LayerBackward<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly LayerPlan<T> _plan;
    private readonly LayerPass<T> _pass;
    private readonly RowBuffer<T> _output;
    private readonly RowBuffer<T> _backwardOutput;
    private readonly RowBuffer<T> _backwardInput;

    /// <summary>Makes the buffers.</summary>
    /// <param name="plan">The layer's weights.</param>
    /// <param name="pass">The layer's forward pass.</param>
    /// <param name="forward">The forward cell, or null.</param>
    /// <param name="backward">The backward cell, or null.</param>
    /// <param name="capacity">The most slots of a chunk.</param>
    public LayerBackward(
        LayerPlan<T> plan, LayerPass<T> pass, CellBackward<T>? forward, CellBackward<T>? backward, int capacity)
    {
        _plan = plan;
        _pass = pass;
        Forward = forward;
        Backward = backward;
        _output = new RowBuffer<T>(backward is null ? 0 : capacity, plan.OutputSize);
        _backwardOutput = new RowBuffer<T>(plan.Merge is null ? 0 : capacity, plan.Backward?.Layout.States[0].Size ?? 0);
        _backwardInput = new RowBuffer<T>(backward is null ? 0 : capacity, plan.InputSize);
    }

    /// <summary>The forward cell; null in a reverse layer.</summary>
    public CellBackward<T>? Forward { get; }

    /// <summary>The backward cell; null in a forward layer.</summary>
    public CellBackward<T>? Backward { get; }

    /// <summary>The derivatives with respect to what the layer hands on, [count × output size] in time order, to be written.</summary>
    public Span<T> OutputGradient(int count) =>
        Backward is null ? Forward!.Gradient.StatesAfter(0, count) : _output.Rows(0, count);

    /// <summary>Goes back over a chunk whose output's derivatives were written.</summary>
    /// <param name="input">What the layer read, [slots × input size].</param>
    /// <param name="reversal">The packing's reversal.</param>
    /// <param name="inputGradient">The derivatives with respect to it, to be written; empty where they are not wanted.</param>
    /// <param name="steps">How many steps.</param>
    /// <param name="cancellation">Stops between steps.</param>
    public void Run(ReadOnlySpan<T> input, int[] reversal, Span<T> inputGradient, int steps, CancellationToken cancellation)
    {
        if (Backward is not null)
        {
            Split(reversal);
        }

        RunCells(input, reversal, inputGradient, steps, cancellation);
    }

    /// <summary>The same where only the sequences' final states are handed on.</summary>
    /// <param name="gradient">With respect to each sequence's final states, merged: [rows × output size].</param>
    /// <param name="lastSlots">The slot of each sequence's last step.</param>
    /// <param name="input">What the layer read.</param>
    /// <param name="reversal">The packing's reversal.</param>
    /// <param name="inputGradient">The derivatives with respect to it; empty where they are not wanted.</param>
    /// <param name="steps">How many steps.</param>
    /// <param name="cancellation">Stops between steps.</param>
    public void RunFinal(
        ReadOnlySpan<T> gradient,
        ReadOnlySpan<int> lastSlots,
        ReadOnlySpan<T> input,
        int[] reversal,
        Span<T> inputGradient,
        int steps,
        CancellationToken cancellation)
    {
        int slots = input.Length / _plan.InputSize;
        Forward?.Gradient.StatesAfter(0, slots).Clear();
        Backward?.Gradient.StatesAfter(0, slots).Clear();
        for (int row = 0; row < lastSlots.Length; row++)
        {
            ReadOnlySpan<T> of = gradient.Slice(row * _plan.OutputSize, _plan.OutputSize);
            int slot = lastSlots[row];
            if (_plan.Merge is { } merge)
            {
                MergeKernels.Split(
                    merge,
                    of,
                    _pass.Forward!.StatesAfter(0, slot, 1),
                    _pass.Backward!.StatesAfter(0, slot, 1),
                    Forward!.Gradient.StatesAfter(slot, 1),
                    Backward!.Gradient.StatesAfter(slot, 1),
                    rows: 1);
            }
            else
            {
                of.CopyTo((Forward ?? Backward)!.Gradient.StatesAfter(slot, 1));
            }
        }

        RunCells(input, reversal, inputGradient, steps, cancellation);
    }

    private void Split(int[] reversal)
    {
        int slots = reversal.Length;
        Span<T> backward = _output.Rows(0, slots);
        if (_plan.Merge is { } merge)
        {
            backward = _backwardOutput.Rows(0, slots);
            MergeKernels.Split(
                merge,
                _output.Rows(0, slots),
                _pass.Forward!.StatesAfter(0, 0, slots),
                _pass.BackwardOutput(slots),
                Forward!.Gradient.StatesAfter(0, slots),
                backward,
                slots);
        }

        MergeKernels.Gather<T>(backward, reversal, Backward!.Gradient.StatesAfter(0, slots), backward.Length / Math.Max(slots, 1));
    }

    private void RunCells(
        ReadOnlySpan<T> input, int[] reversal, Span<T> inputGradient, int steps, CancellationToken cancellation)
    {
        Forward?.Run(input, inputGradient, steps, cancellation);
        if (Backward is null)
        {
            return;
        }

        int slots = reversal.Length;
        bool wanted = !inputGradient.IsEmpty;
        Span<T> read = wanted ? _backwardInput.Rows(0, slots) : default;
        Backward.Run(_pass.ReversedInput(slots), read, steps, cancellation);
        for (int slot = 0; wanted && slot < slots; slot++)
        {
            Span<T> target = inputGradient.Slice(reversal[slot] * _plan.InputSize, _plan.InputSize);
            Span<T> from = read.Slice(slot * _plan.InputSize, _plan.InputSize);
            if (Forward is null)
            {
                from.CopyTo(target);
            }
            else
            {
                PointwiseKernels.Add<T>(from, target);
            }
        }
    }
}
