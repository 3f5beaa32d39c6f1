using System.Management.Automation;

namespace RnnPS;

/// <summary>Creates a recurrent network: layers of cells and an output layer that serves every timestep.</summary>
/// <remarks>
/// <para>
/// Give sizes to have all weights drawn from a seed, which is kept on the model; several hidden sizes make as many layers.
/// Or give cells of New-RnnCell, one for each layer, and the output layer's weights, or its size to have them drawn. Without
/// either, the output is the last layer's state.
/// </para>
/// <para>
/// A layer reads the sequence forward, in reverse, or in both directions: then it has two cells, whose states are merged. In
/// -Cell, a pair in place of a cell is such a layer. A model that reads backward needs whole sequences.
/// </para>
/// <para>
/// The output layer is y(t) = f(h(t)·OutputWeight + OutputBias). With -OutputStep Last the model puts out once a sequence,
/// from the last layer's final state, as one does to classify sequences. A weight of the model can be changed afterwards, as
/// $model.SetWeight('Layers[0].RecurrentWeights', 0, 1, 0.25).
/// </para>
/// </remarks>
/// <example>
/// <para>The starting example, from its weights.</para>
/// <code>$cell = New-RnnCell -Weight (0.1, 0.2), (0.3, 0.4), (0.5, 0.6) -Bias 0.1, -0.1
/// New-RnnModel -Cell $cell -OutputWeight 1.0, 2.0 -OutputBias 0.1</code>
/// </example>
/// <example>
/// <para>Two layers of LSTM, of 32 and 16 units, drawn from a seed.</para>
/// <code>New-RnnModel -Kind Lstm -InputSize 3 -HiddenSize 32, 16 -OutputSize 1 -Seed 7</code>
/// </example>
/// <example>
/// <para>A classifier of whole sequences into three classes, that reads them in both directions.</para>
/// <code>New-RnnModel -Kind Gru 2 8 3 -Direction Bidirectional -OutputActivation Softmax -OutputStep Last -Seed 7</code>
/// </example>
/// <example>
/// <para>A bidirectional layer of two given cells below a forward one.</para>
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

    /// <summary>The number of features that come in at a timestep.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = SizeSet)]
    [ValidateRange(1, int.MaxValue)]
    public int InputSize { get; set; }

    /// <summary>The number of units of each layer, from the input up: one number makes one layer.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = SizeSet)]
    [ValidateNotNullOrEmpty]
    [ValidateRange(1, int.MaxValue)]
    public int[]? HiddenSize { get; set; }

    /// <summary>The number of components that come out at a timestep; the output layer's weights are drawn.</summary>
    [Parameter(Mandatory = true, Position = 2, ParameterSetName = SizeSet)]
    [Parameter(Mandatory = true, ParameterSetName = CellSizeSet)]
    [ValidateRange(1, int.MaxValue)]
    public int OutputSize { get; set; }

    /// <summary>The kind of the cells.</summary>
    /// <value>Elman</value>
    [Parameter(ParameterSetName = SizeSet)]
    public RnnCellKind Kind { get; set; } = RnnCellKind.Elman;

    /// <summary>
    /// The function that turns the pre-activation into the state; of an LSTM that of the candidate and the cell state, of a
    /// GRU that of the candidate.
    /// </summary>
    /// <value>Tanh</value>
    [Parameter(ParameterSetName = SizeSet)]
    [ValidateSet(nameof(RnnActivation.Tanh), nameof(RnnActivation.Relu), nameof(RnnActivation.Sigmoid), nameof(RnnActivation.Identity))]
    public RnnActivation Activation { get; set; } = RnnActivation.Tanh;

    /// <summary>
    /// How the weights are drawn: Glorot, as Keras (recurrent weights orthogonal, biases 0, an LSTM's forget gates 1), or Uniform, as
    /// PyTorch (all in ±1/√(hidden size), with two biases).
    /// </summary>
    /// <value>Glorot</value>
    [Parameter(ParameterSetName = SizeSet)]
    [Parameter(ParameterSetName = CellSizeSet)]
    public RnnInitializer Initializer { get; set; } = RnnInitializer.Glorot;

    /// <summary>The seed that the weights are drawn from. Without it, one is drawn and kept on the model.</summary>
    /// <value>a random one</value>
    [Parameter(ParameterSetName = SizeSet)]
    [Parameter(ParameterSetName = CellSizeSet)]
    public int Seed { get; set; } = Random.Shared.Next();

    /// <summary>
    /// The cells, as New-RnnCell makes them, one for each layer from the input up. A pair of cells in place of one is a
    /// bidirectional layer: the forward cell, then the backward one.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = CellSet)]
    [Parameter(Mandatory = true, ParameterSetName = CellSizeSet)]
    [ValidateNotNullOrEmpty]
    public object[]? Cell { get; set; }

    /// <summary>The order in which the layers read: one for all, or one for each layer.</summary>
    /// <value>Forward; Bidirectional for a pair of cells</value>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public RnnDirection[]? Direction { get; set; }

    /// <summary>How the states of a bidirectional layer become one: one for all, or one for each layer.</summary>
    /// <value>Concat</value>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public RnnMerge[]? Merge { get; set; }

    /// <summary>
    /// The output layer's weights: a list of rows, [hidden × output]. A flat list of as many numbers as the state has is
    /// one column: one output.
    /// </summary>
    [Parameter(ParameterSetName = CellSet)]
    [AllowEmptyCollection]
    [ValidateNotNull]
    public object? OutputWeight { get; set; }

    /// <summary>The output layer's bias, one number for each output; without it the layer has none.</summary>
    [Parameter(ParameterSetName = CellSet)]
    [AllowEmptyCollection]
    [ValidateNotNull]
    public object? OutputBias { get; set; }

    /// <summary>The function behind the output layer's weights.</summary>
    /// <value>Identity</value>
    [Parameter]
    public RnnOutputActivation OutputActivation { get; set; } = RnnOutputActivation.Identity;

    /// <summary>Whether the model puts out at every step, or once a sequence, from the last layer's final state.</summary>
    /// <value>Every</value>
    [Parameter]
    public RnnOutputStep OutputStep { get; set; } = RnnOutputStep.Every;

    /// <summary>
    /// The share, from 0 up to but not 1, of what each layer hands to the next one that training leaves out at random; runs leave
    /// out nothing. It needs two layers or more.
    /// </summary>
    /// <value>0</value>
    [Parameter]
    public double Dropout { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() =>
        WriteObject(ParameterSetName == CellSet ? FromWeights() : Require(FromSizes));

    private RnnModel FromSizes()
    {
        IReadOnlyList<RnnStackLayer> stack = Cell is null
            ? StackBuilder.Draw(Kind, InputSize, HiddenSize!, Activation, Direction, Merge, Initializer, Seed)
            : StackBuilder.Read(Cell, Direction, Merge);
        // The sizes of the layers are checked first: the output layer's weights follow from them.
        _ = new RnnModel(stack);
        (RnnMatrix weights, RnnVector bias) = DrawnWeights.Output(stack[^1].OutputSize, OutputSize, Initializer, Seed);
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
