using System.Management.Automation;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace RnnPS.Shell;

/// <summary>
/// Format-Table, with the parameters and behaviour of the engine. The shell needs its own class because PowerShell's class
/// ships with PowerShell itself, not with the engine's package.
/// </summary>
[Cmdlet(VerbsCommon.Format, "Table")]
public sealed class FormatTableCommand : OuterFormatTableBase
{
    /// <summary>Creates the command with the engine's table formatter inside.</summary>
    public FormatTableCommand() => EngineFormatCommands.Attach(this, EngineFormatCommands.Table);
}
