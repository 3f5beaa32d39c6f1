namespace RnnPS.Benchmarks;

/// <summary>The amount of work in a step of a model.</summary>
/// <param name="Rows">The number of sequences.</param>
/// <param name="RecurrentWeights">The number of recurrent weights in each layer.</param>
/// <param name="InputProducts">
/// The number of multiply-adds per sequence that need not wait for a state: input projections and the output layer.
/// </param>
/// <param name="Tanhs">The number of tanhs per sequence.</param>
/// <param name="Sigmoids">The number of sigmoids per sequence.</param>
internal sealed record StepSize(int Rows, IReadOnlyList<long> RecurrentWeights, long InputProducts, long Tanhs, long Sigmoids)
{
    /// <summary>The number of multiply-adds for all sequences.</summary>
    public long Products => Rows * (RecurrentWeights.Sum() + InputProducts);

    /// <summary>Computes the amount of work in a step of a model of Elman, LSTM and GRU cells.</summary>
    public static StepSize Of(RnnModel model, int rows) => new(
        rows,
        [.. model.Layers.Select(cell => (long)cell.RecurrentWeights.Rows * cell.RecurrentWeights.Columns)],
        model.Layers.Sum(cell => (long)cell.InputWeights.Rows * cell.InputWeights.Columns)
            + ((long?)model.OutputWeights?.Rows * model.OutputWeights?.Columns ?? 0),
        model.Layers.Sum(cell => (long)cell.HiddenSize * (cell is LstmCell ? 2 : 1)),
        model.Layers.Sum(cell => (long)cell.HiddenSize * cell switch { LstmCell => 3, GruCell => 2, _ => 0 }));
}
