using System.Management.Automation;
using System.Reflection;

namespace RnnPS.Tests;

/// <summary>Every whole number of every command can be any number: the command works, or says in a typed error why it does not.</summary>
public sealed class ExtremeNumberTests : IDisposable
{
    private static readonly string[] Extremes = ["0", "-1", "1", "2147483647", "-2147483648", "1073741824"];

    private static readonly HashSet<string> Ours =
        [.. typeof(RnnErrorId).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetValue(null)!)];

    // The other parameters of each command, for little work. Those of other parameter sets follow after the bar.
    private static readonly Dictionary<string, string> Arguments = new()
    {
        ["New-RnnCell"] = "InputSize = 1; HiddenSize = 2; Seed = 1",
        ["New-RnnModel"] = "InputSize = 1; HiddenSize = 2; OutputSize = 1; Seed = 1",
        ["New-RnnModel/VocabularySize"] = "EmbeddingSize = 2; HiddenSize = 2; OutputSize = 1; Seed = 1",
        ["New-RnnModel/EmbeddingSize"] = "VocabularySize = 2; HiddenSize = 2; OutputSize = 1; Seed = 1",
        ["New-RnnState"] = "Model = $model",
        ["New-RnnSequence"] = "InputObject = 1..9",
        ["Split-RnnSequence"] = "InputObject = 1..20; Length = 4",
        ["Split-RnnSequence/MaxLength"] = "InputObject = 1..20; Keep = 'Newest'",
        ["Import-RnnSequence"] = "Path = $file; Property = 'SUNACTIVITY'",
        ["Invoke-RnnForward"] = "Model = $model; InputObject = 1..20",
        ["Invoke-RnnForward/MaxLength"] = "Model = $model; InputObject = 1..20; Keep = 'Newest'",
        ["Invoke-RnnForecast"] = "Model = $trained; InputObject = 1..20; Count = 3",
        ["Test-RnnForecast"] = "Model = $trained; InputObject = 1..20; Count = 3; Origin = 2",
        ["Find-RnnAnomaly"] = "Model = $trained; InputObject = 1..20",
        ["Measure-RnnLoss"] = "InputObject = $steps; Target = 1..3",
        ["Measure-RnnGradient"] = "Model = $model; InputObject = 1..20",
        ["Get-RnnGradient"] = "Model = $model; InputObject = 1..20",
        ["Test-RnnGradient"] = "Model = $model; InputObject = 1..6; SampleCount = 2",
        ["Optimize-RnnModel"] = "Model = $model; InputObject = 1..20; Epoch = 2; ValidationFraction = 0.2",
        ["Optimize-RnnModel/Stride"] = "Model = $model; InputObject = 1..20; Epoch = 2; SequenceLength = 5",
        ["Set-RnnWeight"] = "Model = $model; Name = 'OutputBias'; Value = 1",
        ["ConvertTo-RnnMatrix"] = "InputObject = $steps; Property = 'State'",
        ["ConvertTo-RnnTable"] = "InputObject = $steps",
        ["Export-RnnTrace"] = "InputObject = $steps; Path = $out",
        ["Export-RnnChart"] = "InputObject = $steps; Path = $out",
        ["Export-RnnChart/HistoryCount"] = "InputObject = $forecast; Actual = 1..20; Path = $out",
        ["Export-RnnPage"] = "Model = $model; InputObject = 1, 2; Target = 1, 2; Path = $out + '.html'",
        ["Show-RnnChart"] = "InputObject = $steps",
        ["Show-RnnPage"] = "Model = $model; InputObject = 1, 2; Target = 1, 2",
        ["Show-RnnChart/HistoryCount"] = "InputObject = $forecast; Actual = 1..20",
    };

    private readonly Session _session = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("RnnPS").FullName;

    public ExtremeNumberTests() => _session.Run(
        "$env:BROWSER = 'true'; $model = New-RnnModel 1 2 1 -Seed 1; $trained = New-RnnModel 1 2 1 -Seed 1; "
        + "$null = Optimize-RnnModel $trained -InputObject (1..30) -Epoch 1 -ValidationFraction 0.3; $steps = Invoke-RnnForward $model -Input 1,2,3; $forecast = 1..20 | Invoke-RnnForecast $trained 3",
        ("file", Session.Data("sunspots.csv")),
        ("out", Path.Combine(_folder, "out.csv")));

    public void Dispose()
    {
        _session.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Every_whole_number_of_every_command_can_be_any_number()
    {
        List<string> untyped = [];
        int tried = 0;
        foreach (CommandInfo command in _session.Run<CommandInfo>("Get-Command -Module RnnPS -CommandType Cmdlet"))
        {
            foreach (ParameterMetadata parameter in command.Parameters.Values.Where(IsWhole))
            {
                string arguments = Arguments.GetValueOrDefault($"{command.Name}/{parameter.Name}") ?? Arguments[command.Name];
                foreach (string value in Extremes)
                {
                    tried++;
                    string script =
                        $"$p = @{{ {arguments} }}; $p['{parameter.Name}'] = {value}; {command.Name} @p | Stop-Upstream -After 1";
                    untyped.AddRange(_session.Try(script).Errors.Where(error => !IsTyped(error)).Select(error => $"{script}: {error.Exception}"));
                }
            }
        }

        Assert.Empty(untyped);
        Assert.InRange(tried, 150, int.MaxValue);
    }

    [Theory]
    [InlineData("Invoke-RnnForecast $trained 2 -Future 0 -Input (1..20)")]
    [InlineData("Invoke-RnnForecast $trained 2 -Future (0, 1) -Input (1..20)")]
    [InlineData("Invoke-RnnForecast $trained 2 -Future @() -Input (1..20)")]
    [InlineData("Invoke-RnnForecast $trained 2147483647 -Lead 2147483647 -Input (1..20)")]
    [InlineData("Invoke-RnnForecast $trained 2 -Lead 20 -Input (1..20)")]
    [InlineData("Invoke-RnnForecast $trained 2 -Lead 21 -Input (1..20)")]
    [InlineData("Measure-RnnLoss -InputObject $steps -Target 1 -Lead 2147483647")]
    [InlineData("Measure-RnnLoss -InputObject $steps -Target (1..3) -Lead 2147483647 -Last")]
    [InlineData("Optimize-RnnModel $model -Input (1..20) -Target (1..20) -Lead 2147483647 -Epoch 1")]
    [InlineData("Optimize-RnnModel $model -Input (1..20) -TruncatedLength 2147483647 -SequenceLength 20 -Epoch 1")]
    [InlineData("Optimize-RnnModel $model -Input (1..20) -Epoch 1 -BatchSize 2147483647 -Patience 2147483647 -CheckpointInterval 2147483647")]
    [InlineData("1..20 | Split-RnnSequence 2147483647 2147483647 -KeepShorter")]
    [InlineData("1..20 | Split-RnnSequence 5 2147483647 -KeepShorter")]
    [InlineData("1..20 | Split-RnnSequence -MaxLength 2147483647 -Keep Newest")]
    [InlineData("1..20 | Invoke-RnnForward $model -MaxLength 2147483647 -Keep Newest")]
    [InlineData("New-RnnModel 1 46341 1")]
    [InlineData("New-RnnModel -VocabularySize 46341 46341 1 1")]
    [InlineData("New-RnnModel 1 1 1 -DenseSize 46341, 46341")]
    [InlineData("New-RnnModel 1 1,2147483647 1")]
    [InlineData("New-RnnModel 1 2147483647 2147483647 -Kind Lstm -Direction Bidirectional -Initializer Uniform")]
    public void Numbers_that_meet_give_no_untyped_error(string script) => Assert.All(
        _session.Try(script + " | Stop-Upstream -After 1").Errors,
        error => Assert.True(IsTyped(error), error.Exception.ToString()));

    [Fact]
    public void A_model_larger_than_the_free_memory_is_refused_with_both_numbers()
    {
        (int exit, string[] output, string errors) = Limited("""
            $ErrorActionPreference = 'Stop'
            $before = [Environment]::WorkingSet
            foreach ($size in { New-RnnModel 1 46340 1 }, { New-RnnCell 1 6000 -Kind Lstm }, { New-RnnModel 1 20000 1 -Initializer Uniform },
                { New-RnnModel 2147483591 1 1 }, { New-RnnModel 1 1 100000000 }) {
                try { $null = & $size } catch { "$($_.FullyQualifiedErrorId)|$_" }
            }
            ([Environment]::WorkingSet - $before) -lt 100MB
            (New-RnnModel 1 500 1 -Seed 1).ParameterCount
            """);

        Assert.Equal((0, string.Empty), (exit, errors));
        Assert.All(output[..5], line => Assert.Matches(@"^RnnMemory,.* needs [0-9.]+ [GM]B of memory, but only [0-9.]+ MB are free: give smaller", line));
        // Two copies of 46340 × 46340 numbers of 8 bytes are 34.36 GB; 6000 units of an LSTM are 2 × 6000 × 24000 × 8 = 2.3 GB.
        Assert.Contains("34.36 GB", output[0], StringComparison.Ordinal);
        Assert.Contains("2.3 GB", output[1], StringComparison.Ordinal);
        Assert.Contains("3.2 GB", output[2], StringComparison.Ordinal);
        Assert.Equal(["True", "251501"], output[5..]);
    }

    [Fact]
    public void A_training_larger_than_the_free_memory_is_refused_and_says_how_to_bound_it()
    {
        (int exit, string[] output, string errors) = Limited("""
            $ErrorActionPreference = 'Stop'
            $model = New-RnnModel 1 50 1 -Kind Lstm -Seed 1
            $data = [double[]]::new(100000)
            foreach ($script in { $data | Optimize-RnnModel $model -Epoch 1 -Scaling None }, { $data | Measure-RnnGradient $model },
                { $data | Optimize-RnnModel $model -Epoch 1 -Scaling None -TruncatedLength 100 }) {
                try { $null = & $script; 'trained' } catch { "$($_.FullyQualifiedErrorId)|$_" }
            }
            """);

        Assert.Equal((0, string.Empty), (exit, errors));
        Assert.Matches("^RnnMemory,.*99999 timesteps at once needs [0-9.]+ [GM]B of memory, but only [0-9.]+ MB are free: .*-TruncatedLength", output[0]);
        Assert.StartsWith("RnnMemory,", output[1], StringComparison.Ordinal);
        Assert.Equal("trained", output[2]);
    }

    private static (int ExitCode, string[] Output, string Errors) Limited(string script) => FreshProcess.Run(
        $"Import-Module '{Session.ModuleFolder}'; {script}", ("DOTNET_GCHeapHardLimit", "0x18000000"));

    private static bool IsWhole(ParameterMetadata parameter)
    {
        Type type = parameter.ParameterType.IsArray ? parameter.ParameterType.GetElementType()! : parameter.ParameterType;
        return (type == typeof(int) || type == typeof(long)) && !Cmdlet.CommonParameters.Contains(parameter.Name);
    }

    private static bool IsTyped(ErrorRecord error) => Ours.Contains(Outcome.Id(error)) || error.Exception is ParameterBindingException;
}
