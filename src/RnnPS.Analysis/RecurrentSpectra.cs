using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace RnnPS.Analysis;

/// <summary>Measures how much recurrent weights grow or shrink a vector that is multiplied by them repeatedly.</summary>
public static class RecurrentSpectra
{
    /// <summary>
    /// Computes the spectral radius and the largest singular value of each gate's block of a cell's recurrent weights. With a
    /// projection P, the matrix from state to state is the block times P, and the product is measured.
    /// </summary>
    /// <param name="cell">The cell.</param>
    /// <param name="cancellation">
    /// Stops the wait. The eigenvalues of 512 units take some seconds and can't be stopped: a background thread finishes those of the
    /// current block, and its result is dropped.
    /// </param>
    /// <returns>One spectrum for each gate, in the order of <see cref="RnnCell.Gates"/>.</returns>
    public static IReadOnlyList<RnnSpectrum> Of(RnnCell cell, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(cell);
        // With one thread, the same weights give the same bits on any number of cores.
        Control.UseSingleThread();
        Matrix<double> recurrent = ToMatrix(cell.RecurrentWeights);
        Matrix<double>? projection = (cell as LstmCell)?.ProjectionWeights is { } weights ? ToMatrix(weights) : null;
        var spectra = new RnnSpectrum[cell.Gates.Count];
        for (int gate = 0; gate < spectra.Length; gate++)
        {
            cancellation.ThrowIfCancellationRequested();
            Matrix<double> block = recurrent.SubMatrix(0, cell.OutputSize, gate * cell.HiddenSize, cell.HiddenSize);
            Matrix<double> square = projection is null ? block : block * projection;
            string name = cell.Gates[gate];
            spectra[gate] = WaitFor(() => Measure(name, square), cancellation);
        }

        return spectra;
    }

    // On a background thread, which does not keep the process alive.
    private static RnnSpectrum WaitFor(Func<RnnSpectrum> measure, CancellationToken cancellation)
    {
        if (!cancellation.CanBeCanceled)
        {
            return measure();
        }

        Task<RnnSpectrum> work = Task.Factory.StartNew(
            measure, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return work.WaitAsync(cancellation).GetAwaiter().GetResult();
    }

    // The decompositions square numbers, so they get a matrix whose largest element is near 1.
    private static RnnSpectrum Measure(string gate, Matrix<double> square)
    {
        double largest = square.Enumerate().Max(Math.Abs);
        if (largest == 0 || !double.IsFinite(largest))
        {
            return new RnnSpectrum(gate, largest, largest);
        }

        // A power of two, so that nothing is rounded.
        int exponent = Math.ILogB(largest);
        Matrix<double> scaled = square.Map(value => Math.ScaleB(value, -exponent));
        return new RnnSpectrum(
            gate, Math.ScaleB(Radius(scaled), exponent), Math.ScaleB(scaled.Svd(computeVectors: false).L2Norm, exponent));
    }

    private static double Radius(Matrix<double> square) => square.Evd().EigenValues.AbsoluteMaximum().Real;

    private static Matrix<double> ToMatrix(RnnMatrix matrix) =>
        Matrix<double>.Build.DenseOfRowMajor(matrix.Rows, matrix.Columns, matrix.AsSpan().ToArray());
}
