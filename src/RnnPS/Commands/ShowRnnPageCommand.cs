using System.Management.Automation;

namespace RnnPS;

/// <summary>Shows a network at work in the browser: every number of the unrolled network, its gradients, and heatmaps of long runs.</summary>
/// <remarks>
/// <para>
/// The page is that of Export-RnnPage, in a temporary file that the command opens with the default browser. The variable BROWSER of the environment
/// chooses another. Where no browser can be started, a warning says where the page is.
/// </para>
/// <para>
/// Without parameters, the page shows the starting example: an Elman network of two units that reads 1 and 2, with the targets 1.5 and 2.7.
/// </para>
/// </remarks>
/// <example>
/// <para>Show the starting example.</para>
/// <code>Show-RnnPage</code>
/// </example>
/// <example>
/// <para>Compare a plain network with a GRU over the same sequence.</para>
/// <code>$plain = New-RnnModel -InputSize 1 -HiddenSize 4 -OutputSize 1 -Seed 1
/// $gru = New-RnnModel -Kind Gru -InputSize 1 -HiddenSize 4 -OutputSize 1 -Seed 1
/// Show-RnnPage $plain -Compare $gru -Input 1,2,3,2,1 -Target 2,3,2,1,0</code>
/// </example>
/// <seealso cref="ExportRnnPageCommand"/>
/// <seealso cref="ShowRnnChartCommand"/>
[Cmdlet(VerbsCommon.Show, "RnnPage")]
[OutputType(typeof(FileInfo))]
public sealed class ShowRnnPageCommand : PageCommand
{
    /// <summary>The model, or a cell. The command does not change it.</summary>
    /// <value>the starting example</value>
    [Parameter(Position = 0)]
    [Alias("Cell")]
    [ModelTransformation(SuggestInput = true)]
    [ValidateNotNull]
    public override RnnModel? Model { get; set; }

    /// <summary>Emits the file of the page.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Write()
    {
        // A folder of its own, so that nobody else can have put a file there.
        string path = Path.Combine(Directory.CreateTempSubdirectory("RnnPS-").FullName, "page.html");
        PageFile.Write(path, this, force: false, noClobber: true);
        if (BrowserStart.Open(path) is { } error)
        {
            WriteWarning($"The page can't be opened in a browser ({error}). It is in {path}");
        }

        if (PassThru)
        {
            WriteObject(new FileInfo(path));
        }
    }
}
