using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace RnnPS;

/// <summary>Completes the names of the arrays of the model that -Model gives.</summary>
public sealed class WeightNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters) =>
        NumberReader.Unwrap(fakeBoundParameters?[nameof(SetRnnWeightCommand.Model)]) is RnnModel model
            ? model.WeightNames
                .Where(name => name.StartsWith(NameCompletion.Typed(wordToComplete), StringComparison.OrdinalIgnoreCase))
                .Select(NameCompletion.Create)
            : [];
}
