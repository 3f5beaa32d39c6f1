using System.Management.Automation;

namespace RnnPS;

/// <summary>Creates a recurrent cell, from sizes or from given weights.</summary>
/// <remarks>
/// <para>
/// A cell is the maths of one timestep: h(t) = f(x(t)·W + h(t−1)·R + b), the plain cell of Elman (1990). Numbers are row
/// vectors: the input weights W are [input × hidden], the recurrent weights R [hidden × hidden], the bias b [hidden].
/// </para>
/// <para>
/// Give the sizes to have weights drawn: W uniform after Glorot and Bengio (2010), R orthogonal, b zero. The seed is kept
/// on the cell, so that the same cell can be made again. Or give the weights: in two matrices, or stacked in one, with
/// the rows that meet the state above the rows that meet the input.
/// </para>
/// <para>A cell can be used as a model by itself; its output is then its state.</para>
/// </remarks>
/// <example>
/// <para>The cell of the starting example, its weights stacked: two rows meet the state, the last the input.</para>
/// <code>New-RnnCell -Weight (0.1, 0.2), (0.3, 0.4), (0.5, 0.6) -Bias 0.1, -0.1</code>
/// </example>
/// <example>
/// <para>A cell of 32 units for 3 inputs, drawn from a seed.</para>
/// <code>New-RnnCell -InputSize 3 -HiddenSize 32 -Activation Relu -Seed 7</code>
/// </example>
/// <seealso cref="NewRnnModelCommand"/>
/// <seealso cref="InvokeRnnForwardCommand"/>
[Cmdlet(VerbsCommon.New, "RnnCell", DefaultParameterSetName = SizeSet)]
[OutputType(typeof(ElmanCell))]
public sealed class NewRnnCellCommand : RnnCommand
{
    private const string SizeSet = "Size";
    private const string StackedSet = "StackedWeight";
    private const string SplitSet = "SplitWeight";

    /// <summary>The number of features that come in at a timestep.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = SizeSet)]
    [ValidateRange(1, int.MaxValue)]
    public int InputSize { get; set; }

    /// <summary>The number of components of the state.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = SizeSet)]
    [ValidateRange(1, int.MaxValue)]
    public int HiddenSize { get; set; }

    /// <summary>
    /// All weights in one array, a list of rows: first the rows that meet the state, then those that meet the input,
    /// [(hidden + input) × hidden]. A flat list is a column: a cell with one unit.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = StackedSet)]
    [AllowNull]
    [AllowEmptyCollection]
    public object? Weight { get; set; }

    /// <summary>The weights that meet the input: a list of rows, [input × hidden].</summary>
    [Parameter(Mandatory = true, ParameterSetName = SplitSet)]
    [AllowNull]
    [AllowEmptyCollection]
    public object? InputWeight { get; set; }

    /// <summary>The weights that meet the state: a list of rows, [hidden × hidden].</summary>
    [Parameter(Mandatory = true, ParameterSetName = SplitSet)]
    [AllowNull]
    [AllowEmptyCollection]
    public object? RecurrentWeight { get; set; }

    /// <summary>The bias, one number for each component of the state; without it the cell has none.</summary>
    [Parameter(ParameterSetName = StackedSet)]
    [Parameter(ParameterSetName = SplitSet)]
    [AllowEmptyCollection]
    [ValidateNotNull]
    public object? Bias { get; set; }

    /// <summary>The function that turns the pre-activation into the state.</summary>
    /// <value>Tanh</value>
    [Parameter]
    public RnnActivation Activation { get; set; } = RnnActivation.Tanh;

    /// <summary>The seed that the weights are drawn from. Without it, one is drawn and kept on the cell.</summary>
    /// <value>a random one</value>
    [Parameter(ParameterSetName = SizeSet)]
    public int Seed { get; set; } = Random.Shared.Next();

    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteObject(ParameterSetName switch
    {
        SizeSet => Require(() => DrawnWeights.Cell(InputSize, HiddenSize, Activation, Seed)),
        StackedSet => FromStacked(),
        _ => FromSplit(),
    });

    private ElmanCell FromStacked()
    {
        RnnMatrix stacked = Require(() => WeightReader.Matrix(Weight, _ => 1), nameof(Weight));
        int hidden = stacked.Columns;
        if (stacked.Rows <= hidden && stacked.Rows > 0)
        {
            ThrowTerminatingError(new RnnException(
                RnnErrorId.WeightShape,
                $"-Weight is {stacked} (rows×columns): with {hidden} columns the state meets the first {hidden} rows, and "
                + "at least one more row must follow for the input. Give (hidden + input) rows of hidden numbers.",
                Weight));
        }

        ElmanCell cell = Require(
            () => stacked.Rows == 0
                ? new ElmanCell(stacked, stacked)
                : new ElmanCell(
                    stacked.Slice(hidden, stacked.Rows - hidden), stacked.Slice(0, hidden), null, Activation),
            nameof(Weight));
        return WithBias(cell);
    }

    private ElmanCell FromSplit()
    {
        RnnMatrix recurrent = Require(() => WeightReader.Matrix(RecurrentWeight, _ => null), nameof(RecurrentWeight));
        // With one unit a flat list is a column, with more it is the row of a single input.
        RnnMatrix input = Require(
            () => WeightReader.Matrix(InputWeight, length => recurrent.Rows == 1 ? 1 : length), nameof(InputWeight));
        return WithBias(Require(() => new ElmanCell(input, recurrent, null, Activation)));
    }

    // Apart from the weights, so that an error names the parameter that is wrong.
    private ElmanCell WithBias(ElmanCell cell) => Bias is null ? cell : Require(
        () => new ElmanCell(cell.InputWeights, cell.RecurrentWeights, WeightReader.Vector(Bias), Activation), nameof(Bias));
}
