using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace RnnPS;

/// <summary>Completes the names of the optimizers. The tool tip shows the constants of each.</summary>
public sealed class OptimizerCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters) =>
        RnnOptimizer.Names
            .Where(name => name.StartsWith(NameCompletion.Typed(wordToComplete), StringComparison.OrdinalIgnoreCase))
            .Select(name => new CompletionResult(name, name, CompletionResultType.ParameterValue, RnnOptimizer.Parse(name).ToString()));
}
