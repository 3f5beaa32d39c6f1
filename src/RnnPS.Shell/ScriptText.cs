namespace RnnPS.Shell;

/// <summary>PowerShell code to run.</summary>
/// <param name="Text">The code.</param>
/// <param name="CallsFile">Whether it calls a script file, for which pwsh has other exit codes than for a command.</param>
internal sealed record ScriptText(string Text, bool CallsFile);
