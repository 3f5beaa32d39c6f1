using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RnnPS;

/// <summary>The kernels for one width of vectors. All give each element the same bits whatever it is computed beside.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal abstract class KernelSet<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The widest that this machine has.</summary>
    public static KernelSet<T> Best { get; } = All().First();

    /// <summary>The numbers of a vector.</summary>
    public abstract int Lanes { get; }

    /// <summary>The kernels of backpropagation.</summary>
    public abstract GradientKernels<T> Gradients { get; }

    /// <summary>The sets that this machine can run, the widest first.</summary>
    public static IEnumerable<KernelSet<T>> All()
    {
#if KERNEL_CHECKS
        return Supported().Select(kernels => new CheckedKernelSet<T>(kernels));
#else
        return Supported();
#endif
    }

    private static IEnumerable<KernelSet<T>> Supported()
    {
        if (Lanes512<T>.IsSupported)
        {
            yield return new KernelSet<T, Lanes512<T>>();
        }

        if (Lanes256<T>.IsSupported)
        {
            yield return new KernelSet<T, Lanes256<T>>();
        }

        if (Lanes128<T>.IsSupported)
        {
            yield return new KernelSet<T, Lanes128<T>>();
        }

        yield return new KernelSet<T, Lanes1<T>>();
    }

    /// <summary>Lays a matrix out for <see cref="Multiply"/>.</summary>
    /// <param name="matrix">[depth × columns], row by row.</param>
    /// <param name="depth">The rows.</param>
    /// <param name="columns">The columns.</param>
    public PackedMatrix<T> Pack(ReadOnlySpan<T> matrix, int depth, int columns) => new(matrix, depth, columns, Lanes);

    /// <summary>Y[:, ..columns] = start + X·W.</summary>
    /// <param name="x">[rows × depth].</param>
    /// <param name="w">The matrix, laid out by this set.</param>
    /// <param name="start">The start of every row of Y, [columns]; empty where Y starts from itself.</param>
    /// <param name="y">[rows × stride], from the first column of the result on.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="stride">From one row of Y to the next.</param>
    /// <param name="reversePanels">Whether to read W from its last panel on, which the cache may still hold.</param>
    public abstract void Multiply(
        ReadOnlySpan<T> x, PackedMatrix<T> w, ReadOnlySpan<T> start, Span<T> y, int rows, int stride, bool reversePanels = false);

    /// <summary>As <see cref="TanhCellKernel.TryRun{T, TLanes}"/>.</summary>
    public abstract bool TryTanhCell(
        PackedMatrix<T> r, Span<T> pre, ReadOnlySpan<T> before, Span<T> after, int count, bool isSingleSequence);

    /// <summary>As <see cref="GatedKernels.GruAfter"/>.</summary>
    /// <returns>The number of units of each row that were computed, from the first on.</returns>
    public abstract int GruAfter(
        Span<T> pre, ReadOnlySpan<T> recurrent, ReadOnlySpan<T> before, Span<T> update, Span<T> reset, Span<T> candidate, Span<T> after, int size);

    /// <summary>As <see cref="GatedKernels.Lstm"/>.</summary>
    /// <returns>The number of units of each row that were computed, from the first on.</returns>
    public abstract int Lstm(
        ReadOnlySpan<T> pre,
        ReadOnlySpan<T> before,
        Span<T> input,
        Span<T> forget,
        Span<T> candidate,
        Span<T> output,
        Span<T> cell,
        Span<T> squashed,
        Span<T> state,
        int size);

    /// <summary>y = tanh(x); the two may be the same span.</summary>
    public abstract void Tanh(ReadOnlySpan<T> x, Span<T> y);

    /// <summary>y = 1 / (1 + e^−x); the two may be the same span.</summary>
    public abstract void Sigmoid(ReadOnlySpan<T> x, Span<T> y);
}

/// <summary>A <see cref="KernelSet{T}"/>.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <typeparam name="TLanes">The vectors.</typeparam>
internal sealed class KernelSet<T, TLanes> : KernelSet<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLanes : struct, ILanes<TLanes, T>
{
    /// <inheritdoc/>
    public override int Lanes => TLanes.Count;

    /// <inheritdoc/>
    public override GradientKernels<T> Gradients { get; } = new GradientKernels<T, TLanes>();

    /// <inheritdoc/>
    public override void Multiply(
        ReadOnlySpan<T> x, PackedMatrix<T> w, ReadOnlySpan<T> start, Span<T> y, int rows, int stride, bool reversePanels = false) =>
        MatrixProduct<T, TLanes>.Run(x, w, start, y, rows, stride, reversePanels);

    /// <inheritdoc/>
    public override bool TryTanhCell(
        PackedMatrix<T> r, Span<T> pre, ReadOnlySpan<T> before, Span<T> after, int count, bool isSingleSequence) =>
        TanhCellKernel.TryRun<T, TLanes>(r, pre, before, after, count, isSingleSequence);

    /// <inheritdoc/>
    public override int GruAfter(
        Span<T> pre, ReadOnlySpan<T> recurrent, ReadOnlySpan<T> before, Span<T> update, Span<T> reset, Span<T> candidate, Span<T> after, int size) =>
        (int)GatedKernels.GruAfter<T, TLanes>(
            ref MemoryMarshal.GetReference(pre),
            ref MemoryMarshal.GetReference(recurrent),
            ref MemoryMarshal.GetReference(before),
            ref MemoryMarshal.GetReference(update),
            ref MemoryMarshal.GetReference(reset),
            ref MemoryMarshal.GetReference(candidate),
            ref MemoryMarshal.GetReference(after),
            size,
            RowsOf(after, size));

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
        int size) =>
        (int)GatedKernels.Lstm<T, TLanes>(
            ref MemoryMarshal.GetReference(pre),
            ref MemoryMarshal.GetReference(before),
            ref MemoryMarshal.GetReference(input),
            ref MemoryMarshal.GetReference(forget),
            ref MemoryMarshal.GetReference(candidate),
            ref MemoryMarshal.GetReference(output),
            ref MemoryMarshal.GetReference(cell),
            ref MemoryMarshal.GetReference(squashed),
            ref MemoryMarshal.GetReference(state),
            size,
            RowsOf(state, size));

    /// <inheritdoc/>
    public override void Tanh(ReadOnlySpan<T> x, Span<T> y) => Apply<TanhFunction>(x, y);

    /// <inheritdoc/>
    public override void Sigmoid(ReadOnlySpan<T> x, Span<T> y) => Apply<SigmoidFunction>(x, y);

    // Compiled once and for all: what the compiler makes of a profile has been many times slower.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Apply<TFunction>(ReadOnlySpan<T> x, Span<T> y)
        where TFunction : struct, IFunction
    {
        ref T from = ref MemoryMarshal.GetReference(x);
        ref T to = ref MemoryMarshal.GetReference(y);
        int i = 0;
        for (; i + TLanes.Count <= x.Length; i += TLanes.Count)
        {
            TFunction.Of(TLanes.Load(ref from, i)).Store(ref to, i);
        }

        if (i < x.Length)
        {
            ApplyRest<TFunction>(x[i..], y[i..]);
        }
    }

    // The rest goes through a vector of its own, so that each element has the same bits wherever it stands.
    private static void ApplyRest<TFunction>(ReadOnlySpan<T> x, Span<T> y)
        where TFunction : struct, IFunction
    {
        Span<T> rest = stackalloc T[TLanes.Count];
        x.CopyTo(rest);
        Apply<TFunction>(rest, rest);
        rest[..x.Length].CopyTo(y);
    }

    // To divide takes as long as some vectors of the maths.
    private static int RowsOf(Span<T> rows, int size) => rows.Length == size ? 1 : rows.Length / size;

    private interface IFunction
    {
        static abstract TLanes Of(TLanes x);
    }

    private readonly struct TanhFunction : IFunction
    {
        public static TLanes Of(TLanes x) => VectorMath<T, TLanes>.Tanh(x);
    }

    private readonly struct SigmoidFunction : IFunction
    {
        public static TLanes Of(TLanes x) => VectorMath<T, TLanes>.Sigmoid(x);
    }
}
