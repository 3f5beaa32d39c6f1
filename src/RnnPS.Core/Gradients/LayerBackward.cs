using System.Numerics;

namespace RnnPS;

/// <summary>
/// Runs one layer backward over a chunk. It splits the output gradient between the layer's cells and combines their input
/// gradients, with the same index maps as the forward pass.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class LayerBackward<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly LayerPlan<T> _plan;
    private readonly LayerPass<T> _pass;
    private readonly RowBuffer<T> _output;
    private readonly RowBuffer<T> _reverseOutput;
    private readonly RowBuffer<T> _reverseInput;

    /// <summary>Allocates the buffers.</summary>
    /// <param name="plan">The packed weights of the layer.</param>
    /// <param name="pass">The forward pass of the layer.</param>
    /// <param name="forward">The forward cell; null in a reverse layer.</param>
    /// <param name="reverse">The reverse cell; null in a forward layer.</param>
    /// <param name="capacity">The largest number of slots in a chunk.</param>
    /// <param name="cancellation">Stops while the buffers are cleared, which takes seconds for gigabytes.</param>
    public LayerBackward(
        LayerPlan<T> plan,
        LayerPass<T> pass,
        CellBackward<T>? forward,
        CellBackward<T>? reverse,
        int capacity,
        CancellationToken cancellation = default)
    {
        _plan = plan;
        _pass = pass;
        Forward = forward;
        Reverse = reverse;
        _output = new RowBuffer<T>(reverse is null ? 0 : capacity, plan.OutputSize, cancellation);
        _reverseOutput = new RowBuffer<T>(plan.Merge is null ? 0 : capacity, plan.Reverse?.Layout.States[0].Size ?? 0, cancellation);
        _reverseInput = new RowBuffer<T>(reverse is null ? 0 : capacity, plan.InputSize, cancellation);
    }

    /// <summary>The number of bytes that the buffers of the timesteps take, with those of the cells.</summary>
    /// <param name="plan">The packed weights of the layer.</param>
    /// <param name="rows">The largest number of sequences in a step.</param>
    /// <param name="capacity">The largest number of slots in a chunk.</param>
    /// <param name="keepsParts">Whether to keep the derivatives with respect to all parts of the state.</param>
    public static long Bytes(LayerPlan<T> plan, int rows, int capacity, bool keepsParts = false) =>
        plan.Cells.Sum(cell => RowBuffer<T>.Bytes(rows + capacity, cell.Layout.States[0].Size)
            + (keepsParts ? cell.Layout.States.Skip(1).Sum(part => RowBuffer<T>.Bytes(capacity, part.Size)) : 0))
        + (plan.Reverse is { } reverse
            ? RowBuffer<T>.Bytes(capacity, plan.OutputSize)
                + RowBuffer<T>.Bytes(plan.Merge is null ? 0 : capacity, reverse.Layout.States[0].Size)
                + RowBuffer<T>.Bytes(capacity, plan.InputSize)
            : 0);

    /// <summary>The forward cell; null in a reverse layer.</summary>
    public CellBackward<T>? Forward { get; }

    /// <summary>The reverse cell; null in a forward layer.</summary>
    public CellBackward<T>? Reverse { get; }

    /// <summary>
    /// The derivatives with respect to the layer's output, [count × output size] in time order. The caller writes them.
    /// </summary>
    public Span<T> OutputGradient(int count) =>
        Reverse is null ? Forward!.Gradient.StatesAfter(0, count) : _output.Rows(0, count);

    /// <summary>Runs backward over a chunk. <see cref="OutputGradient"/> must be written before.</summary>
    /// <param name="input">The layer's input, [slots × input size].</param>
    /// <param name="reversal">The reversal map of the packing.</param>
    /// <param name="inputGradient">Receives the derivatives with respect to the input; empty skips them.</param>
    /// <param name="steps">The number of steps.</param>
    /// <param name="cancellation">Stops between steps.</param>
    public void Run(ReadOnlySpan<T> input, int[] reversal, Span<T> inputGradient, int steps, CancellationToken cancellation)
    {
        if (Reverse is not null)
        {
            Split(reversal);
        }

        RunCells(input, reversal, inputGradient, steps, cancellation);
    }

    /// <summary>Runs backward for a layer that outputs only the final states of each sequence.</summary>
    /// <param name="gradient">The derivatives with respect to the merged final states, [rows × output size].</param>
    /// <param name="lastSlots">The slot of the last step of each sequence.</param>
    /// <param name="input">The layer's input, [slots × input size].</param>
    /// <param name="reversal">The reversal map of the packing.</param>
    /// <param name="inputGradient">Receives the derivatives with respect to the input; empty skips them.</param>
    /// <param name="steps">The number of steps.</param>
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
        Reverse?.Gradient.StatesAfter(0, slots).Clear();
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
                    _pass.Reverse!.StatesAfter(0, slot, 1),
                    Forward!.Gradient.StatesAfter(slot, 1),
                    Reverse!.Gradient.StatesAfter(slot, 1),
                    rows: 1);
            }
            else
            {
                of.CopyTo((Forward ?? Reverse)!.Gradient.StatesAfter(slot, 1));
            }
        }

        RunCells(input, reversal, inputGradient, steps, cancellation);
    }

    /// <summary>Adds the part of the gradients that comes from the weights' use at one step of the only sequence.</summary>
    /// <param name="input">The layer's input, [steps × input size].</param>
    /// <param name="step">The step, in time order.</param>
    public void AddStep(ReadOnlySpan<T> input, int step)
    {
        Forward?.AddStep(input, step);
        int steps = input.Length / _plan.InputSize;
        Reverse?.AddStep(_pass.ReversedInput(steps), steps - 1 - step);
    }

    private void Split(int[] reversal)
    {
        int slots = reversal.Length;
        Span<T> reverse = _output.Rows(0, slots);
        if (_plan.Merge is { } merge)
        {
            reverse = _reverseOutput.Rows(0, slots);
            MergeKernels.Split(
                merge,
                _output.Rows(0, slots),
                _pass.Forward!.StatesAfter(0, 0, slots),
                _pass.ReverseOutput(slots),
                Forward!.Gradient.StatesAfter(0, slots),
                reverse,
                slots);
        }

        MergeKernels.Gather<T>(reverse, reversal, Reverse!.Gradient.StatesAfter(0, slots), reverse.Length / Math.Max(slots, 1));
    }

    private void RunCells(
        ReadOnlySpan<T> input, int[] reversal, Span<T> inputGradient, int steps, CancellationToken cancellation)
    {
        Forward?.Run(input, inputGradient, steps, cancellation);
        if (Reverse is null)
        {
            return;
        }

        int slots = reversal.Length;
        bool wanted = !inputGradient.IsEmpty;
        Span<T> read = wanted ? _reverseInput.Rows(0, slots) : default;
        Reverse.Run(_pass.ReversedInput(slots), read, steps, cancellation);
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
