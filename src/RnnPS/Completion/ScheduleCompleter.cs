using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace RnnPS;

/// <summary>Completes the names of the schedules of the learning rate.</summary>
public sealed class ScheduleCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters) =>
        RnnSchedule.Names
            .Where(name => name.StartsWith(wordToComplete ?? string.Empty, StringComparison.OrdinalIgnoreCase))
            .Select(name => new CompletionResult(name));
}
