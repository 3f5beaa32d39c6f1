namespace RnnPS;

/// <summary>Reports the progress of one of several parts of equal work.</summary>
/// <param name="whole">Receives the completed fraction of the whole.</param>
/// <param name="part">The index of the part.</param>
/// <param name="parts">The number of parts.</param>
internal sealed class ShareOfProgress(IProgress<double> whole, int part, int parts) : IProgress<double>
{
    /// <inheritdoc/>
    public void Report(double value) => whole.Report((part + value) / parts);
}
