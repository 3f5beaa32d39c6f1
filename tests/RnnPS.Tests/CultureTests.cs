namespace RnnPS.Tests;

/// <summary>-Culture reads the decimal comma on purpose. Without it, the comma is an error everywhere.</summary>
public sealed class CultureTests : IDisposable
{
    private const string Half = "$half = New-RnnCell -InputWeight 0.5 -RecurrentWeight 0 -Activation Identity; ";

    private readonly Session _session = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("RnnPS").FullName;

    public void Dispose()
    {
        _session.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("de-DE", "'2,5','-1,5e3','+0,25'", new[] { 2.5, -1500, 0.25 })]
    [InlineData("fr-FR", "'2,5','-1E-3',' 7 '", new[] { 2.5, -0.001, 7 })]
    [InlineData("sv-SE", "'-2,5',\"`u{2212}2,5\",'3'", new[] { -2.5, -2.5, 3 })]
    [InlineData("pl-PL", "'0,125','1','-0,5'", new[] { 0.125, 1, -0.5 })]
    [InlineData("en-US", "'2.5','-1.5e3','4'", new[] { 2.5, -1500, 4 })]
    [InlineData("he-IL", "'-2.5','3','0.5'", new[] { -2.5, 3, 0.5 })]
    [InlineData("de-CH", "'2.5','-7','0.5'", new[] { 2.5, -7, 0.5 })]
    public void Text_on_the_pipeline_in_rows_in_lists_and_in_files_is_read_in_the_culture(string culture, string texts, double[] expected)
    {
        string path = Path.Combine(_folder, "load.csv");
        _session.Run($"[IO.File]::WriteAllLines($path, [string[]](@('day;load') + ({texts} | ForEach-Object {{ \"d;$_\" }})))", ("path", path));
        foreach (string script in (string[])
        [
            $"{texts} | New-RnnSequence -Culture {culture}",
            $"New-RnnSequence -Input ({texts}) -Culture {culture}",
            $"{texts} | ForEach-Object {{ @{{ x = $_ }} }} | New-RnnSequence -Property x -Culture {culture}",
            $"{texts} | ForEach-Object {{ [pscustomobject]@{{ x = $_ }} }} | New-RnnSequence -Property x -Culture {culture}",
            $"Import-RnnSequence $path load -Delimiter ';' -Culture {culture}",
        ])
        {
            RnnSequence sequence = Assert.Single(_session.Run<RnnSequence>(script, ("path", path)));
            Assert.Equal(expected, sequence.Values.Select(row => row[0]));
        }
    }

    [Theory]
    [InlineData("de-DE", "1.234,5")]
    [InlineData("de-DE", "1.234")]
    [InlineData("de-DE", "2.5")]
    [InlineData("fr-FR", "1 234,5")]
    [InlineData("fr-FR", "2.5")]
    [InlineData("en-US", "1,234.5")]
    [InlineData("en-US", "2,5")]
    [InlineData("de-CH", "1’234.5")]
    [InlineData("de-CH", "2,5")]
    [InlineData("de-DE", "2,5,1")]
    [InlineData("de-DE", "2,5 kW")]
    public void Thousands_separators_and_other_decimal_separators_are_an_error(string culture, string text)
    {
        string path = Path.Combine(_folder, "load.csv");
        File.WriteAllText(path, $"load\ttwice\n1\t2\n{text}\t3\n");
        foreach (string script in (string[])["$text | New-RnnSequence -Culture $culture", "Import-RnnSequence $path load -Delimiter `t -Culture $culture"])
        {
            Outcome outcome = _session.Try(script, ("text", text), ("culture", culture), ("path", path));

            Assert.Equal(RnnErrorId.NotANumber, Outcome.Id(outcome.Error));
            Assert.Contains($"'{text}' is not a number in the culture {culture}", outcome.Error.Exception.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("'2,5' | Invoke-RnnForward", true)]
    [InlineData("'1.234,5' | Invoke-RnnForward", false)]
    [InlineData("'abc' | Invoke-RnnForward", false)]
    [InlineData("@{ x = '2,5' } | Invoke-RnnForward -Property x", true)]
    [InlineData("1 | Invoke-RnnForward | Measure-RnnLoss -Target '2,5'", true)]
    [InlineData("New-RnnState ([RnnPS.RnnModel]::StartingExample()) -Value '2,5',1", false)]
    [InlineData("New-RnnModel '2,5' 1 1", false)]
    public void An_error_about_a_decimal_comma_names_Culture_where_there_is_one(string script, bool named) => Assert.Equal(
        named, _session.Try(script).Error.Exception.Message.Contains("-Culture de-DE", StringComparison.Ordinal));

    [Fact]
    public void Missing_values_are_missing_in_every_culture()
    {
        foreach (string culture in (string[])["de-DE", "ru-RU", "fi-FI", "ar-EG"])
        {
            RnnSequence sequence = Assert.Single(_session.Run<RnnSequence>("'1', 'NaN', '', ' ' | New-RnnSequence -Culture $culture", ("culture", culture)));
            Assert.Equal([1, double.NaN, double.NaN, double.NaN], sequence.Values.Select(row => row[0]));
        }
    }

    [Fact]
    public void Every_command_that_reads_rows_reads_them_in_the_culture()
    {
        const string Rows = "[pscustomobject]@{ x = '0,5'; y = '1,5'; w = '1' }, [pscustomobject]@{ x = '1,25'; y = '2,75'; w = '0,5' }, [pscustomobject]@{ x = '2'; y = '3'; w = '2' }";
        const string Numbers = "[pscustomobject]@{ x = 0.5; y = 1.5; w = 1 }, [pscustomobject]@{ x = 1.25; y = 2.75; w = 0.5 }, [pscustomobject]@{ x = 2; y = 3; w = 2 }";
        _session.Run($"$text = {Rows}; $numbers = {Numbers}; function model {{ [RnnPS.RnnModel]::StartingExample() }}");
        foreach (string command in (string[])
        [
            "(INPUT | Invoke-RnnForward -Property x CULTURE).Output",
            "(INPUT | Invoke-RnnForward -Property x CULTURE | Measure-RnnLoss -TargetProperty y -WeightProperty w CULTURE).Mean",
            "(INPUT | Optimize-RnnModel (model) -Property x -TargetProperty y -WeightProperty w -Epoch 2 CULTURE).Loss",
            "(INPUT | Get-RnnGradient (model) -Property x -TargetProperty y -WeightProperty w CULTURE).Norm",
            "(INPUT | Measure-RnnGradient (model) -Property x -TargetProperty y CULTURE).Steps.Norm",
            "(INPUT | Test-RnnGradient (model) -Property x -TargetProperty y CULTURE).MaxRelativeError",
            "(INPUT | Split-RnnSequence 2 -Property x CULTURE).Values",
            "(INPUT | Invoke-RnnForecast (model) 2 -Property x -TargetProperty x CULTURE).Value",
            "(INPUT | Test-RnnForecast (model) 1 -Property x -TargetProperty x -Origin 1 CULTURE).Mae",
            "(INPUT | Test-RnnForecast (model) 1 -Property x -TargetProperty y -Origin 1 CULTURE).Mae",
            "(INPUT | Invoke-RnnForecast (New-RnnModel 2 3 1 -Seed 1) 2 -Property x, y -TargetProperty x -Future INPUT CULTURE).Value",
        ])
        {
            string with = command.Replace("INPUT", "$text", StringComparison.Ordinal).Replace("CULTURE", "-Culture de-DE", StringComparison.Ordinal);
            string plain = command.Replace("INPUT", "$numbers", StringComparison.Ordinal).Replace("CULTURE", string.Empty, StringComparison.Ordinal);
            string[] expected = [.. _session.Run(plain).Select(value => value.ToString())];
            Assert.NotEmpty(expected);
            Assert.Equal(expected, _session.Run(with).Select(value => value.ToString()));
            Assert.NotEmpty(_session.Try(with.Replace("-Culture de-DE", string.Empty, StringComparison.Ordinal)).Errors);
        }
    }

    [Fact]
    public void Targets_in_a_list_are_read_in_the_culture_and_parameters_are_not()
    {
        Assert.Equal(
            _session.Run<double>("1,2 | Invoke-RnnForward | Measure-RnnLoss -Target 1.5,2.75 | ForEach-Object Value"),
            _session.Run<double>("1,2 | Invoke-RnnForward | Measure-RnnLoss -Target '1,5','2,75' -Culture de-DE | ForEach-Object Value"));
        const string Train = "$m = [RnnPS.RnnModel]::StartingExample(); '0,5','2' | Optimize-RnnModel $m -Target '1,5','2,7' -Epoch 1 -Culture de-DE ";
        Assert.Single(_session.Run<RnnEpoch>(Train + "-LearningRate '0.05'"));
        Assert.Contains("'0,05'", _session.Try(Train + "-LearningRate '0,05'").Error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_forecast_reads_numbers_and_times_in_the_same_culture()
    {
        List<RnnForecastStep> steps = _session.Run<RnnForecastStep>(Half + """
            @{ t = '11.02.2024'; x = '16,5' }, @{ t = '12.02.2024'; x = '8,5' } |
                Invoke-RnnForecast $half 2 -Property x -TimeProperty t -Culture de-DE
            """);
        List<RnnForecastStep> years = _session.Run<RnnForecastStep>(Half + """
            @{ t = '2020,5'; x = '16,5' }, @{ t = '2020,75'; x = '8,5' } |
                Invoke-RnnForecast $half 2 -Property x -TimeProperty t -Culture de-DE
            """);
        List<RnnForecastStep> numbers = _session.Run<RnnForecastStep>(Half + "'16,5','8,5' | Invoke-RnnForecast $half 2 -Culture de-DE");

        Assert.All([steps, years, numbers], forecast => Assert.Equal([4.25, 2.125], forecast.Select(step => (double)step.Value)));
        Assert.Equal([new DateTime(2024, 2, 13), new DateTime(2024, 2, 14)], steps.Select(step => step.Time));
        Assert.Equal([2021.0, 2021.25], years.Select(step => step.Time));
    }

    [Fact]
    public void A_point_in_a_forecasts_time_is_no_decimal_point_in_a_culture_with_a_comma()
    {
        Outcome outcome = _session.Try(Half + "@{ t = '2020.5'; x = 1 }, @{ t = '2020.75'; x = 2 } | Invoke-RnnForecast $half 2 -Property x -TimeProperty t -Culture de-DE");

        Assert.Equal(RnnErrorId.Time, Outcome.Id(outcome.Error));
    }

    [Fact]
    public void The_culture_of_the_session_changes_nothing()
    {
        _session.Run("[cultureinfo]::CurrentCulture = 'de-DE'");

        Assert.Equal("ParameterArgumentTransformationError", Outcome.Id(_session.Try("[cultureinfo]::CurrentCulture = 'de-DE'; New-RnnModel 1 2 1 -Dropout '0,5'").Error));
        Assert.Equal(RnnErrorId.NotANumber, Outcome.Id(_session.Try("[cultureinfo]::CurrentCulture = 'de-DE'; '2,5' | New-RnnSequence").Error));
        Assert.Equal(0.5, _session.Run<RnnModel>("[cultureinfo]::CurrentCulture = 'de-DE'; New-RnnModel 1 2,2 1 -Dropout '0.5'")[0].Dropout);
    }
}
