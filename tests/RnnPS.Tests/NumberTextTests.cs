using System.Management.Automation;
using System.Reflection;

namespace RnnPS.Tests;

/// <summary>Text of numeric parameters and options: PowerShell itself would read '0,05' as 5, '' as 0 and 2.5 as 2.</summary>
public sealed class NumberTextTests : IDisposable
{
    private const string ParameterError = "ParameterArgumentTransformationError";

    private static readonly HashSet<Type> Integers =
        [typeof(sbyte), typeof(byte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong)];

    private static readonly HashSet<Type> Fractions = [typeof(Half), typeof(float), typeof(double), typeof(decimal)];

    private readonly Session _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Every_numeric_parameter_of_every_cmdlet_has_the_transformation()
    {
        List<string> missing = [];
        foreach ((string command, PropertyInfo parameter, bool integer) in NumericParameters())
        {
            CustomAttributeData? attribute = parameter.CustomAttributes.FirstOrDefault(data => data.AttributeType.Name == "NumberTransformationAttribute");
            bool readsIntegers = attribute?.NamedArguments.Any(argument => argument is { MemberName: "Integer", TypedValue.Value: true }) == true;
            if (attribute is null || readsIntegers != integer)
            {
                missing.Add($"{command} -{parameter.Name}");
            }
        }

        Assert.Empty(missing);
        Assert.InRange(NumericParameters().Count, 45, int.MaxValue);
    }

    [Theory]
    [InlineData("'0,05'")]
    [InlineData("'1,000'")]
    [InlineData("'1 000'")]
    [InlineData("''")]
    [InlineData("' '")]
    [InlineData("'0x10'")]
    [InlineData("'1kb'")]
    [InlineData("'NaN'")]
    [InlineData("@('0,05')")]
    [InlineData("$true")]
    [InlineData("[char]'5'")]
    [InlineData("[DayOfWeek]::Monday")]
    public void Every_numeric_parameter_refuses(string value)
    {
        foreach ((string command, PropertyInfo parameter, _) in NumericParameters())
        {
            AssertRefused(command, parameter.Name, value, RnnErrorId.NotANumber);
        }
    }

    [Theory]
    [InlineData("'3.7'")]
    [InlineData("2.5")]
    [InlineData("3.7d")]
    [InlineData("[float]0.5")]
    [InlineData("1e-3")]
    public void Every_integer_parameter_refuses_a_fraction(string value)
    {
        foreach ((string command, PropertyInfo parameter, _) in NumericParameters().Where(parameter => parameter.Integer))
        {
            AssertRefused(command, parameter.Name, value, RnnErrorId.NotANumber);
        }
    }

    [Theory]
    [InlineData("New-RnnModel 1 (2,'1,5') 1", "'1,5'")]
    [InlineData("New-RnnModel 1 (2,2.5) 1", "'2.5'")]
    [InlineData("New-RnnCell 1 '2,0'", "'2,0'")]
    [InlineData("Optimize-RnnModel ([RnnPS.RnnModel]::StartingExample()) -Input 1,2 -Target 1.5,2.7 -LearningRate '0,05'", "'0,05'")]
    [InlineData("Test-RnnGradient ([RnnPS.RnnModel]::StartingExample()) -Input 1,2 -Target 1.5,2.7 -Tolerance '0,000001'", "'0,000001'")]
    [InlineData("1,2 | Invoke-RnnForward | Measure-RnnLoss -Target 1,2 -Weight '0,5',1", "'0,5'")]
    [InlineData("1,2 | Invoke-RnnForward | Measure-RnnLoss -Target 1,2 -Quantile 0.1,'0,9'", "'0,9'")]
    [InlineData("Optimize-RnnModel ([RnnPS.RnnModel]::StartingExample()) -Input 1,2 -LearningRate ([IO.File]::ReadAllLines($csv)[1])", "'0,05'")]
    public void A_command_stops_at_a_text_that_is_no_number(string script, string text)
    {
        string csv = Path.GetTempFileName();
        File.WriteAllText(csv, "rate\n0,05\n");
        Outcome outcome = _session.Try(script, ("csv", csv));
        File.Delete(csv);

        Assert.Contains(text, outcome.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(RnnErrorId.NotANumber, Assert.IsType<RnnException>(outcome.Error.Exception.GetBaseException()).Id);
        Assert.Empty(outcome.Output);
    }

    [Fact]
    public void Null_is_no_number_in_a_list()
    {
        Outcome outcome = _session.Try("New-RnnModel 1 (2,$null) 1");

        Assert.Equal(ParameterError, Outcome.Id(outcome.Error));
        Assert.Equal(RnnErrorId.NullInput, Assert.IsType<RnnException>(outcome.Error.Exception.GetBaseException()).Id);
    }

    [Fact]
    public void Text_with_a_decimal_point_trains_as_the_numbers_do()
    {
        const string Train = "$m = [RnnPS.RnnModel]::StartingExample(); 1,2,3 | Optimize-RnnModel $m -Target 1.5,2.7,3 -PassThru ";
        RnnModel numbers = _session.Run<RnnModel>(Train + "-LearningRate 0.05 -Epoch 3 -ClipNorm 0.5 -Seed 3 -Quantile 0.25")[0];
        RnnModel text = _session.Run<RnnModel>(Train + "-LearningRate '5e-2' -Epoch '3' -ClipNorm ' 0.50 ' -Seed '3.0' -Quantile '0.25'")[0];

        Assert.NotEqual(RnnModel.StartingExample().Layers[0].InputWeights, numbers.Layers[0].InputWeights);
        Assert.Equal(numbers.Layers[0].InputWeights, text.Layers[0].InputWeights);
        Assert.Equal([4, 3], _session.Run<RnnModel>("New-RnnModel '1' '4','3' 2.0")[0].Stack.Select(layer => layer.HiddenSize));
        Assert.Equal([4, 3], _session.Run<RnnModel>("New-RnnModel 1L ([decimal]4),([byte]3) ([bigint]2)")[0].Stack.Select(layer => layer.HiddenSize));
    }

    [Fact]
    public void Hashtables_of_all_options_refuse_text_that_is_no_number()
    {
        (Type Type, PropertyInfo Property, bool Integer)[] numbers =
        [
            .. from type in typeof(RnnOptimizer).Assembly.GetExportedTypes()
               where (type.Name.EndsWith("Optimizer", StringComparison.Ordinal) || type.Name.EndsWith("Schedule", StringComparison.Ordinal)
                   || type.Name.EndsWith("Options", StringComparison.Ordinal)) && !type.IsAbstract && type.GetConstructor([]) is not null
               from property in type.GetProperties()
               where property.CanWrite && IsNumeric(property.PropertyType)
               select (type, property, Integers.Contains(Element(property.PropertyType))),
        ];

        Assert.InRange(numbers.Length, 40, int.MaxValue);
        foreach ((Type type, PropertyInfo property, bool integer) in numbers)
        {
            foreach (string value in (string[])["'0,05'", "''", "$true", .. integer ? ["2.5"] : Array.Empty<string>()])
            {
                Outcome outcome = _session.Try($"[{type.FullName}]@{{ {property.Name} = {value} }}");
                Assert.Empty(outcome.Output);
                Assert.Contains(property.Name + ": ", outcome.Error.Exception.Message, StringComparison.Ordinal);
                Assert.Equal(RnnErrorId.NotANumber, Assert.IsType<RnnException>(outcome.Error.Exception.GetBaseException()).Id);
            }
        }
    }

    [Theory]
    [InlineData("[RnnPS.SgdOptimizer]@{ learningrate = '0.05'; Momentum = 0.9; Nesterov = $true }")]
    [InlineData("[RnnPS.SgdOptimizer][ordered]@{ LearningRate = '5e-2'; Momentum = '0.9'; Nesterov = $true }")]
    [InlineData("[RnnPS.SgdOptimizer][pscustomobject]@{ LearningRate = 0.05; Momentum = '.9'; Nesterov = $true }")]
    public void A_table_with_numbers_becomes_the_optimizer(string script) => Assert.Equal(
        new SgdOptimizer { LearningRate = 0.05, Momentum = 0.9, Nesterov = true }, _session.Run<SgdOptimizer>(script)[0]);

    [Theory]
    [InlineData("[RnnPS.SgdOptimizer][pscustomobject]@{ LearningRate = '0,05' }")]
    [InlineData("[RnnPS.AdamOptimizer][ordered]@{ Beta1 = '0,9' }")]
    [InlineData("'0,05' | ForEach-Object { [RnnPS.RmsPropOptimizer]@{ LearningRate = $_ } }")]
    [InlineData("[RnnPS.SgdOptimizer]$optimizer = @{ LearningRate = '0,05' }")]
    [InlineData("Optimize-RnnModel ([RnnPS.RnnModel]::StartingExample()) -Input 1,2 -Optimizer ([RnnPS.SgdOptimizer]@{ LearningRate = '0,05' })")]
    [InlineData("Optimize-RnnModel ([RnnPS.RnnModel]::StartingExample()) -Input 1,2 -Optimizer @{ LearningRate = '0,05' }")]
    [InlineData("Optimize-RnnModel ([RnnPS.RnnModel]::StartingExample()) -Input 1,2 -Schedule ([RnnPS.StepSchedule]@{ Gamma = '0,5' })")]
    public void A_table_with_other_text_is_an_error(string script)
    {
        Outcome outcome = _session.Try(script);

        _ = outcome.Error;
        Assert.Empty(outcome.Output);
    }

    [Fact]
    public void Names_of_optimizers_and_schedules_and_unknown_constants_are_as_before()
    {
        Assert.Equal(1e-2, _session.Run<double>("[RnnPS.RnnOptimizer]$o = 'sgd'; $o.LearningRate")[0]);
        Assert.Equal(5, _session.Run<int>("([RnnPS.CosineSchedule]@{ WarmUp = 5 }).WarmUp")[0]);
        Assert.Equal(1e-2, _session.Run<double>("([RnnPS.AdamOptimizer]@{}).LearningRate")[0]);
        Assert.Contains("Momentun", _session.Try("[RnnPS.SgdOptimizer]@{ Momentun = 0.9 }").Error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("LearningRate", _session.Try("[RnnPS.SgdOptimizer]@{ LearningRate = $null }").Error.Exception.Message, StringComparison.Ordinal);
        Assert.Null(_session.Run<RnnTrainingOptions>("[RnnPS.RnnTrainingOptions]@{ Patience = $null; Epochs = '7' }")[0].Patience);
    }

    [Theory]
    [InlineData("New-RnnCell -Weight ('0,1',0.2),(0.3,0.4),(0.5,0.6)")]
    [InlineData("New-RnnCell -Weight (0.1,0.2),(0.3,0.4),(0.5,0.6) -Bias '0,1',0")]
    [InlineData("New-RnnCell -InputWeight '0,5' -RecurrentWeight 0")]
    [InlineData("New-RnnCell -InputWeight 1 -RecurrentWeight '0,5' ")]
    [InlineData("New-RnnModel -Cell (New-RnnCell 1 2 -Seed 1) -OutputWeight 1,'2,5'")]
    [InlineData("New-RnnModel -Cell (New-RnnCell 1 2 -Seed 1) -OutputWeight 1,2 -OutputBias '0,1'")]
    [InlineData("New-RnnState ([RnnPS.RnnModel]::StartingExample()) -Value 1,'2,5'")]
    [InlineData("Invoke-RnnForward -Input 1 -InitialState 1,'2,5'")]
    public void A_decimal_comma_is_no_weight_and_no_state(string script)
    {
        Outcome outcome = _session.Try(script);

        Assert.Equal(RnnErrorId.WeightNotANumber, Outcome.Id(outcome.Error));
        Assert.Empty(outcome.Output);
    }

    [Theory]
    [InlineData("'3,000'")]
    [InlineData("2.5")]
    [InlineData("''")]
    public void A_saved_state_has_an_integer_StepCount(string count)
    {
        Outcome outcome = _session.Try(
            $"New-RnnState ([RnnPS.RnnModel]::StartingExample()) -Value ([pscustomobject]@{{ Values = (,(1,2)); StepCount = {count} }})");

        Assert.Equal(RnnErrorId.StateShape, Outcome.Id(outcome.Error));
        Assert.Contains("StepCount", outcome.Error.Exception.Message, StringComparison.Ordinal);
    }

    private static Type Element(Type type) => type.IsArray ? type.GetElementType()!
        : type.IsGenericType ? type.GetGenericArguments()[0]
        : type;

    private static bool IsNumeric(Type type) => Integers.Contains(Element(type)) || Fractions.Contains(Element(type));

    private void AssertRefused(string command, string parameter, string value, string id)
    {
        Outcome outcome = _session.Try($"$with = @{{ {parameter} = {value} }}; {command} @with");

        Assert.Equal((command, parameter, ParameterError), (command, parameter, Outcome.Id(outcome.Error)));
        Assert.Contains($"'{parameter}'", outcome.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(id, Assert.IsType<RnnException>(outcome.Error.Exception.GetBaseException()).Id);
    }

    private List<(string Command, PropertyInfo Parameter, bool Integer)> NumericParameters() =>
    [
        .. from command in _session.Run<CmdletInfo>("Get-Command -Module RnnPS -CommandType Cmdlet")
           from property in command.ImplementingType.GetProperties()
           where property.CustomAttributes.Any(data => data.AttributeType == typeof(ParameterAttribute)) && IsNumeric(property.PropertyType)
           select (command.Name, property, Integers.Contains(Element(property.PropertyType))),
    ];
}
