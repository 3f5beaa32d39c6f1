using System.ComponentModel;
using System.Management.Automation;

namespace RnnPS;

/// <summary>The base of cmdlets that write a file: -Path, -Force and -NoClobber as Export-Csv has them.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class OutputPathCommand : RnnCommand
{
    /// <summary>The file to write; its name is taken as it is.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("LiteralPath", "PSPath")]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Overwrites a read-only file, too.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Does not overwrite an existing file.</summary>
    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>The full path of the file.</summary>
    protected string FullPath { get; private set; } = string.Empty;

    /// <summary>Whether to write: asked once, and the answer holds for all that comes.</summary>
    protected bool Confirmed { get; private set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        FullPath = Require(() => ResolveFile(Path!), nameof(Path));
        Require(() =>
        {
            TraceFile.Check(FullPath, Force, NoClobber);
            return true;
        });
        Confirmed = ShouldProcess(FullPath);
    }
}
