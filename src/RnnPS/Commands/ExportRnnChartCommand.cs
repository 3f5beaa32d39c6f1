using System.Management.Automation;

namespace RnnPS;

/// <summary>Draws what other commands emit as a chart in an SVG file.</summary>
/// <remarks>
/// <para>
/// The type of the objects chooses what is drawn. Steps of Invoke-RnnForward: a heatmap of the states, units from the top and timesteps from
/// the left, around 0; gates from 0 to 1; -Unit draws lines, and -Kind Output the inputs, the predictions and their targets, each prediction
/// at the step that it is for. Epochs of Optimize-RnnModel: the losses, logarithmic if they span two powers of ten, the best epoch, and the
/// learning rate if it changes. Gradients of Measure-RnnGradient: the norm by step and layer, with the factor of a step as a dashed line.
/// Steps of Invoke-RnnForecast: the forecast and its intervals, the baseline of -Compare, and with -Actual the history and what happened.
/// Steps of Test-RnnForecast -PerStep: the actual values and the forecast from each origin. Rows of Find-RnnAnomaly: the series, the range
/// that was expected, and the anomalies as marks. Losses of Measure-RnnLoss -PerStep: predictions, targets and losses.
/// </para>
/// <para>
/// Each sequence, target and -Kind has a panel of its own, up to six. A series with more points than pixels keeps the lowest and the highest
/// value of each column of pixels, and a cell of a heatmap the value that is farthest from the mean of its unit, so that no spike is lost.
/// Missing values are gaps. The colours are those of Okabe and Ito, which people with any kind of colour blindness tell apart.
/// </para>
/// <para>
/// The file is the same, byte for byte, in every culture. The command writes a temporary file in the same folder and renames it at the end,
/// so that the file is never incomplete. An existing file is overwritten, unless -NoClobber is given. A read-only file is overwritten only
/// with -Force. With -WhatIf, the commands upstream stop at once.
/// </para>
/// </remarks>
/// <example>
/// <para>Draw the states of a network over time, and the forget gates of the same run.</para>
/// <code>$model = New-RnnModel -Kind Lstm -InputSize 1 -HiddenSize 16 -OutputSize 1 -Seed 1
/// $steps = Import-RnnSequence sunspots.csv SUNACTIVITY | Invoke-RnnForward $model
/// $steps | Export-RnnChart states.svg
/// $steps | Export-RnnChart gates.svg -Kind ForgetGate, InputGate -Theme Dark</code>
/// </example>
/// <example>
/// <para>Draw a forecast with its history, on an axis of years.</para>
/// <code>$rows = Import-Csv sunspots.csv
/// $rows | Invoke-RnnForecast -Property SUNACTIVITY -TimeProperty YEAR -Count 11 |
///     Export-RnnChart forecast.svg -Actual $rows -Property SUNACTIVITY -TimeProperty YEAR -Title 'Sunspots'</code>
/// </example>
/// <example>
/// <para>Draw a training.</para>
/// <code>$model = New-RnnModel -InputSize 1 -HiddenSize 8 -OutputSize 1 -Seed 1
/// Import-Csv sunspots.csv | Optimize-RnnModel $model -Property SUNACTIVITY -Epoch 40 -ValidationFraction 0.2 | Export-RnnChart training.svg</code>
/// </example>
/// <seealso cref="ShowRnnChartCommand"/>
/// <seealso cref="InvokeRnnForwardCommand"/>
/// <seealso cref="OptimizeRnnModelCommand"/>
/// <seealso cref="MeasureRnnGradientCommand"/>
/// <seealso cref="InvokeRnnForecastCommand"/>
/// <seealso cref="FindRnnAnomalyCommand"/>
[Cmdlet(VerbsData.Export, "RnnChart", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class ExportRnnChartCommand : ChartCommand
{
    private static readonly string[] OtherFormats = [".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".tif", ".tiff", ".pdf", ".html", ".htm"];

    private string _path = string.Empty;
    private bool _confirmed;

    /// <summary>The path of the SVG file to write. Wildcard characters are not interpreted.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("LiteralPath", "PSPath")]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The width of the picture, in pixels.</summary>
    /// <value>960</value>
    [Parameter]
    [ValidateRange(200, 20000)]
    [NumberTransformation(Integer = true)]
    public int Width { get; set; } = 960;

    /// <summary>The height of the picture, in pixels.</summary>
    /// <value>500, and 170 more for each panel after the first</value>
    [Parameter]
    [ValidateRange(150, 20000)]
    [NumberTransformation(Integer = true)]
    public int Height { get; set; }

    /// <summary>The background: Light or Dark.</summary>
    /// <value>Light</value>
    [Parameter]
    [NameTransformation]
    public RnnChartTheme Theme { get; set; } = RnnChartTheme.Light;

    /// <summary>Overwrites the file even if it is read-only.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Does not overwrite an existing file.</summary>
    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _path = Require(() => ResolveFile(Path!), nameof(Path));
        Require(RequireSvg, nameof(Path));
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
            // Nothing would be drawn, so no more objects are needed.
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

    // A viewer would take the file for a picture of the other format.
    private void RequireSvg()
    {
        string extension = System.IO.Path.GetExtension(_path);
        if (Array.Exists(OtherFormats, other => other.Equals(extension, StringComparison.OrdinalIgnoreCase)))
        {
            throw new RnnException(
                RnnErrorId.Parameters,
                $"'{Path}' is not the name of an SVG file: a chart is written as SVG. Give a name with .svg, and convert it, for example with Inkscape or rsvg-convert.",
                Path);
        }
    }

    /// <inheritdoc/>
    protected override void Draw() => Require(() => ChartDrawing.Write(_path, this, Given(nameof(Height)) ? Height : null));
}
