using System.Collections.Immutable;
using System.Globalization;

namespace RnnPS;

/// <summary>
/// A recurrent network: one or more layers of cells and, where there is one, an output layer that serves every timestep.
/// </summary>
/// <remarks>
/// It keeps no state between runs. Its weights are one immutable set that <see cref="SetWeight"/> replaces as a whole; a
/// run works on the set that it started with, so that runs in other runspaces can never mix two sets.
/// </remarks>
public sealed class RnnModel
{
    private volatile WeightSet _weights;

    /// <summary>Creates a model of forward layers.</summary>
    /// <param name="cells">The cells, from the input up: each one's input size is the output size of the one below it.</param>
    /// <param name="outputWeights">[hidden × output], or null for a model whose output is its last cell's state.</param>
    /// <param name="outputBias">[output], or null for an output layer without a bias.</param>
    /// <param name="seed">The seed that the weights were drawn from, or null where they were given.</param>
    /// <exception cref="RnnException">As for the other constructor.</exception>
    public RnnModel(
        IEnumerable<RnnCell> cells, RnnMatrix? outputWeights = null, RnnVector? outputBias = null, int? seed = null)
        : this(cells.Select(cell => new RnnStackLayer(cell)), outputWeights, outputBias, seed: seed)
    {
    }

    /// <summary>Creates a model of layers in any direction.</summary>
    /// <param name="stack">The layers, from the input up: each one's input size is the output size of the one below it.</param>
    /// <param name="outputWeights">[hidden × output], or null for a model whose output is its last layer's state.</param>
    /// <param name="outputBias">[output], or null for an output layer without a bias.</param>
    /// <param name="outputActivation">The function behind the output layer's weights.</param>
    /// <param name="outputStep">Whether the model puts out at every step, or once a sequence.</param>
    /// <param name="seed">The seed that the weights were drawn from, or null where they were given.</param>
    /// <param name="dropout">
    /// The share, from 0 up to but not 1, of what a layer hands to the next one that training leaves out (Srivastava et al. 2014,
    /// "Dropout: a simple way to prevent neural networks from overfitting"); runs leave out nothing.
    /// </param>
    /// <exception cref="RnnException">
    /// There is no layer (<see cref="RnnErrorId.Size"/>), or shapes do not fit
    /// (<see cref="RnnErrorId.WeightShape"/>), or a weight is not finite (<see cref="RnnErrorId.WeightNotFinite"/>), or an
    /// activation is given without an output layer (<see cref="RnnErrorId.Parameters"/>), or the dropout is out of range
    /// (<see cref="RnnErrorId.TrainingOption"/>) or has no two layers to be between (<see cref="RnnErrorId.Parameters"/>).
    /// </exception>
    public RnnModel(
        IEnumerable<RnnStackLayer> stack,
        RnnMatrix? outputWeights = null,
        RnnVector? outputBias = null,
        RnnOutputActivation outputActivation = RnnOutputActivation.Identity,
        RnnOutputStep outputStep = RnnOutputStep.Every,
        int? seed = null,
        double dropout = 0)
    {
        ImmutableArray<RnnStackLayer> layers = [.. stack];
        if (layers.IsEmpty)
        {
            throw new RnnException(RnnErrorId.Size, "A model needs at least one cell: give one.");
        }

        RequireFits(layers);
        RequireDropout(dropout, layers.Length);
        _weights = new WeightSet(
            layers, CheckOutput(layers[^1], outputWeights, outputBias, outputActivation), outputStep, dropout: dropout);
        Seed = seed ?? Layers[0].Seed;
    }

    /// <summary>Takes a cell for a model: one layer without an output layer, whose output is its state.</summary>
    /// <param name="cell">The cell.</param>
    /// <remarks>PowerShell converts by it, wherever a cell is given for a model.</remarks>
    public RnnModel(RnnCell cell)
        : this([new RnnStackLayer(cell)])
    {
    }

    /// <summary>A model of its own over weights that are there.</summary>
    internal RnnModel(WeightSet weights) => _weights = weights;

    /// <summary>
    /// The cells of all layers, with their weights to read: from the input up, and of a bidirectional layer the forward cell
    /// before the backward one. A step's <c>Layers</c> and a state's <c>Values</c> have the same places.
    /// </summary>
    public IReadOnlyList<RnnCell> Layers => _weights.Cells;

    /// <summary>The layers with their directions, from the input up: one or two cells each.</summary>
    public IReadOnlyList<RnnStackLayer> Stack => _weights.Stack;

    /// <summary>The kind of the cells, as <c>Elman</c>; kinds that differ are joined by a plus sign.</summary>
    public string Kind => string.Join('+', _weights.Cells.Select(cell => cell.Kind).Distinct());

    /// <summary>The number of features that come in at a timestep.</summary>
    public int InputSize => _weights.InputSize;

    /// <summary>The number of components of a step's State: what the last layer hands on.</summary>
    public int HiddenSize => _weights.Stack[^1].OutputSize;

    /// <summary>The number of components that come out at a timestep.</summary>
    public int OutputSize => _weights.Output?.Weights.Columns ?? HiddenSize;

    /// <summary>The output layer's weights, [hidden × output]; null where the output is the state.</summary>
    public RnnMatrix? OutputWeights => _weights.Output?.Weights;

    /// <summary>The output layer's bias, [output]; null where there is none.</summary>
    public RnnVector? OutputBias => _weights.Output?.Bias;

    /// <summary>The function behind the output layer's weights.</summary>
    public RnnOutputActivation OutputActivation => _weights.Output?.Activation ?? RnnOutputActivation.Identity;

    /// <summary>Whether the model puts out at every step, or once a sequence.</summary>
    public RnnOutputStep OutputStep => _weights.OutputStep;

    /// <summary>The share of what a layer hands to the next one that training leaves out; 0 for none.</summary>
    public double Dropout => _weights.Dropout;

    /// <summary>
    /// Whether a layer reads backward: then a run needs whole sequences, and emits when it has read them to their end.
    /// </summary>
    public bool NeedsWholeSequence => _weights.NeedsWholeSequence;

    /// <summary>The seed that the weights were drawn from; null where they were given.</summary>
    public int? Seed { get; }

    /// <summary>How many numbers training may change.</summary>
    public long ParameterCount =>
        _weights.Cells.Sum(cell => cell.ParameterCount)
        + (OutputWeights?.AsSpan().Length ?? 0)
        + (OutputBias?.Length ?? 0);

    /// <summary>
    /// What raw inputs are scaled by before the first layer, as training fitted it; null where they go in as they are.
    /// </summary>
    public RnnScaler? InputScaler => _weights.Scaling?.Input;

    /// <summary>
    /// What the output layer's outputs are made raw numbers by, as training fitted it to the targets; null where they come out
    /// as they are.
    /// </summary>
    public RnnScaler? OutputScaler => _weights.Scaling?.Output;

    /// <summary>What the model was trained to do; null where it was not.</summary>
    public RnnTraining? Training => _weights.Training;

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
    /// <c>Layers[0].Bias</c>, <c>Layers[0].RecurrentBias</c>, <c>OutputWeights</c> or <c>OutputBias</c>, or the name of
    /// another array that the cell has.
    /// </param>
    /// <param name="row">The row, from 0; 0 for a vector.</param>
    /// <param name="column">The column, from 0.</param>
    /// <param name="value">The new weight.</param>
    /// <exception cref="RnnException">
    /// There is no such weight (<see cref="RnnErrorId.UnknownWeight"/>), or the value is not finite
    /// (<see cref="RnnErrorId.WeightNotFinite"/>).
    /// </exception>
    public void SetWeight(string name, int row, int column, double value) =>
        Replace(weights => weights.With(name, row, column, value));

    /// <summary>Changes how raw numbers are scaled, for the next run on. Training does so by itself.</summary>
    /// <param name="input">What inputs are scaled by, one number for each; null to take them as they are.</param>
    /// <param name="output">What outputs are made raw numbers by, one number for each; null to give them as they are.</param>
    /// <exception cref="RnnException">
    /// It has another number of features, or the output has an activation, or there is no output layer
    /// (<see cref="RnnErrorId.Scaling"/>).
    /// </exception>
    public void SetScaling(RnnScaler? input, RnnScaler? output)
    {
        ModelScaling? scaling = input is null && output is null ? null : new ModelScaling(input, output);
        Replace(weights => weights.With(scaling));
    }

    /// <summary>Makes the weights ready to run in a precision, so that a fault in them is found before anything is run.</summary>
    /// <param name="precision">What will be computed with.</param>
    /// <exception cref="RnnException">A weight is too large for it (<see cref="RnnErrorId.WeightNotFinite"/>).</exception>
    public void Prepare(RnnPrecision precision)
    {
        WeightSet weights = _weights;
        _ = precision == RnnPrecision.Single ? (object)weights.Single : weights.Double;
    }

    /// <summary>
    /// A table with a row for each layer: kind, direction, sizes and how many parameters it has, and their sum.
    /// </summary>
    /// <returns>The lines.</returns>
    public string ToSummary() => ModelSummary.Of(this);

    /// <summary>The kind and the sizes, as <c>Elman 1→2→1</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString()
    {
        IEnumerable<int> sizes = [InputSize, .. _weights.Stack.Select(layer => layer.OutputSize)];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Kind} {string.Join('→', OutputWeights is null ? sizes : sizes.Append(OutputSize))}");
    }

    /// <summary>Publishes a set of weights of the same shapes: runs that start from now on work on it.</summary>
    internal void Publish(WeightSet weights) => _weights = weights;

    // Of two changes at once none is lost.
    private void Replace(Func<WeightSet, WeightSet> change)
    {
        WeightSet before;
        WeightSet after;
        do
        {
            before = _weights;
            after = change(before);
        }
        while (Interlocked.CompareExchange(ref _weights, after, before) != before);
    }

    private static void RequireDropout(double dropout, int layers)
    {
        NumberRules.Fraction(dropout, nameof(Dropout));
        if (dropout > 0 && layers == 1)
        {
            throw new RnnException(
                RnnErrorId.Parameters,
                FormattableString.Invariant($"{nameof(Dropout)} is {dropout}, and acts between layers: the model has only one. Give it more, or leave it out."),
                dropout);
        }
    }

    private static void RequireFits(ImmutableArray<RnnStackLayer> layers)
    {
        int cell = layers[0].Cells.Count();
        for (int i = 1; i < layers.Length; i++)
        {
            foreach (RnnCell above in layers[i].Cells)
            {
                WeightRules.Matrix(
                    above.InputWeights,
                    FormattableString.Invariant($"{nameof(Layers)}[{cell++}].{nameof(RnnCell.InputWeights)}"),
                    rows: layers[i - 1].OutputSize,
                    to: $"what layer {i - 1} hands on, {RnnMessages.Count(layers[i - 1].OutputSize, "number")} a step");
            }
        }
    }

    private static OutputLayer? CheckOutput(
        RnnStackLayer last, RnnMatrix? weights, RnnVector? bias, RnnOutputActivation activation)
    {
        if (weights is null)
        {
            return (bias, activation) switch
            {
                (null, RnnOutputActivation.Identity) => null,
                (null, _) => throw new RnnException(
                    RnnErrorId.Parameters,
                    $"OutputActivation {activation} was given without OutputWeights: give both, or neither.",
                    activation),
                _ => throw new RnnException(
                    RnnErrorId.WeightShape, "OutputBias was given without OutputWeights: give both, or neither.", bias),
            };
        }

        WeightRules.Matrix(weights, nameof(OutputWeights), rows: last.OutputSize);
        return new OutputLayer(
            weights, WeightRules.OptionalVector(bias, nameof(OutputBias), weights.Columns), activation);
    }
}
