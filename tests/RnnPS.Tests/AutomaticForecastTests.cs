using System.Management.Automation;

namespace RnnPS.Tests;

/// <summary>Invoke-RnnForecast without a model, which trains one on the series.</summary>
public sealed class AutomaticForecastTests : IDisposable
{
    // Six years of months with a trend and a season, without noise, and the year after them.
    private const string Months =
        """
        $months = @('Month,Sales') + (0..83 | ForEach-Object {
            '{0:yyyy-MM-dd},{1}' -f ([datetime]'2010-01-01').AddMonths($_), (100 + $_ + 30 * [Math]::Sin($_ * [Math]::PI / 6)).ToString([cultureinfo]::InvariantCulture) }) | ConvertFrom-Csv
        $known = $months[0..71]

        """;

    private readonly Session _session = new();

    public AutomaticForecastTests() => _session.Run(Session.ConvertFromCsv + Months);

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Rows_with_times_give_a_forecast_of_their_season_with_times_and_an_interval()
    {
        List<RnnForecastStep> steps = _session.Run<RnnForecastStep>("$known | Invoke-RnnForecast -Property Sales -TimeProperty Month -Count 12 -ModelVariable fc");
        double[] actual = [.. Enumerable.Range(72, 12).Select(month => 100 + month + (30 * Math.Sin(month * Math.PI / 6)))];

        Assert.Equal(Enumerable.Range(0, 12).Select(month => (object)new DateTime(2016, 1, 1).AddMonths(month)), steps.Select(step => step.Time!));
        Assert.Equal(Enumerable.Range(72, 12).Select(step => (long)step), steps.Select(step => step.Step));
        // Repeating last year is wrong by 12.
        Assert.All(steps.Zip(actual), pair => Assert.InRange(Math.Abs((double)pair.First.Value - pair.Second), 0, 4));
        Assert.All(steps, step => Assert.True((double)step.Lower! <= (double)step.Value && (double)step.Value <= (double)step.Upper!));
        RnnForecastModel model = _session.Run<RnnForecastModel>("$fc").Single();
        Assert.Equal([12], model.Periods);
        Assert.EndsWith("% better than repeating last year", model.Verdict, StringComparison.Ordinal);
    }

    [Fact]
    public void A_kept_model_forecasts_again_without_training_in_the_right_season()
    {
        _session.Run("$null = $known | Invoke-RnnForecast -Property Sales -TimeProperty Month -Count 12 -ModelVariable fc");

        // It starts in May and ends in February.
        Outcome later = _session.Try("$months[16..73] | Invoke-RnnForecast -Property Sales -TimeProperty Month -Count 6 -ForecastModel $fc");

        Assert.Null(later.Errors.FirstOrDefault());
        double[] actual = [.. Enumerable.Range(74, 6).Select(month => 100 + month + (30 * Math.Sin(month * Math.PI / 6)))];
        Assert.All(later.Output.Select(step => (RnnForecastStep)step.BaseObject).Zip(actual), pair =>
            Assert.InRange(Math.Abs((double)pair.First.Value - pair.Second), 0, 5));
    }

    [Fact]
    public void The_command_says_what_it_trained_and_how_good_that_was()
    {
        Outcome outcome = _session.Try("$known | Invoke-RnnForecast -Property Sales -TimeProperty Month -Count 3 -Verbose 4>&1 6>&1");

        string[] texts = [.. outcome.Output.Select(item => item.ToString())];
        Assert.Contains(texts, text => text.StartsWith("Trained a forecast of Sales on 72 rows. From ", StringComparison.Ordinal) && text.EndsWith("% better than repeating last year.", StringComparison.Ordinal));
        Assert.Contains(texts, text => text.StartsWith("Sales: ", StringComparison.Ordinal) && text.EndsWith("(chosen)", StringComparison.Ordinal));
    }

    [Fact]
    public void A_forecast_that_is_no_better_warns_once()
    {
        Outcome outcome = _session.Try(
            """
            $constants = foreach ($key in 'a', 'b') { 1..40 | ForEach-Object { [pscustomobject]@{ Key = $key; Value = 5 } } }
            $constants | Invoke-RnnForecast -Property Value -GroupBy Key -Count 2 -ModelVariable fc 3>&1
            """);

        Assert.Single(outcome.Output, item => item.BaseObject is WarningRecord);
        Assert.Equal(4, outcome.Output.Count(item => item.BaseObject is RnnForecastStep));
        Assert.Equal(2, _session.Run<RnnForecastModel>("$fc").Count);
    }

    [Fact]
    public void The_same_seed_gives_the_same_forecast()
    {
        string Text(string more) => string.Join(' ', _session.Run<RnnForecastStep>($"$known | Invoke-RnnForecast -Property Sales -Count 3 {more}").Select(step => ((double)step.Value).ToString("R", null)));

        Assert.Equal(Text("-Seed 3 -ThrottleLimit 1"), Text("-Seed 3 -ThrottleLimit 2"));
        Assert.NotEqual(Text("-Seed 3"), Text("-Seed 4"));
    }

    [Theory]
    [InlineData("-Property Sales -Count 3 -Lead 2", RnnErrorId.Parameters, "-Lead is for a -Model")]
    [InlineData("-Property Sales -Count 3 -Future 1, 2, 3", RnnErrorId.Parameters, "-Future gives the known inputs of a forecast, and there are none")]
    [InlineData("-Property Sales, Month -Count 3", RnnErrorId.Parameters, "is of one series, and -Property names 2 (Sales, Month). If the others are known for the rows of the forecast, too, name the series by -TargetProperty.")]
    [InlineData("-Property Month -TargetProperty Sales -Count 3", RnnErrorId.Parameters, "-TargetProperty names Sales, and -Property names Month")]
    [InlineData("$half -Property Sales -Count 3 -ModelVariable fc", RnnErrorId.Parameters, "-ModelVariable is for a forecast without -Model")]
    [InlineData("-Property Sales -Count 3 -MissingValue Mask", RnnErrorId.Parameters, "-MissingValue is for a -Model")]
    [InlineData("-Property Sales -Count 3 -Interval 95", RnnErrorId.Interval, "expected the share of outcomes")]
    [InlineData("-Property Nothing -Count 3", RnnErrorId.PropertyMissing, "Nothing")]
    [InlineData("-Property Month -Count 3", RnnErrorId.NotANumber, "2010-01-01")]
    public void What_does_not_fit_is_refused(string arguments, string id, string text)
    {
        Outcome outcome = _session.Try("$half = New-RnnCell -InputWeight 0.5 -RecurrentWeight 0; $known | Invoke-RnnForecast " + arguments);

        Assert.Equal(id, Outcome.Id(outcome.Errors[0]));
        Assert.Contains(text, outcome.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.Empty(outcome.Output);
    }

    [Fact]
    public void A_kept_model_needs_times_of_its_own_step_and_no_training()
    {
        _session.Run("$null = $known | Invoke-RnnForecast -Property Sales -TimeProperty Month -Count 3 -ModelVariable fc");

        Refuse("$known | Invoke-RnnForecast -Property Sales -Count 3 -ForecastModel $fc", RnnErrorId.Time, "has no times, and the model is trained with the times of the rows: name them by -TimeProperty");
        Refuse(
            "$days = @('Month,Sales') + (0..59 | ForEach-Object { '{0:yyyy-MM-dd},{1}' -f ([datetime]'2020-01-01').AddDays($_), $_ }) | ConvertFrom-Csv; $days | Invoke-RnnForecast -Property Sales -TimeProperty Month -Count 3 -ForecastModel $fc",
            RnnErrorId.Time,
            "which are 1 month apart");
        Refuse("$known | Invoke-RnnForecast -TimeProperty Month -Count 3 -ForecastModel $fc -Seed 2", RnnErrorId.Parameters, "-Seed is for the training");
        Refuse(
            "$known | ForEach-Object { [pscustomobject]@{ Month = $_.Month; Other = $_.Sales } } | Invoke-RnnForecast -Property Other -TimeProperty Month -Count 3 -ForecastModel $fc",
            RnnErrorId.Parameters,
            "was trained on Sales, and the history is of Other");
        Refuse("$known | Invoke-RnnForecast -Property Sales -Count 3 -ForecastModel $fc -Period 12", RnnErrorId.Parameters, "-Period is for the training");
        Outcome given = _session.Try("$known | Invoke-RnnForecast $fc -Property Sales -Count 3");
        Assert.Contains("commands that forecast take it by -ForecastModel", given.Error.Exception.Message, StringComparison.Ordinal);

        void Refuse(string script, string id, string text)
        {
            Outcome outcome = _session.Try(script);
            Assert.Equal(id, Outcome.Id(outcome.Errors[0]));
            Assert.Contains(text, outcome.Errors[0].Exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Groups_have_models_of_their_own()
    {
        string rows = "$rows = foreach ($key in 'a', 'b') { 1..40 | ForEach-Object { [pscustomobject]@{ Key = $key; Value = $key -eq 'a' ? $_ : -$_ } } }; ";
        _session.Run(rows + "$null = $rows | Invoke-RnnForecast -Property Value -GroupBy Key -Count 1 -ModelVariable fc");

        List<RnnForecastStep> steps = _session.Run<RnnForecastStep>("$rows | Invoke-RnnForecast -GroupBy Key -Count 1 -ForecastModel $fc");
        Assert.Equal([41.0, -41.0], steps.Select(step => Math.Round((double)step.Value)));
        Outcome other = _session.Try("$rows | Where-Object Key -EQ a | Invoke-RnnForecast -Property Value -Count 1 -ForecastModel $fc");
        Assert.Contains("No -ForecastModel was trained on the sequence 0: there are models of a, b.", other.Errors[0].Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_forecast_that_is_longer_than_what_can_be_tested_says_so()
    {
        Outcome outcome = _session.Try("$known | Invoke-RnnForecast -Property Sales -Count 40 -Ensemble 1 -HiddenSize 2 3>&1 6>&1");

        Assert.Contains(outcome.Output, item => item.ToString().Contains("forecasts of 24 steps were", StringComparison.Ordinal));
        Assert.Contains(outcome.Output, item => item.BaseObject is WarningRecord warning && warning.Message.Contains("room to test forecasts of 24 steps, and this one has 40", StringComparison.Ordinal));
        Assert.Equal(40, outcome.Output.Count(item => item.BaseObject is RnnForecastStep));
    }

    [Fact]
    public void A_short_series_is_an_error_of_its_own()
    {
        Outcome outcome = _session.Try("(1..20 | ForEach-Object { [pscustomobject]@{ Key = 'short'; Value = $_ } }) + (1..40 | ForEach-Object { [pscustomobject]@{ Key = 'long'; Value = $_ } }) | Invoke-RnnForecast -Property Value -GroupBy Key -Count 2");

        Assert.Equal(RnnErrorId.SequenceLength, Outcome.Id(outcome.Errors[0]));
        Assert.Equal(2, outcome.Output.Count);
    }

    [Fact]
    public void One_model_of_all_series_forecasts_others_of_their_kind()
    {
        _session.Run(
            """
            $shops = foreach ($size in 1, 30, 1000) { 0..71 | ForEach-Object { [pscustomobject]@{ Shop = "shop $size"; Sales = $size * (10 + 3 * [Math]::Sin($_ * [Math]::PI / 6)) } } }
            $short = 1..7 | ForEach-Object { [pscustomobject]@{ Shop = 'short'; Sales = $_ } }
            $new = 0..40 | ForEach-Object { [pscustomobject]@{ Shop = 'new'; Sales = 7e5 * (10 + 3 * [Math]::Sin($_ * [Math]::PI / 6)) } }
            """);
        Outcome outcome = _session.Try("$shops + $short | Invoke-RnnForecast -GroupBy Shop -Property Sales -Period 12 -Count 6 -Global -ModelVariable fc 6>&1");

        RnnForecastModel model = _session.Run<RnnForecastModel>("$fc").Single();
        Assert.Equal(["shop 1", "shop 30", "shop 1000"], model.Sequences);
        Assert.StartsWith("Trained a forecast of Sales of 3 sequences (1 with fewer than 30 rows left out) on 216 rows. From ", outcome.Output[0].ToString(), StringComparison.Ordinal);
        RnnForecastStep[] steps = [.. outcome.Output.Select(item => item.BaseObject).OfType<RnnForecastStep>()];
        Assert.Equal(18, steps.Length);
        Assert.All(steps.Chunk(6).Zip([1.0, 30, 1000]), pair => Near(pair.First, pair.Second, first: 72));
        // The season needs more rows than the short one has.
        Assert.Equal(RnnErrorId.SequenceLength, Outcome.Id(Assert.Single(outcome.Errors)));

        Outcome later = _session.Try("$new | Invoke-RnnForecast -GroupBy Shop -Count 6 -ForecastModel $fc 6>&1");
        Near([.. later.Output.Select(item => (RnnForecastStep)item.BaseObject)], 7e5, first: 41);

        static void Near(RnnForecastStep[] steps, double size, int first) => Assert.All(
            steps.Index(),
            step => Assert.Equal(10 + (3 * Math.Sin((first + step.Index) * Math.PI / 6)), (double)step.Item.Value / size, 0.4));
    }

    [Theory]
    [InlineData("$half -Global", "-Global is for a forecast without -Model")]
    [InlineData("-ForecastModel $fc -Global", "-Global is for the training of a model")]
    public void One_model_of_all_series_is_for_a_training(string arguments, string text)
    {
        _session.Run("$half = New-RnnCell -InputWeight 0.5 -RecurrentWeight 0; $null = 1..40 | Invoke-RnnForecast -Count 1 -Ensemble 1 -HiddenSize 2 -ModelVariable fc");
        Outcome outcome = _session.Try("1..40 | Invoke-RnnForecast -Count 3 " + arguments);

        Assert.Equal(RnnErrorId.Parameters, Outcome.Id(outcome.Errors[0]));
        Assert.Contains(text, outcome.Errors[0].Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_series_that_can_not_be_read_is_an_error_of_its_own_and_the_others_are_learned_together()
    {
        Outcome outcome = _session.Try(
            """
            $empty = 1..3 | ForEach-Object { [pscustomobject]@{ Key = 'empty'; Value = '' } }
            $empty + (1..40 | ForEach-Object { [pscustomobject]@{ Key = 'full'; Value = $_ } }) | Invoke-RnnForecast -Property Value -GroupBy Key -Count 2 -Global -Ensemble 1 -HiddenSize 2
            """);

        Assert.Equal(RnnErrorId.MissingValue, Outcome.Id(Assert.Single(outcome.Errors)));
        Assert.Equal(2, outcome.Output.Count);
        Assert.Equal(RnnErrorId.Parameters, Outcome.Id(_session.Try("1..40 | Invoke-RnnForecast -Count 2 -Global").Error));
    }
}
