using System.Numerics;
using System.Runtime.CompilerServices;

namespace RnnPS;

/// <summary>
/// Kernels whose every call is checked: lengths, padding and alignment before, the guard zones of <see cref="GuardedCopy{T}"/> after.
/// </summary>
/// <remarks>Each call works on copies, so it is slow: it is for tests. The numbers are those of the kernels within.</remarks>
/// <typeparam name="T">float or double.</typeparam>
/// <param name="kernels">The kernels.</param>
internal sealed class CheckedKernelSet<T>(KernelSet<T> kernels) : KernelSet<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Alignment = 64;

    /// <inheritdoc/>
    public override int Lanes => kernels.Lanes;

    /// <inheritdoc/>
    public override GradientKernels<T> Gradients { get; } = new CheckedGradientKernels<T>(kernels.Gradients, kernels.Lanes);

    /// <inheritdoc/>
    public override void Multiply(
        ReadOnlySpan<T> x, PackedMatrix<T> w, ReadOnlySpan<T> start, Span<T> y, int rows, int stride, bool reversePanels = false)
    {
        RequireLayout(w, Lanes);
        KernelChecks.Require(x.Length >= rows * w.Depth);
        KernelChecks.Require(start.IsEmpty || start.Length >= w.Columns);
        KernelChecks.Require(stride >= w.Columns);
        KernelChecks.Require(rows == 0 || y.Length >= ((rows - 1) * stride) + w.Columns);
        var call = new GuardedCall<T>(nameof(Multiply), Lanes);
        Span<T> result = call.InOut(y, nameof(y));
        kernels.Multiply(
            call.In(x, nameof(x)), w, start.IsEmpty ? default : call.In(start, nameof(start)), result, rows, stride, reversePanels);
        call.End();
        result.CopyTo(y);
    }

    /// <inheritdoc/>
    public override bool TryTanhCell(
        PackedMatrix<T> r, Span<T> pre, ReadOnlySpan<T> before, Span<T> after, int count, bool isSingleSequence)
    {
        RequireLayout(r, Lanes);
        KernelChecks.Require(r.Depth == r.Columns);
        KernelChecks.Require(pre.Length >= count * r.Columns);
        KernelChecks.Require(before.Length >= (isSingleSequence ? 1 : count) * r.Columns);
        KernelChecks.Require(after.Length >= count * r.Columns);
        var call = new GuardedCall<T>(nameof(TryTanhCell), Lanes);
        Span<T> sums = call.InOut(pre, nameof(pre));
        Span<T> states = call.InOut(after, nameof(after));
        bool done = kernels.TryTanhCell(r, sums, call.In(before, nameof(before)), states, count, isSingleSequence);
        call.End();
        sums.CopyTo(pre);
        states.CopyTo(after);
        return done;
    }

    /// <inheritdoc/>
    public override int GruAfter(
        Span<T> pre, ReadOnlySpan<T> recurrent, ReadOnlySpan<T> before, Span<T> update, Span<T> reset, Span<T> candidate, Span<T> after, int size)
    {
        KernelChecks.Require(after.Length % size == 0);
        KernelChecks.Require(pre.Length == 3 * after.Length && recurrent.Length == 3 * after.Length);
        KernelChecks.Require(before.Length == after.Length && update.Length == after.Length);
        KernelChecks.Require(reset.Length == after.Length && candidate.Length == after.Length);
        var call = new GuardedCall<T>(nameof(GruAfter), Lanes);
        Span<T> pre2 = call.InOut(pre, nameof(pre));
        Span<T> update2 = call.InOut(update, nameof(update));
        Span<T> reset2 = call.InOut(reset, nameof(reset));
        Span<T> candidate2 = call.InOut(candidate, nameof(candidate));
        Span<T> after2 = call.InOut(after, nameof(after));
        int units = kernels.GruAfter(
            pre2, call.In(recurrent, nameof(recurrent)), call.In(before, nameof(before)), update2, reset2, candidate2, after2, size);
        call.End();
        pre2.CopyTo(pre);
        update2.CopyTo(update);
        reset2.CopyTo(reset);
        candidate2.CopyTo(candidate);
        after2.CopyTo(after);
        return units;
    }

    /// <inheritdoc/>
    public override int Lstm(
        ReadOnlySpan<T> pre,
        ReadOnlySpan<T> before,
        Span<T> input,
        Span<T> forget,
        Span<T> candidate,
        Span<T> output,
        Span<T> cell,
        Span<T> squashed,
        Span<T> state,
        int size)
    {
        KernelChecks.Require(state.Length % size == 0);
        KernelChecks.Require(pre.Length == 4 * state.Length && before.Length == state.Length && cell.Length == state.Length);
        KernelChecks.Require(input.Length == state.Length && forget.Length == state.Length && candidate.Length == state.Length);
        KernelChecks.Require(output.Length == state.Length && squashed.Length == state.Length);
        var call = new GuardedCall<T>(nameof(Lstm), Lanes);
        Span<T> input2 = call.InOut(input, nameof(input));
        Span<T> forget2 = call.InOut(forget, nameof(forget));
        Span<T> candidate2 = call.InOut(candidate, nameof(candidate));
        Span<T> output2 = call.InOut(output, nameof(output));
        Span<T> cell2 = call.InOut(cell, nameof(cell));
        Span<T> squashed2 = call.InOut(squashed, nameof(squashed));
        Span<T> state2 = call.InOut(state, nameof(state));
        int units = kernels.Lstm(
            call.In(pre, nameof(pre)), call.In(before, nameof(before)), input2, forget2, candidate2, output2, cell2, squashed2, state2, size);
        call.End();
        input2.CopyTo(input);
        forget2.CopyTo(forget);
        candidate2.CopyTo(candidate);
        output2.CopyTo(output);
        cell2.CopyTo(cell);
        squashed2.CopyTo(squashed);
        state2.CopyTo(state);
        return units;
    }

    /// <inheritdoc/>
    public override void Tanh(ReadOnlySpan<T> x, Span<T> y)
    {
        KernelChecks.Require(y.Length >= x.Length);
        var call = new GuardedCall<T>(nameof(Tanh), Lanes);
        Span<T> result = call.InOut(y, nameof(y));
        kernels.Tanh(call.In(x, nameof(x)), result);
        call.End();
        result.CopyTo(y);
    }

    /// <inheritdoc/>
    public override void Sigmoid(ReadOnlySpan<T> x, Span<T> y)
    {
        KernelChecks.Require(y.Length >= x.Length);
        var call = new GuardedCall<T>(nameof(Sigmoid), Lanes);
        Span<T> result = call.InOut(y, nameof(y));
        kernels.Sigmoid(call.In(x, nameof(x)), result);
        call.End();
        result.CopyTo(y);
    }

    // Aligned to cache lines, which no vector may cross, and filled up with zeros.
    private static unsafe void RequireLayout(PackedMatrix<T> matrix, int lanes)
    {
        KernelChecks.Require(matrix.Lanes == lanes);
        if (matrix.PanelCount == 0)
        {
            return;
        }

        KernelChecks.Require((nint)Unsafe.AsPointer(ref matrix.Panel(0)) % Alignment == 0);
        int last = matrix.PanelCount - 1;
        int width = matrix.VectorsOf(last) * lanes;
        int filled = matrix.Columns - (last * matrix.PanelColumns);
        for (int row = 0; row < matrix.Depth; row++)
        {
            for (int column = filled; column < width; column++)
            {
                KernelChecks.Require(Unsafe.Add(ref matrix.Panel(last), (row * width) + column) == T.Zero);
            }
        }
    }
}
