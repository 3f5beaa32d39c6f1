using System.Management.Automation;

namespace RnnPS;

/// <summary>Creates a recurrent cell, from sizes or from given weights.</summary>
/// <remarks>
/// <para>
/// A cell computes one timestep. The simple cell of Elman (1990) is h(t) = f(x(t)·W + h(t−1)·R + b). An LSTM (Hochreiter and
/// Schmidhuber 1997) has a second state, the cell state, and the gates i, f and o. A GRU (Cho et al. 2014) has the gates z and r.
/// </para>
/// <para>
/// Vectors are row vectors. The input weights W are [input × gates·hidden], the recurrent weights R are
/// [hidden × gates·hidden], and the bias b is [gates·hidden]. The gates are side by side, in the order of Keras: i, f, c, o for
/// an LSTM and z, r, h for a GRU.
/// </para>
/// <para>
/// With sizes, the command draws the weights at random. By default, W is uniform after Glorot and Bengio (2010), R is
/// orthogonal, and the biases are 0, except 1 for an LSTM's forget gate. The cell keeps the seed, so that you can create the
/// same cell again. Alternatively, give the weights: as two matrices, or stacked in one matrix with the recurrent weights above
/// the input weights.
/// </para>
/// <para>You can use a cell as a model. Its output is then its state.</para>
/// </remarks>
/// <example>
/// <para>Create the cell of the starting example from stacked weights: two rows of recurrent weights and one row of input weights.</para>
/// <code>New-RnnCell -Weight (0.1, 0.2), (0.3, 0.4), (0.5, 0.6) -Bias 0.1, -0.1</code>
/// </example>
/// <example>
/// <para>Create an LSTM of 32 units for 3 inputs, with weights drawn from a seed.</para>
/// <code>New-RnnCell -Kind Lstm -InputSize 3 -HiddenSize 32 -Seed 7</code>
/// </example>
/// <example>
/// <para>Create a GRU of one unit from its weights, with the reset gate before the recurrent product, as in the paper.</para>
/// <code>New-RnnCell -Kind Gru -InputWeight (,(0.1, 0.2, 0.3)) -RecurrentWeight (,(0.4, 0.5, 0.6)) -ResetBefore</code>
/// </example>
/// <example>
/// <para>Create a GRU of one unit from the tensors of PyTorch, as Python's tolist() prints them.</para>
/// <code>New-RnnCell -Kind Gru -Layout PyTorch -InputWeight 0.1, 0.2, 0.3 -RecurrentWeight 0.4, 0.5, 0.6 -Bias 0, 0, 0 -RecurrentBias 0, 0, 0.1</code>
/// </example>
/// <seealso cref="NewRnnModelCommand"/>
/// <seealso cref="InvokeRnnForwardCommand"/>
/// <seealso href="about_RnnPS_Shapes"/>
[Cmdlet(VerbsCommon.New, "RnnCell", DefaultParameterSetName = SizeSet)]
[OutputType(typeof(ElmanCell), typeof(LstmCell), typeof(GruCell))]
public sealed class NewRnnCellCommand : RnnCommand
{
    private const string SizeSet = "Size";
    private const string StackedSet = "StackedWeight";
    private const string SplitSet = "SplitWeight";

    /// <summary>The number of input features of a timestep.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = SizeSet)]
    [ValidateRange(1, int.MaxValue)]
    [NumberTransformation(Integer = true)]
    public int InputSize { get; set; }

    /// <summary>The number of units. The state has one component for each unit.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = SizeSet)]
    [ValidateRange(1, int.MaxValue)]
    [NumberTransformation(Integer = true)]
    public int HiddenSize { get; set; }

    /// <summary>The kind of the cell: Elman, Lstm or Gru.</summary>
    /// <value>Elman</value>
    [Parameter]
    [NameTransformation]
    public RnnCellKind Kind { get; set; } = RnnCellKind.Elman;

    /// <summary>
    /// The recurrent weights and the input weights, stacked in one list of rows: [(hidden + input) × gates·hidden]. The recurrent
    /// weights come first. A flat list is one column, for an Elman cell with one unit.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = StackedSet)]
    [AllowNull]
    [AllowEmptyCollection]
    public object? Weight { get; set; }

    /// <summary>The input weights: a list of rows, [input × gates·hidden].</summary>
    [Parameter(Mandatory = true, ParameterSetName = SplitSet)]
    [AllowNull]
    [AllowEmptyCollection]
    public object? InputWeight { get; set; }

    /// <summary>The recurrent weights: a list of rows, [hidden × gates·hidden].</summary>
    [Parameter(Mandatory = true, ParameterSetName = SplitSet)]
    [AllowNull]
    [AllowEmptyCollection]
    public object? RecurrentWeight { get; set; }

    /// <summary>The bias: one number for each column of the weights. Without it, the cell has no bias.</summary>
    [Parameter(ParameterSetName = StackedSet)]
    [Parameter(ParameterSetName = SplitSet)]
    [AllowEmptyCollection]
    [ValidateNotNull]
    public object? Bias { get; set; }

    /// <summary>
    /// The bias of the recurrent product, like bias_hh of PyTorch: one number for each column of the weights. It is added to the
    /// first bias, except for the last third of a GRU's bias, which the reset gate multiplies first.
    /// </summary>
    [Parameter(ParameterSetName = StackedSet)]
    [Parameter(ParameterSetName = SplitSet)]
    [AllowEmptyCollection]
    [ValidateNotNull]
    public object? RecurrentBias { get; set; }

    /// <summary>
    /// The layout of the given weights and biases. PyTorch means the tensors weight_ih, weight_hh, bias_ih and bias_hh as PyTorch has them:
    /// the command transposes the weights and reorders the gates. Give the two biases as -Bias and -RecurrentBias.
    /// </summary>
    /// <value>Keras: [input × gates·hidden], the gates in the order of the cell</value>
    [Parameter(ParameterSetName = SplitSet)]
    [NameTransformation]
    public RnnWeightLayout Layout { get; set; }

    /// <summary>
    /// The activation function of an Elman cell's state. For an LSTM, the function is applied to the candidate and the cell
    /// state; for a GRU, to the candidate. Gates always use the sigmoid.
    /// </summary>
    /// <value>Tanh</value>
    [Parameter]
    [ValidateSet(nameof(RnnActivation.Tanh), nameof(RnnActivation.Relu), nameof(RnnActivation.Sigmoid), nameof(RnnActivation.Identity))]
    [NameTransformation]
    public RnnActivation Activation { get; set; } = RnnActivation.Tanh;

    /// <summary>
    /// Applies a GRU's reset gate to the state before the recurrent product, as in the paper. By default, the gate is applied
    /// after the product, as in Keras, PyTorch and cuDNN.
    /// </summary>
    [Parameter]
    public SwitchParameter ResetBefore { get; set; }

    /// <summary>
    /// The initializer of the weights. Glorot initializes as Keras does: Glorot-uniform input and output weights, orthogonal
    /// recurrent weights, biases of 0, and 1 for the bias of an LSTM's forget gate. Uniform initializes as PyTorch does: all
    /// weights and two biases uniform in ±1/√(hidden size).
    /// </summary>
    /// <value>Glorot</value>
    [Parameter(ParameterSetName = SizeSet)]
    [NameTransformation]
    public RnnInitializer Initializer { get; set; } = RnnInitializer.Glorot;

    /// <summary>The seed for the random weights. Without it, a random seed is used and kept on the cell.</summary>
    /// <value>a random seed</value>
    [Parameter(ParameterSetName = SizeSet)]
    [NumberTransformation(Integer = true)]
    public int Seed { get; set; } = Random.Shared.Next();

    /// <summary>Draws weights of any size, even if they need more memory than is free.</summary>
    [Parameter(ParameterSetName = SizeSet)]
    public SwitchParameter Force { get; set; }

    private int Gates => RnnCellType.Of(Kind).GateCount;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (ResetBefore && !RnnCellType.Of(Kind).HasResetGate)
        {
            ThrowTerminatingError(new RnnException(
                RnnErrorId.Parameters, $"-ResetBefore applies only to a GRU, and -Kind is {Kind}: leave -ResetBefore out, or give -Kind Gru.", Kind));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteObject(ParameterSetName switch
    {
        SizeSet => Require(() => DrawnWeights.Cell(Kind, InputSize, HiddenSize, Activation, ResetBefore, Initializer, Seed, Memory(Force), Stopped)),
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
                $"-Weight is {stacked} (rows×columns): with {stacked.Columns} columns, the recurrent weights are the first {RnnMessages.Count(hidden, "row")}, and "
                + $"at least one row of input weights must follow. Give (hidden + input) rows of {(Gates == 1 ? "hidden" : $"{Gates}·hidden")} numbers.",
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
        if (Layout == RnnWeightLayout.PyTorch)
        {
            return Create(
                // A flat list is the column of a single input.
                Require(() => PyTorchLayout.Matrix(WeightReader.Matrix(InputWeight, _ => 1), Kind), nameof(InputWeight)),
                // A flat list is the column of a single unit.
                Require(() => PyTorchLayout.Matrix(WeightReader.Matrix(RecurrentWeight, _ => 1), Kind), nameof(RecurrentWeight)),
                parameter: null);
        }

        RnnMatrix recurrent = Require(() => WeightReader.Matrix(RecurrentWeight, _ => null), nameof(RecurrentWeight));
        // A flat list is a column if there is only one column. Otherwise it is the row of a single input.
        RnnMatrix input = Require(
            () => WeightReader.Matrix(InputWeight, length => recurrent.Columns == 1 ? 1 : length), nameof(InputWeight));
        RequireLayout(input, recurrent);
        return Create(input, recurrent, parameter: null);
    }

    // The tensors of PyTorch are the transposes of these, so that each fits the other, but none fits a cell.
    private void RequireLayout(RnnMatrix input, RnnMatrix recurrent)
    {
        bool fits = input.Columns == recurrent.Columns && recurrent.Columns == Gates * recurrent.Rows;
        if (!fits && input.Rows == recurrent.Rows && recurrent.Rows == Gates * recurrent.Columns)
        {
            ThrowTerminatingError(new RnnException(
                RnnErrorId.WeightShape,
                $"-InputWeight is {input} and -RecurrentWeight {recurrent} (rows×columns): expected [input×gates·hidden] and [hidden×gates·hidden]. Did you mean "
                + "the transpose? PyTorch has these shapes: give -Layout PyTorch to take its tensors as they are.",
                InputWeight));
        }
    }

    // Create the cell in stages, so that an error names the wrong parameter.
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
        RnnVector? bias = Bias is null ? null : Require(() => ReadBias(Bias), nameof(Bias));
        if (bias is not null)
        {
            cell = Require(() => Make(bias, null), nameof(Bias));
        }

        return RecurrentBias is null
            ? cell
            : Require(() => Make(bias, ReadBias(RecurrentBias)), nameof(RecurrentBias));
    }

    private RnnVector ReadBias(object value)
    {
        RnnVector bias = WeightReader.Vector(value);
        return Layout == RnnWeightLayout.PyTorch ? PyTorchLayout.Vector(bias, Kind) : bias;
    }
}
