using System.Management.Automation;

namespace RnnPS;

/// <summary>Shows a network at work in an HTML page: every number of the unrolled network, its gradients, and heatmaps of long runs.</summary>
/// <remarks>
/// <para>
/// The page is one file that loads nothing, neither from the network nor from the disk, and works in every current browser. Its
/// Content-Security-Policy allows its own script alone. Texts of the data are shown as text.
/// </para>
/// <para>
/// Give a model and its input. The unrolled network has one column for each timestep, with the input, the weights, the sums before the
/// activation, the gates, the state, the output and the loss; point at a number to see the formula with its numbers. A number that you change, a
/// weight, an input or a target, changes everything that follows, with the gradients, and the page shows the commands that make this model. The
/// overview has heatmaps of states and gates over time, aligned with inputs, outputs, targets and losses. Select a span to zoom, or to find the
/// spans whose states are most alike. With targets, the page shows how gradients flow back. With -Compare, it compares two models.
/// </para>
/// <para>
/// Or give what other commands emitted: steps of Invoke-RnnForward, epochs of Optimize-RnnModel, gradients of Measure-RnnGradient, steps of
/// Invoke-RnnForecast. Objects of several types are views of one page.
/// </para>
/// <para>
/// The page computes models of up to 64 units in a cell. Larger models and longer runs have the overview alone. Heatmaps of many values hold 16
/// bits of each, and a run that is too long for the page is drawn with several steps in a column; the page says so.
/// </para>
/// <para>
/// Without targets, there are no losses and no gradients. The targets of a trained model are those of its training, if the rows have them. The
/// command writes a temporary file and renames it at the end. An existing file is overwritten, unless -NoClobber is given.
/// </para>
/// </remarks>
/// <example>
/// <para>Show the starting example, a network small enough to calculate by hand.</para>
/// <code>Export-RnnPage example.html</code>
/// </example>
/// <example>
/// <para>Show an LSTM with the numbers of six steps and their targets.</para>
/// <code>$model = New-RnnModel -Kind Lstm -InputSize 1 -HiddenSize 2 -OutputSize 1 -Seed 7
/// Export-RnnPage lstm.html $model -Input 1,2,3,1,2,3 -Target 2,3,1,2,3,1</code>
/// </example>
/// <example>
/// <para>Train on sunspots, and look for the years in which the network was in a similar state.</para>
/// <code>$rows = Import-Csv sunspots.csv
/// $model = New-RnnModel -Kind Gru -InputSize 1 -HiddenSize 8 -OutputSize 1 -Seed 1
/// $epochs = $rows | Optimize-RnnModel $model -Property SUNACTIVITY -Epoch 20
/// @($epochs; $rows) | Export-RnnPage sunspots.html $model -Property SUNACTIVITY</code>
/// </example>
/// <seealso cref="ShowRnnPageCommand"/>
/// <seealso cref="ExportRnnChartCommand"/>
/// <seealso cref="InvokeRnnForwardCommand"/>
/// <seealso cref="MeasureRnnGradientCommand"/>
[Cmdlet(VerbsData.Export, "RnnPage", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class ExportRnnPageCommand : PageCommand
{
    private static readonly string[] Extensions = [".html", ".htm"];

    private string _path = string.Empty;
    private bool _confirmed;

    /// <summary>The path of the HTML file to write. Wildcard characters are not interpreted.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("LiteralPath", "PSPath")]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The model, or a cell. The command does not change it.</summary>
    /// <value>the starting example</value>
    [Parameter(Position = 1)]
    [Alias("Cell")]
    [ModelTransformation(SuggestInput = true)]
    [ValidateNotNull]
    public override RnnModel? Model { get; set; }

    /// <summary>Does not overwrite an existing file.</summary>
    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _path = Require(() => ResolveFile(Path!), nameof(Path));
        Require(RequireHtml, nameof(Path));
        Require(() => ChartDrawing.Check(_path, Force, NoClobber));
        _confirmed = ShouldProcess(_path);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (_confirmed)
        {
            base.ProcessRecord();
        }
        else
        {
            // Nothing would be written, so no more objects are needed.
            UpstreamStop.Request(this);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_confirmed)
        {
            base.EndProcessing();
        }
    }

    /// <inheritdoc/>
    protected override void Write() => PageFile.Write(_path, this, Force, NoClobber);

    private void RequireHtml()
    {
        string extension = System.IO.Path.GetExtension(_path);
        if (!Array.Exists(Extensions, known => known.Equals(extension, StringComparison.OrdinalIgnoreCase)))
        {
            throw new RnnException(
                RnnErrorId.Parameters, $"'{Path}' is not the name of an HTML file, so a browser would not open it: give a name with .html.", Path);
        }
    }
}
