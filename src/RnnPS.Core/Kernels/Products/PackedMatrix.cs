using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace RnnPS;

/// <summary>
/// A matrix laid out for the kernels: panels of a few vectors' width, in each panel row after row, so that a kernel reads it
/// from one end to the other. A panel that is not whole is filled up with zeros at the right.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class PackedMatrix<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The most vectors of a panel.</summary>
    public const int MostPanelVectors = 4;

    /// <summary>The panels that a row alone takes side by side.</summary>
    public const int PanelsSideBySide = 4;

    // A vector in two cache lines costs two reads.
    private const int Alignment = 64;

    // To set a kernel up for a few weights would take longer than the product.
    private const int MostTinyWeights = 16;

    // From so many vectors on, a row alone keeps enough sums going; with fewer, each sum is gathered in four. Between the two,
    // a matrix that the first cache does not hold is better read by several rows at once.
    private const int WideVectors = 8;
    private const int WidestNarrowVectors = 15;
    private const int NarrowBytes = 32 * 1024;

    private readonly T[] _values;
    private readonly int _start;
    private readonly bool _inBlocks;

    // The form of the matrix that this is a part of.
    private readonly ProductForm? _form;

    /// <summary>Lays a matrix out.</summary>
    /// <param name="matrix">[depth × columns], row by row.</param>
    /// <param name="depth">The rows.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="lanes">The numbers of a vector.</param>
    public PackedMatrix(ReadOnlySpan<T> matrix, int depth, int columns, int lanes)
        : this(depth, columns, lanes) => Fill(matrix, columns, depth);

    /// <summary>Makes room for matrices that are laid out later, one after the other.</summary>
    /// <param name="depth">The most rows.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="lanes">The numbers of a vector.</param>
    /// <param name="inBlocks">
    /// Whether rows are always taken in blocks: a training batch has many, and nobody holds its bits against those of a row alone.
    /// </param>
    public PackedMatrix(int depth, int columns, int lanes, bool inBlocks = false)
        : this(depth, columns, lanes, inBlocks, form: null)
    {
    }

    private PackedMatrix(int depth, int columns, int lanes, bool inBlocks, ProductForm? form)
    {
        Depth = depth;
        _inBlocks = inBlocks;
        _form = form;
        Columns = columns;
        Lanes = lanes;
        PanelVectors = PanelVectorsOf(lanes);
        Vectors = (columns + lanes - 1) / lanes;
        int spare = Alignment / Unsafe.SizeOf<T>();
        // Pinned, so that it stays where it is aligned.
        _values = GC.AllocateArray<T>(MemoryLimit.ArrayLength(((long)depth * Vectors * lanes) + spare), pinned: true);
        nint address = Marshal.UnsafeAddrOfPinnedArrayElement(_values, 0);
        _start = (int)((Alignment - (address % Alignment)) % Alignment) / Unsafe.SizeOf<T>();
        Form = FormOf(depth);
    }

    /// <summary>The rows.</summary>
    public int Depth { get; private set; }

    /// <summary>How products are computed.</summary>
    public ProductForm Form { get; private set; }

    /// <summary>The columns.</summary>
    public int Columns { get; }

    /// <summary>The numbers of a vector.</summary>
    public int Lanes { get; }

    /// <summary>The vectors of a whole panel.</summary>
    /// <remarks>
    /// A block of 6 rows keeps 6 sums for each vector of a panel. With 4 vectors they fill 32 registers; with 2 they fill 16, and
    /// nothing has to be stored in between.
    /// </remarks>
    public int PanelVectors { get; }

    /// <summary>The vectors that hold a row.</summary>
    public int Vectors { get; }

    /// <summary>The columns of a whole panel.</summary>
    public int PanelColumns => PanelVectors * Lanes;

    /// <summary>The panels.</summary>
    public int PanelCount => (Vectors + PanelVectors - 1) / PanelVectors;

    /// <summary>The vectors of a panel: those of a whole one, but for the last.</summary>
    public int VectorsOf(int panel) => Math.Min(PanelVectors, Vectors - (panel * PanelVectors));

    /// <summary>Lays a matrix out in place of the one before it.</summary>
    /// <param name="matrix">[depth × stride], from the first column on.</param>
    /// <param name="stride">From one row to the next.</param>
    /// <param name="depth">The number of rows, at most as many as there is room for.</param>
    public void Fill(ReadOnlySpan<T> matrix, int stride, int depth)
    {
        SetDepth(depth);
        for (int panel = 0; panel < PanelCount; panel++)
        {
            (int first, int filled, int width) = ColumnsOf(panel);
            Span<T> target = _values.AsSpan(_start + (first * depth), width * depth);
            for (int row = 0; row < depth; row++)
            {
                Span<T> to = target.Slice(row * width, width);
                matrix.Slice((row * stride) + first, filled).CopyTo(to);
                // Another depth had other numbers here.
                to[filled..].Clear();
            }
        }
    }

    /// <summary>Lays the transpose of a matrix out in place of the one before it.</summary>
    /// <param name="matrix">[columns × stride], from the first column on.</param>
    /// <param name="stride">From one row to the next.</param>
    /// <param name="depth">The matrix's columns, which become rows.</param>
    public void FillTransposed(ReadOnlySpan<T> matrix, int stride, int depth)
    {
        SetDepth(depth);
        for (int panel = 0; panel < PanelCount; panel++)
        {
            (int first, int filled, int width) = ColumnsOf(panel);
            Span<T> target = _values.AsSpan(_start + (first * depth), width * depth);
            if (filled < width)
            {
                target.Clear();
            }

            Transposition.Run(matrix[(first * stride)..], stride, filled, depth, target, width);
        }
    }

    /// <summary>Lays out some columns of this matrix: the same number from the same place in each of several ranges.</summary>
    /// <param name="range">The columns of a range; the matrix has a whole number of them.</param>
    /// <param name="first">The first column to take of each range.</param>
    /// <param name="count">The columns to take of each range.</param>
    /// <returns>A matrix whose products have the bits of the same columns of this one's.</returns>
    public PackedMatrix<T> Select(int range, int first, int count)
    {
        var selected = new PackedMatrix<T>(Depth, Columns / range * count, Lanes, _inBlocks, Form);
        var values = new T[Depth * selected.Columns];
        Span<T> to = values;
        for (int row = 0; row < Depth; row++)
        {
            for (int start = first; start < Columns; start += range)
            {
                CopyRow(row, start, to[..count]);
                to = to[count..];
            }
        }

        selected.Fill(values, selected.Columns, Depth);
        return selected;
    }

    /// <summary>Where a panel starts.</summary>
    public ref T Panel(int panel) =>
        ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_values), StartOf(panel));

    /// <summary>The vectors of a whole panel, by the numbers of a vector.</summary>
    public static int PanelVectorsOf(int lanes) => HasManyRegisters(lanes) ? MostPanelVectors : MostPanelVectors / 2;

    // AVX-512 and the 128 bits of Arm have 32 registers, AVX and SSE 16.
    private static bool HasManyRegisters(int lanes) => lanes == Vector512<T>.Count || (AdvSimd.IsSupported && lanes == Vector128<T>.Count);

    private void CopyRow(int row, int column, Span<T> to)
    {
        while (!to.IsEmpty)
        {
            int panel = column / PanelColumns;
            (int first, int filled, int width) = ColumnsOf(panel);
            int count = Math.Min(to.Length, first + filled - column);
            _values.AsSpan((int)StartOf(panel) + (row * width) + column - first, count).CopyTo(to);
            column += count;
            to = to[count..];
        }
    }

    private void SetDepth(int depth)
    {
        Depth = depth;
        Form = FormOf(depth);
    }

    private ProductForm FormOf(int depth) =>
        _form is { } form ? form
        : depth * Columns <= MostTinyWeights && PanelCount == 1 ? ProductForm.Tiny
        : _inBlocks
            || Vectors > WidestNarrowVectors
            || (Vectors >= WideVectors && depth * Vectors * Lanes * Unsafe.SizeOf<T>() > NarrowBytes) ? ProductForm.Wide
        : ProductForm.Narrow;

    private nint StartOf(int panel) => _start + ((nint)panel * PanelColumns * Depth);

    // A panel's first column, how many of the matrix it holds, and how many it has room for.
    private (int First, int Filled, int Width) ColumnsOf(int panel)
    {
        int first = panel * PanelColumns;
        int width = VectorsOf(panel) * Lanes;
        return (first, Math.Min(width, Columns - first), width);
    }
}
