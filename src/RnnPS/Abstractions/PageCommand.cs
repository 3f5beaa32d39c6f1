using System.ComponentModel;
using System.Management.Automation;

namespace RnnPS;

/// <summary>The base of cmdlets that make a page: a model with its input, or what other commands emitted.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class PageCommand : LossCommand, IActualRows
{
    private readonly List<object> _items = [];
    private IReadOnlyList<TrainingSeries> _series = [];
    private RnnTimeFormat _times = null!;
    private bool _hasTimesteps;

    /// <summary>
    /// The timesteps to run the model over: numbers, lists of features, rows (with -Property), or RnnSequence objects. Or what other commands
    /// emitted: steps of Invoke-RnnForward, epochs of Optimize-RnnModel, gradients of Measure-RnnGradient and steps of Invoke-RnnForecast, also
    /// together. Without input, the page shows the starting example.
    /// </summary>
    /// <value>the starting example</value>
    [Parameter(ValueFromPipeline = true)]
    [Alias("Input")]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public override object? InputObject { get; set; }

    /// <summary>A second model to run over the same input. The page compares the two.</summary>
    [Parameter]
    [ModelTransformation]
    [ValidateNotNull]
    public RnnModel? Compare { get; set; }

    /// <summary>
    /// The known values of forecast series, as for Export-RnnChart: rows (with -Property), numbers, or RnnSequence objects with the keys of the
    /// series.
    /// </summary>
    [Parameter]
    [Alias("History")]
    [ValidateGiven]
    public object? Actual { get; set; }

    /// <summary>The property of the rows of -Actual that holds their time.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? TimeProperty { get; set; }

    /// <summary>The exact .NET format of times that are neither ISO 8601 nor plain numbers, as for Invoke-RnnForecast.</summary>
    /// <value>ISO 8601, or a number</value>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TimeFormatCompleter))]
    public string? TimeFormat { get; set; }

    /// <summary>The title of the page.</summary>
    /// <value>the model</value>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Title { get; set; }

    NumberTexts IActualRows.Texts => Texts;

    RnnTimeFormat IActualRows.Times => _times;

    /// <summary>The objects of other commands.</summary>
    internal IReadOnlyList<object> Items => _items;

    /// <summary>The series to run the models over.</summary>
    internal IReadOnlyList<TrainingSeries> Series => _series;

    /// <summary>The loss of the series; null if they have no targets.</summary>
    internal RnnLossFunction? SeriesLoss => HasTargets ? LossFunction : null;

    /// <summary>The limit of the memory to take.</summary>
    internal MemoryLimit PageMemory => Memory(Force);

    /// <inheritdoc/>
    protected override RnnTraining? Defaults => Model!.Training;

    /// <inheritdoc/>
    private protected override bool KeepsRows => true;

    private bool HasTargets => Given(nameof(Target)) || TargetProperty is not null || Given(nameof(Lead)) || Model!.Training is not null || IsExample;

    // There is no input at all.
    private bool IsExample => !MyInvocation.ExpectingInput && !Given(nameof(InputObject));

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        Model ??= RnnModel.StartingExample();
        _times = Require(() => new RnnTimeFormat(TimeFormat, Culture), nameof(TimeFormat));
        base.BeginProcessing();
        if (!HasTargets)
        {
            // The series has all rows.
            Lead = 0;
        }

        if (Compare is not null && (Compare.InputSize, Compare.OutputSize) != (Model.InputSize, Model.OutputSize))
        {
            ThrowTerminatingError(new RnnException(
                RnnErrorId.Parameters,
                $"-Compare is {Compare} and the model {Model}: both run over the same input and targets, so give models with the same number of inputs and outputs.",
                Compare));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (IsExample)
        {
            return;
        }

        object?[] items = NumberReader.AsList(InputObject) is { } list ? Require(() => ListReader.ToArray(list), nameof(InputObject)) : [InputObject];
        // Gradients of Get-RnnGradient are refused as objects that a page does not show, not as timesteps.
        if (items.Length > 0
            && NumberReader.Unwrap(SerializedForm.Revive(items[0])) is { } first
            && (first is RnnWeightGradient or RnnStateGradient or RnnInputGradient || PageFile.Shows(first)))
        {
            _items.AddRange(items.Select(item => NumberReader.Unwrap(SerializedForm.Revive(item)) ?? item!));
        }
        else
        {
            _hasTimesteps = true;
            base.ProcessRecord();
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (IsExample)
        {
            RequireExample();
            var table = new RnnSequence(null, new RnnMatrix(2, 2, [1, 1.5, 2, 2.7]));
            _series = [new TrainingSeries(table, [0], [1])];
        }
        else if (_hasTimesteps || _items.Count == 0)
        {
            base.EndProcessing();
        }

        if (_items.Count > 0 || _series.Count > 0)
        {
            Require(Write);
        }
    }

    /// <inheritdoc/>
    protected override void Process(IReadOnlyList<TrainingSeries> series) => _series = series;

    /// <summary>Writes the page.</summary>
    protected abstract void Write();

    private void RequireExample()
    {
        if (Given(nameof(Model)) || Given(nameof(Target)) || TargetProperty is not null || Property is not null)
        {
            ThrowTerminatingError(new RnnException(
                RnnErrorId.EmptyInput,
                "There is no input to run the model over: give timesteps on the pipeline or with -InputObject. Without any parameter, the page shows the starting example."));
        }
    }
}
