using System.Collections;
using System.ComponentModel;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace RnnPS;

/// <summary>The base class of completers for a fixed list of names. PowerShell needs a separate type for each list.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class NameCompleter : IArgumentCompleter
{
    private readonly IEnumerable<string> _names;

    private protected NameCompleter(IEnumerable<string> names) => _names = names;

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters) =>
        _names
            .Where(name => name.StartsWith(NameCompletion.Typed(wordToComplete), StringComparison.OrdinalIgnoreCase))
            .Select(NameCompletion.Create);
}
