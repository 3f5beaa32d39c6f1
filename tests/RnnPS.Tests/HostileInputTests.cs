using System.Management.Automation;

namespace RnnPS.Tests;

/// <summary>
/// Every parameter that reads numbers, rows, targets, states, weights or options, with every object that contains itself, does not end,
/// lies or throws. A stack overflow would end the process, and with it all tests.
/// </summary>
public sealed class HostileInputTests : IDisposable
{
    private const string Model = "$m = New-RnnModel 1 2 1 -Seed 1; $m2 = New-RnnModel 2 2 2 -Seed 1; ";

    // PowerShell's own ids for arguments that it, or a transformation of ours, refuses.
    private static readonly string[] OfPowerShell =
    [
        "ParameterArgumentTransformationError", "ParameterArgumentValidationError", "CannotConvertArgument", "CannotConvertArgumentNoMessage",
        "InvalidCastPSTypeConvertersConvertFrom", "MethodExceptionNullFormatProvider",
    ];

    private readonly Session _session = new();

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("Invoke-RnnForward $m -InputObject $x")]
    [InlineData("Invoke-RnnForward $m2 -InputObject $x")]
    [InlineData("Invoke-RnnForward $m2 -InputObject (,$x)")]
    [InlineData(",$x | Invoke-RnnForward $m")]
    [InlineData(",$x | Invoke-RnnForward $m -Property x")]
    [InlineData("@{ x = $x } | Invoke-RnnForward $m -Property x")]
    [InlineData("@{ x = 1; g = $x } | Invoke-RnnForward $m -Property x -GroupBy g")]
    [InlineData("Invoke-RnnForward $x -InputObject 1")]
    [InlineData("Invoke-RnnForward $m -InputObject 1 -InitialState $x")]
    [InlineData("Invoke-RnnForward $m -InputObject 1 -MaxLength $x")]
    [InlineData("Invoke-RnnForward $m -InputObject 1 -MissingValue $x")]
    [InlineData("Invoke-RnnForward $m -InputObject 1 -Precision $x")]
    [InlineData("1 | Invoke-RnnForward $m | Measure-RnnLoss -Target $x")]
    [InlineData("1 | Invoke-RnnForward $m | Measure-RnnLoss -Target 1 -Weight $x")]
    [InlineData("1 | Invoke-RnnForward $m | Measure-RnnLoss -Target 1 -Quantile $x")]
    [InlineData("1 | Invoke-RnnForward $m | Measure-RnnLoss -Target 1 -Loss $x")]
    [InlineData("1 | Invoke-RnnForward $m | Measure-RnnLoss -Target 1 -Reduction $x")]
    [InlineData("Measure-RnnLoss -InputObject $x -Target 1")]
    [InlineData("[pscustomobject]@{ x = 1; y = $x } | Invoke-RnnForward $m -Property x | Measure-RnnLoss -TargetProperty y")]
    [InlineData("ConvertTo-RnnTable -InputObject $x")]
    [InlineData("[pscustomobject]@{ x = 1; y = $x } | Invoke-RnnForward $m -Property x | ConvertTo-RnnTable")]
    [InlineData("[pscustomobject]@{ x = 1; y = $x } | Invoke-RnnForward $m -Property x | Export-RnnTrace $path -Property y")]
    [InlineData("New-RnnSequence -InputObject $x")]
    [InlineData("New-RnnSequence -InputObject 1 -Key $x")]
    [InlineData("Split-RnnSequence 1 -InputObject $x")]
    [InlineData("Split-RnnSequence -Length $x -InputObject 1")]
    [InlineData("Split-RnnSequence -MaxLength 1 -Keep $x -InputObject 1")]
    [InlineData("Import-RnnSequence none.csv x -Encoding $x")]
    [InlineData("New-RnnCell -InputSize $x -HiddenSize 1")]
    [InlineData("New-RnnCell -Weight $x")]
    [InlineData("New-RnnCell -Weight (1,$x)")]
    [InlineData("New-RnnCell -InputWeight $x -RecurrentWeight 1")]
    [InlineData("New-RnnCell -InputWeight 1 -RecurrentWeight $x")]
    [InlineData("New-RnnCell -InputWeight 1 -RecurrentWeight 1 -Bias $x")]
    [InlineData("New-RnnCell -InputWeight 1 -RecurrentWeight 1 -RecurrentBias $x")]
    [InlineData("New-RnnCell 1 1 -Kind $x")]
    [InlineData("New-RnnCell 1 1 -Activation $x")]
    [InlineData("New-RnnModel -InputSize 1 -HiddenSize $x -OutputSize 1")]
    [InlineData("New-RnnModel 1 1 1 -Direction $x")]
    [InlineData("New-RnnModel 1 1 1 -Merge $x")]
    [InlineData("New-RnnModel -Cell (,(1,$x))")]
    [InlineData("New-RnnModel -Cell (New-RnnCell 1 1) -OutputWeight $x -OutputBias 1")]
    [InlineData("New-RnnModel -Cell (New-RnnCell 1 1) -OutputWeight 1 -OutputBias $x")]
    [InlineData("New-RnnState $m $x")]
    [InlineData("New-RnnState $m -CellState $x")]
    [InlineData("New-RnnState $m ([pscustomobject]@{ Values = $x })")]
    [InlineData("New-RnnState $m ([pscustomobject]@{ Values = 1, 1; StepCount = $x })")]
    [InlineData("Optimize-RnnModel $m -InputObject $x -Epoch 1")]
    [InlineData("1, 2 | Optimize-RnnModel $m -Target $x -Epoch 1")]
    [InlineData("1, 2 | Optimize-RnnModel $m -Epoch $x")]
    [InlineData("1, 2 | Optimize-RnnModel $m -Epoch 1 -ClassWeight $x")]
    [InlineData("1, 2 | Optimize-RnnModel $m -Epoch 1 -Optimizer $x")]
    [InlineData("1, 2 | Optimize-RnnModel $m -Epoch 1 -Schedule $x")]
    [InlineData("@{ x = 1; w = $x }, @{ x = 1; w = 1 } | Optimize-RnnModel $m -Epoch 1 -Property x -WeightProperty w")]
    [InlineData("1, 2 | Measure-RnnGradient $m -Target $x")]
    [InlineData("1, 2 | Get-RnnGradient $m -Target $x")]
    [InlineData("@{ x = 1; w = $x }, @{ x = 1; w = 1 } | Get-RnnGradient $m -Property x -WeightProperty w")]
    [InlineData("Test-RnnGradient $m -InputObject $x")]
    [InlineData("Invoke-RnnForecast $m 2 -InputObject $x")]
    [InlineData("(1, 2), (3, 4) | Invoke-RnnForecast $m2 3 -Future $x -Property x, y -TargetProperty x, z")]
    [InlineData("@{ x = 1; t = $x }, @{ x = 1; t = $x } | Invoke-RnnForecast $m 2 -Property x -TimeProperty t")]
    [InlineData("Test-RnnForecast $m 1 -Origin 1 -InputObject $x")]
    [InlineData("1..5 | Test-RnnForecast $m 1 -Origin $x")]
    [InlineData("1..5 | Test-RnnForecast $m 1 -Origin 1 -Loss $x")]
    [InlineData("1..3 | ForEach-Object { @{ x = $_; y = $x } } | Test-RnnForecast $m 1 -Origin 1 -Property x -TargetProperty y")]
    [InlineData("[RnnPS.SgdOptimizer]@{ Momentum = $x }")]
    [InlineData("[RnnPS.RnnTrainingOptions]@{ Scaling = $x }")]
    [InlineData("[RnnPS.RnnTrainingOptions]@{ Seed = $x }")]
    public void No_object_ends_the_process_and_each_error_is_typed_and_short(string call)
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.csv");
        foreach ((string name, object value) in HostileObjects.All())
        {
            // An endless list of timesteps gives endless errors.
            Outcome outcome = _session.Try($"{Model} & {{ {call} }} 2>&1 | Stop-Upstream 2", ("x", value), ("path", path));

            foreach (ErrorRecord error in outcome.Output.Select(item => item?.BaseObject).OfType<ErrorRecord>().Concat(outcome.Errors))
            {
                RequireTyped(error, name);
                RequireShown(error, name);
            }
        }

        File.Delete(path);
    }

    [Fact]
    public void Enumerations_and_numbers_are_checked_before_PowerShell_converts_them()
    {
        // PowerShell follows lists in lists to any depth when it converts them to an enumeration.
        List<string> unchecked_ = _session.Run<string>("""
            Get-Command -Module RnnPS -CommandType Cmdlet | ForEach-Object {
                $command = $_
                $_.Parameters.Values | Where-Object {
                    $type = $_.ParameterType.IsArray ? $_.ParameterType.GetElementType() : $_.ParameterType
                    $_.Name -notin [System.Management.Automation.PSCmdlet]::CommonParameters -and
                    ($type.IsEnum -or $type -in [int], [long], [double]) -and
                    -not ($_.Attributes | Where-Object { $_ -is [System.Management.Automation.ArgumentTransformationAttribute] })
                } | ForEach-Object { "$($command.Name) -$($_.Name)" }
            }
            """);

        Assert.Empty(unchecked_);
    }

    [Theory]
    [InlineData("1, 2, (3, 4)", "1,2,(3,4)")]
    [InlineData("(1, 2), (3, (4, 5))", "(1,2),(3,(4,5))")]
    [InlineData("1, $null, (5, 6)", "1,$null,(5,6)")]
    [InlineData("(1..20), 2", "(1,2,3,4,5,6,7,8,…),2")]
    [InlineData("(1, (2, (3, (4, (5, 6)))))", "1,(2,(3,(4,(…))))")]
    [InlineData("(, ('x' * 200)), 1", "(xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…")]
    [InlineData("(1, [pscustomobject]@{ a = 1; b = 2, 3 }), 4", "(1,@{a=1; b=(2,3)}),4")]
    public void A_description_is_bounded_in_depth_width_and_length(string list, string description)
    {
        Outcome outcome = _session.Try($", ({list}) | Invoke-RnnForward");

        Assert.StartsWith($"Step 0: {description} is nested too deep", outcome.Error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_that_a_parameter_can_not_finish_reading_ends_the_run()
    {
        object list = HostileObjects.All().Single(item => item.Name == "an enumerator that throws").Value;

        Outcome outcome = _session.Try("try { Optimize-RnnModel (New-RnnModel 1 2 1) -InputObject $x } catch { throw }", ("x", list));

        Assert.Equal(RnnErrorId.InputUnreadable, Outcome.Id(outcome.Error));
        Assert.StartsWith("-InputObject: The list (Enumeration) can't be read: \\u001B[31m", outcome.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(outcome.Output);
    }

    [Theory]
    [InlineData("New-RnnSequence -InputObject 1 -Key (1, 2)", "-Key: 1,2 (Object[]) can't identify a sequence")]
    [InlineData("New-RnnSequence -InputObject 1 -Key @{ a = 1 }", "(Hashtable) can't identify a sequence")]
    [InlineData("[pscustomobject]@{ x = 1; g = [pscustomobject]@{ a = 1 } } | Invoke-RnnForward -Property x -GroupBy g", "-GroupBy: Property 'g': @{a=1} (PSObject) can't")]
    [InlineData("[pscustomobject]@{ x = 1; g = 1, 2 } | Optimize-RnnModel ([RnnPS.RnnModel]::StartingExample()) -Property x -GroupBy g", "Property 'g': 1,2 (Object[]) can't")]
    public void A_key_that_equals_only_itself_is_an_error(string script, string message)
    {
        ErrorRecord error = _session.Try(script).Errors[0];

        Assert.Equal(RnnErrorId.Key, Outcome.Id(error));
        Assert.Contains(message, error.Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'a'")]
    [InlineData("1.5")]
    [InlineData("[datetime]'2024-02-11'")]
    [InlineData("[guid]::Empty")]
    [InlineData("[version]'1.2'")]
    [InlineData("$true")]
    [InlineData("[System.DayOfWeek]::Friday")]
    public void A_key_of_a_single_value_is_kept(string key)
    {
        object sequence = Assert.Single(_session.Run($"(New-RnnSequence -InputObject 1 -Key ({key})).Key -eq ({key})")).BaseObject;

        Assert.Equal(true, sequence);
    }

    private static void RequireTyped(ErrorRecord error, string name)
    {
        string id = Outcome.Id(error);
        bool ours = error.Exception is RnnException && error.CategoryInfo.Category != ErrorCategory.NotSpecified;
        Assert.True(ours || OfPowerShell.Contains(id), $"{name}: {error.FullyQualifiedErrorId}: {error.Exception}");
    }

    private static void RequireShown(ErrorRecord error, string name)
    {
        // PowerShell's own messages quote the value as it is.
        if (error.Exception is not (RnnException or { InnerException: ArgumentTransformationMetadataException }))
        {
            return;
        }

        string message = error.Exception.Message;
        Assert.True(message.Length <= 1100, $"{name}: {message.Length} characters");
        foreach (string shown in new[] { message, error.CategoryInfo.ToString(), error.ToString() })
        {
            Assert.False(shown.Any(letter => char.IsControl(letter) || letter == '\u202E'), $"{name}: {shown}");
        }
    }
}
