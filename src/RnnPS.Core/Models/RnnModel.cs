using System.Collections.Immutable;
using System.Globalization;

namespace RnnPS;

/// <summary>
/// A recurrent network: cells on top of each other and, above them, one output layer that serves every timestep.
/// It holds no state; a run starts from zeros or from an <see cref="RnnState"/>.
/// </summary>
/// <remarks>
/// All weights lie behind one reference. A run takes that reference once, so that changing a weight while another
/// runspace computes can never mix two sets.
/// </remarks>
public sealed class RnnModel
{
    private volatile WeightSet _weights;

    /// <summary>Creates a model.</summary>
    /// <param name="cells">The cells, from the input up: each one's input size is the hidden size below it.</param>
    /// <param name="outputWeights">[hidden × output], or null for a model whose output is its last cell's state.</param>
    /// <param name="outputBias">[output], or null for an output layer without a bias.</param>
    /// <param name="seed">The seed that the weights were drawn from, or null where they were given.</param>
    /// <exception cref="RnnException">
    /// There is no cell (<see cref="RnnErrorId.Size"/>), or shapes do not fit
    /// (<see cref="RnnErrorId.WeightShape"/>), or a weight is not finite (<see cref="RnnErrorId.WeightNotFinite"/>).
    /// </exception>
    public RnnModel(
        IEnumerable<RnnCell> cells, RnnMatrix? outputWeights = null, RnnVector? outputBias = null, int? seed = null)
    {
        ImmutableArray<RnnCell> layers = [.. cells];
        if (layers.IsEmpty)
        {
            throw new RnnException(RnnErrorId.Size, "A model needs at least one cell: give one.");
        }

        for (int i = 1; i < layers.Length; i++)
        {
            WeightRules.Matrix(
                layers[i].InputWeights, $"Layers[{i}].{nameof(RnnCell.InputWeights)}", rows: layers[i - 1].HiddenSize);
        }

        _weights = new WeightSet(layers, CheckOutput(layers[^1], outputWeights, outputBias));
        Seed = seed ?? layers[0].Seed;
    }

    /// <summary>Takes a cell for a model: one layer without an output layer, whose output is its state.</summary>
    /// <param name="cell">The cell.</param>
    /// <remarks>PowerShell converts by it, wherever a cell is given for a model.</remarks>
    public RnnModel(RnnCell cell)
        : this([cell])
    {
    }

    /// <summary>The layers' cells, from the input up, with their weights to read.</summary>
    public IReadOnlyList<RnnCell> Layers => _weights.Cells;

    /// <summary>The kind of the cells, as <c>Elman</c>; kinds that differ are joined by a plus sign.</summary>
    public string Kind => string.Join('+', _weights.Cells.Select(cell => cell.Kind).Distinct());

    /// <summary>The number of features that come in at a timestep.</summary>
    public int InputSize => _weights.Cells[0].InputSize;

    /// <summary>The number of components of the last layer's state.</summary>
    public int HiddenSize => _weights.Cells[^1].HiddenSize;

    /// <summary>The number of components that come out at a timestep.</summary>
    public int OutputSize => _weights.Output?.Weights.Columns ?? HiddenSize;

    /// <summary>The output layer's weights, [hidden × output]; null where the output is the state.</summary>
    public RnnMatrix? OutputWeights => _weights.Output?.Weights;

    /// <summary>The output layer's bias, [output]; null where there is none.</summary>
    public RnnVector? OutputBias => _weights.Output?.Bias;

    /// <summary>The seed that the weights were drawn from; null where they were given.</summary>
    public int? Seed { get; }

    /// <summary>How many numbers training may change.</summary>
    public long ParameterCount =>
        _weights.Cells.Sum(cell => cell.ParameterCount)
        + (OutputWeights?.AsSpan().Length ?? 0)
        + (OutputBias?.Length ?? 0);

    internal WeightSet Weights => _weights;

    /// <summary>
    /// The starting example: an Elman cell 1→2 and an output layer 2→1 with round weights, small enough to follow by
    /// hand. For the inputs 1, 2 its outputs are 1.561 and 2.727.
    /// </summary>
    /// <returns>A new model.</returns>
    public static RnnModel StartingExample() => new(
        [new ElmanCell(
            new RnnMatrix(1, 2, [0.5, 0.6]),
            new RnnMatrix(2, 2, [0.1, 0.2, 0.3, 0.4]),
            new RnnVector([0.1, -0.1]))],
        new RnnMatrix(2, 1, [1.0, 2.0]),
        new RnnVector([0.1]));

    /// <summary>Changes one weight, for the next run on.</summary>
    /// <param name="name">
    /// What one would read after the model: <c>Layers[0].InputWeights</c>, <c>Layers[0].RecurrentWeights</c>,
    /// <c>Layers[0].Bias</c>, <c>OutputWeights</c> or <c>OutputBias</c>.
    /// </param>
    /// <param name="row">The row, from 0; 0 for a bias.</param>
    /// <param name="column">The column, from 0.</param>
    /// <param name="value">The new weight.</param>
    /// <exception cref="RnnException">
    /// There is no such weight (<see cref="RnnErrorId.UnknownWeight"/>), or the value is not finite
    /// (<see cref="RnnErrorId.WeightNotFinite"/>).
    /// </exception>
    public void SetWeight(string name, int row, int column, double value)
    {
        WeightSet before;
        WeightSet after;
        do
        {
            before = _weights;
            after = before.With(name, row, column, value);
        }
        while (Interlocked.CompareExchange(ref _weights, after, before) != before);
    }

    /// <summary>The kind and the sizes, as <c>Elman 1→2→1</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString()
    {
        var sizes = new List<int> { InputSize };
        sizes.AddRange(_weights.Cells.Select(cell => cell.HiddenSize));
        if (_weights.Output is not null)
        {
            sizes.Add(OutputSize);
        }

        return string.Create(CultureInfo.InvariantCulture, $"{Kind} {string.Join('→', sizes)}");
    }

    private static OutputLayer? CheckOutput(RnnCell last, RnnMatrix? weights, RnnVector? bias)
    {
        if (weights is null)
        {
            return bias is null ? null : throw new RnnException(
                RnnErrorId.WeightShape, "OutputBias was given without OutputWeights: give both, or neither.", bias);
        }

        WeightRules.Matrix(weights, nameof(OutputWeights), rows: last.HiddenSize);
        return new OutputLayer(
            weights, bias is { } vector ? WeightRules.Vector(vector, nameof(OutputBias), weights.Columns) : null);
    }
}
