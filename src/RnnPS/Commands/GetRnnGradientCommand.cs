using System.Management.Automation;

namespace RnnPS;

/// <summary>Gets the gradients of a loss as objects: with respect to the weights of a model, its states or its inputs.</summary>
/// <remarks>
/// <para>
/// By default, the command emits one RnnWeightGradient for each weight array of the model. Name is the name of the array in the model,
/// such as Layers[0].RecurrentWeights. Value has its numbers. Gradient has the derivative of the loss with respect to each of them, in the
/// same shape. Norm is the length of the gradient.
/// </para>
/// <para>
/// A recurrent network uses the same weights at every timestep, and each timestep has a loss of its own. Both make a gradient a sum.
/// -PerStep emits its parts by the timestep in which the weights are used. -PerLoss emits its parts by the timestep whose loss it is.
/// Together, they emit one part for each use and each loss. The parts add up to the gradient.
/// </para>
/// <para>
/// -Of State emits one RnnStateGradient for each timestep and each cell. Gradient is dLoss/dState: what a change of the state would do to
/// the loss, through all that follows in time and in the layers above. An LSTM has CellStateGradient, too. -Of InitialState does the same
/// for the state before the first timestep. -Of Input emits one RnnInputGradient for each timestep, with one derivative for each feature.
/// It shows which inputs mattered. If the model reads tokens, it is the gradient of the token's vector.
/// </para>
/// <para>
/// With -TruncatedLength, the gradient stops at the border of each chunk of timesteps, and the state goes on. Truncated backpropagation
/// through time, as in Optimize-RnnModel -TruncatedLength, sees these gradients. Compare them with the whole gradients to see what the
/// truncation leaves out.
/// </para>
/// <para>
/// Each sequence has gradients of its own, and Sequence tells which one. With -Total, one more set follows, whose Sequence is the text
/// Total. It is the sum over the sequences, or with -Reduction Mean the mean over the timesteps of all sequences.
/// </para>
/// <para>
/// The loss is the one that Measure-RnnLoss measures: of raw outputs and targets. If the model scales its inputs and outputs, the chain
/// rule goes through both scalings, so that gradients are those of raw inputs and of the raw loss. Training and Measure-RnnGradient
/// use the scaled values. The input and the targets are the same as for Optimize-RnnModel. For a model that Optimize-RnnModel trained, the
/// properties, the lead and the loss of the training are the defaults. Dropout is not applied. A masked timestep has no gradients.
/// </para>
/// <para>
/// -PerLoss runs backward once for each timestep with a loss, so its time grows with the square of the number of timesteps.
/// </para>
/// </remarks>
/// <example>
/// <para>Get the gradients of the starting example, whose numbers are those of its tutorial.</para>
/// <code>Get-RnnGradient ([RnnPS.RnnModel]::StartingExample()) -Input 1,2 -Target 1.5,2.7</code>
/// </example>
/// <example>
/// <para>Show what each timestep contributes to the gradient of the recurrent weights: by its use of them, and by its loss.</para>
/// <code>$example = [RnnPS.RnnModel]::StartingExample()
/// Get-RnnGradient $example -Input 1,2 -Target 1.5,2.7 -PerStep | Where-Object Name -like *RecurrentWeights
/// Get-RnnGradient $example -Input 1,2 -Target 1.5,2.7 -PerLoss | Where-Object Name -like *RecurrentWeights</code>
/// </example>
/// <example>
/// <para>Show how the gradient of the last loss fades on its way back, and what a chunk of 4 timesteps leaves of it.</para>
/// <code>$model = New-RnnModel -Kind Lstm -InputSize 1 -HiddenSize 4 -OutputSize 1 -Seed 1
/// Get-RnnGradient $model -Input (1..12) -Target 1 -Last -Of State
/// Get-RnnGradient $model -Input (1..12) -Target 1 -Last -Of State -TruncatedLength 4</code>
/// </example>
/// <example>
/// <para>Find the months whose inputs mattered most for the last prediction.</para>
/// <code>$model = New-RnnModel -InputSize 2 -HiddenSize 8 -OutputSize 1 -Seed 1
/// Import-Csv macrodata.csv | Get-RnnGradient $model -Property unemp, infl -TargetProperty infl -Last -Of Input |
///     Sort-Object Norm -Descending | Select-Object -First 3</code>
/// </example>
/// <seealso cref="MeasureRnnGradientCommand"/>
/// <seealso cref="TestRnnGradientCommand"/>
/// <seealso cref="OptimizeRnnModelCommand"/>
/// <seealso href="about_RnnPS"/>
[Cmdlet(VerbsCommon.Get, "RnnGradient")]
[OutputType(typeof(RnnWeightGradient), typeof(RnnStateGradient), typeof(RnnInputGradient))]
public sealed class GetRnnGradientCommand : GradientCommand
{
    /// <summary>What the gradients are taken with respect to: Weight, State, Input or InitialState.</summary>
    /// <value>Weight</value>
    [Parameter]
    [NameTransformation]
    public RnnGradientOf Of { get; set; } = RnnGradientOf.Weight;

    /// <summary>Emits the part of each weight's gradient that comes from its use at each timestep.</summary>
    [Parameter]
    public SwitchParameter PerStep { get; set; }

    /// <summary>Emits the gradients of each timestep's own loss, one after the other.</summary>
    [Parameter]
    public SwitchParameter PerLoss { get; set; }

    /// <summary>Emits, after the gradients of the sequences, those over all of them. It is for the whole gradients of weights.</summary>
    [Parameter]
    public SwitchParameter Total { get; set; }

    /// <summary>
    /// The loss of a sequence: Sum for the sum of the losses of its timesteps, Mean for their mean. The gradients are those of this loss.
    /// </summary>
    /// <value>Sum</value>
    [Parameter]
    [NameTransformation]
    public RnnReduction Reduction { get; set; } = RnnReduction.Sum;

    /// <summary>Takes only the loss of the last timestep of each sequence. -Target is then one target for each sequence.</summary>
    [Parameter]
    public SwitchParameter Last { get; set; }

    /// <summary>
    /// The number of timesteps of a chunk. The gradient stops at the border between two chunks, and the state carries over.
    /// </summary>
    /// <value>the gradient does not stop</value>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    [NumberTransformation(Integer = true)]
    public int TruncatedLength { get; set; }

    /// <summary>
    /// The property of each row, or feature of each sequence, that is the weight of its target in the loss. The column is not an input,
    /// unless -Property names it.
    /// </summary>
    /// <value>all weights are 1</value>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RowPropertyCompleter))]
    public string? WeightProperty { get; set; }

    /// <inheritdoc/>
    protected override bool OneTarget => Last || base.OneTarget;

    /// <inheritdoc/>
    protected override string? WeightColumn => WeightProperty;

    /// <inheritdoc/>
    protected override string? Conflict => this switch
    {
        { PerStep: { IsPresent: true }, Of: not RnnGradientOf.Weight } => $"-PerStep is for the gradients of weights, and those of -Of {Of} are of one timestep each: leave -PerStep out.",
        { Total: { IsPresent: true }, Of: not RnnGradientOf.Weight } => $"-Total adds up the gradients of weights, and those of -Of {Of} differ from sequence to sequence: leave -Total out.",
        { Total: { IsPresent: true }, PerStep: { IsPresent: true } } => "-PerStep emits parts of gradients, and -Total adds up whole gradients: leave one of the two out.",
        { Total: { IsPresent: true }, PerLoss: { IsPresent: true } } => "-PerLoss emits parts of gradients, and -Total adds up whole gradients: leave one of the two out.",
        _ => base.Conflict,
    };

    /// <inheritdoc/>
    private protected override void RequireOptions() => Options().RequireFits(Model!);

    /// <inheritdoc/>
    protected override void Process(IReadOnlyList<TrainingSeries> series)
    {
        ArgumentNullException.ThrowIfNull(series);
        var progress = new ProgressMeter(this, "Gradients of " + Model);
        var total = new WeightGradientTotal(Reduction);
        for (int i = 0; i < series.Count; i++)
        {
            try
            {
                Write(series[i], total, reader => progress.Report((i + reader.Progress) / series.Count));
            }
            catch (RnnException error)
            {
                WriteError(error, series[i]);
            }
        }

        if (Total)
        {
            WriteObject(total.Gradients(), enumerateCollection: true);
        }

        progress.Complete();
    }

    private void Write(TrainingSeries series, WeightGradientTotal total, Action<GradientReader> report)
    {
        var reader = new GradientReader(Model!, series, Options());
        List<RnnWeightGradient> all = [];
        foreach (object gradient in Read(reader))
        {
            report(reader);
            if (Total)
            {
                all.Add((RnnWeightGradient)gradient);
            }

            WriteObject(gradient);
        }

        total.Add(all, reader.LossWeight);
    }

    private IEnumerable<object> Read(GradientReader reader) => Of switch
    {
        RnnGradientOf.State => reader.States(Stopped),
        RnnGradientOf.Input => reader.Inputs(Stopped),
        RnnGradientOf.InitialState => reader.InitialStates(Stopped),
        _ => PerStep ? reader.WeightsPerStep(Stopped) : reader.Weights(Stopped),
    };

    private GradientReaderOptions Options() => new()
    {
        Loss = LossFunction,
        Reduction = Reduction,
        LastOnly = Last,
        PerLoss = PerLoss,
        TruncatedLength = Given(nameof(TruncatedLength)) ? TruncatedLength : null,
        Memory = Memory(Force),
    };
}
