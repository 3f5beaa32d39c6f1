using System.Management.Automation;
using System.Management.Automation.Host;

namespace RnnPS;

/// <summary>Draws what other commands emit as a chart in the terminal.</summary>
/// <remarks>
/// <para>
/// The chart is that of Export-RnnChart, drawn with characters: the type of the objects chooses what is drawn, and -Kind and -Unit choose
/// among what there is. It is as wide as the terminal. The command emits one string for each line.
/// </para>
/// <para>
/// Colours follow $PSStyle.OutputRendering: there are none with PlainText, always with Ansi, and with Host if the output goes to a terminal
/// and the variable NO_COLOR of the environment is not set. Without colours, each series has a sign of its own, and a heatmap shows larger
/// values by denser signs, of another kind below 0.
/// </para>
/// </remarks>
/// <example>
/// <para>Show the states of a network over time.</para>
/// <code>$model = New-RnnModel -Kind Gru -InputSize 1 -HiddenSize 8 -OutputSize 1 -Seed 1
/// Import-RnnSequence sunspots.csv SUNACTIVITY | Invoke-RnnForward $model | Show-RnnChart</code>
/// </example>
/// <example>
/// <para>Train, keep the epochs, and show how the loss fell.</para>
/// <code>$model = New-RnnModel -InputSize 1 -HiddenSize 8 -OutputSize 1 -Seed 1
/// $epochs = Import-Csv sunspots.csv | Optimize-RnnModel $model -Property SUNACTIVITY -Epoch 40 -ValidationFraction 0.2
/// $epochs | Show-RnnChart -Kind Loss, GradientNorm</code>
/// </example>
/// <seealso cref="ExportRnnChartCommand"/>
/// <seealso cref="InvokeRnnForwardCommand"/>
/// <seealso cref="OptimizeRnnModelCommand"/>
[Cmdlet(VerbsCommon.Show, "RnnChart")]
[OutputType(typeof(string))]
public sealed class ShowRnnChartCommand : ChartCommand
{
    private const int DefaultWidth = 120;
    private const int DefaultHeight = 24;
    private const int MostHeight = 30;

    // The prompt, and a line above it.
    private const int PromptLines = 2;

    /// <summary>The largest number of characters in a line.</summary>
    /// <value>the width of the terminal</value>
    [Parameter]
    [ValidateRange(20, 1000)]
    [NumberTransformation(Integer = true)]
    public int Width { get; set; }

    /// <summary>About the number of lines. A chart with many panels can be higher.</summary>
    /// <value>the height of the terminal, and at most 30</value>
    [Parameter]
    [ValidateRange(8, 1000)]
    [NumberTransformation(Integer = true)]
    public int Height { get; set; }

    /// <summary>The background of the terminal, for the colours: Light or Dark.</summary>
    /// <value>Dark</value>
    [Parameter]
    [NameTransformation]
    public RnnChartTheme Theme { get; set; } = RnnChartTheme.Dark;

    /// <inheritdoc/>
    protected override void Draw()
    {
        Size window = WindowSize();
        int width = Given(nameof(Width)) ? Width : window.Width > 0 ? Math.Clamp(window.Width - 1, 20, 1000) : DefaultWidth;
        int height = Given(nameof(Height)) ? Height : window.Height > 0 ? Math.Clamp(window.Height - PromptLines, 12, MostHeight) : DefaultHeight;
        foreach (string line in Require(() => ChartDrawing.Lines(this, width, height, HasColor())))
        {
            WriteObject(line);
        }
    }

    private Size WindowSize()
    {
        try
        {
            return Host.UI?.RawUI?.WindowSize ?? default;
        }
        catch (Exception error) when (error is HostException or NotImplementedException or InvalidOperationException or IOException)
        {
            // A host without a window.
            return default;
        }
    }

    // The variable is of PowerShell 7, and the reference assembly does not have its type.
    private bool HasColor() => PSObject.AsPSObject(SessionState.PSVariable.GetValue("PSStyle") ?? string.Empty).Properties["OutputRendering"]?.Value?.ToString() switch
    {
        "PlainText" => false,
        "Ansi" => true,
        _ => string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && Host.UI?.SupportsVirtualTerminal == true && !Console.IsOutputRedirected,
    };
}
