using System.Numerics;

namespace RnnPS;

/// <summary>
/// Products of the form G += Xᵀ·D, by which the gradients of matrices are made: X and D are read slot by slot in blocks, X is
/// turned and D is laid out for the kernel, and one product is made of them.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class GradientProduct<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// The slots of a block: few enough that what a step wrote is still in the cache, many enough that G is seldom read.
    /// </summary>
    public const int BlockSlots = 128;

    private readonly KernelSet<T> _kernels;
    private readonly PackedMatrix<T> _derivatives;
    private readonly T[] _turned;
    private int _slots;

    /// <summary>Makes the buffers.</summary>
    /// <param name="kernels">The kernels.</param>
    /// <param name="capacity">The most slots of a block.</param>
    /// <param name="size">The most columns of X.</param>
    /// <param name="columns">The columns of D.</param>
    public GradientProduct(KernelSet<T> kernels, int capacity, int size, int columns)
    {
        _kernels = kernels;
        _derivatives = new PackedMatrix<T>(capacity, columns, kernels.Lanes, inBlocks: true);
        _turned = new T[checked(capacity * size)];
    }

    /// <summary>Takes a block of D.</summary>
    /// <param name="derivatives">[slots × stride], from the first column on.</param>
    /// <param name="stride">From one slot to the next.</param>
    /// <param name="slots">At most the capacity.</param>
    public void Begin(ReadOnlySpan<T> derivatives, int stride, int slots)
    {
        _slots = slots;
        _derivatives.Fill(derivatives, stride, slots);
    }

    /// <summary>Takes rows of X.</summary>
    /// <param name="x">[rows × size].</param>
    /// <param name="slot">The place in the block of the first of them.</param>
    /// <param name="rows">How many.</param>
    /// <param name="size">The columns of X.</param>
    public void Turn(ReadOnlySpan<T> x, int slot, int rows, int size) =>
        Transposition.Run(x, size, rows, size, _turned.AsSpan(slot), _slots);

    /// <summary>Adds the product of the block.</summary>
    /// <param name="gradient">G, [size × stride], from the first column on.</param>
    /// <param name="stride">From one row of it to the next.</param>
    /// <param name="size">The columns of X.</param>
    public void AddTo(Span<T> gradient, int stride, int size) =>
        _kernels.Multiply(_turned, _derivatives, start: default, gradient, size, stride);

    /// <summary>sums += the sums of D's columns.</summary>
    /// <param name="derivatives">[slots × columns].</param>
    /// <param name="sums">[columns].</param>
    public static void AddColumns(ReadOnlySpan<T> derivatives, Span<T> sums)
    {
        for (int start = 0; start < derivatives.Length; start += sums.Length)
        {
            PointwiseKernels.Add(derivatives.Slice(start, sums.Length), sums);
        }
    }
}
