using System.ComponentModel;
using System.Globalization;
using System.Management.Automation;

namespace RnnPS;

/// <summary>The base of cmdlets that draw charts: what they draw, and the known values of forecast series.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ChartCommand : RnnCommand, IActualRows
{
    private readonly List<object> _items = [];

    /// <summary>
    /// The objects to draw, all of one type: steps of Invoke-RnnForward, losses of Measure-RnnLoss -PerStep, epochs of Optimize-RnnModel,
    /// gradients of Measure-RnnGradient, steps of Invoke-RnnForecast or Test-RnnForecast -PerStep, or rows of Find-RnnAnomaly.
    /// </summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [Alias("Input")]
    [AllowNull]
    [AllowEmptyCollection]
    public object? InputObject { get; set; }

    /// <summary>
    /// What to draw of the objects, one panel for each. Of steps: the name of a state, a gate or another vector, such as State, CellState,
    /// ForgetGate or Output; in a model with several layers, ForgetGate is that gate of all layers, and Layer1ForgetGate of one. Of epochs:
    /// Loss, HorizonError, Accuracy, LearningRate or GradientNorm. Of gradients: FromEnd or Norm. Of losses: Prediction or Loss.
    /// </summary>
    /// <value>by the type of the objects</value>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ChartKindCompleter))]
    public string[] Kind { get; set; } = [];

    /// <summary>The units of a state or gate to draw as lines, from 0. Without it, a heatmap shows all units.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NumberTransformation(Integer = true)]
    public int[] Unit { get; set; } = [];

    /// <summary>
    /// The known values of forecast series: rows (with -Property), numbers, or RnnSequence objects with the keys of the series. Rows before
    /// the forecast are its history, the others are what happened.
    /// </summary>
    [Parameter]
    [Alias("History")]
    [ValidateGiven]
    public object? Actual { get; set; }

    /// <summary>The property of the rows of -Actual that was forecast; several for several targets, in their order.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Property { get; set; }

    /// <summary>The property of the rows of -Actual that tells their series, if the forecasts are of several.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? GroupBy { get; set; }

    /// <summary>
    /// The property of the rows of -Actual that holds their time. Give the one that the forecast was made with. Without it, the horizontal
    /// axis has the numbers of rows, and the first row of -Actual is row 0.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? TimeProperty { get; set; }

    /// <summary>
    /// The exact .NET format of times that are neither ISO 8601 nor plain numbers, as for Invoke-RnnForecast.
    /// </summary>
    /// <value>ISO 8601, or a number</value>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TimeFormatCompleter))]
    public string? TimeFormat { get; set; }

    /// <summary>The culture of numbers and times in the text of -Actual and of source rows, for example de-DE for "2,5".</summary>
    /// <value>the invariant culture: "2.5"</value>
    [Parameter]
    [ValidateNotNull]
    public CultureInfo? Culture { get; set; }

    /// <summary>The largest number of rows of -Actual to show before the forecast.</summary>
    /// <value>five times the length of the forecast, and at least 50</value>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    [NumberTransformation(Integer = true)]
    public int HistoryCount { get; set; }

    /// <summary>
    /// The properties of the source rows of steps that are their targets, in the order of the outputs. The chart Output shows them.
    /// </summary>
    /// <value>the targets that the model was trained with, if the rows have them</value>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? TargetProperty { get; set; }

    /// <summary>The title of the chart.</summary>
    /// <value>what is drawn</value>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Title { get; set; }

    /// <summary>The name of the values with their unit, such as 'CO2 in ppm', for the vertical axis.</summary>
    /// <value>the name of the values</value>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ValueTitle { get; set; }

    /// <summary>How text writes numbers.</summary>
    internal NumberTexts Texts { get; private set; } = NumberTexts.Invariant;

    NumberTexts IActualRows.Texts => Texts;

    RnnTimeFormat IActualRows.Times => Times;

    /// <summary>How times are written.</summary>
    internal RnnTimeFormat Times { get; private set; } = null!;

    /// <summary>The objects to draw.</summary>
    internal IReadOnlyList<object> Items => _items;

    /// <summary>The number of rows of the history to show; null to choose.</summary>
    internal int? ShownHistory => Given(nameof(HistoryCount)) ? HistoryCount : null;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        Texts = new NumberTexts(Culture, null);
        Times = Require(() => new RnnTimeFormat(TimeFormat, Culture), nameof(TimeFormat));
        string? ofActual = Array.Find([nameof(Property), nameof(GroupBy), nameof(TimeProperty), nameof(TimeFormat), nameof(HistoryCount)], Given);
        if (Actual is null && ofActual is not null)
        {
            ThrowTerminatingError(new RnnException(
                RnnErrorId.Parameters, $"-{ofActual} is for the rows of -Actual, and there are none: give both, or leave -{ofActual} out.", ofActual));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (NumberReader.AsList(InputObject) is { } list)
        {
            foreach (object? item in Require(() => ListReader.ToArray(list), nameof(InputObject)))
            {
                Add(item);
            }
        }
        else
        {
            Add(InputObject);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_items.Count == 0)
        {
            WriteEmptyInput("object to draw");
        }
        else
        {
            Draw();
        }
    }

    /// <summary>Draws the chart of all objects.</summary>
    protected abstract void Draw();

    // A wrong object is one mistake, however many follow.
    private void Add(object? item) => _items.Add(Require(() =>
    {
        object read = NumberReader.Unwrap(SerializedForm.Revive(item)) ?? throw NumberReader.Null();
        ChartDrawing.RequireDrawable(read);
        return read;
    }));
}
