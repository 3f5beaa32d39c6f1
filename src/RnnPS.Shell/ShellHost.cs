using System.Globalization;
using System.Management.Automation.Host;

namespace RnnPS.Shell;

/// <summary>The host that the engine runs in.</summary>
internal sealed class ShellHost(ShellUserInterface userInterface) : PSHost
{
    /// <summary>The code of the <c>exit</c> that ended the run, or null.</summary>
    public int? ExitCode { get; private set; }

    /// <summary>
    /// The name of PowerShell's own console host. With any other name the formatter would ask the host for the width of
    /// every single character, instead of using its own table of wide characters.
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
        throw new NotSupportedException("This shell cannot suspend a command: choose another answer, or use pwsh.");

    /// <inheritdoc/>
    public override void ExitNestedPrompt() => throw new NotSupportedException("This shell has no nested prompt.");

    /// <summary>Does nothing: a native command shares this console unchanged.</summary>
    public override void NotifyBeginApplication()
    {
    }

    /// <inheritdoc/>
    public override void NotifyEndApplication()
    {
    }
}
