using System.Numerics;
using System.Runtime.InteropServices;

namespace RnnPS.Analysis;

/// <summary>
/// Replaces the columns of a matrix by the Q of its QR decomposition, by Householder reflections (Golub and Van Loan, "Matrix
/// computations", 4th ed., section 5.2.2), with the signs that make the diagonal of R positive.
/// </summary>
/// <remarks>
/// <para>
/// It works in place and can be stopped, which a library's decomposition can't. A sum over a column goes from the top down, one
/// element after the other, so a seed gives the same bits with vectors of any width. Vectors hold neighbouring columns.
/// </para>
/// <para>A reflection is I − v·vᵀ. Column k keeps its v in the rows from k on, until column k of Q takes its place.</para>
/// </remarks>
internal sealed class Orthonormalization
{
    // Columns that lie together, row by row: enough for independent sums, and few enough that their rows stay in the cache.
    private const int PanelColumns = 32;

    private readonly int _rows;
    private readonly int _columns;
    private readonly CancellationToken _cancellation;
    private readonly double[][] _panels;
    private readonly double[] _reflection;
    private readonly bool[] _isNegative;

    /// <summary>Allocates a matrix.</summary>
    /// <param name="rows">The number of rows, at least the number of columns.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="cancellation">Stops the work. The matrix is then undefined.</param>
    public Orthonormalization(int rows, int columns, CancellationToken cancellation)
    {
        (_rows, _columns, _cancellation) = (rows, columns, cancellation);
        _panels = [.. Enumerable.Range(0, (columns + PanelColumns - 1) / PanelColumns).Select(_ => new double[rows * PanelColumns])];
        _reflection = new double[rows];
        _isNegative = new bool[columns];
    }

    /// <summary>Gets an element of the matrix.</summary>
    public ref double this[int row, int column] => ref _panels[column / PanelColumns][(row * PanelColumns) + (column % PanelColumns)];

    /// <summary>Replaces the matrix by Q.</summary>
    public void Run()
    {
        for (int column = 0; column < _columns; column++)
        {
            Span<double> reflection = TakeColumn(column);
            double diagonal = MakeReflection(reflection, isLastRow: column == _rows - 1);
            Reflect(reflection, column, column + 1);
            _isNegative[column] = diagonal < 0;
            PutColumn(column, reflection);
        }

        for (int column = _columns - 1; column >= 0; column--)
        {
            Span<double> reflection = TakeColumn(column);
            StartColumn(column);
            Reflect(reflection, column, column);
        }

        SetSigns();
    }

    private Span<double> TakeColumn(int column)
    {
        Span<double> reflection = _reflection.AsSpan(0, _rows - column);
        for (int i = 0; i < reflection.Length; i++)
        {
            reflection[i] = this[column + i, column];
        }

        return reflection;
    }

    private void PutColumn(int column, ReadOnlySpan<double> reflection)
    {
        for (int i = 0; i < reflection.Length; i++)
        {
            this[column + i, column] = reflection[i];
        }
    }

    // Turns a column into v, and returns the diagonal element of R.
    private static double MakeReflection(Span<double> column, bool isLastRow)
    {
        double squares = 0;
        foreach (double value in column)
        {
            squares += value * value;
        }

        double norm = Math.Sqrt(squares);
        if (isLastRow || norm == 0)
        {
            double diagonal = -column[0];
            column[0] = Math.Sqrt(2);
            return diagonal;
        }

        double scale = column[0] < 0 ? -(1 / norm) : 1 / norm;
        foreach (ref double value in column)
        {
            value *= scale;
        }

        column[0] += 1;
        double root = Math.Sqrt(1 / column[0]);
        foreach (ref double value in column)
        {
            value *= root;
        }

        return -1 / scale;
    }

    // Row and column of Q before its reflection: those of the unit matrix.
    private void StartColumn(int column)
    {
        for (int row = column; row < _rows; row++)
        {
            this[row, column] = row == column ? 1 : 0;
        }

        for (int other = column + 1; other < _columns; other++)
        {
            this[column, other] = 0;
        }
    }

    // Applies I − v·vᵀ to all columns from one on.
    private void Reflect(ReadOnlySpan<double> reflection, int row, int firstColumn)
    {
        Span<double> sums = stackalloc double[PanelColumns];
        for (int panel = firstColumn / PanelColumns; panel < _panels.Length; panel++)
        {
            _cancellation.ThrowIfCancellationRequested();
            // A column before the first keeps its own v: its sum is set to 0, so nothing is subtracted.
            int kept = Math.Max(firstColumn - (panel * PanelColumns), 0);
            Span<double> values = _panels[panel].AsSpan(row * PanelColumns);
            Sum(reflection, values, sums);
            sums[..kept].Clear();
            Subtract(reflection, sums, values);
        }
    }

    private static void Sum(ReadOnlySpan<double> reflection, ReadOnlySpan<double> values, Span<double> sums)
    {
        sums.Clear();
        Span<Vector<double>> totals = MemoryMarshal.Cast<double, Vector<double>>(sums);
        for (int row = 0; row < reflection.Length; row++)
        {
            var factor = new Vector<double>(reflection[row]);
            ReadOnlySpan<Vector<double>> columns = MemoryMarshal.Cast<double, Vector<double>>(values.Slice(row * PanelColumns, PanelColumns));
            for (int i = 0; i < columns.Length; i++)
            {
                totals[i] += factor * columns[i];
            }
        }
    }

    private static void Subtract(ReadOnlySpan<double> reflection, ReadOnlySpan<double> sums, Span<double> values)
    {
        ReadOnlySpan<Vector<double>> totals = MemoryMarshal.Cast<double, Vector<double>>(sums);
        for (int row = 0; row < reflection.Length; row++)
        {
            var factor = new Vector<double>(reflection[row]);
            Span<Vector<double>> columns = MemoryMarshal.Cast<double, Vector<double>>(values.Slice(row * PanelColumns, PanelColumns));
            for (int i = 0; i < columns.Length; i++)
            {
                columns[i] -= factor * totals[i];
            }
        }
    }

    private void SetSigns()
    {
        for (int column = 0; column < _columns; column++)
        {
            for (int row = 0; _isNegative[column] && row < _rows; row++)
            {
                this[row, column] = -this[row, column];
            }
        }
    }
}
