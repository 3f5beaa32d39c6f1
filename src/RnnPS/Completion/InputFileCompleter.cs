using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace RnnPS;

/// <summary>Completes the paths of the files that a command reads: CSV files for Import-RnnSequence, else models.</summary>
public sealed class InputFileCompleter : IArgumentCompleter
{
    private static readonly FileCompleter Csv = new(".csv", ".tsv", ".tab", ".txt");
    private static readonly ModelFileCompleter Model = new();

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters)
    {
        ArgumentNullException.ThrowIfNull(commandName);
        FileCompleter files = commandName.EndsWith("RnnSequence", StringComparison.OrdinalIgnoreCase) ? Csv : Model;
        return files.CompleteArgument(commandName, parameterName, wordToComplete, commandAst, fakeBoundParameters);
    }
}
