using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace RnnPS.Analysis;

/// <summary>Measures what recurrent matrices do to vectors that go through them many times.</summary>
public static class RecurrentSpectra
{
    /// <summary>
    /// The spectral radius and the largest singular value of each gate's block of a cell's recurrent weights. With a projection
    /// P, what leads from state to state is the block times P, and that is measured.
    /// </summary>
    /// <param name="cell">The cell.</param>
    /// <param name="cancellation">Looked at before each block: the eigenvalues of 512 units take some seconds.</param>
    /// <returns>One a gate, in the order of <see cref="RnnCell.Gates"/>.</returns>
    public static IReadOnlyList<RnnSpectrum> Of(RnnCell cell, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(cell);
        // The same weights give the same bits on any number of cores.
        Control.UseSingleThread();
        Matrix<double> recurrent = ToMatrix(cell.RecurrentWeights);
        Matrix<double>? projection = (cell as LstmCell)?.ProjectionWeights is { } weights ? ToMatrix(weights) : null;
        var spectra = new RnnSpectrum[cell.Gates.Count];
        for (int gate = 0; gate < spectra.Length; gate++)
        {
            cancellation.ThrowIfCancellationRequested();
            Matrix<double> block = recurrent.SubMatrix(0, cell.OutputSize, gate * cell.HiddenSize, cell.HiddenSize);
            Matrix<double> square = projection is null ? block : block * projection;
            spectra[gate] = new RnnSpectrum(cell.Gates[gate], Radius(square), square.Svd(computeVectors: false).L2Norm);
        }

        return spectra;
    }

    private static double Radius(Matrix<double> square) => square.Evd().EigenValues.AbsoluteMaximum().Real;

    private static Matrix<double> ToMatrix(RnnMatrix matrix) =>
        Matrix<double>.Build.DenseOfRowMajor(matrix.Rows, matrix.Columns, matrix.AsSpan().ToArray());
}
