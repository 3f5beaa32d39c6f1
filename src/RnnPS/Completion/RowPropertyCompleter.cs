using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace RnnPS;

/// <summary>
/// Completes the names of the properties of the rows that are piped to a command, where they can be known before it runs: the rows of a
/// variable, and those that Import-Csv reads from a literal path.
/// </summary>
public sealed class RowPropertyCompleter : IArgumentCompleter
{
    // These pass the rows on as they are, or keep them as the source of what they emit.
    private static readonly HashSet<string> Passes = new(StringComparer.OrdinalIgnoreCase)
    {
        "Where-Object", "where", "?", "Select-Object", "select", "Sort-Object", "sort", "Invoke-RnnForward",
    };

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters)
    {
        ArgumentNullException.ThrowIfNull(commandAst);
        ArgumentNullException.ThrowIfNull(fakeBoundParameters);
        IEnumerable<string> names = fakeBoundParameters[nameof(TimestepCommand.InputObject)] is { } given
            ? NamesOf(given)
            : commandAst.Parent is PipelineAst pipeline ? NamesOf(pipeline, pipeline.PipelineElements.IndexOf(commandAst) - 1) : [];
        return names
            .Where(name => name.Length > 0 && name.StartsWith(NameCompletion.Typed(wordToComplete), StringComparison.OrdinalIgnoreCase))
            .Select(NameCompletion.Create);
    }

    private static IEnumerable<string> NamesOf(PipelineAst pipeline, int last)
    {
        while (last > 0 && pipeline.PipelineElements[last] is CommandAst command && Passes.Contains(command.GetCommandName() ?? string.Empty))
        {
            last--;
        }

        return last < 0 ? [] : pipeline.PipelineElements[last] switch
        {
            CommandExpressionAst expression => NamesOf(expression.Expression),
            CommandAst command => NamesOf(command),
            _ => [],
        };
    }

    private static IEnumerable<string> NamesOf(ExpressionAst expression) => expression switch
    {
        VariableExpressionAst variable => NamesOf(Run("param($name) , (Get-Variable -Name $name -ValueOnly -ErrorAction Ignore)", variable.VariablePath.UserPath)),
        IndexExpressionAst index => NamesOf(index.Target),
        ParenExpressionAst { Pipeline: PipelineAst inner } => NamesOf(inner, inner.PipelineElements.Count - 1),
        _ => [],
    };

    private static IEnumerable<string> NamesOf(CommandAst command)
    {
        if (command.GetCommandName() is not { } name || !(name.Equals("Import-Csv", StringComparison.OrdinalIgnoreCase) || name.Equals("ipcsv", StringComparison.OrdinalIgnoreCase)))
        {
            return [];
        }

        Dictionary<string, ParameterBindingResult> bound = StaticParameterBinder.BindCommand(command, resolve: true).BoundParameters;
        string? Constant(string parameter) => bound.TryGetValue(parameter, out ParameterBindingResult? result)
            ? result.ConstantValue?.ToString() ?? (result.Value as ArrayLiteralAst)?.Elements[0].ToString().Trim('\'', '"')
            : null;
        bool literal = bound.ContainsKey("LiteralPath");
        char delimiter = Constant("Delimiter") is { Length: 1 } text ? text[0] : ',';
        return CsvColumnCompleter.Columns(Constant(literal ? "LiteralPath" : "Path"), literal, delimiter, encoding: null);
    }

    // The properties of the first row.
    private static IEnumerable<string> NamesOf(object? rows)
    {
        object? first = NumberReader.AsList(rows) is { } list ? list.Cast<object?>().FirstOrDefault(row => row is not null) : rows;
        return NumberReader.Unwrap(first) switch
        {
            RnnSequence sequence => sequence.FeatureNames,
            RnnStep { Source: { } source } => NamesOf(source),
            IDictionary dictionary => dictionary.Keys.OfType<string>(),
            null or IConvertible => [],
            _ => PSObject.AsPSObject(first).Properties.Select(property => property.Name),
        };
    }

    private static object? Run(string script, string argument)
    {
        try
        {
            using var shell = System.Management.Automation.PowerShell.Create(RunspaceMode.CurrentRunspace);
            return shell.AddScript(script).AddArgument(argument).Invoke<object>().FirstOrDefault();
        }
        catch (RuntimeException)
        {
            return null;
        }
    }
}
