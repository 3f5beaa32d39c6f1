using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RnnPS.Benchmarks;

/// <summary>Blocks of other shapes than the engine's, with X packed so that the numbers of a step of the depth follow each other.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal abstract class ShapeKernels<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Those for the machine's widest vectors.</summary>
    public static ShapeKernels<T> Best { get; } =
        Lanes512<T>.IsSupported ? new ShapeKernels<T, Lanes512<T>>()
        : Lanes256<T>.IsSupported ? new ShapeKernels<T, Lanes256<T>>()
        : Lanes128<T>.IsSupported ? new ShapeKernels<T, Lanes128<T>>()
        : new ShapeKernels<T, Lanes1<T>>();

    /// <summary>Y += X·W, block by block of rows, in each panel by panel.</summary>
    /// <param name="shape">The shape of a block.</param>
    /// <param name="x">[blocks × depth × rows of a block].</param>
    /// <param name="w">[panels × depth × vectors of a panel].</param>
    /// <param name="y">[rows × stride].</param>
    /// <param name="depth">The depth.</param>
    /// <param name="stride">From one row of Y to the next: the columns, or more.</param>
    /// <param name="panels">The number of panels.</param>
    public abstract void Multiply(BlockShape shape, ReadOnlySpan<T> x, ReadOnlySpan<T> w, Span<T> y, int depth, int stride, int panels);
}

/// <summary>The rows and the vectors of a block whose sums are in registers.</summary>
/// <param name="Rows">6, 8 or 12.</param>
/// <param name="Vectors">4, 3 or 2.</param>
internal sealed record BlockShape(int Rows, int Vectors)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Rows}×{Vectors}");
}

/// <summary><see cref="ShapeKernels{T}"/> for one width.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <typeparam name="TLanes">The vectors.</typeparam>
internal sealed class ShapeKernels<T, TLanes> : ShapeKernels<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLanes : struct, ILanes<TLanes, T>
{
    /// <inheritdoc/>
    public override void Multiply(BlockShape shape, ReadOnlySpan<T> x, ReadOnlySpan<T> w, Span<T> y, int depth, int stride, int panels)
    {
        int width = shape.Vectors * TLanes.Count;
        for (int block = 0; block * shape.Rows * depth < x.Length; block++)
        {
            ref T rows = ref MemoryMarshal.GetReference(x[(block * shape.Rows * depth)..]);
            for (int panel = 0; panel < panels; panel++)
            {
                ref T weights = ref MemoryMarshal.GetReference(w[(panel * depth * width)..]);
                ref T sums = ref MemoryMarshal.GetReference(y[((block * shape.Rows * stride) + (panel * width))..]);
                switch (shape.Vectors)
                {
                    case 2:
                        Run<Twelve, TwoColumns<T, TLanes>>(ref rows, depth, ref weights, ref sums, stride);
                        break;
                    case 3:
                        Run<Eight, ThreeColumns<T, TLanes>>(ref rows, depth, ref weights, ref sums, stride);
                        break;
                    default:
                        Run<Six, FourColumns<T, TLanes>>(ref rows, depth, ref weights, ref sums, stride);
                        break;
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Run<TRows, TColumns>(ref T x, nint depth, ref T w, ref T y, nint stride)
        where TRows : struct, IConstant
        where TColumns : struct, IShapeColumns<TColumns, T, TLanes>
    {
        TColumns y0 = TRows.Value > 0 ? TColumns.Load(ref Unsafe.Add(ref y, 0 * stride)) : default;
        TColumns y1 = TRows.Value > 1 ? TColumns.Load(ref Unsafe.Add(ref y, 1 * stride)) : default;
        TColumns y2 = TRows.Value > 2 ? TColumns.Load(ref Unsafe.Add(ref y, 2 * stride)) : default;
        TColumns y3 = TRows.Value > 3 ? TColumns.Load(ref Unsafe.Add(ref y, 3 * stride)) : default;
        TColumns y4 = TRows.Value > 4 ? TColumns.Load(ref Unsafe.Add(ref y, 4 * stride)) : default;
        TColumns y5 = TRows.Value > 5 ? TColumns.Load(ref Unsafe.Add(ref y, 5 * stride)) : default;
        TColumns y6 = TRows.Value > 6 ? TColumns.Load(ref Unsafe.Add(ref y, 6 * stride)) : default;
        TColumns y7 = TRows.Value > 7 ? TColumns.Load(ref Unsafe.Add(ref y, 7 * stride)) : default;
        TColumns y8 = TRows.Value > 8 ? TColumns.Load(ref Unsafe.Add(ref y, 8 * stride)) : default;
        TColumns y9 = TRows.Value > 9 ? TColumns.Load(ref Unsafe.Add(ref y, 9 * stride)) : default;
        TColumns y10 = TRows.Value > 10 ? TColumns.Load(ref Unsafe.Add(ref y, 10 * stride)) : default;
        TColumns y11 = TRows.Value > 11 ? TColumns.Load(ref Unsafe.Add(ref y, 11 * stride)) : default;
        for (nint k = 0; k < depth; k++)
        {
            TColumns w0 = TColumns.Load(ref w);
            if (TRows.Value > 0) { TColumns.Accumulate(ref y0, TLanes.Broadcast(Unsafe.Add(ref x, 0)), w0); }
            if (TRows.Value > 1) { TColumns.Accumulate(ref y1, TLanes.Broadcast(Unsafe.Add(ref x, 1)), w0); }
            if (TRows.Value > 2) { TColumns.Accumulate(ref y2, TLanes.Broadcast(Unsafe.Add(ref x, 2)), w0); }
            if (TRows.Value > 3) { TColumns.Accumulate(ref y3, TLanes.Broadcast(Unsafe.Add(ref x, 3)), w0); }
            if (TRows.Value > 4) { TColumns.Accumulate(ref y4, TLanes.Broadcast(Unsafe.Add(ref x, 4)), w0); }
            if (TRows.Value > 5) { TColumns.Accumulate(ref y5, TLanes.Broadcast(Unsafe.Add(ref x, 5)), w0); }
            if (TRows.Value > 6) { TColumns.Accumulate(ref y6, TLanes.Broadcast(Unsafe.Add(ref x, 6)), w0); }
            if (TRows.Value > 7) { TColumns.Accumulate(ref y7, TLanes.Broadcast(Unsafe.Add(ref x, 7)), w0); }
            if (TRows.Value > 8) { TColumns.Accumulate(ref y8, TLanes.Broadcast(Unsafe.Add(ref x, 8)), w0); }
            if (TRows.Value > 9) { TColumns.Accumulate(ref y9, TLanes.Broadcast(Unsafe.Add(ref x, 9)), w0); }
            if (TRows.Value > 10) { TColumns.Accumulate(ref y10, TLanes.Broadcast(Unsafe.Add(ref x, 10)), w0); }
            if (TRows.Value > 11) { TColumns.Accumulate(ref y11, TLanes.Broadcast(Unsafe.Add(ref x, 11)), w0); }
            x = ref Unsafe.Add(ref x, TRows.Value);
            w = ref Unsafe.Add(ref w, TColumns.Count * TLanes.Count);
        }

        if (TRows.Value > 0) { TColumns.Store(y0, ref Unsafe.Add(ref y, 0 * stride)); }
        if (TRows.Value > 1) { TColumns.Store(y1, ref Unsafe.Add(ref y, 1 * stride)); }
        if (TRows.Value > 2) { TColumns.Store(y2, ref Unsafe.Add(ref y, 2 * stride)); }
        if (TRows.Value > 3) { TColumns.Store(y3, ref Unsafe.Add(ref y, 3 * stride)); }
        if (TRows.Value > 4) { TColumns.Store(y4, ref Unsafe.Add(ref y, 4 * stride)); }
        if (TRows.Value > 5) { TColumns.Store(y5, ref Unsafe.Add(ref y, 5 * stride)); }
        if (TRows.Value > 6) { TColumns.Store(y6, ref Unsafe.Add(ref y, 6 * stride)); }
        if (TRows.Value > 7) { TColumns.Store(y7, ref Unsafe.Add(ref y, 7 * stride)); }
        if (TRows.Value > 8) { TColumns.Store(y8, ref Unsafe.Add(ref y, 8 * stride)); }
        if (TRows.Value > 9) { TColumns.Store(y9, ref Unsafe.Add(ref y, 9 * stride)); }
        if (TRows.Value > 10) { TColumns.Store(y10, ref Unsafe.Add(ref y, 10 * stride)); }
        if (TRows.Value > 11) { TColumns.Store(y11, ref Unsafe.Add(ref y, 11 * stride)); }
    }

    private readonly struct Eight : IConstant
    {
        public static int Value => 8;
    }

    private readonly struct Twelve : IConstant
    {
        public static int Value => 12;
    }
}
