using System.Management.Automation;

namespace RnnPS.Tests;

/// <summary>
/// PowerShell binds a prefix of a parameter's name. A name that a user knows from another command, or from Keras or PyTorch, can so
/// become a parameter of another meaning.
/// </summary>
public sealed class ParameterNameTests : IDisposable
{
    private static readonly string[] Foreign =
    [
        "Hidden", "Units", "Layers", "Output", "Features", "Batch", "Epochs", "Rate", "Learning", "Momentum", "Decay", "Clip", "Class",
        "Validation", "Test", "Window", "Sequence", "Horizon", "Steps", "Step", "Time", "Date", "Label", "Truncated", "Recurrent",
        "Kernel", "Nonlinearity", "Reset", "Initial", "Return", "Stateful", "Shuffle", "Metrics", "Sample", "Samples", "Workers",
        "Threads", "Device", "Type", "Mode", "Confidence", "Level", "Missing", "Header", "Group", "Index", "Name", "File", "Max", "Min",
    ];

    // Each line was decided on. Without a comment, the name means the same in both places.
    private static readonly string[] Accepted =
    [
        "Export-RnnChart -Group is -GroupBy",
        "Export-RnnChart -Target is -TargetProperty", // numbers are no names of the rows
        "Export-RnnChart -Value is -ValueTitle", // a text, which is seen at once
        "Show-RnnChart -Group is -GroupBy",
        "Show-RnnChart -Target is -TargetProperty",
        "Show-RnnChart -Value is -ValueTitle",
        "Export-RnnPage -Mask is -MaskProperty",
        "Export-RnnPage -Initial is -InitialState",
        "Export-RnnPage -Group is -GroupBy",
        "Export-RnnPage -Label is -LabelSmoothing",
        "Export-RnnPage -Mode is -Model",
        "Show-RnnPage -Mask is -MaskProperty",
        "Show-RnnPage -Initial is -InitialState",
        "Show-RnnPage -Group is -GroupBy",
        "Show-RnnPage -Label is -LabelSmoothing",
        "Show-RnnPage -Mode is -Model",
        "Export-RnnModel -Length is -Lengths", // a switch, so a number or a state is an error
        "Export-RnnModel -State is -Stateful",
        "Copy-RnnModel -Mode is -Model",
        "Export-RnnModel -Mode is -Model",
        "Find-RnnAnomaly -Group is -GroupBy",
        "Find-RnnAnomaly -Hidden is -HiddenSize",
        "Find-RnnAnomaly -Mask is -MaskProperty",
        "Find-RnnAnomaly -Max is -MaxSeconds", // a number of rows would end the training early, and the result says so
        "Find-RnnAnomaly -Missing is -MissingText", // a missing value has no score, so a treatment has no meaning
        "Find-RnnAnomaly -Target is -TargetProperty", // numbers are no names of the rows
        "Measure-RnnAnomaly -Label is -LabelProperty",
        "Import-RnnSequence -Group is -GroupBy",
        "Import-RnnSequence -Missing is -MissingText", // these commands keep missing values, so a treatment has no meaning
        "Measure-RnnLoss -Missing is -MissingText",
        "New-RnnSequence -Missing is -MissingText",
        "Split-RnnSequence -Missing is -MissingText",
        "Invoke-RnnForecast -Group is -GroupBy",
        "Invoke-RnnForecast -Hidden is -HiddenSize",
        "Invoke-RnnForecast -Max is -MaxSeconds", // the largest value of a forecast is a number, too, and is refused beside a -Model
        "Import-RnnSequence -Mask is -MaskProperty", // a list of mask values is not a name
        "Invoke-RnnForecast -Mask is -MaskProperty",
        "Invoke-RnnForward -Mask is -MaskProperty",
        "Measure-RnnGradient -Mask is -MaskProperty",
        "Measure-RnnLoss -Mask is -MaskProperty",
        "Optimize-RnnModel -Mask is -MaskProperty",
        "Split-RnnSequence -Mask is -MaskProperty",
        "Test-RnnGradient -Mask is -MaskProperty",
        "Measure-RnnGradient -Initial is -InitialState",
        "Optimize-RnnModel -Initial is -InitialState",
        "Test-RnnGradient -Initial is -InitialState",
        "Invoke-RnnForecast -Path is -PathCount", // a path is not a number
        "Invoke-RnnForecast -Target is -TargetProperty", // numbers are an error, see below
        "Invoke-RnnForward -Group is -GroupBy",
        "Invoke-RnnForward -Initial is -InitialState",
        "Invoke-RnnForward -Max is -MaxLength",
        "Invoke-RnnForward -Mode is -Model",
        "Get-RnnGradient -Group is -GroupBy",
        "Get-RnnGradient -Initial is -InitialState",
        "Get-RnnGradient -Label is -LabelSmoothing",
        "Get-RnnGradient -Mask is -MaskProperty",
        "Get-RnnGradient -Mode is -Model",
        "Get-RnnGradient -Truncated is -TruncatedLength",
        "Get-RnnGradient -Weight is -WeightProperty", // numbers are no names of the rows
        "Measure-RnnGradient -Group is -GroupBy",
        "Measure-RnnGradient -Label is -LabelSmoothing", // names and lists are not a number below 1
        "Measure-RnnGradient -Mode is -Model",
        "New-RnnCell -Hidden is -HiddenSize",
        "New-RnnCell -Initial is -Initializer",
        "New-RnnCell -Reset is -ResetBefore",
        "New-RnnModel -Hidden is -HiddenSize",
        "New-RnnModel -Initial is -Initializer",
        "New-RnnModel -Input is -InputSize", // a list of timesteps is not a number
        "New-RnnState -Mode is -Model",
        "Optimize-RnnModel -Batch is -BatchSize", // the switch of Invoke-RnnForward has no value, and BatchSize needs one
        "Optimize-RnnModel -Group is -GroupBy",
        "Optimize-RnnModel -Keep is -KeepWeights", // First and Newest are not among its values
        "Optimize-RnnModel -Label is -LabelSmoothing",
        "Optimize-RnnModel -Learning is -LearningRate",
        "Optimize-RnnModel -Mode is -Model",
        "Optimize-RnnModel -Sequence is -SequenceLength",
        "Optimize-RnnModel -Truncated is -TruncatedLength",
        "Optimize-RnnModel -Validation is -ValidationFraction",
        "Resize-RnnSequence -Group is -GroupBy",
        "Resize-RnnSequence -Keep is -KeepPartial", // First and Newest are no values of a switch
        "Resize-RnnSequence -Mask is -MaskProperty",
        "Resize-RnnSequence -Missing is -MissingText",
        "Set-RnnWeight -Mode is -Model",
        "Split-RnnSequence -Max is -MaxLength",
        "Test-RnnForecast -Group is -GroupBy",
        "Test-RnnForecast -Hidden is -HiddenSize",
        "Test-RnnForecast -Max is -MaxSeconds",
        "Test-RnnForecast -Mask is -MaskProperty",
        "Test-RnnForecast -Path is -PathCount", // a path is not a number
        "Test-RnnForecast -Target is -TargetProperty", // numbers are an error
        "Test-RnnGradient -Group is -GroupBy",
        "Test-RnnGradient -Label is -LabelSmoothing",
        "Test-RnnGradient -Mode is -Model",
        "Test-RnnGradient -Sample is -SampleCount",
    ];

    private readonly Session _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void A_name_of_another_command_or_library_binds_by_prefix_only_where_that_was_decided()
    {
        List<CommandInfo> commands = _session.Run<CommandInfo>("Get-Command -Module RnnPS -CommandType Cmdlet");
        string[] names = [.. commands
            .SelectMany(command => Own(command).SelectMany(Names))
            .Concat(Foreign)
            .Distinct(StringComparer.OrdinalIgnoreCase)];

        string[] bound = [.. commands.SelectMany(command => names.Select(name => Bind(command, name))).OfType<string>()];

        Assert.Equal(Accepted.Order(StringComparer.Ordinal), bound.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("1,2 | Invoke-RnnForecast $half 2 -Path out.csv", "PathCount")]
    [InlineData("1,2 | Invoke-RnnForecast $half 2 -Target 5", "-TargetProperty takes names, and 5 is a number")]
    [InlineData("1,2 | Invoke-RnnForecast $half 2 -Target 1,2", "-TargetProperty names 2 targets")]
    [InlineData("1,2 | Optimize-RnnModel $half -Epoch 1 -Batch -Seed 1", "BatchSize")]
    [InlineData("1,2 | Optimize-RnnModel $half -Epoch 1 -Keep Newest", "KeepWeights")]
    [InlineData("1,2 | Invoke-RnnForward $half -Mask 1,0", "MaskProperty")]
    [InlineData("1,2 | Optimize-RnnModel $half -Mask 1", "New-RnnSequence -Mask")]
    [InlineData("1,2 | Optimize-RnnModel $half -Epoch 1 -Class y", "the loss is MeanSquaredError")]
    [InlineData("1,2 | Optimize-RnnModel $half -Epoch 1 -Weight 2", "ambiguous")]
    [InlineData("1,2 | Invoke-RnnForecast $half 2 -Time t", "ambiguous")]
    [InlineData("New-RnnModel -Input 1,2 -HiddenSize 2 -OutputSize 1", "InputSize")]
    public void A_value_of_the_other_meaning_is_an_error(string script, string message)
    {
        _session.Run("$half = New-RnnCell -InputWeight 0.5 -RecurrentWeight 0 -Activation Identity");

        Outcome outcome = _session.Try(script);

        Assert.Contains(message, outcome.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(outcome.Output);
    }

    // A prefix of several parameters is an error, except that a parameter of the command goes before a common one.
    private static string? Bind(CommandInfo command, string name)
    {
        ParameterMetadata[] all = [.. command.Parameters.Values];
        if (Array.Exists(all, parameter => Names(parameter).Contains(name, StringComparer.OrdinalIgnoreCase)))
        {
            return null;
        }

        ParameterMetadata[] own = [.. Own(command).Where(Matches)];
        ParameterMetadata[] matches = own.Length > 0 ? own : [.. all.Where(Matches)];
        return matches is [{ } only] ? $"{command.Name} -{name} is -{only.Name}" : null;

        bool Matches(ParameterMetadata parameter) =>
            Names(parameter).Any(known => known.StartsWith(name, StringComparison.OrdinalIgnoreCase));
    }

    private static IEnumerable<ParameterMetadata> Own(CommandInfo command) => command.Parameters.Values.Where(parameter =>
        !Cmdlet.CommonParameters.Contains(parameter.Name) && !Cmdlet.OptionalCommonParameters.Contains(parameter.Name));

    private static IEnumerable<string> Names(ParameterMetadata parameter) => parameter.Aliases.Prepend(parameter.Name);
}
