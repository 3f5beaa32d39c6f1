using System.Management.Automation;

namespace RnnPS.Tests;

/// <summary>Bad input, one row an item and a way in: the id, the value in the message, nothing emitted.</summary>
public sealed class ErrorTests : IDisposable
{
    private readonly Session _session = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("RnnPS").FullName;

    public void Dispose()
    {
        _session.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    // A wrong number of features.
    [InlineData("Invoke-RnnForward -Input (,(1,2))", RnnErrorId.InputLength, "[1 2]")]
    [InlineData(",(1,2) | Invoke-RnnForward", RnnErrorId.InputLength, "[1 2]")]
    [InlineData("New-RnnSequence -Input (,(1,2)) | Invoke-RnnForward", RnnErrorId.InputLength, "[1 2]")]
    [InlineData("New-RnnSequence -Input (,@())", RnnErrorId.InputLength, "0 features")]
    // One number for two inputs, and lists too deep.
    [InlineData("1 | Invoke-RnnForward (New-RnnCell 2 2 -Seed 1)", RnnErrorId.InputLength, "[1]")]
    [InlineData("Invoke-RnnForward -Input (,(,(,1)))", RnnErrorId.InputDepth, "RnnSequence")]
    [InlineData(",(,(1,2)) | Invoke-RnnForward", RnnErrorId.InputDepth, "1,2")]
    // Text that is no number.
    [InlineData("Invoke-RnnForward -Input abc", RnnErrorId.NotANumber, "'abc'")]
    [InlineData("'abc' | Invoke-RnnForward", RnnErrorId.NotANumber, "'abc'")]
    [InlineData("@{ x = 'abc' } | Invoke-RnnForward -Property x", RnnErrorId.NotANumber, "'abc'")]
    [InlineData("Invoke-RnnForward -Input '2,5'", RnnErrorId.NotANumber, "'2,5'")]
    [InlineData("'2,5' | Invoke-RnnForward", RnnErrorId.NotANumber, "'2,5'")]
    [InlineData("[pscustomobject]@{ x = '2,5' } | Invoke-RnnForward -Property x", RnnErrorId.NotANumber, "'2,5'")]
    [InlineData("'2,5' | New-RnnSequence", RnnErrorId.NotANumber, "'2,5'")]
    [InlineData("$true | Invoke-RnnForward", RnnErrorId.NotANumber, "True")]
    [InlineData("[datetime]'2020-01-01' | Invoke-RnnForward", RnnErrorId.NotANumber, "2020")]
    // Empty fields.
    [InlineData("Invoke-RnnForward -Input ''", RnnErrorId.MissingValue, "feature 0")]
    [InlineData("'' | Invoke-RnnForward", RnnErrorId.MissingValue, "feature 0")]
    [InlineData("[pscustomobject]@{ x = '' } | Invoke-RnnForward -Property x", RnnErrorId.MissingValue, "x")]
    [InlineData("New-RnnSequence -Input '' | Invoke-RnnForward", RnnErrorId.MissingValue, "Step 0 of sequence 0")]
    // NaN and infinity.
    [InlineData("Invoke-RnnForward -Input ([double]::NaN)", RnnErrorId.MissingValue, "NaN")]
    [InlineData("[double]::NaN | Invoke-RnnForward", RnnErrorId.MissingValue, "NaN")]
    [InlineData("Invoke-RnnForward -Input ([double]::PositiveInfinity)", RnnErrorId.NotFinite, "Infinity")]
    [InlineData("[double]::NegativeInfinity | Invoke-RnnForward", RnnErrorId.NotFinite, "-Infinity")]
    [InlineData("@{ x = [double]::PositiveInfinity } | Invoke-RnnForward -Property x", RnnErrorId.NotFinite, "Infinity")]
    [InlineData("New-RnnSequence -Input ([float]::PositiveInfinity)", RnnErrorId.NotFinite, "Infinity")]
    // Properties.
    [InlineData("@{ x = 1 } | Invoke-RnnForward -Property y", RnnErrorId.PropertyMissing, "'y'")]
    [InlineData("[pscustomobject]@{ x = 1 } | Invoke-RnnForward -Property y", RnnErrorId.PropertyMissing, "one of x")]
    [InlineData("Invoke-RnnForward -Input @{ x = 1 } -Property y", RnnErrorId.PropertyMissing, "'y'")]
    [InlineData("[pscustomobject]@{ x = 1 } | New-RnnSequence -Property y", RnnErrorId.PropertyMissing, "'y'")]
    [InlineData("[pscustomobject]@{ x = 1 } | Invoke-RnnForward", RnnErrorId.PropertyRequired, "x=1")]
    [InlineData("Invoke-RnnForward -Input @{ x = 1 }", RnnErrorId.PropertyRequired, "-Property")]
    // Nothing at all.
    [InlineData("Invoke-RnnForward -Input @()", RnnErrorId.EmptyInput, "timestep")]
    [InlineData("@() | Invoke-RnnForward", RnnErrorId.EmptyInput, "timestep")]
    [InlineData("@() | New-RnnSequence", RnnErrorId.EmptyInput, "timestep")]
    [InlineData("@() | Measure-RnnLoss -Target 1", RnnErrorId.EmptyInput, "step")]
    [InlineData("@() | ConvertTo-RnnTable", RnnErrorId.EmptyInput, "step")]
    [InlineData("@() | Invoke-RnnForward -MaxLength 2 -Keep Newest", RnnErrorId.EmptyInput, "timestep")]
    // $null.
    [InlineData("Invoke-RnnForward -Input $null", RnnErrorId.NullInput, "$null")]
    [InlineData("$null | Invoke-RnnForward", RnnErrorId.NullInput, "$null")]
    [InlineData("$null | Invoke-RnnForward -Property x", RnnErrorId.NullInput, "$null")]
    [InlineData("@{ x = $null } | Invoke-RnnForward -Property x", RnnErrorId.MissingValue, "$null")]
    [InlineData("$null | New-RnnSequence", RnnErrorId.NullInput, "$null")]
    [InlineData("$null | Measure-RnnLoss -Target 1", RnnErrorId.NullInput, "$null")]
    [InlineData("Invoke-RnnForward -Model $null -Input 1", "ParameterArgumentValidationError", "Model")]
    // Weights.
    [InlineData("New-RnnCell -Weight (,(,(,1)))", RnnErrorId.WeightShape, "nested too deep")]
    [InlineData("New-RnnCell -InputWeight (,(1,2)) -RecurrentWeight (1,2),(3,[double]::PositiveInfinity)", RnnErrorId.WeightNotFinite, "Infinity")]
    [InlineData("New-RnnCell -InputWeight (,(1,2,3)) -RecurrentWeight (1,2),(3,4)", RnnErrorId.WeightShape, "1×3")]
    [InlineData("New-RnnModel -Cell (New-RnnCell 1 2 -Seed 1) -OutputWeight 1,([double]::NaN)", RnnErrorId.WeightNotFinite, "NaN")]
    // Sizes.
    [InlineData("New-RnnCell -InputSize 0 -HiddenSize 2", "ParameterArgumentValidationError", "InputSize")]
    [InlineData("New-RnnCell -InputSize 1 -HiddenSize -2", "ParameterArgumentValidationError", "-2")]
    [InlineData("New-RnnModel 1 2 0", "ParameterArgumentValidationError", "OutputSize")]
    [InlineData("1 | Invoke-RnnForward -MaxLength 0", "ParameterArgumentValidationError", "MaxLength")]
    [InlineData("Invoke-RnnForward 1,2", "ParameterArgumentTransformationError", "did you mean -Input 1,2?")]
    [InlineData("New-RnnModel 1 2 1 -DenseSize 2,0", "ParameterArgumentValidationError", "0")]
    [InlineData("New-RnnModel -VocabularySize 0 2 2 1", "ParameterArgumentValidationError", "VocabularySize")]
    // Tokens.
    [InlineData("1.5 | Invoke-RnnForward (New-RnnModel -VocabularySize 3 2 2 1 -Seed 1)", RnnErrorId.Token, "Step 0: 1.5 is not a token of the model: expected an integer from 0 to 2")]
    [InlineData("Invoke-RnnForward (New-RnnModel -VocabularySize 3 2 2 1 -Seed 1 -Direction Reverse) -Input (,3)", RnnErrorId.Token, "Step 0: 3 is not a token")]
    [InlineData("0,1,-1 | Optimize-RnnModel (New-RnnModel -VocabularySize 3 2 2 3 -Seed 1) -Loss SoftmaxCrossEntropy -Lead 0", RnnErrorId.Token, "Step 2 of sequence 0: -1 is not a token")]
    // Targets and steps.
    [InlineData("1 | Invoke-RnnForward | Measure-RnnLoss -Target (,(1,2)) -PerStep", RnnErrorId.TargetLength, "[1 2]")]
    [InlineData("1 | Invoke-RnnForward | Measure-RnnLoss -Target abc", RnnErrorId.NotANumber, "'abc'")]
    [InlineData("1 | Invoke-RnnForward | Measure-RnnLoss -Target ([double]::NaN)", RnnErrorId.MissingValue, "step 0")]
    [InlineData("1 | Invoke-RnnForward | Measure-RnnLoss -TargetProperty y", RnnErrorId.PropertyMissing, "no source row")]
    [InlineData("42 | Measure-RnnLoss -Target 1", RnnErrorId.StepExpected, "42")]
    [InlineData("42 | ConvertTo-RnnTable", RnnErrorId.StepExpected, "42")]
    [InlineData("1 | Invoke-RnnForward | ConvertTo-RnnTable -Property Stat", RnnErrorId.PropertyMissing, "'Stat'")]
    public void Bad_input_is_one_clear_error_and_nothing_comes_out(string script, string id, string value)
    {
        Outcome outcome = _session.Try(script);

        Assert.Equal(id, Outcome.Id(outcome.Error));
        Assert.Contains(value, outcome.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(outcome.Output);
        Assert.NotEqual(ErrorCategory.NotSpecified, outcome.Error.CategoryInfo.Category);
    }

    [Theory]
    [InlineData("Invoke-RnnForward (New-RnnCell 2 2 -Seed 1) -Input 1,2,3", RnnErrorId.FlatInput, "1,2,3", "2 features", "-Input (1,2),(3,4)")]
    [InlineData("@{ a = 1; b = 2 } | Invoke-RnnForward -Property a, b", RnnErrorId.InputLength, "a, b", "takes 1", "Name one for each input")]
    [InlineData("New-RnnCell -Weight (1,2),(3,4),(5,6,7)", RnnErrorId.WeightShape, "row 2 has 3", "row 0 has 2 numbers", "Give every row as many numbers")]
    [InlineData("New-RnnCell -Weight (1,2),3", RnnErrorId.WeightShape, "single numbers", "some rows are lists", "Give every row as many numbers")]
    [InlineData("New-RnnCell -Weight (1,2),(3,4)", RnnErrorId.WeightShape, "2×2", "at least one row of input weights must follow")]
    [InlineData("New-RnnCell -Weight @()", RnnErrorId.WeightEmpty, "-Weight", "at least one row")]
    [InlineData("New-RnnCell -Weight (@(),@())", RnnErrorId.WeightEmpty, "-Weight", "at least one row")]
    [InlineData("New-RnnCell -Weight $null", RnnErrorId.WeightNotANumber, "$null", "Is a variable not set")]
    [InlineData("New-RnnCell -Weight (1,'2,5'),(3,4),(5,6)", RnnErrorId.WeightNotANumber, "'2,5'", "decimal point")]
    [InlineData("New-RnnCell -Weight (1,''),(3,4),(5,6)", RnnErrorId.WeightNotANumber, "''", "expected")]
    [InlineData("New-RnnCell -Weight (1,[double]::NaN),(3,4),(5,6)", RnnErrorId.WeightNotFinite, "NaN", "Replace it")]
    [InlineData("New-RnnCell -InputWeight (,(1,2)) -RecurrentWeight 1,2", RnnErrorId.WeightShape, "flat list", "-RecurrentWeight", "[1 2]", "give a list of rows")]
    [InlineData("New-RnnCell -Weight (1,2),(3,4),(5,6) -Bias 1,2,3", RnnErrorId.WeightShape, "-Bias: Bias [1 2 3] has 3 numbers", "expected 2")]
    [InlineData("New-RnnCell -Weight (1,2),(3,4),(5,6) -Bias 1,([double]::NaN)", RnnErrorId.WeightNotFinite, "NaN", "Replace it")]
    [InlineData("New-RnnModel -Cell (New-RnnCell 1 2 -Seed 1) -OutputWeight 1,2,3", RnnErrorId.WeightShape, "3×1", "expected 2×1")]
    [InlineData("New-RnnModel -Cell (New-RnnCell 1 2 -Seed 1) -OutputBias 1", RnnErrorId.WeightShape, "without OutputWeights", "give both, or neither")]
    [InlineData("New-RnnModel 1 2 1 -DenseActivation Tanh", RnnErrorId.Parameters, "-DenseActivation", "give the size of each dense layer")]
    [InlineData("New-RnnModel 1 2 1 -DenseSize 3,4,5 -DenseActivation Tanh,Relu", RnnErrorId.Parameters, "2 values for 3 layers", "one for each layer")]
    [InlineData("New-RnnModel -VocabularySize 3 2 2 1 -InputSize 2", RnnErrorId.Parameters, "-InputSize is 2", "leave -InputSize out", "-EmbeddingSize")]
    [InlineData("New-RnnState (New-RnnCell 1 2 -Seed 1) -Value 1", RnnErrorId.StateShape, "[1]", "takes 2", "one for each component")]
    [InlineData("New-RnnState (New-RnnCell 1 1 -Seed 1) -Value ([double]::NaN)", RnnErrorId.NotFinite, "NaN", "remove or replace")]
    [InlineData("1 | Invoke-RnnForward -State (New-RnnState (New-RnnCell 1 5 -Seed 1))", RnnErrorId.StateShape, "5 components", "Elman 1→2→1", "New-RnnState")]
    public void A_bad_parameter_ends_the_run_and_the_error_says_what_to_do(string script, string id, params string[] message)
    {
        // Outside of try, a script goes on after a command that has ended.
        Outcome outcome = _session.Try($"try {{ {script} }} catch {{ throw }}");

        Assert.Equal(id, Outcome.Id(outcome.Error));
        Assert.All(message, part => Assert.Contains(part, outcome.Error.Exception.Message, StringComparison.Ordinal));
        Assert.True(outcome.Terminated);
        Assert.Empty(outcome.Output);
    }

    // [int] makes a number of it. A silent 1 would hide a column that is not what it seems.
    [Theory]
    [InlineData("$true | Invoke-RnnForward", RnnErrorId.NotANumber, "True")]
    [InlineData("Invoke-RnnForward -Input $false", RnnErrorId.NotANumber, "False")]
    [InlineData("Invoke-RnnForward (New-RnnCell 2 2 -Seed 1) -Input (,(1,$true))", RnnErrorId.NotANumber, "True")]
    [InlineData("Invoke-RnnForward -Input ([bool[]](,$true))", RnnErrorId.NotANumber, "True")]
    [InlineData("@{ x = $true } | Invoke-RnnForward -Property x", RnnErrorId.NotANumber, "Property 'x': True")]
    [InlineData("[pscustomobject]@{ x = $false } | Invoke-RnnForward -Property x", RnnErrorId.NotANumber, "Property 'x': False")]
    [InlineData("New-RnnSequence -Input $true", RnnErrorId.NotANumber, "True")]
    [InlineData("1 | Invoke-RnnForward | Measure-RnnLoss -Target $true", RnnErrorId.NotANumber, "True")]
    [InlineData("[pscustomobject]@{ x = 1; y = $true } | Invoke-RnnForward -Property x | Measure-RnnLoss -TargetProperty y -PerStep", RnnErrorId.NotANumber, "Property 'y': True")]
    [InlineData("1 | Optimize-RnnModel ([RnnPS.RnnModel]::StartingExample()) -Target $true", RnnErrorId.NotANumber, "True")]
    [InlineData("1 | Test-RnnGradient ([RnnPS.RnnModel]::StartingExample()) -Target $true", RnnErrorId.NotANumber, "True")]
    [InlineData("New-RnnCell -InputWeight $true -RecurrentWeight 0", RnnErrorId.WeightNotANumber, "True")]
    [InlineData("New-RnnCell -InputWeight 1 -RecurrentWeight 0 -Bias $false", RnnErrorId.WeightNotANumber, "False")]
    [InlineData("New-RnnModel -Cell (New-RnnCell 1 2 -Seed 1) -OutputWeight 1,$true", RnnErrorId.WeightNotANumber, "True")]
    [InlineData("New-RnnState (New-RnnCell 1 1 -Seed 1) -Value $true", RnnErrorId.WeightNotANumber, "True")]
    [InlineData("1 | Invoke-RnnForward -InitialState $true,1", RnnErrorId.WeightNotANumber, "True")]
    public void A_boolean_is_not_a_number(string script, string id, string value)
    {
        Outcome outcome = _session.Try($"try {{ {script} }} catch {{ throw }}");

        Assert.Equal(id, Outcome.Id(outcome.Errors[0]));
        Assert.Contains(value + " (Boolean) is not a number", outcome.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.Contains("Convert it with [int]", outcome.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.Empty(outcome.Output);
    }

    [Theory]
    [InlineData("1,2 | Invoke-RnnForward | Measure-RnnLoss -Target 1", "1 target:", "2 timesteps")]
    [InlineData("1 | Invoke-RnnForward | Measure-RnnLoss -Target 1,2", "2 targets", "1 timestep")]
    [InlineData("1,2 | Invoke-RnnForward | Measure-RnnLoss -Target @()", "0 targets")]
    public void Targets_that_are_too_many_or_too_few_are_an_error_without_a_total(string script, params string[] counts)
    {
        Outcome outcome = _session.Try(script);

        Assert.Equal(RnnErrorId.TargetLength, Outcome.Id(outcome.Error));
        Assert.All(counts, count => Assert.Contains(count, outcome.Error.Exception.Message, StringComparison.Ordinal));
        Assert.Contains("give one target for each timestep", outcome.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(outcome.Output);
    }

    [Theory]
    [InlineData("Invoke-RnnForward -Input 1,'abc',2", "Step 1")]
    [InlineData("1,'abc',2 | Invoke-RnnForward", "Step 1")]
    [InlineData("1,'',2 | ForEach-Object { @{ x = $_ } } | Invoke-RnnForward -Property x", "Step 1")]
    [InlineData("New-RnnSequence -Input 1,'',2 -Key k | Invoke-RnnForward", "Step 1 of sequence k")]
    [InlineData("1,'abc',2 | New-RnnSequence | Invoke-RnnForward", "Timestep 1")]
    public void After_a_bad_timestep_the_run_goes_on_with_the_state_as_it_was(string script, string place)
    {
        Outcome outcome = _session.Try(script);
        List<RnnStep> steps = [.. outcome.Output.Select(item => (RnnStep)item.BaseObject)];

        Assert.StartsWith(place, outcome.Error.Exception.Message, StringComparison.Ordinal);
        Assert.False(outcome.Terminated);
        Assert.Equal([0L, 2L], steps.Select(step => step.Step));
        Assert.Equal(2.727071008233731, (double)steps[1].Output, 1e-15);
    }

    [Theory]
    [InlineData("Invoke-RnnForward -Input 1,'abc',2 -ErrorAction Stop")]
    [InlineData("1,'abc',2 | Invoke-RnnForward -ErrorAction Stop")]
    [InlineData("New-RnnSequence -Input 1,'',2 | Invoke-RnnForward -ErrorAction Stop")]
    public void ErrorAction_Stop_ends_the_run_after_the_steps_before_it(string script)
    {
        Outcome outcome = _session.Try(script);

        Assert.True(outcome.Terminated);
        Assert.Equal(0L, ((RnnStep)Assert.Single(outcome.Output).BaseObject).Step);
    }

    [Theory]
    [InlineData("x\n1\nabc\n2\n", RnnErrorId.NotANumber, "abc", "3")]
    [InlineData("x\n1\n\"2,5\"\n2\n", RnnErrorId.NotANumber, "2,5", "3")]
    [InlineData("x,y\n1,1\n5\n2,2\n", RnnErrorId.CsvRowLength, "1", "3")]
    [InlineData("x,y\n1,1\n5,6,7\n2,2\n", RnnErrorId.CsvRowLength, "3", "3")]
    [InlineData("x\n1\nInfinity\n2\n", RnnErrorId.NotFinite, "Infinity", "3")]
    [InlineData("x,y\n1,1\n,5\n2,2\n", RnnErrorId.MissingValue, "x", "3")]
    [InlineData("x,y\n1,1\nNaN,5\n2,2\n", RnnErrorId.MissingValue, "x", "3")]
    public void A_bad_row_of_a_file_names_its_line_and_the_run_goes_on(string text, string id, string value, string line)
    {
        string path = Write("bad.csv", text);

        Outcome outcome = _session.Try("Import-RnnSequence $path x | Invoke-RnnForward", ("path", path));
        Outcome stopped = _session.Try(
            "Import-RnnSequence $path x -ErrorAction Stop | Invoke-RnnForward -ErrorAction Stop", ("path", path));

        Assert.Equal(id, Outcome.Id(outcome.Error));
        Assert.Contains(value, outcome.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("line " + line, outcome.Error.Exception.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Equal([0L, 2L], outcome.Output.Select(item => ((RnnStep)item.BaseObject).Step));
        Assert.True(stopped.Terminated);
        RequireFree(path);
    }

    [Theory]
    [InlineData(null, RnnErrorId.FileNotFound)]
    [InlineData("", RnnErrorId.FileEmpty)]
    [InlineData("\n  \n", RnnErrorId.FileEmpty)]
    [InlineData("1700,5\n1701,11\n", RnnErrorId.CsvNoHeader)]
    [InlineData("x,y,X\n1,2,3\n", RnnErrorId.CsvDuplicateColumn)]
    [InlineData("y\n1\n", RnnErrorId.PropertyMissing)]
    [InlineData("x\n", RnnErrorId.EmptyInput)]
    public void A_bad_file_is_an_error_and_the_other_files_are_read(string? text, string id)
    {
        string bad = text is null ? Path.Combine(_folder, "absent.csv") : Write("bad.csv", text);
        string good = Write("good.csv", "x\n1\n");

        Outcome outcome = _session.Try("Import-RnnSequence $bad, $good x", ("bad", bad), ("good", good));

        Assert.Equal(id, Outcome.Id(outcome.Error));
        Assert.Contains(Path.GetFileName(bad), outcome.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal("good", ((RnnSequence)Assert.Single(outcome.Output).BaseObject).Key);
        if (text is not null)
        {
            RequireFree(bad);
        }
    }

    [Theory]
    [InlineData("Import-RnnSequence $folder x", RnnErrorId.FileIsFolder)]
    [InlineData("Import-RnnSequence -LiteralPath $folder x", RnnErrorId.FileIsFolder)]
    [InlineData("Import-RnnSequence \"$folder/*.none\" x", RnnErrorId.FileNotFound)]
    [InlineData("Import-RnnSequence Env:PATH x", RnnErrorId.Path)]
    [InlineData("Import-RnnSequence nodrive:file.csv x", RnnErrorId.Path)]
    [InlineData("1 | Invoke-RnnForward | Export-RnnTrace $folder", RnnErrorId.FileIsFolder)]
    [InlineData("1 | Invoke-RnnForward | Export-RnnTrace Env:out.csv", RnnErrorId.Path)]
    [InlineData("1 | Invoke-RnnForward | Export-RnnTrace nodrive:out.csv", RnnErrorId.Path)]
    [InlineData("1 | Invoke-RnnForward | Export-RnnTrace \"$folder/absent/out.csv\"", RnnErrorId.FolderNotFound)]
    [InlineData("@() | Export-RnnTrace \"$folder/out.csv\"", RnnErrorId.EmptyInput)]
    [InlineData("42 | Export-RnnTrace \"$folder/out.csv\"", RnnErrorId.StepExpected)]
    [InlineData("1 | Invoke-RnnForward | Export-RnnTrace \"$folder/out.csv\" -Property Stat", RnnErrorId.PropertyMissing)]
    public void A_bad_path_is_an_error_and_nothing_is_written(string script, string id)
    {
        Outcome outcome = _session.Try(script, ("folder", _folder));

        Assert.Equal(id, Outcome.Id(outcome.Error));
        Assert.Empty(outcome.Output);
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void A_locked_file_is_an_error()
    {
        string path = Write("locked.csv", "x\n1\n");
        using (File.Open(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            Outcome outcome = _session.Try("Import-RnnSequence $path x", ("path", path));

            Assert.Equal(RnnErrorId.FileUnavailable, Outcome.Id(outcome.Error));
            Assert.Contains("locked.csv", outcome.Error.Exception.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("-NoClobber", false, RnnErrorId.FileExists)]
    [InlineData("-NoClobber -Force", false, RnnErrorId.FileExists)]
    [InlineData("", true, RnnErrorId.FileReadOnly)]
    public void An_output_file_that_must_stay_stays(string switches, bool readOnly, string id)
    {
        string path = Write("out.csv", "old");
        File.SetAttributes(path, readOnly ? FileAttributes.ReadOnly : FileAttributes.Normal);

        Outcome outcome = _session.Try($"1 | Invoke-RnnForward | Export-RnnTrace $path {switches}", ("path", path));

        File.SetAttributes(path, FileAttributes.Normal);
        Assert.Equal(id, Outcome.Id(outcome.Error));
        Assert.Contains("out.csv", outcome.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Single(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void Steps_of_another_shape_are_errors_and_the_file_holds_the_others()
    {
        string path = Path.Combine(_folder, "out.csv");

        Outcome outcome = _session.Try(
            "& { 1 | Invoke-RnnForward; 1 | Invoke-RnnForward (New-RnnCell 1 5 -Seed 1) } | Export-RnnTrace $path", ("path", path));

        Assert.Equal(RnnErrorId.TraceColumns, Outcome.Id(outcome.Error));
        Assert.Equal(2, File.ReadAllLines(path).Length);
    }

    private static void RequireFree(string path)
    {
        using FileStream _ = File.Open(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
