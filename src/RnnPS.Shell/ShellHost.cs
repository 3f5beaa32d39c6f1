using System.Globalization;
using System.Management.Automation.Host;

namespace RnnPS.Shell;

/// <summary>What the engine asks of the program that hosts it.</summary>
internal sealed class ShellHost(ShellUserInterface userInterface) : PSHost
{
    /// <summary>The code of an <c>exit</c> that ended the run; null if there was none.</summary>
    public int? ExitCode { get; private set; }

    /// <summary>
    /// The name of PowerShell's own console host: for any other name the formatter asks the host how wide each
    /// character is, one by one, instead of using its own table of wide characters.
    /// </summary>
    public override string Name => "ConsoleHost";

    /// <inheritdoc/>
    public override Version Version { get; } = typeof(ShellHost).Assembly.GetName().Version ?? new Version();

    /// <inheritdoc/>
    public override Guid InstanceId { get; } = Guid.NewGuid();

    /// <inheritdoc/>
    public override CultureInfo CurrentCulture { get; } = CultureInfo.CurrentCulture;

    /// <inheritdoc/>
    public override CultureInfo CurrentUICulture { get; } = CultureInfo.CurrentUICulture;

    /// <inheritdoc/>
    public override PSHostUserInterface UI => userInterface;

    /// <inheritdoc/>
    public override void SetShouldExit(int exitCode) => ExitCode = exitCode;

    /// <inheritdoc/>
    public override void EnterNestedPrompt() =>
        throw new NotSupportedException("This shell has no prompt to suspend a command to: answer with another choice, or use pwsh.");

    /// <inheritdoc/>
    public override void ExitNestedPrompt() => throw new NotSupportedException("This shell has no nested prompt.");

    /// <summary>Nothing to prepare: a native command shares this console as it is.</summary>
    public override void NotifyBeginApplication()
    {
    }

    /// <inheritdoc/>
    public override void NotifyEndApplication()
    {
    }
}
