using System.Collections.Immutable;
using System.Globalization;

namespace RnnPS;

/// <summary>
/// A recurrent neural network. From the input up, it has an optional embedding, one or more layers of recurrent cells, hidden dense
/// layers, and an optional output layer.
/// </summary>
/// <remarks>
/// The model keeps no state between runs. Its weights are an immutable set, and <see cref="SetWeight"/> replaces the whole
/// set. A run uses the set it started with, so concurrent runs in other runspaces never mix two sets.
/// </remarks>
public sealed class RnnModel
{
    private volatile WeightSet _weights;

    /// <summary>Creates a model whose layers all read forward.</summary>
    /// <param name="cells">
    /// The cells, from the input up. The input size of each cell is the output size of the cell below it.
    /// </param>
    /// <param name="outputWeights">
    /// The output weights, [hidden × output]; null if the output is the last cell's hidden state.
    /// </param>
    /// <param name="outputBias">The output bias, [output]; null for an output layer without a bias.</param>
    /// <param name="seed">The seed that generated the weights; null if the weights were given.</param>
    /// <exception cref="RnnException">The errors of the other constructor.</exception>
    public RnnModel(
        IEnumerable<RnnCell> cells, RnnMatrix? outputWeights = null, RnnVector? outputBias = null, int? seed = null)
        : this(cells.Select(cell => new RnnStackLayer(cell)), outputWeights, outputBias, seed: seed)
    {
    }

    /// <summary>Creates a model whose layers may read in any direction.</summary>
    /// <param name="stack">
    /// The layers, from the input up. The input size of each layer is the output size of the layer below it.
    /// </param>
    /// <param name="outputWeights">
    /// The output weights, [hidden × output]; null if the output is that of the last dense layer, or of the last recurrent layer.
    /// </param>
    /// <param name="outputBias">The output bias, [output]; null for an output layer without a bias.</param>
    /// <param name="outputActivation">The activation function of the output layer.</param>
    /// <param name="outputStep">Whether the model outputs at every timestep or once per sequence.</param>
    /// <param name="seed">The seed that generated the weights; null if the weights were given.</param>
    /// <param name="dropout">
    /// The fraction of each layer's outputs that training drops before the next layer, from 0 to less than 1 (Srivastava et al.
    /// 2014, "Dropout: a simple way to prevent neural networks from overfitting"). Dropout has no effect outside training.
    /// </param>
    /// <param name="denseLayers">
    /// The hidden dense layers between the last recurrent layer and the output layer, from the recurrent layer up; null or empty for
    /// none. They run at the steps that have an output.
    /// </param>
    /// <param name="embeddingWeights">
    /// The vectors of the tokens, [vocabulary × size], where the size is the input size of the first layer. The input of a timestep is
    /// then one token: an integer from 0 to vocabulary − 1. Null if the model reads numbers.
    /// </param>
    /// <exception cref="RnnException">
    /// There is no layer (<see cref="RnnErrorId.Size"/>), shapes do not match (<see cref="RnnErrorId.WeightShape"/>), a weight
    /// is not finite (<see cref="RnnErrorId.WeightNotFinite"/>), an activation is given without an output layer
    /// (<see cref="RnnErrorId.Parameters"/>), the dropout is out of range (<see cref="RnnErrorId.TrainingOption"/>), or dropout
    /// is given for a single layer (<see cref="RnnErrorId.Parameters"/>).
    /// </exception>
    public RnnModel(
        IEnumerable<RnnStackLayer> stack,
        RnnMatrix? outputWeights = null,
        RnnVector? outputBias = null,
        RnnOutputActivation outputActivation = RnnOutputActivation.Identity,
        RnnOutputStep outputStep = RnnOutputStep.Every,
        int? seed = null,
        double dropout = 0,
        IEnumerable<RnnDenseLayer>? denseLayers = null,
        RnnMatrix? embeddingWeights = null)
    {
        ImmutableArray<RnnStackLayer> layers = [.. stack];
        if (layers.IsEmpty)
        {
            throw new RnnException(RnnErrorId.Size, "A model needs at least one cell: give a cell.");
        }

        ImmutableArray<RnnDenseLayer> dense = [.. denseLayers ?? []];
        ModelRules.RequireEmbedding(embeddingWeights, layers);
        ModelRules.RequireStack(layers);
        ModelRules.RequireDropout(dropout, layers.Length);
        int size = ModelRules.RequireDense(dense, layers[^1].OutputSize);
        _weights = new WeightSet(layers, ModelRules.Output(size, outputWeights, outputBias, outputActivation))
        {
            Embedding = embeddingWeights,
            Dense = dense,
            OutputStep = outputStep,
            Dropout = dropout,
        };
        Seed = seed ?? Layers[0].Seed;
    }

    /// <summary>Creates a model from one cell, without an output layer. The output is the cell's hidden state.</summary>
    /// <param name="cell">The cell.</param>
    /// <remarks>PowerShell uses this constructor to convert a cell to a model.</remarks>
    public RnnModel(RnnCell cell)
        : this([new RnnStackLayer(cell)])
    {
    }

    /// <summary>Creates a model from an existing weight set.</summary>
    internal RnnModel(WeightSet weights) => _weights = weights;

    /// <summary>
    /// The cells of all layers, from the input up. In a bidirectional layer the forward cell precedes the reverse cell. The
    /// <c>Layers</c> of a step and the <c>Values</c> of a state use the same order.
    /// </summary>
    public IReadOnlyList<RnnCell> Layers => _weights.Cells;

    /// <summary>The layers, from the input up. Each has one cell, or two if it is bidirectional.</summary>
    public IReadOnlyList<RnnStackLayer> Stack => _weights.Stack;

    /// <summary>The kind of the cells, for example <c>Elman</c>. Different kinds are joined by a plus sign.</summary>
    public string Kind => string.Join('+', _weights.Cells.Select(cell => cell.Kind).Distinct());

    /// <summary>The number of input features of a timestep: 1, the token, if the model has an embedding.</summary>
    public int InputSize => _weights.InputSize;

    /// <summary>The number of components of a step's State, the output of the last recurrent layer.</summary>
    public int HiddenSize => _weights.Stack[^1].OutputSize;

    /// <summary>The number of outputs of a timestep.</summary>
    public int OutputSize => _weights.OutputSize;

    /// <summary>
    /// The vectors of the tokens, [vocabulary × size]: row i is the input of the first layer for token i. Null if the model reads
    /// numbers.
    /// </summary>
    public RnnMatrix? EmbeddingWeights => _weights.Embedding;

    /// <summary>The hidden dense layers between the last recurrent layer and the output layer, from the recurrent layer up.</summary>
    public IReadOnlyList<RnnDenseLayer> DenseLayers => _weights.Dense;

    /// <summary>The weights of the output layer, [hidden × output]; null if the model has no output layer.</summary>
    public RnnMatrix? OutputWeights => _weights.Output?.Weights;

    /// <summary>The bias of the output layer, [output]; null if there is none.</summary>
    public RnnVector? OutputBias => _weights.Output?.Bias;

    /// <summary>The activation function of the output layer.</summary>
    public RnnOutputActivation OutputActivation => _weights.Output?.Activation ?? RnnOutputActivation.Identity;

    /// <summary>Whether the model outputs at every timestep or once per sequence.</summary>
    public RnnOutputStep OutputStep => _weights.OutputStep;

    /// <summary>The fraction of each layer's outputs that training drops before the next layer; 0 for none.</summary>
    public double Dropout => _weights.Dropout;

    /// <summary>
    /// Whether a layer reads in reverse. Then a run needs whole sequences, and emits a sequence's steps only after it has read
    /// the last timestep.
    /// </summary>
    public bool NeedsWholeSequence => _weights.NeedsWholeSequence;

    /// <summary>The seed that generated the weights; null if the weights were given.</summary>
    public int? Seed { get; private init; }

    /// <summary>A free text about the model, which its file keeps; null for none.</summary>
    public string? Description { get; set; }

    /// <summary>
    /// Masks timesteps by their inputs: one whose inputs all equal this number, in the units of the data, keeps the states and repeats the
    /// last output, like Keras' <c>Masking</c> layer. With an embedding it is a token, like <c>mask_zero</c>. Null masks none. Later runs
    /// use a new value.
    /// </summary>
    /// <exception cref="RnnException">The number is not finite (<see cref="RnnErrorId.MaskValue"/>).</exception>
    public double? MaskValue
    {
        get => _weights.MaskValue;
        set => Replace(weights => weights.WithMask(value));
    }

    /// <summary>The number of trainable parameters.</summary>
    public long ParameterCount =>
        (EmbeddingWeights?.AsSpan().Length ?? 0)
        + _weights.Cells.Sum(cell => cell.ParameterCount)
        + _weights.Dense.Sum(layer => layer.ParameterCount)
        + (OutputWeights?.AsSpan().Length ?? 0)
        + (OutputBias?.Length ?? 0);

    /// <summary>
    /// The scaler that the model applies to raw inputs before the first layer, as fitted by training; null if inputs are not
    /// scaled.
    /// </summary>
    public RnnScaler? InputScaler => _weights.Scaling?.Input;

    /// <summary>
    /// The scaler that turns the outputs of the output layer back into raw values. Training fits it to the targets. Null if
    /// outputs are not scaled.
    /// </summary>
    public RnnScaler? OutputScaler => _weights.Scaling?.Output;

    /// <summary>Describes the training of the model; null if the model was not trained.</summary>
    public RnnTraining? Training => _weights.Training;

    /// <summary>
    /// The link of the loss that the model was trained with. Its inverse turns outputs into the predictions that steps, losses and
    /// forecasts show. Identity if the model was not trained.
    /// </summary>
    public RnnLink Link => _weights.Link ?? RnnLink.Identity;

    /// <summary>Makes the bytes of <see cref="Serialized"/>. RnnPS sets it, because the core does not know files.</summary>
    public static Func<RnnModel, byte[]>? Serializer { get; set; }

    /// <summary>
    /// The whole model as the bytes of a file, to leave its process; null without a <see cref="Serializer"/>. PowerShell's remoting sends
    /// properties only.
    /// </summary>
    public byte[]? Serialized => Serializer?.Invoke(this);

    internal WeightSet Weights => _weights;

    /// <summary>
    /// Creates a model small enough to calculate by hand: an Elman cell 1→2 and an output layer 2→1 with round weights. For
    /// the inputs 1 and 2 it outputs 1.561 and 2.727.
    /// </summary>
    /// <returns>A new model.</returns>
    public static RnnModel StartingExample() => new(
        [new ElmanCell(
            new RnnMatrix(1, 2, [0.5, 0.6]),
            new RnnMatrix(2, 2, [0.1, 0.2, 0.3, 0.4]),
            new RnnVector([0.1, -0.1]))],
        new RnnMatrix(2, 1, [1.0, 2.0]),
        new RnnVector([0.1]));

    /// <summary>Changes one weight. Later runs use the new value.</summary>
    /// <param name="name">
    /// The property path of the array: <c>Layers[0].InputWeights</c>, <c>Layers[0].RecurrentWeights</c>,
    /// <c>Layers[0].Bias</c>, <c>Layers[0].RecurrentBias</c> or another array of the cell, <c>EmbeddingWeights</c>,
    /// <c>DenseLayers[0].Weights</c>, <c>DenseLayers[0].Bias</c>, <c>OutputWeights</c> or <c>OutputBias</c>.
    /// </param>
    /// <param name="row">The zero-based row; 0 for a vector.</param>
    /// <param name="column">The zero-based column.</param>
    /// <param name="value">The new weight.</param>
    /// <exception cref="RnnException">
    /// There is no such weight (<see cref="RnnErrorId.UnknownWeight"/>), or the value is not finite
    /// (<see cref="RnnErrorId.WeightNotFinite"/>).
    /// </exception>
    public void SetWeight(string name, int row, int column, double value) =>
        Replace(weights => weights.With(name, row, column, value));

    /// <summary>The names of all arrays of weights, as <see cref="SetWeight"/> takes them. The arrays of the cells come first.</summary>
    public IReadOnlyList<string> WeightNames => new RnnList<string>([.. _weights.Arrays().Select(array => array.Name)]);

    /// <summary>Gets an array of weights by its name.</summary>
    /// <param name="name">One of <see cref="WeightNames"/>. Case is ignored.</param>
    /// <returns>The array. A vector is one row.</returns>
    /// <exception cref="RnnException">There is no such array (<see cref="RnnErrorId.UnknownWeight"/>).</exception>
    public RnnMatrix WeightOf(string name) => _weights.Find(name).Values;

    /// <summary>Replaces a whole array of weights. Later runs use the new one.</summary>
    /// <param name="name">One of <see cref="WeightNames"/>. Case is ignored.</param>
    /// <param name="values">The new array, in the shape of the old one.</param>
    /// <exception cref="RnnException">
    /// There is no such array (<see cref="RnnErrorId.UnknownWeight"/>), the shape differs (<see cref="RnnErrorId.WeightShape"/>), or a
    /// number is not finite (<see cref="RnnErrorId.WeightNotFinite"/>).
    /// </exception>
    public void SetWeights(string name, RnnMatrix values)
    {
        ArgumentNullException.ThrowIfNull(values);
        Replace(weights => weights.With(name, values));
    }

    /// <summary>Sets the scalers of the model. Later runs use them. Training sets them automatically.</summary>
    /// <param name="input">The scaler of the inputs, with one feature for each input; null to leave inputs unscaled.</param>
    /// <param name="output">The scaler of the outputs, with one feature for each output; null to leave outputs unscaled.</param>
    /// <exception cref="RnnException">
    /// The number of features does not match, the output layer has an activation, there is no output layer, or the inputs are tokens
    /// (<see cref="RnnErrorId.Scaling"/>).
    /// </exception>
    public void SetScaling(RnnScaler? input, RnnScaler? output)
    {
        ModelScaling? scaling = input is null && output is null ? null : new ModelScaling(input, output);
        Replace(weights => weights.With(scaling));
    }

    /// <summary>
    /// Whether training keeps the scaling of the model by default, also if it has none. Otherwise it fits one to the training data, which
    /// gives the weights another meaning. It is true for models that have scalers, that were trained without scaling, or that were trained
    /// elsewhere.
    /// </summary>
    public bool KeepsScaling
    {
        get => _weights.Scaling is not null;
        set => Replace(weights => (value, weights.Scaling) switch
        {
            (true, null) => weights.With(new ModelScaling(null, null)),
            (false, { Input: null, Output: null }) => weights.With((ModelScaling?)null),
            _ => weights,
        });
    }

    /// <summary>Sets the description of the model's training, as a file keeps it. Forecasts and predictions use it.</summary>
    /// <param name="training">The description; null for a model that was not trained.</param>
    /// <exception cref="RnnException">
    /// The loss does not fit the model (<see cref="RnnErrorId.Loss"/>), the classes do not fit the loss
    /// (<see cref="RnnErrorId.Classes"/>), or the names, the residuals or a number do not fit the model
    /// (<see cref="RnnErrorId.Training"/>).
    /// </exception>
    public void SetTraining(RnnTraining? training)
    {
        training?.RequireFits(this);
        RnnTraining? own = training is null ? null : training with
        {
            InputNames = new RnnList<string>([.. training.InputNames]),
            TargetNames = new RnnList<string>([.. training.TargetNames]),
            Classes = new RnnList<string>([.. training.Classes]),
        };
        Replace(weights => weights.With(own));
    }

    /// <summary>Creates an independent copy. A change of one of the two models, for example by training, does not change the other.</summary>
    /// <returns>A new model with the same weights, scaling, training, seed and description.</returns>
    public RnnModel Copy() => With(_weights);

    /// <summary>Prepares the weights for runs in a precision, so that invalid weights are found before a run starts.</summary>
    /// <param name="precision">The precision of the run.</param>
    /// <param name="memory">The limit of the memory to take; null for the free memory.</param>
    /// <exception cref="RnnException">
    /// A weight is too large for the precision (<see cref="RnnErrorId.WeightNotFinite"/>), or the copy of the weights exceeds the free
    /// memory (<see cref="RnnErrorId.Memory"/>).
    /// </exception>
    public void Prepare(RnnPrecision precision, MemoryLimit? memory = null)
    {
        WeightSet weights = _weights;
        if (!weights.IsPrepared(precision))
        {
            (memory ?? MemoryLimit.Free).Require(
                ParameterCount * (precision == RnnPrecision.Single ? sizeof(float) : sizeof(double)),
                $"Running the model {this}",
                "run a smaller model, or in -Precision Single");
        }

        _ = precision == RnnPrecision.Single ? (object)weights.Single : weights.Double;
    }

    /// <summary>
    /// Formats the model as a table with one row per layer: kind, direction, sizes and number of parameters. The last line is
    /// the total number of parameters.
    /// </summary>
    /// <returns>The table as text.</returns>
    public string ToSummary() => ModelSummary.Of(this);

    /// <summary>
    /// Formats the kind and the sizes from the input up, for example <c>Elman 1→2→1</c>, or <c>Lstm 50 tokens→8→16→50</c> with an
    /// embedding.
    /// </summary>
    /// <returns>The text.</returns>
    public override string ToString()
    {
        IEnumerable<int> sizes =
        [
            _weights.Stack[0].InputSize, .. _weights.Stack.Select(layer => layer.OutputSize), .. _weights.Dense.Select(layer => layer.OutputSize),
            .. OutputWeights is null ? Array.Empty<int>() : [OutputSize],
        ];
        string tokens = _weights.VocabularySize is { } size ? RnnMessages.Count(size, "token") + "→" : string.Empty;
        return string.Create(CultureInfo.InvariantCulture, $"{Kind} {tokens}{string.Join('→', sizes)}");
    }

    /// <summary>Creates a copy with another weight set of the same shapes.</summary>
    internal RnnModel With(WeightSet weights) => new(weights) { Seed = Seed, Description = Description };

    /// <summary>Publishes a weight set of the same shapes. Runs that start later use it.</summary>
    internal void Publish(WeightSet weights) => _weights = weights;

    // A concurrent change makes the exchange fail; then this change is applied to the newer set.
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
}
