using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace RnnPS;

/// <summary>Completes the names of the columns of the CSV file that -Path names.</summary>
public sealed class CsvColumnCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters)
    {
        ArgumentNullException.ThrowIfNull(fakeBoundParameters);
        object? given = fakeBoundParameters[nameof(InputPathCommand.Path)]
            ?? fakeBoundParameters[nameof(InputPathCommand.LiteralPath)];
        string? path = NumberReader.Unwrap(given) is object[] list ? list.FirstOrDefault()?.ToString() : given?.ToString();
        char delimiter = fakeBoundParameters[nameof(ImportRnnSequenceCommand.Delimiter)]?.ToString() is { Length: 1 } text
            ? text[0]
            : ',';
        return Columns(path, delimiter)
            .Where(name => name.StartsWith((wordToComplete ?? string.Empty).Trim('\'', '"'), StringComparison.OrdinalIgnoreCase))
            .Select(name => new CompletionResult(name.Any(char.IsWhiteSpace) ? $"'{name.Replace("'", "''", StringComparison.Ordinal)}'" : name));
    }

    // While someone types, a path that can't be read yet completes to nothing.
    private static IReadOnlyList<string> Columns(string? path, char delimiter)
    {
        if (string.IsNullOrEmpty(path))
        {
            return [];
        }

        try
        {
            using var shell = System.Management.Automation.PowerShell.Create(RunspaceMode.CurrentRunspace);
            string? resolved = shell
                .AddScript("param($path) $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($path)")
                .AddArgument(path)
                .Invoke<string>()
                .FirstOrDefault();
            return resolved is null ? [] : CsvFiles.ReadColumns(resolved, delimiter);
        }
        catch (Exception error) when (error is RnnException or RuntimeException)
        {
            return [];
        }
    }
}
