using System.Numerics;
using System.Runtime.CompilerServices;

namespace RnnPS.Benchmarks;

/// <summary>A product of some rows with a matrix, as a thread computes it in training or for a batch.</summary>
/// <param name="Use">What computes it.</param>
/// <param name="Rows">The rows of X.</param>
/// <param name="Depth">The columns of X.</param>
/// <param name="Columns">The columns of W.</param>
internal sealed record ProductShape(string Use, int Rows, int Depth, int Columns)
{
    // The rows of a block of the kernel, whose sums are in registers.
    private const double BlockRows = 6;

    /// <summary>The multiply-adds.</summary>
    public double Products => (double)Rows * Depth * Columns;

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Use} {Rows}×{Depth}×{Columns}");

    /// <summary>The size of W, in bytes.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    public long WeightBytes<T>() => (long)Depth * Columns * Unsafe.SizeOf<T>();

    /// <summary>Creates a call of the product.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="pieceBytes">The bytes of a panel that all blocks of rows read before any reads the next bytes.</param>
    public Action Create<T>(int pieceBytes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        PackedMatrix<T> w = new(Depth, Columns, KernelSet<T>.Best.Lanes, inBlocks: true);
        // Zeros, so that sums stay finite. The time of a multiply-add does not depend on its numbers.
        w.Fill(new T[Depth * Columns], Columns, Depth);
        var x = new RowBuffer<T>(Rows, Depth);
        var y = new RowBuffer<T>(Rows, Columns);
        int most = Math.Max(1, pieceBytes / (w.PanelColumns * Unsafe.SizeOf<T>()));
        int pieces = (Depth + most - 1) / most;
        int piece = (Depth + pieces - 1) / pieces;
        return () => PieceKernels<T>.Best.Multiply(x.Rows(0, Rows), w, y.Rows(0, Rows), Rows, piece);
    }

    /// <summary>The bytes of W that a multiply-add of a vector needs from a cache that several blocks of rows read from, block by block.</summary>
    /// <param name="vectorBytes">The bytes of a vector.</param>
    /// <param name="isShared">Whether only the first block reads from that cache, because the others find the bytes in a faster one.</param>
    public double BytesOfMultiplyAdd(int vectorBytes, bool isShared) => vectorBytes * (isShared ? 1 : Math.Ceiling(Rows / BlockRows)) / Rows;
}
