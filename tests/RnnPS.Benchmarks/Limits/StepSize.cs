namespace RnnPS.Benchmarks;

/// <summary>What a step of a model consists of.</summary>
/// <param name="Rows">The sequences.</param>
/// <param name="RecurrentWeights">The recurrent weights of each layer.</param>
/// <param name="InputProducts">The multiply-adds of a sequence that no state waits for: projections and the output layer.</param>
/// <param name="Tanhs">The tanhs of a sequence.</param>
/// <param name="Sigmoids">The sigmoids of a sequence.</param>
internal sealed record StepSize(int Rows, IReadOnlyList<long> RecurrentWeights, long InputProducts, long Tanhs, long Sigmoids)
{
    /// <summary>All multiply-adds of all sequences.</summary>
    public long Products => Rows * (RecurrentWeights.Sum() + InputProducts);

    /// <summary>A step of a model of common cells.</summary>
    public static StepSize Of(RnnModel model, int rows) => new(
        rows,
        [.. model.Layers.Select(cell => (long)cell.RecurrentWeights.Rows * cell.RecurrentWeights.Columns)],
        model.Layers.Sum(cell => (long)cell.InputWeights.Rows * cell.InputWeights.Columns)
            + ((long?)model.OutputWeights?.Rows * model.OutputWeights?.Columns ?? 0),
        model.Layers.Sum(cell => (long)cell.HiddenSize * (cell is LstmCell ? 2 : 1)),
        model.Layers.Sum(cell => (long)cell.HiddenSize * cell switch { LstmCell => 3, GruCell => 2, _ => 0 }));
}
