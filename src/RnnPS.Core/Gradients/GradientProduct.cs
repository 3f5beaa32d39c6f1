using System.Numerics;

namespace RnnPS;

/// <summary>
/// Computes products of the form G += Xᵀ·D, which are the gradients of weight matrices. X and D are read slot by slot in blocks. X
/// is transposed, D is packed for the kernel, and each block makes one product.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class GradientProduct<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// The number of slots per block: small enough that recent steps are still in the cache, and large enough that G is rarely read.
    /// </summary>
    public const int BlockSlots = 128;

    private readonly KernelSet<T> _kernels;
    private readonly PackedMatrix<T> _derivatives;
    private readonly T[] _turned;
    private int _slots;

    /// <summary>Allocates the buffers.</summary>
    /// <param name="kernels">The kernels to multiply with.</param>
    /// <param name="capacity">The largest number of slots in a block.</param>
    /// <param name="size">The largest number of columns of X.</param>
    /// <param name="columns">The number of columns of D.</param>
    public GradientProduct(KernelSet<T> kernels, int capacity, int size, int columns)
    {
        _kernels = kernels;
        _derivatives = new PackedMatrix<T>(capacity, columns, kernels.Lanes, inBlocks: true);
        _turned = new T[MemoryLimit.ArrayLength((long)capacity * size)];
    }

    /// <summary>Starts a block and packs its part of D.</summary>
    /// <param name="derivatives">The rows of D, [slots × stride], starting at the first column to use.</param>
    /// <param name="stride">The distance from one slot to the next.</param>
    /// <param name="slots">The number of slots, at most the capacity.</param>
    public void Begin(ReadOnlySpan<T> derivatives, int stride, int slots)
    {
        _slots = slots;
        _derivatives.Fill(derivatives, stride, slots);
    }

    /// <summary>Transposes rows of X into the block.</summary>
    /// <param name="x">The rows of X, [rows × size].</param>
    /// <param name="slot">The slot of the first row in the block.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="size">The number of columns of X.</param>
    public void Turn(ReadOnlySpan<T> x, int slot, int rows, int size) =>
        Transposition.Run(x, size, rows, size, _turned.AsSpan(slot), _slots);

    /// <summary>Adds the product of the block to G.</summary>
    /// <param name="gradient">G, [size × stride], starting at the first column to use.</param>
    /// <param name="stride">The distance from one row of G to the next.</param>
    /// <param name="size">The number of columns of X.</param>
    public void AddTo(Span<T> gradient, int stride, int size) =>
        _kernels.Multiply(_turned, _derivatives, start: default, gradient, size, stride);

    /// <summary>Adds the column sums of D, which are the gradient of a bias.</summary>
    /// <param name="derivatives">D, [slots × columns].</param>
    /// <param name="sums">The sums to add to, [columns].</param>
    public static void AddColumns(ReadOnlySpan<T> derivatives, Span<T> sums)
    {
        for (int start = 0; start < derivatives.Length; start += sums.Length)
        {
            PointwiseKernels.Add(derivatives.Slice(start, sums.Length), sums);
        }
    }
}
