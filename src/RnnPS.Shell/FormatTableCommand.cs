using System.Management.Automation;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace RnnPS.Shell;

/// <summary>
/// Format-Table, as PowerShell has it: parameters and behaviour are the engine's own. It stands here because the
/// command's class ships with PowerShell itself and not with the engine's package.
/// </summary>
[Cmdlet(VerbsCommon.Format, "Table")]
public sealed class FormatTableCommand : OuterFormatTableBase
{
    /// <summary>Creates the command with the engine's table formatter inside.</summary>
    public FormatTableCommand() => EngineFormatCommands.Attach(this, EngineFormatCommands.Table);
}
