using System.Globalization;

namespace RnnPS.Tests;

/// <summary>Masks as a list and as a property, in every command that reads rows. As in Keras, true is a valid timestep.</summary>
public sealed class MaskTests : IDisposable
{
    // A cell that adds up its inputs, so that its outputs tell what it has read.
    private const string Sum = "$sum = New-RnnCell -InputWeight 1 -RecurrentWeight 1 -Activation Identity; ";
    private const string Rows = "$rows = 'x,ok,y', '1,true,1', '20,0,99', '3,1,4', '40,False,99' | ConvertFrom-Csv; ";
    private readonly Session _session = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("RnnPS").FullName;

    public MaskTests() => _session.Run(Session.ConvertFromCsv);

    public void Dispose()
    {
        _session.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("$true, $false, $true, $false")]
    [InlineData("1, 0, 1, 0")]
    [InlineData("1.0, (-0.0), ([bigint]1), ([byte]0)")]
    [InlineData("'True', 'FALSE', ' 1 ', '0'")]
    [InlineData("([Collections.BitArray]::new([bool[]]($true, $false, $true, $false)))")]
    [InlineData("([Collections.Generic.List[object]](1, $false, 'true', '0'))")]
    public void A_list_masks_the_timesteps_of_a_sequence(string mask)
    {
        Assert.Equal([1.0, 1, 4, 4], Outputs($"New-RnnSequence -Input 1, 20, 3, 40 -Mask {mask} | Invoke-RnnForward $sum"));
    }

    [Theory]
    [InlineData("1, 20, 3, 20 | Invoke-RnnForward $model", "1 1 4 4")]
    [InlineData("Invoke-RnnForward $model -Input 1, 20, 3, 20", "1 1 4 4")]
    [InlineData("New-RnnSequence -Input 1, 20, 3, 20 | Invoke-RnnForward $model", "1 1 4 4")]
    [InlineData("New-RnnSequence -Input 1, 20, 3, 20 | Invoke-RnnForward $model -Batch -Last", "4")]
    [InlineData("1, 20, 3, 20 | Invoke-RnnForward $model -State (New-RnnState $model)", "1 1 4 4")]
    [InlineData("$rows | ForEach-Object { $_.x = $_.x -replace '40', '20'; $_ } | Invoke-RnnForward $model -Property x", "1 1 4 4")]
    public void A_model_masks_timesteps_by_their_inputs(string command, string expected)
    {
        double[] outputs = Outputs(Rows + "$model = New-RnnModel -Cell $sum; $model.MaskValue = 20; " + command);

        Assert.Equal(expected, string.Join(' ', outputs.Select(output => output.ToString(CultureInfo.InvariantCulture))));
    }

    [Theory]
    [InlineData("1, 0", RnnErrorId.MaskLength, "2 mask values for 3 timesteps")]
    [InlineData("1, 0, 1, 1", RnnErrorId.MaskLength, "4 mask values for 3 timesteps")]
    [InlineData("@()", RnnErrorId.MaskLength, "0 mask values for 3 timesteps")]
    [InlineData("1", RnnErrorId.MaskLength, "1 mask value for 3 timesteps")]
    [InlineData("1, 0, 2", RnnErrorId.MaskValue, "Mask value 2: '2'")]
    [InlineData("1, 0.5, 0", RnnErrorId.MaskValue, "Mask value 1: '0.5'")]
    [InlineData("1, 0, $null", RnnErrorId.MaskValue, "Mask value 2: $null")]
    [InlineData("'yes', 'no', 'yes'", RnnErrorId.MaskValue, "Mask value 0: 'yes'")]
    [InlineData("1, '', 1", RnnErrorId.MaskValue, "Mask value 1: ''")]
    [InlineData("1, ([double]::NaN), 1", RnnErrorId.MaskValue, "Mask value 1: 'NaN'")]
    [InlineData("1, (1, 0), 1", RnnErrorId.MaskValue, "Mask value 1: '1,0'")]
    [InlineData("1, ([datetime]::Now), 1", RnnErrorId.MaskValue, "Mask value 1: ")]
    [InlineData("1, 0, 1 -MaskProperty ok", RnnErrorId.Parameters, "-Mask gives the values")]
    public void A_list_of_other_values_or_another_length_is_an_error(string mask, string id, string text)
    {
        Outcome outcome = _session.Try($"New-RnnSequence -Input 1, 2, 3 -Mask {mask}");

        Assert.Equal(id, Outcome.Id(outcome.Error));
        Assert.Contains(text, outcome.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(outcome.Output);
    }

    [Fact]
    public void A_bad_record_has_its_value_in_the_list_too()
    {
        Outcome outcome = _session.Try("New-RnnSequence -Input 1, 'abc', 3, 40 -Mask 1, 1, 1, 0");

        Assert.Equal(RnnErrorId.NotANumber, Outcome.Id(outcome.Error));
        Assert.Equal([true, true, false], ((RnnSequence)outcome.Output.Single().BaseObject).Mask);
    }

    [Theory]
    [InlineData("$rows | Invoke-RnnForward $sum -Property x -MaskProperty ok")]
    [InlineData("$rows | Invoke-RnnForward $sum -Property x -MaskProperty OK -Batch")]
    [InlineData("Invoke-RnnForward $sum -Input $rows -Property x -MaskProperty ok")]
    [InlineData("$rows | New-RnnSequence -Property x -MaskProperty ok | Invoke-RnnForward $sum")]
    [InlineData("$rows | New-RnnSequence -Property x | Invoke-RnnForward $sum -MaskProperty ok")]
    [InlineData("$rows | New-RnnSequence -Property x, ok | Invoke-RnnForward $sum -MaskProperty ok", true)]
    [InlineData("$rows | Split-RnnSequence 4 -Property x -MaskProperty ok | Invoke-RnnForward $sum")]
    [InlineData("Import-RnnSequence $file x -MaskProperty ok | Invoke-RnnForward $sum")]
    [InlineData("Import-RnnSequence $file x | Invoke-RnnForward $sum -MaskProperty ok")]
    public void A_property_masks_rows(string script, bool asNumbers = false)
    {
        string file = Path.Combine(_folder, "rows.csv");
        File.WriteAllLines(file, ["x,ok,y", "1,true,1", "20,0,99", "3,1,4", "40,False,99"]);
        _session.Run(Rows, ("file", file));
        if (asNumbers)
        {
            _session.Run("$rows | ForEach-Object { $_.ok = [int]($_.ok -in 'true', '1') }");
        }

        Assert.Equal([1.0, 1, 4, 4], Outputs(script));
    }

    [Fact]
    public void Each_group_has_its_masks_and_a_masked_row_may_have_no_value()
    {
        const string Script = "'k,x,ok', 'a,1,1', 'b,5,1', 'a,,0', 'b,6,0', 'a,3,1' | ConvertFrom-Csv | Invoke-RnnForward $sum -Property x -GroupBy k -MaskProperty ok";

        Assert.Equal([1.0, 1, 4, 5, 5], Outputs(Script));
    }

    [Fact]
    public void A_state_passes_over_masked_rows()
    {
        _session.Run($"{Sum}{Rows} $state = New-RnnState $sum; $null = $rows | Invoke-RnnForward $sum -Property x -MaskProperty ok -State $state");

        Assert.Equal(4, _session.Run<double>("$state.Value[0]").Single());
        Assert.Equal(2, _session.Run<long>("$state.StepCount").Single());
    }

    [Fact]
    public void Masked_rows_have_no_loss()
    {
        // The outputs 1 and 4 of the valid rows are their targets.
        foreach (string loss in new[]
        {
            "$rows | Invoke-RnnForward $sum -Property x -MaskProperty ok | Measure-RnnLoss -TargetProperty y",
            "$rows | Invoke-RnnForward $sum -Property x -MaskProperty ok | Measure-RnnLoss -Target 1, 99, 4, 99",
        })
        {
            RnnLoss measured = _session.Run<RnnLoss>(Sum + Rows + loss).Single();
            Assert.Equal((2, 0.0), (measured.Count, measured.Total));
        }

        // Without a mask in the run, the outputs of the valid rows are 1 and 24.
        RnnLoss masked = _session.Run<RnnLoss>(
            Sum + Rows + "$rows | Invoke-RnnForward $sum -Property x | Measure-RnnLoss -TargetProperty y -MaskProperty ok").Single();
        Assert.Equal((2, 400.0), (masked.Count, masked.Total));
        // Neither a prediction made at a masked row, nor one for a masked row: 1 is for 99, 21 is made at a masked row.
        Assert.Equal(0, _session.Run<RnnLoss>(
            "$rows | Invoke-RnnForward $sum -Property x | Measure-RnnLoss -TargetProperty y -MaskProperty ok -Lead 1").Single().Count);
    }

    [Theory]
    [InlineData("Optimize-RnnModel $model -Property x -TargetProperty y -Epoch 3 -ValidationFraction 0.25 -Seed 1 -Precision Double | ForEach-Object Loss")]
    [InlineData("Optimize-RnnModel $model -Property x -TargetProperty x -Epoch 3 -Seed 1 -MissingValue Interpolate | ForEach-Object Loss")]
    [InlineData("Measure-RnnGradient $model -Property x -TargetProperty y | ForEach-Object Loss")]
    [InlineData("Test-RnnGradient $model -Property x -TargetProperty y | ForEach-Object MaxRelativeError")]
    [InlineData("Invoke-RnnForecast $sum 3 -Property x -TargetProperty x | ForEach-Object Value")]
    [InlineData("Test-RnnForecast $sum 2 -Origin 2 -Property x -TargetProperty x | ForEach-Object Rmse")]
    public void Training_gradients_and_forecasts_do_not_read_masked_rows(string command)
    {
        // The numbers in the masked rows make no difference.
        string Run(string number) =>
            $"{Sum} $model = New-RnnModel 1 2 1 -Seed 1; 'x,ok,y', '1,1,2', '{number},0,{number}', '3,true,4', '2,1,5', '{number},FALSE,{number}', '5,1,1', '2,1,2', '4,1,1' | ConvertFrom-Csv | ";
        List<double> expected = _session.Run<double>(Run("7") + command);

        Assert.NotEqual(expected, _session.Run<double>(Run("-500") + command));
        string masked = command.Replace("-Property x", "-Property x -MaskProperty ok", StringComparison.Ordinal);
        Assert.NotEmpty(_session.Run<double>(Run("7") + masked));
        Assert.Equal(_session.Run<double>(Run("7") + masked), _session.Run<double>(Run("-500") + masked));
        Assert.Equal(_session.Run<double>(Run("7") + masked), _session.Run<double>(Run(string.Empty) + masked));
    }

    [Fact]
    public void A_mask_value_of_a_row_that_is_none_is_an_error_of_the_row()
    {
        File.WriteAllLines(Path.Combine(_folder, "bad.csv"), ["x,ok", "1,true", "2,maybe", "3,", "4,2", "5,1"]);
        foreach ((string script, string[] places) in new (string, string[])[]
        {
            ("'x,ok', '1,true', '2,maybe', '3,', '4,2', '5,1' | ConvertFrom-Csv | New-RnnSequence -Property x -MaskProperty ok", ["Timestep 1: Property 'ok': 'maybe'", "Timestep 2", "Timestep 3"]),
            ($"Import-RnnSequence '{_folder}/bad.csv' x -MaskProperty ok", ["line 3, column ok: 'maybe'", "line 4, column ok: ''", "line 5, column ok: '2'"]),
        })
        {
            Outcome outcome = _session.Try(script);
            Assert.All(outcome.Errors, error => Assert.Equal(RnnErrorId.MaskValue, Outcome.Id(error)));
            Assert.Equal(3, outcome.Errors.Count);
            Assert.All(outcome.Errors.Zip(places), pair => Assert.Contains(pair.Second, pair.First.Exception.Message, StringComparison.Ordinal));
            Assert.Equal([1.0, 5], ((RnnSequence)outcome.Output.Single().BaseObject).Values.Select(row => row[0]));
        }
    }

    [Theory]
    [InlineData("1, 2 | Invoke-RnnForward $sum -MaskProperty ok", RnnErrorId.Parameters, "New-RnnSequence -Mask")]
    [InlineData("1, 2 | Optimize-RnnModel $sum -MaskProperty ok", RnnErrorId.Parameters, "New-RnnSequence -Mask")]
    [InlineData("New-RnnSequence -Input 1, 2 | Invoke-RnnForward $sum -MaskProperty ok", RnnErrorId.PropertyMissing, "'ok'")]
    [InlineData("'x', '1' | ConvertFrom-Csv | New-RnnSequence -Property x -MaskProperty ok", RnnErrorId.PropertyMissing, "'ok'")]
    [InlineData("'x', '1' | ConvertFrom-Csv | New-RnnSequence -Property x | Split-RnnSequence 1 -MaskProperty ok", RnnErrorId.PropertyMissing, "Step 0 of sequence 0: ")]
    public void A_property_that_is_not_there_is_an_error(string script, string id, string text)
    {
        Outcome outcome = _session.Try(Sum + script);

        Assert.Equal(id, Outcome.Id(outcome.Error));
        Assert.Contains(text, outcome.Error.Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    [InlineData("ar-SA")]
    public void The_culture_does_not_change_a_mask(string culture)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            Assert.Equal([1.0, 1, 4, 4], Outputs(Rows + "$rows | ForEach-Object { $_.ok = $_.ok.ToUpperInvariant() }; $rows | Invoke-RnnForward $sum -Property x -MaskProperty ok -Culture " + culture));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private double[] Outputs(string script) => [.. _session.Run<RnnStep>(Sum + script).OrderBy(step => step.Sequence.ToString(), StringComparer.Ordinal).Select(step => (double)step.Output)];
}
