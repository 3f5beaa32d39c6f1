using System.Globalization;
using System.Management.Automation;

namespace RnnPS.Tests;

/// <summary>All that stands for a missing value is the same missing value in every command.</summary>
public sealed class MissingValueTests : IDisposable
{
    private const string Gru = "New-RnnModel -Kind Gru 1 3 1 -Seed 1";
    private readonly Session _session = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("RnnPS").FullName;

    public static TheoryData<string> Kinds =>
    [
        "$null",
        "[DBNull]::Value",
        "[System.Management.Automation.Internal.AutomationNull]::Value",
        "[NullString]::Value",
        "''",
        "' '",
        "[double]::NaN",
        "[float]::NaN",
        "'NA'",
        "'n/a'",
        "-999",
        "'-999.0'",
    ];

    public void Dispose()
    {
        _session.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_run_fills_or_masks_it(string kind)
    {
        string rows = $"$rows = {Rows(kind)}; $model = {Gru}; ";
        string run = $"Invoke-RnnForward $model -MissingText NA, N/A, -999";
        double[] Outputs(string script) => [.. _session.Run<RnnStep>(rows + script).Select(step => (double)step.Output)];
        double[] masked = Outputs("1, 2, 4, 6 | Invoke-RnnForward $model");

        foreach (string input in new[] { $"$rows | {run} -Property x", $"1, 2, ({kind}), 4, 6 | {run}", $"{run} -Input 1, 2, ({kind}), 4, 6" })
        {
            if (!input.StartsWith('$') && kind.Contains("AutomationNull", StringComparison.Ordinal))
            {
                // PowerShell itself takes it out of a pipeline and a list.
                continue;
            }

            Assert.Equal(Outputs("1, 2, 3, 4, 6 | Invoke-RnnForward $model"), Outputs($"{input} -MissingValue Interpolate"));
            Assert.Equal(Outputs("1, 2, 2, 4, 6 | Invoke-RnnForward $model"), Outputs($"{input} -MissingValue CarryForward"));
            Assert.Equal([masked[0], masked[1], masked[1], masked[2], masked[3]], Outputs($"{input} -MissingValue Mask"));
            Outcome error = _session.Try(rows + input);
            Assert.Equal([0L, 1L, 3L, 4L], error.Output.Select(step => ((RnnStep)step.BaseObject).Step));
            Assert.Contains(Outcome.Id(error.Error), new[] { RnnErrorId.MissingValue, RnnErrorId.NullInput });
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Training_reads_the_pairs_around_it(string kind)
    {
        string Train(string input, string rule) =>
            $"$model = {Gru}; [void]({input} | Optimize-RnnModel $model -Epoch 3 -MissingText NA, N/A, -999 -MissingValue {rule} -Seed 1); $model.OutputBias.ToArray()";

        foreach (string rule in new[] { "Mask", "Interpolate", "CarryForward" })
        {
            double[] expected = Weights(Train("1, 2, [double]::NaN, 4, 6, 3", rule));
            if (!kind.Contains("AutomationNull", StringComparison.Ordinal))
            {
                // PowerShell itself takes that one out of a pipeline.
                Assert.Equal(expected, Weights(Train($"1, 2, ({kind}), 4, 6, 3", rule)));
            }

            Assert.Equal(
                expected,
                Weights($"$rows = {Rows(kind)} + @{{ x = 3 }}; " + Train("$rows", rule + " -Property x")));
        }
    }

    [Theory]
    [InlineData("1, 2, 'bad', 4, 6, 3")]
    [InlineData("1, 2, [double]::PositiveInfinity, 4, 6, 3")]
    [InlineData("1, 2, (1, 2), 4, 6, 3")]
    [InlineData("1, 2, [datetime]'2020-01-01', 4, 6, 3")]
    public void A_bad_timestep_is_reported_and_keeps_its_place(string input)
    {
        string train = $"$model = {Gru}; [void]({{0}} | Optimize-RnnModel $model -Epoch 3 -Seed 1 {{1}}); $model.OutputBias.ToArray()";
        double[] expected = Weights(string.Format(CultureInfo.InvariantCulture, train, "1, 2, [double]::NaN, 4, 6, 3", "-MissingValue Mask"));

        Outcome outcome = _session.Try(string.Format(CultureInfo.InvariantCulture, train, input, string.Empty));

        Assert.Single(outcome.Errors);
        Assert.Equal(expected, outcome.Output.Select(number => (double)number.BaseObject));
        Assert.NotEqual(expected, Weights(string.Format(CultureInfo.InvariantCulture, train, "1, 2, 4, 6, 3", string.Empty)));
    }

    [Fact]
    public void A_bad_timestep_keeps_its_target()
    {
        string train = $"$model = {Gru}; [void]({{0}} | Optimize-RnnModel $model -Target 1, 2, 3, 4 -Scaling None -Epoch 3 -Seed 1 {{1}}); $model.OutputBias.ToArray()";
        double[] expected = Weights(string.Format(CultureInfo.InvariantCulture, train, "5, [double]::NaN, 7, [double]::NaN", "-MissingValue Mask"));

        Assert.Equal(expected, _session.Try(string.Format(CultureInfo.InvariantCulture, train, "5, 'x', 7, 'y'", string.Empty)).Output.Select(number => (double)number.BaseObject));
    }

    [Theory]
    [InlineData("1, 'x', 3, 4, 5", "[1 NaN] [3 4]")]
    [InlineData("1, 2, 'x', 4, 5", "[1 2] [NaN 4]")]
    [InlineData("1, $null, 3, 4", "[1 NaN] [3 4]")]
    [InlineData("$null, 2, 3, 4", "[NaN 2] [3 4]")]
    [InlineData("'x', 2, 3, 4", "[NaN 2] [3 4]")]
    public void Windows_do_not_close_up(string input, string windows)
    {
        foreach (string script in new[] { $"{input} | Split-RnnSequence 2", $"{input} | New-RnnSequence | Split-RnnSequence 2" })
        {
            if (input.StartsWith('\'') && script.Contains("New-", StringComparison.Ordinal))
            {
                // A sequence starts with its first good timestep.
                continue;
            }

            IEnumerable<string> actual = _session.Try(script).Output
                .Select(window => new RnnVector([.. ((RnnSequence)window.BaseObject).Values.Select(row => row[0])]).ToString());
            Assert.Equal(windows, string.Join(' ', actual));
        }
    }

    [Theory]
    [InlineData("$null, $null, (1, 2), (3, 4)", 4)]
    [InlineData("(1, 2), $null, [DBNull]::Value, (3, 4)", 4)]
    public void A_timestep_that_is_absent_has_as_many_features_as_the_others(string input, int length)
    {
        RnnSequence sequence = Assert.Single(_session.Run<RnnSequence>($"{input} | New-RnnSequence"));

        Assert.Equal((length, 2), (sequence.Length, sequence.FeatureCount));
        Assert.Equal(2, sequence.Values.Count(row => row.All(double.IsNaN)));
    }

    [Theory]
    [InlineData("x\n1\n\n3\n", "[1 NaN 3]")]
    [InlineData("x\n1\n \n\n3\n\n\n", "[1 NaN NaN 3]")]
    [InlineData("x\n\n1\n3", "[NaN 1 3]")]
    [InlineData("x\r\n1\r\n\r\n3\r\n\r\n", "[1 NaN 3]")]
    [InlineData("x\n1\n\"\"\n3\n", "[1 NaN 3]")]
    [InlineData("x\n1\nNA\n-999\n4\nN/a\n", "[1 NaN NaN 4 NaN]")]
    [InlineData("x,y\n1,1\n\n3,3\n", "[1 3]")]
    public void So_has_a_file(string text, string values)
    {
        string path = Path.Combine(_folder, "series.csv");
        File.WriteAllText(path, text);

        RnnSequence sequence = Assert.Single(_session.Run<RnnSequence>("Import-RnnSequence $path x -MissingText na, n/a, '-999'", ("path", path)));

        Assert.Equal(values, new RnnVector([.. sequence.Values.Select(row => row[0])]).ToString());
        string[] lines = text.ReplaceLineEndings("\n").Split('\n');
        for (int row = 0; row < sequence.Length; row++)
        {
            string line = lines[(int)sequence.LineAt(row)! - 1].Split(',')[0].Trim();
            Assert.Equal(line.Trim('"'), ((PSObject)sequence.Source[row]!).Properties["x"].Value);
        }
    }

    [Fact]
    public void A_forecast_fills_it()
    {
        double[] Forecast(string input) => [.. _session.Run<RnnForecastStep>(
            $"$model = {Gru}; {input} | Invoke-RnnForecast $model 3 -MissingText NA -MissingValue Interpolate").Select(step => (double)step.Value)];
        double[] expected = Forecast("0.1, 0.2, 0.3, 0.4");

        Assert.Equal(expected, Forecast("0.1, 0.2, $null, 0.4"));
        Assert.Equal(expected, Forecast("0.1, 0.2, 'NA', 0.4"));
        Assert.Equal(expected, Forecast("0.1, [DBNull]::Value, $null, 0.4"));
    }

    [Fact]
    public void A_text_that_marks_it_often_is_explained()
    {
        Outcome outcome = _session.Try("'NA' | Invoke-RnnForward");

        Assert.Contains("-MissingText 'NA'", outcome.Error.Exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("-MissingText", _session.Try("'abc' | Invoke-RnnForward").Error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_masked_run_needs_a_value_to_interpolate_from()
    {
        Outcome outcome = _session.Try("[double]::NaN, '' | Invoke-RnnForward -MissingValue Interpolate");

        Assert.Empty(outcome.Output);
        Assert.Equal(RnnErrorId.MissingValue, Outcome.Id(outcome.Error));
    }

    [Theory]
    [InlineData("New-RnnSequence")]
    [InlineData("Split-RnnSequence 1")]
    [InlineData("Optimize-RnnModel (New-RnnModel 1 2 1 -Seed 1)")]
    [InlineData("Measure-RnnGradient (New-RnnModel 1 2 1 -Seed 1)")]
    [InlineData("Invoke-RnnForecast (New-RnnModel 1 2 1 -Seed 1) 2")]
    [InlineData("Invoke-RnnForward")]
    public void A_variable_that_is_not_set_is_an_error(string command)
    {
        Outcome outcome = _session.Try("$notSet | " + command);

        Assert.Equal(RnnErrorId.NullInput, Outcome.Id(outcome.Error));
        Assert.Empty(outcome.Output);
    }

    // As array elements, because a pipeline would take out the output of a script block that has none.
    private static string Rows(string kind) => $"@{{ x = 1 }}, @{{ x = 2 }}, @{{ x = {kind} }}, @{{ x = 4 }}, @{{ x = 6 }}";

    private double[] Weights(string script) => [.. _session.Run<double>(script)];
}
