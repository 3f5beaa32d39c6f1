namespace RnnPS.Shell;

/// <summary>PowerShell code to run.</summary>
/// <param name="Text">The code.</param>
/// <param name="CallsFile">Whether the code calls a script file. Its exit codes follow other rules than those of a command.</param>
internal sealed record ScriptText(string Text, bool CallsFile);
