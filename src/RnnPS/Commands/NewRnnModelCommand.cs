using System.Management.Automation;

namespace RnnPS;

/// <summary>
/// Creates a recurrent network: layers of cells, hidden dense layers and an output layer, with an embedding if it reads tokens.
/// </summary>
/// <remarks>
/// <para>
/// With sizes, the command draws all weights at random from a seed and keeps the seed on the model. Each hidden size creates one
/// layer. Alternatively, give one cell of New-RnnCell for each layer, and either the weights of the output layer or its size.
/// Without an output layer, the output of the model is that of the last dense layer, or the state of the last recurrent layer.
/// </para>
/// <para>
/// A layer reads the sequence forward, in reverse, or in both directions. A bidirectional layer has two cells, and merges their
/// states. In -Cell, a pair of cells is a bidirectional layer. A model that reads backward needs whole sequences.
/// </para>
/// <para>
/// The output layer is y(t) = f(h(t)·OutputWeight + OutputBias). With -OutputStep Last, the model computes one output for each
/// sequence from the final state of the last layer. Use it to classify sequences. Each number of -DenseSize adds a hidden dense layer
/// between the last layer of cells and the output layer. You can change a weight of the model later, for example with
/// $model.SetWeight('Layers[0].RecurrentWeights', 0, 1, 0.25).
/// </para>
/// <para>
/// With -VocabularySize, the model reads tokens: the input of each timestep is one integer from 0 to the vocabulary size − 1. The
/// embedding has a vector of -EmbeddingSize numbers for each token, which is the input of the first layer. Training changes the
/// vectors. Tokens are never scaled. Any other number is an error (RnnToken).
/// </para>
/// </remarks>
/// <example>
/// <para>Create the starting example from its weights.</para>
/// <code>$cell = New-RnnCell -Weight (0.1, 0.2), (0.3, 0.4), (0.5, 0.6) -Bias 0.1, -0.1
/// New-RnnModel -Cell $cell -OutputWeight 1.0, 2.0 -OutputBias 0.1</code>
/// <code>
/// Elman 1→2→1
///
/// Layer   Kind      Direction      Input  Hidden  Output  Parameters
/// -----   ----      ---------      -----  ------  ------  ----------
/// 0       Elman     Forward            1       2       2           8
/// output  Identity  at every step      2               1           3
///
/// 11 parameters
/// </code>
/// </example>
/// <example>
/// <para>Create two LSTM layers of 32 and 16 units, with weights drawn from a seed.</para>
/// <code>New-RnnModel -Kind Lstm -InputSize 3 -HiddenSize 32, 16 -OutputSize 1 -Seed 7</code>
/// </example>
/// <example>
/// <para>Create a bidirectional model that classifies whole sequences into three classes.</para>
/// <code>New-RnnModel -Kind Gru 2 8 3 -Direction Bidirectional -OutputActivation Softmax -OutputStep Last -Seed 7</code>
/// </example>
/// <example>
/// <para>Create a model with two hidden dense layers between the LSTM and the output.</para>
/// <code>New-RnnModel -Kind Lstm 3 32 1 -DenseSize 32, 16 -DenseActivation Relu -Seed 7</code>
/// </example>
/// <example>
/// <para>Train a model to predict the next token of a melody, in which the note after a 2 depends on the note before it.</para>
/// <code>$melody = (0, 2, 1, 3, 2, 4) * 20
/// $model = New-RnnModel -VocabularySize 5 -EmbeddingSize 3 -HiddenSize 8 -OutputSize 5 -Kind Gru -Seed 7
/// $null = $melody | Optimize-RnnModel $model -Loss SoftmaxCrossEntropy -SequenceLength 12
/// $melody | Select-Object -First 6 | Invoke-RnnForward $model | ForEach-Object {
///     $probability = $_.Prediction.ToArray()
///     [array]::IndexOf($probability, ($probability | Measure-Object -Maximum).Maximum)
/// }</code>
/// </example>
/// <example>
/// <para>Create a bidirectional layer from two given cells, followed by a forward layer.</para>
/// <code>$forward = New-RnnCell -Kind Lstm -InputSize 1 -HiddenSize 4 -Seed 1
/// $backward = New-RnnCell -Kind Gru -InputSize 1 -HiddenSize 4 -Seed 2
/// $above = New-RnnCell -InputSize 8 -HiddenSize 4 -Seed 3
/// New-RnnModel -Cell ($forward, $backward), $above -OutputSize 1 -Seed 4</code>
/// </example>
/// <seealso cref="NewRnnCellCommand"/>
/// <seealso cref="InvokeRnnForwardCommand"/>
/// <seealso href="about_RnnPS_Shapes"/>
[Cmdlet(VerbsCommon.New, "RnnModel", DefaultParameterSetName = SizeSet)]
[OutputType(typeof(RnnModel))]
public sealed class NewRnnModelCommand : RnnCommand
{
    private const string SizeSet = "Size";
    private const string VocabularySet = "Vocabulary";
    private const string CellSet = "Cell";
    private const string CellSizeSet = "CellOutputSize";

    /// <summary>The number of input features of a timestep. With -VocabularySize it is 1, the token, and can be left out.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = SizeSet)]
    [Parameter(ParameterSetName = VocabularySet)]
    [ValidateRange(1, int.MaxValue)]
    [NumberTransformation(Integer = true)]
    public int InputSize { get; set; } = 1;

    /// <summary>The number of tokens that the model reads. The weights of the embedding are drawn at random.</summary>
    [Parameter(Mandatory = true, ParameterSetName = VocabularySet)]
    [ValidateRange(1, int.MaxValue)]
    [NumberTransformation(Integer = true)]
    public int VocabularySize { get; set; }

    /// <summary>The number of components of a token's vector, which is the input of the first layer.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = VocabularySet)]
    [ValidateRange(1, int.MaxValue)]
    [NumberTransformation(Integer = true)]
    public int EmbeddingSize { get; set; }

    /// <summary>The number of units of each layer, from the input up. Each number creates one layer.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = SizeSet)]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = VocabularySet)]
    [ValidateNotNullOrEmpty]
    [ValidateRange(1, int.MaxValue)]
    [NumberTransformation(Integer = true)]
    public int[]? HiddenSize { get; set; }

    /// <summary>The number of components of the output. The weights of the output layer are drawn at random.</summary>
    [Parameter(Mandatory = true, Position = 2, ParameterSetName = SizeSet)]
    [Parameter(Mandatory = true, Position = 2, ParameterSetName = VocabularySet)]
    [Parameter(Mandatory = true, ParameterSetName = CellSizeSet)]
    [ValidateRange(1, int.MaxValue)]
    [NumberTransformation(Integer = true)]
    public int OutputSize { get; set; }

    /// <summary>
    /// The number of units of each hidden dense layer between the last layer of cells and the output layer, from the cells up. Each
    /// number creates one layer, y = f(x·W + b). With -OutputStep Last, they run on the final state only.
    /// </summary>
    /// <value>no dense layer</value>
    [Parameter(ParameterSetName = SizeSet)]
    [Parameter(ParameterSetName = VocabularySet)]
    [Parameter(ParameterSetName = CellSizeSet)]
    [ValidateNotNullOrEmpty]
    [ValidateRange(1, int.MaxValue)]
    [NumberTransformation(Integer = true)]
    public int[]? DenseSize { get; set; }

    /// <summary>
    /// The activation function of the dense layers. Give one for all layers, or one for each. It is a name, or a function with other
    /// constants, such as [RnnPS.RnnActivationFunction]::new('LeakyRelu', 0.2).
    /// </summary>
    /// <value>Relu</value>
    [Parameter(ParameterSetName = SizeSet)]
    [Parameter(ParameterSetName = VocabularySet)]
    [Parameter(ParameterSetName = CellSizeSet)]
    [ArgumentCompleter(typeof(ActivationCompleter))]
    [ValidateNotNullOrEmpty]
    [NameTransformation]
    public RnnActivationFunction[]? DenseActivation { get; set; }

    /// <summary>The kind of the cells: Elman, Lstm or Gru.</summary>
    /// <value>Elman</value>
    [Parameter(ParameterSetName = SizeSet)]
    [Parameter(ParameterSetName = VocabularySet)]
    [NameTransformation]
    public RnnCellKind Kind { get; set; } = RnnCellKind.Elman;

    /// <summary>
    /// The activation function of an Elman cell's state. For an LSTM, the function is applied to the candidate and the cell
    /// state; for a GRU, to the candidate.
    /// </summary>
    /// <value>Tanh</value>
    [Parameter(ParameterSetName = SizeSet)]
    [Parameter(ParameterSetName = VocabularySet)]
    [ValidateSet(nameof(RnnActivation.Tanh), nameof(RnnActivation.Relu), nameof(RnnActivation.Sigmoid), nameof(RnnActivation.Identity))]
    [NameTransformation]
    public RnnActivation Activation { get; set; } = RnnActivation.Tanh;

    /// <summary>
    /// The initializer of the weights. Glorot initializes as Keras does: Glorot-uniform input, dense and output weights, orthogonal
    /// recurrent weights, biases of 0, and 1 for the bias of an LSTM's forget gate; vectors of tokens uniform in ±0.05. Uniform
    /// initializes as PyTorch does: the weights and two biases of a cell uniform in ±1/√(hidden size), the weights and the bias of a
    /// dense or output layer uniform in ±1/√(its inputs), and vectors of tokens from the standard normal distribution.
    /// </summary>
    /// <value>Glorot</value>
    [Parameter(ParameterSetName = SizeSet)]
    [Parameter(ParameterSetName = VocabularySet)]
    [Parameter(ParameterSetName = CellSizeSet)]
    [NameTransformation]
    public RnnInitializer Initializer { get; set; } = RnnInitializer.Glorot;

    /// <summary>The seed for the random weights. Without it, a random seed is used and kept on the model.</summary>
    /// <value>a random seed</value>
    [Parameter(ParameterSetName = SizeSet)]
    [Parameter(ParameterSetName = VocabularySet)]
    [Parameter(ParameterSetName = CellSizeSet)]
    [NumberTransformation(Integer = true)]
    public int Seed { get; set; } = Random.Shared.Next();

    /// <summary>
    /// The cells from New-RnnCell, one for each layer, from the input up. A pair of cells is a bidirectional layer: the forward
    /// cell, then the backward cell. With -Direction Bidirectional, -Cell $f,$b is such a pair, too.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = CellSet)]
    [Parameter(Mandatory = true, ParameterSetName = CellSizeSet)]
    [ValidateNotNullOrEmpty]
    public object[]? Cell { get; set; }

    /// <summary>The order in which a layer reads a sequence. Give one direction for all layers, or one for each layer.</summary>
    /// <value>Forward; Bidirectional for a pair of cells</value>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NameTransformation]
    public RnnDirection[]? Direction { get; set; }

    /// <summary>The function that merges the two states of a bidirectional layer. Give one for all layers, or one for each layer.</summary>
    /// <value>Concat</value>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NameTransformation]
    public RnnMerge[]? Merge { get; set; }

    /// <summary>
    /// The weights of the output layer: a list of rows, [hidden × output]. A flat list with one number for each component of the
    /// state is one column, for one output.
    /// </summary>
    [Parameter(ParameterSetName = CellSet)]
    [AllowEmptyCollection]
    [ValidateNotNull]
    public object? OutputWeight { get; set; }

    /// <summary>The bias of the output layer: one number for each output. Without it, the layer has no bias.</summary>
    [Parameter(ParameterSetName = CellSet)]
    [AllowEmptyCollection]
    [ValidateNotNull]
    public object? OutputBias { get; set; }

    /// <summary>The activation function of the output layer.</summary>
    /// <value>Identity</value>
    [Parameter]
    [NameTransformation]
    public RnnOutputActivation OutputActivation { get; set; } = RnnOutputActivation.Identity;

    /// <summary>The steps that have an output: Every, or Last for one output from the last layer's final state.</summary>
    /// <value>Every</value>
    [Parameter]
    [NameTransformation]
    public RnnOutputStep OutputStep { get; set; } = RnnOutputStep.Every;

    /// <summary>
    /// The fraction of each layer's output that training sets to 0 at random before the next layer, from 0 to below 1. Runs do
    /// not use dropout. It requires at least two layers.
    /// </summary>
    /// <value>0</value>
    [Parameter]
    [NumberTransformation]
    public double Dropout { get; set; }

    /// <summary>Draws weights of any size, even if they need more memory than is free.</summary>
    [Parameter(ParameterSetName = SizeSet)]
    [Parameter(ParameterSetName = VocabularySet)]
    [Parameter(ParameterSetName = CellSizeSet)]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() =>
        WriteObject(ParameterSetName == CellSet ? FromWeights() : Require(FromSizes));

    private RnnModel FromSizes()
    {
        IReadOnlyList<RnnActivationFunction> activations = StackBuilder.DenseActivations(DenseActivation, DenseSize?.Length ?? 0);
        RnnMatrix? embedding = ParameterSetName == VocabularySet ? DrawEmbedding() : null;
        IReadOnlyList<RnnStackLayer> stack = Cell is null
            ? StackBuilder.Draw(Kind, embedding?.Columns ?? InputSize, HiddenSize!, Activation, Direction, Merge, Initializer, Seed, Memory(Force), Stopped)
            : StackBuilder.Read(Cell, Direction, Merge);
        // Check the sizes of the layers first, because the sizes of the layers above them depend on them.
        _ = new RnnModel(stack);
        IReadOnlyList<RnnDenseLayer> dense = DrawnWeights.Dense(
            stack[^1].OutputSize, DenseSize ?? [], activations, Initializer, Seed, Memory(Force), Stopped);
        (RnnMatrix weights, RnnVector bias) = DrawnWeights.Output(
            dense.Count > 0 ? dense[^1].OutputSize : stack[^1].OutputSize, OutputSize, Initializer, Seed, Memory(Force), Stopped);
        return new RnnModel(stack, weights, bias, OutputActivation, OutputStep, Seed, Dropout, dense, embedding);
    }

    private RnnMatrix DrawEmbedding()
    {
        if (InputSize != 1)
        {
            throw new RnnException(
                RnnErrorId.Parameters,
                FormattableString.Invariant($"-InputSize is {InputSize}, but the input of a model with -VocabularySize is one token: leave -InputSize out, and give ")
                + "the size of a token's vector by -EmbeddingSize.",
                InputSize);
        }

        return DrawnWeights.Embedding(VocabularySize, EmbeddingSize, Initializer, Seed, Memory(Force), Stopped);
    }

    private RnnModel FromWeights()
    {
        IReadOnlyList<RnnStackLayer> stack = Require(() => StackBuilder.Read(Cell!, Direction, Merge));
        int hidden = stack[^1].OutputSize;
        _ = Require(() => new RnnModel(stack), nameof(Cell));
        RnnMatrix? weights = OutputWeight is null ? null : Require(
            () => WeightReader.Matrix(OutputWeight, length => hidden == 1 ? length : 1), nameof(OutputWeight));
        RnnModel model = Require(
            () => new RnnModel(stack, weights, null, OutputActivation, OutputStep, dropout: Dropout), weights is null ? null : nameof(OutputWeight));
        return OutputBias is null ? model : Require(
            () => new RnnModel(stack, weights, WeightReader.Vector(OutputBias), OutputActivation, OutputStep, dropout: Dropout), nameof(OutputBias));
    }
}
