using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace RnnPS.Shell;

/// <summary>Writes each stream to the same place as pwsh. Passes questions on to <see cref="ConsolePrompts"/>.</summary>
internal sealed class ShellUserInterface(CancellationToken stopping) : PSHostUserInterface
{
    private readonly ConsoleReader _reader = new(stopping);
    private readonly ProgressLine? _progress = ProgressLine.IsVisible ? new ProgressLine(Console.Error) : null;

    private static PSStyle.FormattingData Styles => PSStyle.Instance.Formatting;

    /// <inheritdoc/>
    public override PSHostRawUserInterface RawUI { get; } = new ShellRawUserInterface();

    /// <inheritdoc/>
    public override bool SupportsVirtualTerminal => TerminalStyle.Output;

    private ConsolePrompts Prompts => new(_reader, Console.IsOutputRedirected ? Console.Error : Console.Out);

    /// <summary>
    /// Whether <see cref="WriteLine(string)"/> writes to standard error. The formatter sends an error record there if the
    /// record does not come from a command's error stream.
    /// </summary>
    public bool WritesErrors { get; set; }

    /// <summary>Clears the progress line, if there is one.</summary>
    public void ClearProgress() => _progress?.Clear();

    /// <inheritdoc/>
    public override void Write(string value)
    {
        ClearProgress();
        Console.Out.Write(TerminalStyle.Render(value, TerminalStyle.Output));
    }

    /// <inheritdoc/>
    public override void WriteLine(string value)
    {
        if (WritesErrors)
        {
            WriteErrorLine(value);
            return;
        }

        ClearProgress();
        Console.Out.WriteLine(TerminalStyle.Render(value, TerminalStyle.Output));
    }

    /// <inheritdoc/>
    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value)
    {
        if (!TerminalStyle.Output)
        {
            Write(value);
            return;
        }

        Console.ForegroundColor = foregroundColor;
        Console.BackgroundColor = backgroundColor;
        Write(value);
        Console.ResetColor();
    }

    /// <inheritdoc/>
    public override void WriteErrorLine(string value)
    {
        // Like pwsh, skip the blank line that the formatter adds after an error.
        if (string.IsNullOrEmpty(value))
        {
            return;
        }

        ClearProgress();
        Console.Error.WriteLine(TerminalStyle.Render(value, TerminalStyle.Error));
    }

    /// <inheritdoc/>
    public override void WriteWarningLine(string message) => WriteStyledLine(Styles.Warning, "WARNING", message);

    /// <inheritdoc/>
    public override void WriteVerboseLine(string message) => WriteStyledLine(Styles.Verbose, "VERBOSE", message);

    /// <inheritdoc/>
    public override void WriteDebugLine(string message) => WriteStyledLine(Styles.Debug, "DEBUG", message);

    /// <inheritdoc/>
    public override void WriteProgress(long sourceId, ProgressRecord record) => _progress?.Show(record);

    /// <inheritdoc/>
    public override string ReadLine()
    {
        ClearProgress();
        return _reader.ReadLine();
    }

    /// <inheritdoc/>
    public override SecureString ReadLineAsSecureString()
    {
        ClearProgress();
        return _reader.ReadSecret();
    }

    /// <inheritdoc/>
    public override Dictionary<string, PSObject> Prompt(
        string caption, string message, Collection<FieldDescription> descriptions)
    {
        ClearProgress();
        return Prompts.ForFields(caption, message, descriptions);
    }

    /// <inheritdoc/>
    public override int PromptForChoice(
        string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        ClearProgress();
        return Prompts.ForChoice(caption, message, choices, defaultChoice);
    }

    /// <inheritdoc/>
    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName)
    {
        ClearProgress();
        return Prompts.ForCredential(caption, message, userName);
    }

    /// <inheritdoc/>
    public override PSCredential PromptForCredential(
        string caption,
        string message,
        string userName,
        string targetName,
        PSCredentialTypes allowedCredentialTypes,
        PSCredentialUIOptions options) => PromptForCredential(caption, message, userName, targetName);

    private void WriteStyledLine(string style, string label, string message) =>
        WriteLine($"{style}{label}: {message}{PSStyle.Instance.Reset}");
}
