using System.Management.Automation;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace RnnPS.Shell;

/// <summary>
/// Format-List, as PowerShell has it: parameters and behaviour are the engine's own. It stands here because the
/// command's class ships with PowerShell itself and not with the engine's package.
/// </summary>
[Cmdlet(VerbsCommon.Format, "List")]
public sealed class FormatListCommand : OuterFormatTableAndListBase
{
    /// <summary>Creates the command with the engine's list formatter inside.</summary>
    public FormatListCommand() => EngineFormatCommands.Attach(this, EngineFormatCommands.List);
}
