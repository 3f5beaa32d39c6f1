using System.Management.Automation;

namespace RnnPS;

/// <summary>Creates a recurrent network: a cell and an output layer that serves every timestep.</summary>
/// <remarks>
/// <para>
/// Give sizes to have all weights drawn from a seed, which is kept on the model. Or give a cell of New-RnnCell, and the
/// output layer's weights, or its size to have them drawn. Without either, the output is the cell's state.
/// </para>
/// <para>
/// The output layer is y(t) = h(t)·OutputWeight + OutputBias. A weight of the model can be changed afterwards, as
/// $model.SetWeight('Layers[0].RecurrentWeights', 0, 1, 0.25).
/// </para>
/// </remarks>
/// <example>
/// <para>The starting example, from its weights.</para>
/// <code>$cell = New-RnnCell -Weight (0.1, 0.2), (0.3, 0.4), (0.5, 0.6) -Bias 0.1, -0.1
/// New-RnnModel -Cell $cell -OutputWeight 1.0, 2.0 -OutputBias 0.1</code>
/// </example>
/// <example>
/// <para>A network of 3 inputs, 16 units and 1 output, drawn from a seed.</para>
/// <code>New-RnnModel -InputSize 3 -HiddenSize 16 -OutputSize 1 -Seed 7</code>
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

    /// <summary>The number of components of the state.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = SizeSet)]
    [ValidateRange(1, int.MaxValue)]
    public int HiddenSize { get; set; }

    /// <summary>The number of components that come out at a timestep; the output layer's weights are drawn.</summary>
    [Parameter(Mandatory = true, Position = 2, ParameterSetName = SizeSet)]
    [Parameter(Mandatory = true, ParameterSetName = CellSizeSet)]
    [ValidateRange(1, int.MaxValue)]
    public int OutputSize { get; set; }

    /// <summary>The function that turns the pre-activation into the state.</summary>
    /// <value>Tanh</value>
    [Parameter(ParameterSetName = SizeSet)]
    public RnnActivation Activation { get; set; } = RnnActivation.Tanh;

    /// <summary>The seed that the weights are drawn from. Without it, one is drawn and kept on the model.</summary>
    /// <value>a random one</value>
    [Parameter(ParameterSetName = SizeSet)]
    [Parameter(ParameterSetName = CellSizeSet)]
    public int Seed { get; set; } = Random.Shared.Next();

    /// <summary>The cell, as New-RnnCell makes it.</summary>
    [Parameter(Mandatory = true, ParameterSetName = CellSet)]
    [Parameter(Mandatory = true, ParameterSetName = CellSizeSet)]
    [ValidateNotNull]
    public RnnCell? Cell { get; set; }

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

    /// <inheritdoc/>
    protected override void ProcessRecord() =>
        WriteObject(ParameterSetName == CellSet ? FromWeights() : Require(FromSizes));

    private RnnModel FromSizes()
    {
        RnnCell cell = Cell ?? DrawnWeights.Cell(InputSize, HiddenSize, Activation, Seed);
        return new RnnModel(
            [cell],
            DrawnWeights.Output(cell.HiddenSize, OutputSize, Seed),
            new RnnVector(new double[OutputSize]),
            Seed);
    }

    private RnnModel FromWeights()
    {
        int hidden = Cell!.HiddenSize;
        RnnMatrix? weights = OutputWeight is null ? null : Require(
            () => WeightReader.Matrix(OutputWeight, length => hidden == 1 ? length : 1), nameof(OutputWeight));
        RnnModel model = Require(
            () => new RnnModel([Cell], weights), weights is null ? null : nameof(OutputWeight));
        return OutputBias is null ? model : Require(
            () => new RnnModel([Cell], weights, WeightReader.Vector(OutputBias)), nameof(OutputBias));
    }
}
