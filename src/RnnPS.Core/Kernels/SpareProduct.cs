using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RnnPS;

/// <summary>
/// Y = start + X·W for a few rows, made piece by piece beside another product, which leaves multiply-adds to spare.
/// </summary>
/// <remarks>Every sum gathers its terms in the order of the depth, as in any wide product.</remarks>
/// <typeparam name="T">float or double.</typeparam>
/// <param name="pieces">How it is cut, and which piece comes next.</param>
/// <param name="x">X, [<see cref="Rows"/> × depth].</param>
/// <param name="start">What every row of Y starts from, [columns].</param>
/// <param name="y">Y, [<see cref="Rows"/> × columns].</param>
internal readonly ref struct SpareProduct<T>(SparePieces<T> pieces, ReadOnlySpan<T> x, ReadOnlySpan<T> start, Span<T> y)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The rows of X: their sums, beside those of four panels, are what 32 registers hold.</summary>
    public const int Rows = 12;

    private readonly SparePieces<T> _pieces = pieces;
    private readonly ReadOnlySpan<T> _x = x;
    private readonly ReadOnlySpan<T> _start = start;
    private readonly Span<T> _y = y;

    /// <summary>Takes the next piece.</summary>
    /// <param name="piece">The piece.</param>
    /// <returns>False where all is made.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTake(out SparePiece<T> piece)
    {
        piece = default;
        if (!_pieces.TryTake(out SparePieces<T>.Place place))
        {
            return false;
        }

        PackedMatrix<T> w = _pieces.Weights;
        piece.X = ref MemoryMarshal.GetReference(_x[place.Term..]);
        piece.XStride = w.Depth;
        piece.W = ref Unsafe.Add(ref w.Panel(place.Panel), place.Offset);
        piece.WStride = w.PanelColumns;
        piece.Y = ref MemoryMarshal.GetReference(_y[place.Column..]);
        piece.YStride = w.Columns;
        piece.Start = ref place.Term == 0 ? ref MemoryMarshal.GetReference(_start[place.Column..]) : ref piece.Y;
        piece.StartStride = place.Term == 0 ? 0 : w.Columns;
        piece.Depth = place.Terms;
        piece.Between = place.Between;
        return true;
    }
}

/// <summary>The pieces that a <see cref="SpareProduct{T}"/> is cut into.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class SparePieces<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Place[] _places;
    private int _next;

    /// <summary>Cuts a product into pieces.</summary>
    /// <param name="weights">W, one that <see cref="Fits"/>.</param>
    /// <param name="others">As for <see cref="Fits"/>.</param>
    /// <param name="depth">The rows that each of the others goes through.</param>
    public SparePieces(PackedMatrix<T> weights, int others, int depth)
    {
        Weights = weights;
        int pieces = PlacesBeside(weights, others) / weights.Vectors;
        int terms = (weights.Depth + pieces - 1) / pieces;
        _places =
        [
            .. Enumerable.Range(0, weights.Vectors).SelectMany(vector =>
                Enumerable.Range(0, (weights.Depth + terms - 1) / terms).Select(piece => PlaceOf(vector, piece * terms, terms, depth))),
        ];
    }

    /// <summary>W.</summary>
    public PackedMatrix<T> Weights { get; }

    /// <summary>
    /// Whether a product with a matrix can be made so: one that is wide, of whole panels, on a machine that has registers enough.
    /// </summary>
    /// <param name="weights">W.</param>
    /// <param name="others">
    /// The products beside which it is made: for each of its rows so many, of one row and a matrix with as many columns as W.
    /// </param>
    public static bool Fits(PackedMatrix<T> weights, int others) =>
        weights.Form == ProductForm.Wide
        && weights.Columns % weights.PanelColumns == 0
        && weights.HasManyRegisters
        && PlacesBeside(weights, others) >= weights.Vectors;

    /// <summary>Begins with the first piece.</summary>
    public void Restart() => _next = 0;

    /// <summary>Takes the next piece.</summary>
    /// <param name="place">Where it lies.</param>
    /// <returns>False where there is none left.</returns>
    public bool TryTake(out Place place)
    {
        if (_next == _places.Length)
        {
            place = default;
            return false;
        }

        place = _places[_next++];
        return true;
    }

    private static int PlacesBeside(PackedMatrix<T> weights, int others) =>
        SpareProduct<T>.Rows * others * ((weights.PanelCount + PackedMatrix<T>.PanelsSideBySide - 1) / PackedMatrix<T>.PanelsSideBySide);

    private Place PlaceOf(int vector, int term, int terms, int depth)
    {
        (int panel, int place) = Math.DivRem(vector, PackedMatrix<T>.PanelVectors);
        int count = Math.Min(terms, Weights.Depth - term);
        return new Place(panel, (term * Weights.PanelColumns) + (place * Weights.Lanes), vector * Weights.Lanes, term, count, depth / count);
    }

    /// <summary>Where a piece lies.</summary>
    /// <param name="Panel">Its panel of W.</param>
    /// <param name="Offset">Where in the panel.</param>
    /// <param name="Column">Its first column.</param>
    /// <param name="Term">The first of its terms.</param>
    /// <param name="Terms">How many.</param>
    /// <param name="Between">The rows that the other product goes on between two of them.</param>
    internal readonly record struct Place(int Panel, int Offset, int Column, int Term, int Terms, int Between);
}

/// <summary>A piece of a <see cref="SpareProduct{T}"/>: some terms of the sums of one vector's columns, in all rows.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal ref struct SparePiece<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The first row's first number of X.</summary>
    public ref T X;

    /// <summary>From one row of X to the next.</summary>
    public nint XStride;

    /// <summary>The first weights.</summary>
    public ref T W;

    /// <summary>From one row of W to the next.</summary>
    public nint WStride;

    /// <summary>How many terms.</summary>
    public nint Depth;

    /// <summary>The rows that the other product goes on between two of them.</summary>
    public nint Between;

    /// <summary>What the first row's sums start from.</summary>
    public ref T Start;

    /// <summary>From one row of it to the next.</summary>
    public nint StartStride;

    /// <summary>The first row's sums; may be the same as <see cref="Start"/>.</summary>
    public ref T Y;

    /// <summary>From one row of them to the next.</summary>
    public nint YStride;
}
