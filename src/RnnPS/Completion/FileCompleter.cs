using System.Collections;
using System.ComponentModel;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace RnnPS;

/// <summary>The base of completers for paths of files with certain extensions, and of folders on the way to them.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public class FileCompleter : IArgumentCompleter
{
    private readonly string[] _extensions;

    internal FileCompleter(params string[] extensions) => _extensions = extensions;

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters) =>
        CompletionCompleters.CompleteFilename(wordToComplete).Where(result => result.ResultType == CompletionResultType.ProviderContainer
            || Array.Exists(_extensions, extension => result.ListItemText.EndsWith(extension, StringComparison.OrdinalIgnoreCase)));
}
