using System.Management.Automation;

namespace RnnPS;

/// <summary>Creates a recurrent network: layers of cells and an output layer that is applied at every timestep.</summary>
/// <remarks>
/// <para>
/// With sizes, the command draws all weights at random from a seed and keeps the seed on the model. Each hidden size creates one
/// layer. Alternatively, give one cell of New-RnnCell for each layer, and either the weights of the output layer or its size.
/// Without an output layer, the output of the model is the state of the last layer.
/// </para>
/// <para>
/// A layer reads the sequence forward, in reverse, or in both directions. A bidirectional layer has two cells, and merges their
/// states. In -Cell, a pair of cells is a bidirectional layer. A model that reads backward needs whole sequences.
/// </para>
/// <para>
/// The output layer is y(t) = f(h(t)·OutputWeight + OutputBias). With -OutputStep Last, the model computes one output for each
/// sequence from the final state of the last layer. Use it to classify sequences. You can change a weight of the model later,
/// for example with $model.SetWeight('Layers[0].RecurrentWeights', 0, 1, 0.25).
/// </para>
/// </remarks>
/// <example>
/// <para>Create the starting example from its weights.</para>
/// <code>$cell = New-RnnCell -Weight (0.1, 0.2), (0.3, 0.4), (0.5, 0.6) -Bias 0.1, -0.1
/// New-RnnModel -Cell $cell -OutputWeight 1.0, 2.0 -OutputBias 0.1</code>
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
/// <para>Create a bidirectional layer from two given cells, followed by a forward layer.</para>
/// <code>$forward = New-RnnCell -Kind Lstm -InputSize 1 -HiddenSize 4 -Seed 1
/// $backward = New-RnnCell -Kind Gru -InputSize 1 -HiddenSize 4 -Seed 2
/// $above = New-RnnCell -InputSize 8 -HiddenSize 4 -Seed 3
/// New-RnnModel -Cell ($forward, $backward), $above -OutputSize 1 -Seed 4</code>
/// </example>
/// <seealso cref="NewRnnCellCommand"/>
/// <seealso cref="InvokeRnnForwardCommand"/>
[Cmdlet(VerbsCommon.New, "RnnModel", DefaultParameterSetName = SizeSet)]
[OutputType(typeof(RnnModel))]
public sealed class NewRnnModelCommand : RnnCommand
{
    private const string SizeSet = "Size";
    private const string CellSet = "Cell";
    private const string CellSizeSet = "CellOutputSize";

    /// <summary>The number of input features of a timestep.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = SizeSet)]
    [ValidateRange(1, int.MaxValue)]
    [NumberTransformation(Integer = true)]
    public int InputSize { get; set; }

    /// <summary>The number of units of each layer, from the input up. Each number creates one layer.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = SizeSet)]
    [ValidateNotNullOrEmpty]
    [ValidateRange(1, int.MaxValue)]
    [NumberTransformation(Integer = true)]
    public int[]? HiddenSize { get; set; }

    /// <summary>The number of components of the output. The weights of the output layer are drawn at random.</summary>
    [Parameter(Mandatory = true, Position = 2, ParameterSetName = SizeSet)]
    [Parameter(Mandatory = true, ParameterSetName = CellSizeSet)]
    [ValidateRange(1, int.MaxValue)]
    [NumberTransformation(Integer = true)]
    public int OutputSize { get; set; }

    /// <summary>The kind of the cells: Elman, Lstm or Gru.</summary>
    /// <value>Elman</value>
    [Parameter(ParameterSetName = SizeSet)]
    [NameTransformation]
    public RnnCellKind Kind { get; set; } = RnnCellKind.Elman;

    /// <summary>
    /// The activation function of an Elman cell's state. For an LSTM, the function is applied to the candidate and the cell
    /// state; for a GRU, to the candidate.
    /// </summary>
    /// <value>Tanh</value>
    [Parameter(ParameterSetName = SizeSet)]
    [ValidateSet(nameof(RnnActivation.Tanh), nameof(RnnActivation.Relu), nameof(RnnActivation.Sigmoid), nameof(RnnActivation.Identity))]
    [NameTransformation]
    public RnnActivation Activation { get; set; } = RnnActivation.Tanh;

    /// <summary>
    /// The initializer of the weights. Glorot initializes as Keras does: Glorot-uniform input and output weights, orthogonal
    /// recurrent weights, biases of 0, and 1 for the bias of an LSTM's forget gate. Uniform initializes as PyTorch does: all
    /// weights and two biases uniform in ±1/√(hidden size).
    /// </summary>
    /// <value>Glorot</value>
    [Parameter(ParameterSetName = SizeSet)]
    [Parameter(ParameterSetName = CellSizeSet)]
    [NameTransformation]
    public RnnInitializer Initializer { get; set; } = RnnInitializer.Glorot;

    /// <summary>The seed for the random weights. Without it, a random seed is used and kept on the model.</summary>
    /// <value>a random seed</value>
    [Parameter(ParameterSetName = SizeSet)]
    [Parameter(ParameterSetName = CellSizeSet)]
    [NumberTransformation(Integer = true)]
    public int Seed { get; set; } = Random.Shared.Next();

    /// <summary>
    /// The cells from New-RnnCell, one for each layer, from the input up. A pair of cells is a bidirectional layer: the forward
    /// cell, then the backward cell.
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
    [Parameter(ParameterSetName = CellSizeSet)]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() =>
        WriteObject(ParameterSetName == CellSet ? FromWeights() : Require(FromSizes));

    private RnnModel FromSizes()
    {
        IReadOnlyList<RnnStackLayer> stack = Cell is null
            ? StackBuilder.Draw(Kind, InputSize, HiddenSize!, Activation, Direction, Merge, Initializer, Seed, Memory(Force), Stopped)
            : StackBuilder.Read(Cell, Direction, Merge);
        // Check the sizes of the layers first, because the size of the output layer depends on them.
        _ = new RnnModel(stack);
        (RnnMatrix weights, RnnVector bias) = DrawnWeights.Output(stack[^1].OutputSize, OutputSize, Initializer, Seed, Memory(Force), Stopped);
        return new RnnModel(
            stack,
            weights,
            bias,
            OutputActivation,
            OutputStep,
            Seed,
            Dropout);
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
