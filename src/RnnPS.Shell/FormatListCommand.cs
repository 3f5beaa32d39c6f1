using System.Management.Automation;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace RnnPS.Shell;

/// <summary>
/// Format-List, with the parameters and behaviour of the engine. The shell needs its own class because PowerShell's class
/// ships with PowerShell itself, not with the engine's package.
/// </summary>
[Cmdlet(VerbsCommon.Format, "List")]
public sealed class FormatListCommand : OuterFormatTableAndListBase
{
    /// <summary>Creates the command with the engine's list formatter inside.</summary>
    public FormatListCommand() => EngineFormatCommands.Attach(this, EngineFormatCommands.List);
}
