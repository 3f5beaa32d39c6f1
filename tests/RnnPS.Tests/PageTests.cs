using System.Management.Automation;
using System.Text;
using System.Text.Json;

namespace RnnPS.Tests;

/// <summary>Export-RnnPage and Show-RnnPage as a user calls them. What a page does in a browser is tested in RnnPS.Page.Tests.</summary>
public sealed class PageTests : IDisposable
{
    private readonly Session _session = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("RnnPS").FullName;

    public PageTests() => _session.Run("$env:BROWSER = 'true'", ("folder", _folder), ("file", Session.Data("sunspots.csv")));

    public void Dispose()
    {
        _session.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private JsonElement Data(string name = "a.html")
    {
        string html = Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(_folder, name)));
        const string start = "id=\"data\">";
        int from = html.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return JsonDocument.Parse(html[from..html.IndexOf("</script>", from, StringComparison.Ordinal)]).RootElement;
    }

    [Fact]
    public void Without_parameters_the_page_shows_the_starting_example()
    {
        Assert.Empty(_session.Run("Export-RnnPage \"$folder/a.html\""));
        JsonElement run = Data().GetProperty("runs")[0];
        Assert.Equal("Elman 1→2→1", run.GetProperty("model").GetString());
        Assert.Equal(2, run.GetProperty("sequences")[0].GetProperty("steps").GetArrayLength());
        Assert.Equal("MeanSquaredError", run.GetProperty("loss").GetProperty("name").GetString());
        Assert.Equal(0.3, run.GetProperty("network").GetProperty("arrays").GetProperty("Layers[0].RecurrentWeights").GetProperty("values")[2].GetDouble());
    }

    [Theory]
    [InlineData("1..4 | Export-RnnPage \"$folder/a.html\"")]
    [InlineData("Export-RnnPage \"$folder/a.html\" -Input 1,2,3,4")]
    [InlineData("Export-RnnPage \"$folder/a.html\" (New-RnnModel -Kind Gru 1 2 1 -Seed 1) -Input (New-RnnSequence -Input 1,2,3,4)")]
    public void Input_without_targets_has_no_losses(string script)
    {
        _session.Run(script);
        JsonElement run = Data().GetProperty("runs")[0];
        Assert.False(run.TryGetProperty("loss", out _));
        Assert.Equal(4, run.GetProperty("sequences")[0].GetProperty("steps").GetArrayLength());
    }

    [Fact]
    public void A_trained_model_knows_its_inputs_and_targets_and_rows_keep_their_texts()
    {
        _session.Run("""
            $rows = Get-Content $file | Select-Object -First 60 | ConvertFrom-Csv
            $model = New-RnnModel 1 2 1 -Seed 1
            $epochs = $rows | Optimize-RnnModel $model -Property SUNACTIVITY -Epoch 2
            $forecast = $rows | Invoke-RnnForecast $model -Property SUNACTIVITY -Count 3
            @($epochs; $forecast; $rows) | Export-RnnPage "$folder/a.html" $model -Property SUNACTIVITY -Compare (New-RnnModel -Kind Lstm 1 2 1 -Seed 2) -Actual $rows
            """.Replace("Get-Content $file | Select-Object -First 60 | ConvertFrom-Csv", "[IO.File]::ReadAllLines($file)[0..60] -replace '\"' | ConvertFrom-Csv", StringComparison.Ordinal)
            .Insert(0, Session.ConvertFromCsv + "\n"));
        JsonElement data = Data();
        Assert.Equal(2, data.GetProperty("runs").GetArrayLength());
        JsonElement sequence = data.GetProperty("runs")[0].GetProperty("sequences")[0];
        Assert.Equal(1, sequence.GetProperty("lead").GetInt32());
        Assert.Equal(60, sequence.GetProperty("steps").GetArrayLength());
        Assert.Equal(["YEAR", "SUNACTIVITY"], sequence.GetProperty("rows").GetProperty("names").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal("1700", sequence.GetProperty("rows").GetProperty("texts")[0][0].GetString());
        Assert.Equal(2, data.GetProperty("epochs").GetArrayLength());
        Assert.Equal(3, data.GetProperty("forecasts")[0].GetProperty("values").GetArrayLength());
        Assert.Equal(60, data.GetProperty("forecasts")[0].GetProperty("known").GetArrayLength());
        Assert.NotEmpty(data.GetProperty("gradients").EnumerateArray());
    }

    [Fact]
    public void Objects_of_several_commands_are_views_of_one_page()
    {
        _session.Run("""
            $model = New-RnnModel -Kind Lstm 1 2 1 -Seed 1
            $steps = 1..5 | Invoke-RnnForward $model
            $gradients = 1..5 | Measure-RnnGradient $model
            $steps + $gradients | Export-RnnPage "$folder/a.html" -Title 'a title'
            """);
        JsonElement data = Data();
        Assert.Equal("a title", data.GetProperty("title").GetString());
        Assert.Equal(1, data.GetProperty("gradients").GetArrayLength());
        Assert.Contains("ForgetGate", data.GetProperty("runs")[0].GetProperty("sequences")[0].GetProperty("vectors").EnumerateArray().Select(vector => vector.GetProperty("name").GetString()));
    }

    [Theory]
    [InlineData("Export-RnnPage \"$folder/a.svg\"", RnnErrorId.Parameters, ".html")]
    [InlineData("Export-RnnPage \"$folder/none/a.html\"", RnnErrorId.FolderNotFound, "none")]
    [InlineData("Export-RnnPage \"$folder/a.html\" -Target 1,2", RnnErrorId.EmptyInput, "give timesteps")]
    [InlineData("Export-RnnPage \"$folder/a.html\" -Input @()", RnnErrorId.EmptyInput, "There is no input")]
    [InlineData("Export-RnnPage \"$folder/a.html\" -Input 1,2 -Target 1,2,3", RnnErrorId.TargetLength, "3 targets")]
    [InlineData("Export-RnnPage \"$folder/a.html\" -Input 1,2 -Target (1,2),(3,4)", RnnErrorId.TargetLength, "has 2 numbers")]
    [InlineData("Export-RnnPage \"$folder/a.html\" -Input 1,2 -Compare (New-RnnModel 2 2 1 -Seed 1)", RnnErrorId.Parameters, "same number of inputs")]
    [InlineData("Export-RnnPage \"$folder/a.html\" -Input 'x'", RnnErrorId.NotANumber, "x")]
    [InlineData("Export-RnnPage \"$folder/a.html\" -Input @((1 | Invoke-RnnForward), 5)", RnnErrorId.ChartInput, "does not show Int32")]
    [InlineData(
        "Get-RnnGradient ([RnnPS.RnnModel]::StartingExample()) -Input 1,2 -Target 1.5,2.7 | Export-RnnPage \"$folder/a.html\"",
        RnnErrorId.ChartInput, "does not show RnnWeightGradient objects: give steps of Invoke-RnnForward, epochs of Optimize-RnnModel, gradients of Measure-RnnGradient")]
    public void Mistakes_are_errors_that_say_what_to_do(string script, string id, string words)
    {
        Outcome outcome = _session.Try(script);
        ErrorRecord error = outcome.Errors[0];
        Assert.Equal(id, Outcome.Id(error));
        Assert.Contains(words, error.Exception.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder, "a.html")));
    }

    [Fact]
    public void An_existing_file_is_kept_with_NoClobber()
    {
        _session.Run("Export-RnnPage \"$folder/a.html\"");
        Assert.Equal(RnnErrorId.FileExists, Outcome.Id(_session.Try("Export-RnnPage \"$folder/a.html\" -NoClobber").Error));
        _session.Run("Export-RnnPage \"$folder/a.html\" -Input 1,2,3");
        Assert.Equal(3, Data().GetProperty("runs")[0].GetProperty("sequences")[0].GetProperty("steps").GetArrayLength());
    }

    [Fact]
    public void Show_opens_the_page_and_warns_where_no_browser_can_be_started()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var file = (FileInfo)_session.Run("Show-RnnPage -PassThru 3>&1")[0].BaseObject;
        Assert.True(file.Exists);
        file.Directory!.Delete(recursive: true);
        string[] told = [.. _session.Run("$env:BROWSER = 'no-such-browser'; Show-RnnPage 3>&1; $env:BROWSER = 'true'").Select(line => line.ToString())];
        Assert.Contains("no-such-browser", Assert.Single(told), StringComparison.Ordinal);
        Directory.Delete(Path.GetDirectoryName(told[0][(told[0].IndexOf("It is in ", StringComparison.Ordinal) + 9)..])!, recursive: true);
    }
}
