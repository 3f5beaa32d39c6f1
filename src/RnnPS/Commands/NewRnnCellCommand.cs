using System.Management.Automation;

namespace RnnPS;

/// <summary>Creates a recurrent cell, from sizes or from given weights.</summary>
/// <remarks>
/// <para>
/// A cell is the maths of one timestep. The plain cell of Elman (1990) is h(t) = f(x(t)·W + h(t−1)·R + b). An LSTM
/// (Hochreiter and Schmidhuber 1997) keeps a second state behind the gates i, f, o; a GRU (Cho et al. 2014) has the gates
/// z and r.
/// </para>
/// <para>
/// Numbers are row vectors: the input weights W are [input × gates·hidden], the recurrent weights R [hidden × gates·hidden],
/// the bias b [gates·hidden], with the gates side by side: i, f, c, o of an LSTM, z, r, h of a GRU, as in Keras.
/// </para>
/// <para>
/// Give the sizes to have weights drawn: W uniform after Glorot and Bengio (2010), R orthogonal, biases zero but 1 for an
/// LSTM's forget gate. The seed is kept on the cell, so that the same cell can be made again. Or give the weights: in two
/// matrices, or stacked in one, with the rows that meet the state above the rows that meet the input.
/// </para>
/// <para>A cell can be used as a model by itself; its output is then its state.</para>
/// </remarks>
/// <example>
/// <para>The cell of the starting example, its weights stacked: two rows meet the state, the last the input.</para>
/// <code>New-RnnCell -Weight (0.1, 0.2), (0.3, 0.4), (0.5, 0.6) -Bias 0.1, -0.1</code>
/// </example>
/// <example>
/// <para>An LSTM of 32 units for 3 inputs, drawn from a seed.</para>
/// <code>New-RnnCell -Kind Lstm -InputSize 3 -HiddenSize 32 -Seed 7</code>
/// </example>
/// <example>
/// <para>A GRU of one unit from its weights, its reset gate before the product, as in the paper.</para>
/// <code>New-RnnCell -Kind Gru -InputWeight (,(0.1, 0.2, 0.3)) -RecurrentWeight (,(0.4, 0.5, 0.6)) -ResetBefore</code>
/// </example>
/// <seealso cref="NewRnnModelCommand"/>
/// <seealso cref="InvokeRnnForwardCommand"/>
[Cmdlet(VerbsCommon.New, "RnnCell", DefaultParameterSetName = SizeSet)]
[OutputType(typeof(ElmanCell), typeof(LstmCell), typeof(GruCell))]
public sealed class NewRnnCellCommand : RnnCommand
{
    private const string SizeSet = "Size";
    private const string StackedSet = "StackedWeight";
    private const string SplitSet = "SplitWeight";

    /// <summary>The number of features that come in at a timestep.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = SizeSet)]
    [ValidateRange(1, int.MaxValue)]
    public int InputSize { get; set; }

    /// <summary>The number of units: of components of the state.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = SizeSet)]
    [ValidateRange(1, int.MaxValue)]
    public int HiddenSize { get; set; }

    /// <summary>The kind of cell.</summary>
    /// <value>Elman</value>
    [Parameter]
    public RnnCellKind Kind { get; set; } = RnnCellKind.Elman;

    /// <summary>
    /// All weights in one array, a list of rows: first the rows that meet the state, then those that meet the input,
    /// [(hidden + input) × gates·hidden]. A flat list is a column: an Elman cell with one unit.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = StackedSet)]
    [AllowNull]
    [AllowEmptyCollection]
    public object? Weight { get; set; }

    /// <summary>The weights that meet the input: a list of rows, [input × gates·hidden].</summary>
    [Parameter(Mandatory = true, ParameterSetName = SplitSet)]
    [AllowNull]
    [AllowEmptyCollection]
    public object? InputWeight { get; set; }

    /// <summary>The weights that meet the state: a list of rows, [hidden × gates·hidden].</summary>
    [Parameter(Mandatory = true, ParameterSetName = SplitSet)]
    [AllowNull]
    [AllowEmptyCollection]
    public object? RecurrentWeight { get; set; }

    /// <summary>The bias, one number for each column of the weights; without it the cell has none.</summary>
    [Parameter(ParameterSetName = StackedSet)]
    [Parameter(ParameterSetName = SplitSet)]
    [AllowEmptyCollection]
    [ValidateNotNull]
    public object? Bias { get; set; }

    /// <summary>
    /// The second bias, of the product with the state, as PyTorch's bias_hh: one number for each column of the weights. It is
    /// added to the first, but for a GRU's last third, which the reset gate meets first.
    /// </summary>
    [Parameter(ParameterSetName = StackedSet)]
    [Parameter(ParameterSetName = SplitSet)]
    [AllowEmptyCollection]
    [ValidateNotNull]
    public object? RecurrentBias { get; set; }

    /// <summary>
    /// The function that turns the pre-activation into the state; of an LSTM that of the candidate and the cell state, of a
    /// GRU that of the candidate. Gates are sigmoids.
    /// </summary>
    /// <value>Tanh</value>
    [Parameter]
    [ValidateSet(nameof(RnnActivation.Tanh), nameof(RnnActivation.Relu), nameof(RnnActivation.Sigmoid), nameof(RnnActivation.Identity))]
    public RnnActivation Activation { get; set; } = RnnActivation.Tanh;

    /// <summary>
    /// Lets a GRU's reset gate meet the state before the recurrent product, as in the paper; without it, the gate meets the
    /// product, as in Keras, PyTorch and cuDNN.
    /// </summary>
    [Parameter]
    public SwitchParameter ResetBefore { get; set; }

    /// <summary>
    /// How the weights are drawn: Glorot, as Keras (recurrent weights orthogonal, biases 0, an LSTM's forget gates 1), or Uniform, as
    /// PyTorch (all in ±1/√(hidden size), with two biases).
    /// </summary>
    /// <value>Glorot</value>
    [Parameter(ParameterSetName = SizeSet)]
    public RnnInitializer Initializer { get; set; } = RnnInitializer.Glorot;

    /// <summary>The seed that the weights are drawn from. Without it, one is drawn and kept on the cell.</summary>
    /// <value>a random one</value>
    [Parameter(ParameterSetName = SizeSet)]
    public int Seed { get; set; } = Random.Shared.Next();

    private int Gates => RnnCellType.Of(Kind).GateCount;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (ResetBefore && !RnnCellType.Of(Kind).HasResetGate)
        {
            ThrowTerminatingError(new RnnException(
                RnnErrorId.Parameters, $"-ResetBefore is a form of the GRU, and -Kind is {Kind}: leave it out, or make a GRU.", Kind));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteObject(ParameterSetName switch
    {
        SizeSet => Require(() => DrawnWeights.Cell(Kind, InputSize, HiddenSize, Activation, ResetBefore, Initializer, Seed)),
        StackedSet => FromStacked(),
        _ => FromSplit(),
    });

    private RnnCell FromStacked()
    {
        RnnMatrix stacked = Require(() => WeightReader.Matrix(Weight, _ => 1), nameof(Weight));
        int hidden = stacked.Columns / Gates;
        if (stacked.Columns % Gates == 0 && stacked.Rows <= hidden && stacked.Rows > 0)
        {
            ThrowTerminatingError(new RnnException(
                RnnErrorId.WeightShape,
                $"-Weight is {stacked} (rows×columns): with {stacked.Columns} columns the state meets the first {RnnMessages.Count(hidden, "row")}, and "
                + $"at least one more row must follow for the input. Give (hidden + input) rows of {(Gates == 1 ? "hidden" : $"{Gates}·hidden")} numbers.",
                Weight));
        }

        bool fits = stacked.Rows > hidden && stacked.Columns % Gates == 0;
        return Create(
            fits ? stacked.Slice(hidden, stacked.Rows - hidden) : stacked,
            fits ? stacked.Slice(0, hidden) : stacked,
            nameof(Weight));
    }

    private RnnCell FromSplit()
    {
        RnnMatrix recurrent = Require(() => WeightReader.Matrix(RecurrentWeight, _ => null), nameof(RecurrentWeight));
        // With one column a flat list is a column, with more it is the row of a single input.
        RnnMatrix input = Require(
            () => WeightReader.Matrix(InputWeight, length => recurrent.Columns == 1 ? 1 : length), nameof(InputWeight));
        return Create(input, recurrent, parameter: null);
    }

    // Step by step, so that an error names the parameter that is wrong.
    private RnnCell Create(RnnMatrix input, RnnMatrix recurrent, string? parameter)
    {
        RnnCell Make(RnnVector? bias, RnnVector? recurrentBias) => RnnCellType.Of(Kind).Create(new RnnCellOptions(input, recurrent)
        {
            Bias = bias,
            RecurrentBias = recurrentBias,
            Activation = Activation,
            ResetBefore = ResetBefore,
        });

        RnnCell cell = Require(() => Make(null, null), parameter);
        RnnVector? bias = Bias is null ? null : Require(() => WeightReader.Vector(Bias), nameof(Bias));
        if (bias is not null)
        {
            cell = Require(() => Make(bias, null), nameof(Bias));
        }

        return RecurrentBias is null
            ? cell
            : Require(() => Make(bias, WeightReader.Vector(RecurrentBias)), nameof(RecurrentBias));
    }
}
