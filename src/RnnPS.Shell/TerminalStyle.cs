using System.Management.Automation;
using System.Management.Automation.Internal;

namespace RnnPS.Shell;

/// <summary>Decides whether standard output and standard error get escape codes.</summary>
internal static class TerminalStyle
{
    private static readonly bool Wanted =
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && Environment.GetEnvironmentVariable("TERM") is not ("dumb" or "xterm-mono" or "xtermm");

    /// <summary>Whether standard output is a terminal that shows colours.</summary>
    public static bool Output { get; } =
        Wanted && !Console.IsOutputRedirected && WindowsConsole.EnablesEscapeCodes(WindowsConsole.OutputHandle);

    /// <summary>Whether standard error is a terminal that shows colours.</summary>
    public static bool Error { get; } =
        Wanted && !Console.IsErrorRedirected && WindowsConsole.EnablesEscapeCodes(WindowsConsole.ErrorHandle);

    /// <summary>Returns the text unchanged if it is styled, otherwise without its escape codes.</summary>
    public static string Render(string text, bool styled) =>
        styled ? text : new StringDecorated(text).ToString(OutputRendering.PlainText);
}
