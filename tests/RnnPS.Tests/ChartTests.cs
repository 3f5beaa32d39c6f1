using System.Management.Automation;
using System.Text;
using System.Xml.Linq;

namespace RnnPS.Tests;

/// <summary>Export-RnnChart and Show-RnnChart as a user calls them.</summary>
public sealed class ChartTests : IDisposable
{
    private readonly Session _session = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("RnnPS").FullName;

    public ChartTests() => _session.Run(
        """
        $model = [RnnPS.RnnModel]::StartingExample()
        $steps = 1..20 | Invoke-RnnForward $model
        $trained = New-RnnModel 1 2 1 -Seed 1
        $epochs = Optimize-RnnModel $trained -InputObject (1..100) -Epoch 3 -ValidationFraction 0.3
        $forecast = 1..20 | Invoke-RnnForecast $trained 3
        $gradient = Measure-RnnGradient $model -Input 1,2,1 -Target 1,2,1
        $anomalies = 1..30 | Find-RnnAnomaly $trained -WarningAction Ignore
        $losses = $steps | Measure-RnnLoss -Target (1..20) -PerStep
        """,
        ("folder", _folder));

    public void Dispose()
    {
        _session.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("$steps", "State")]
    [InlineData("$epochs", "Training")]
    [InlineData("$forecast", "Forecast")]
    [InlineData("$gradient", "Gradient through time")]
    [InlineData("$anomalies", "Anomalies")]
    [InlineData("$losses", "Predictions and targets")]
    [InlineData("(1..40 | Test-RnnForecast $trained 2 -Origin 3 -PerStep)", "Backtest")]
    public void The_type_of_the_objects_chooses_the_chart_from_the_pipeline_and_as_a_parameter(string objects, string title)
    {
        Assert.Empty(_session.Run($"{objects} | Export-RnnChart \"$folder/a.svg\"; Export-RnnChart \"$folder/b.svg\" -Input {objects}"));

        byte[] picture = File.ReadAllBytes(Path.Combine(_folder, "a.svg"));
        Assert.Equal(picture, File.ReadAllBytes(Path.Combine(_folder, "b.svg")));
        Assert.StartsWith(title, XElement.Parse(Encoding.UTF8.GetString(picture)).Elements().First().Value, StringComparison.Ordinal);
        Assert.Contains(title, _session.Run<string>($"{objects} | Show-RnnChart -Width 80")[0], StringComparison.Ordinal);
        Assert.Equal(2, Directory.GetFiles(_folder).Length);
    }

    [Theory]
    [InlineData("1..20", "Int32")]
    [InlineData("$model", "RnnModel")]
    [InlineData("[pscustomobject]@{ a = 1 }", "rows with properties")]
    [InlineData("$steps, $epochs", "steps of Invoke-RnnForward and epochs of Optimize-RnnModel")]
    public void Other_or_mixed_objects_are_one_error_and_no_file(string objects, string words)
    {
        foreach (string command in (string[])["Show-RnnChart", "Export-RnnChart \"$folder/a.svg\""])
        {
            Outcome outcome = _session.Try($"{objects} | ForEach-Object {{ $_ }} | {command}");

            Assert.Equal(RnnErrorId.ChartInput, Outcome.Id(outcome.Error));
            Assert.Equal(ErrorCategory.InvalidType, outcome.Error.CategoryInfo.Category);
            Assert.Contains(words, outcome.Error.Exception.Message, StringComparison.Ordinal);
        }

        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Theory]
    [InlineData("$steps | Export-RnnChart \"$folder/a.svg\" -Kind ForgetGate", RnnErrorId.ChartKind, "Input, PreActivation, State, Output")]
    [InlineData("$steps | Show-RnnChart -Unit 2", RnnErrorId.ChartKind, "from 0 to 1")]
    [InlineData("$epochs | Show-RnnChart -Unit 2", RnnErrorId.ChartKind, "epochs have no units")]
    [InlineData("$epochs | Show-RnnChart -Actual 1,2", RnnErrorId.Parameters, "-Actual is for steps of Invoke-RnnForecast")]
    [InlineData("$epochs | Show-RnnChart -TargetProperty y", RnnErrorId.Parameters, "-TargetProperty is for steps of Invoke-RnnForward")]
    [InlineData("$forecast | Show-RnnChart -TimeProperty t", RnnErrorId.Parameters, "-Actual")]
    [InlineData("$forecast | Show-RnnChart -Actual (New-RnnSequence -Input 1,2 -Key other)", RnnErrorId.Parameters, "no rows of the series 0: expected the same keys, and it has other")]
    [InlineData("$forecast | Show-RnnChart -Actual @()", RnnErrorId.EmptyInput, "-Actual has no rows")]
    [InlineData("$forecast | Show-RnnChart -Actual 1,2,x", RnnErrorId.NotANumber, "-Actual, row 2: 'x' is not a number")]
    [InlineData("$forecast | Show-RnnChart -Actual 1,2 -TimeProperty t", RnnErrorId.Parameters, "only numbers")]
    [InlineData("$steps | Show-RnnChart -Kind Output -TargetProperty y", RnnErrorId.NullInput, "$null")]
    [InlineData("$steps | Export-RnnChart \"$folder/a.PNG\"", RnnErrorId.Parameters, "a chart is written as SVG")]
    [InlineData("@() | Show-RnnChart", RnnErrorId.EmptyInput, "no input")]
    [InlineData("$null | Show-RnnChart", RnnErrorId.NullInput, "$null")]
    public void A_mistake_is_one_error_that_says_what_to_do(string script, string id, string words)
    {
        ErrorRecord error = _session.Try(script).Error;

        Assert.Equal(id, Outcome.Id(error));
        Assert.Contains(words, error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void The_history_of_a_forecast_is_read_from_numbers_and_sequences()
    {
        _session.Run("$forecast | Export-RnnChart \"$folder/a.svg\" -Actual (1..20); $forecast | Export-RnnChart \"$folder/b.svg\" -Actual (New-RnnSequence -Input (1..20))");

        Assert.Equal(File.ReadAllText(Path.Combine(_folder, "a.svg")), File.ReadAllText(Path.Combine(_folder, "b.svg")));
        Assert.Contains(">history<", File.ReadAllText(Path.Combine(_folder, "a.svg")), StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_of_several_series_are_told_apart_by_GroupBy()
    {
        _session.Run("""
            $rows = foreach ($key in 'a', 'b') { 1..20 | ForEach-Object { [pscustomobject]@{ k = $key; y = $_ + 100 * ($key -eq 'b') } } }
            $both = $rows | Invoke-RnnForecast $trained 3 -Property y -GroupBy k
            $both | Export-RnnChart "$folder/a.svg" -Actual $rows -Property y -GroupBy k
            """);
        string text = File.ReadAllText(Path.Combine(_folder, "a.svg"));

        Assert.Contains(">a, y<", text, StringComparison.Ordinal);
        Assert.Contains(">b, y<", text, StringComparison.Ordinal);
        // The history of b is on an axis of its own.
        Assert.Contains(">100<", text, StringComparison.Ordinal);
        ErrorRecord error = _session.Try("$both | Show-RnnChart -Actual $rows -Property y").Error;
        Assert.Equal(RnnErrorId.Parameters, Outcome.Id(error));
        Assert.Contains("-GroupBy", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_absent_row_of_the_history_is_a_gap_on_an_axis_of_dates()
    {
        _session.Run("""
            $rows = 1..12 | Where-Object { $_ -ne 10 } | ForEach-Object { [pscustomobject]@{ t = '2024-01-{0:00}' -f $_; y = $_ } }
            $f = $rows | Invoke-RnnForecast $trained 3 -Property y -TimeProperty t -MissingValue Interpolate
            $f | Export-RnnChart "$folder/a.svg" -Actual $rows -Property y -TimeProperty t
            """);
        string text = File.ReadAllText(Path.Combine(_folder, "a.svg"));
        int[] lengths = [.. XElement.Parse(text).Descendants()
            .Where(element => element.Name.LocalName == "polyline" && ((string)element.Attribute("style")!).Contains("rgb(34,34,34)", StringComparison.Ordinal))
            .Select(element => ((string)element.Attribute("points")!).Split(' ').Length)];

        Assert.Contains(9, lengths);
        Assert.Contains(2, lengths);
        Assert.Matches(">2024-01-0[1-9]<", text);
        Assert.Contains(">time<", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Targets_are_read_from_the_rows_that_the_model_was_trained_on()
    {
        _session.Run("""
            $rows = 1..12 | ForEach-Object { [pscustomobject]@{ x = $_; y = -$_ } }
            $m = New-RnnModel 1 2 1 -Seed 1
            $null = $rows | Optimize-RnnModel $m -Property x -TargetProperty y -Epoch 1
            $rows | Invoke-RnnForward $m -Property x | Export-RnnChart "$folder/a.svg" -Kind Output
            """);

        string text = File.ReadAllText(Path.Combine(_folder, "a.svg"));
        Assert.Contains(">target<", text, StringComparison.Ordinal);
        Assert.Contains(">y<", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Steps_of_another_process_are_drawn()
    {
        _session.Run("""
            $copy = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($steps))
            $copy | Export-RnnChart "$folder/a.svg"
            $steps | Export-RnnChart "$folder/b.svg"
            """);

        Assert.Equal(File.ReadAllText(Path.Combine(_folder, "b.svg")), File.ReadAllText(Path.Combine(_folder, "a.svg")));
    }

    [Fact]
    public void An_existing_file_is_kept_with_NoClobber_and_after_an_error()
    {
        string file = Path.Combine(_folder, "a.svg");
        File.WriteAllText(file, "before");

        Assert.Equal(RnnErrorId.FileExists, Outcome.Id(_session.Try("$steps | Export-RnnChart \"$folder/a.svg\" -NoClobber").Error));
        _session.Try("$steps | Export-RnnChart \"$folder/a.svg\" -Kind Nothing");
        _session.Try("& { $steps; throw 'stop' } | Export-RnnChart \"$folder/a.svg\"");

        Assert.Equal("before", File.ReadAllText(file));
        _session.Run("$steps | Export-RnnChart \"$folder/a.svg\"");
        Assert.StartsWith("<?xml", File.ReadAllText(file), StringComparison.Ordinal);
        Assert.Single(Directory.GetFileSystemEntries(_folder));
    }

    [Theory]
    [InlineData("PlainText", false)]
    [InlineData("Ansi", true)]
    public void Colours_follow_PSStyle(string rendering, bool hasColor)
    {
        List<string> lines = _session.Run<string>($"$PSStyle.OutputRendering = '{rendering}'; $steps | Show-RnnChart -Width 60 -Height 12");

        Assert.Equal(hasColor, lines.Exists(line => line.Contains('\e', StringComparison.Ordinal)));
        Assert.True(hasColor || lines.TrueForAll(line => line.Length <= 60));
    }
}
