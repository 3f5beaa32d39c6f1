using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text;

namespace RnnPS;

/// <summary>Completes the column names of the CSV file in -Path or -LiteralPath.</summary>
public sealed class CsvColumnCompleter : IArgumentCompleter
{
    private const string Literal = "param($path) $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($path)";
    private const string Wildcard = "param($path) $ExecutionContext.SessionState.Path.GetResolvedProviderPathFromPSPath($path, [ref]$null)";

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters)
    {
        ArgumentNullException.ThrowIfNull(fakeBoundParameters);
        bool literal = fakeBoundParameters.Contains(nameof(InputPathCommand.LiteralPath));
        object? given = fakeBoundParameters[literal ? nameof(InputPathCommand.LiteralPath) : nameof(InputPathCommand.Path)];
        string? path = NumberReader.Unwrap(given) is object[] list ? list.FirstOrDefault()?.ToString() : given?.ToString();
        char delimiter = fakeBoundParameters[nameof(ImportRnnSequenceCommand.Delimiter)]?.ToString() is { Length: 1 } text
            ? text[0]
            : ',';
        object? encoding = fakeBoundParameters[nameof(ImportRnnSequenceCommand.Encoding)];
        return Columns(path, literal, delimiter, encoding is null ? null : EncodingReader.Find(encoding))
            .Where(name => name.Length > 0 && name.StartsWith(NameCompletion.Typed(wordToComplete), StringComparison.OrdinalIgnoreCase))
            .Select(NameCompletion.Create);
    }

    // A path that can't be read yields no completions, because the user may still be typing it.
    internal static IReadOnlyList<string> Columns(string? path, bool literal, char delimiter, Encoding? encoding)
    {
        if (string.IsNullOrEmpty(path))
        {
            return [];
        }

        bool pattern = !literal && WildcardPattern.ContainsWildcardCharacters(path);
        try
        {
            using var shell = System.Management.Automation.PowerShell.Create(RunspaceMode.CurrentRunspace);
            string? resolved = shell
                .AddScript(pattern ? Wildcard : Literal)
                .AddArgument(literal || pattern ? path : WildcardPattern.Unescape(path))
                .Invoke<string>()
                .FirstOrDefault();
            return resolved is null ? [] : CsvFiles.ReadColumns(resolved, delimiter, encoding);
        }
        catch (Exception error) when (error is RnnException or RuntimeException)
        {
            return [];
        }
    }
}
