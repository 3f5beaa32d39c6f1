namespace RnnPS.Shell.Tests;

public class FormatTests
{
    private const string Table = """

        Step State Output
        ---- ----- ------
           0 h0         0
           1 h1        10


        """;

    [Theory]
    [InlineData("Get-Step | Format-Table")]
    [InlineData("Get-Step | ft Step, State, Output")]
    [InlineData("Get-Step")]
    public void A_table_is_printed_and_nothing_else(string command)
    {
        Assert.Equal(new ShellResult(0, Table, ""), SharedProcess.Run(command));
    }

    [Fact]
    public void Arguments_are_joined_to_one_command()
    {
        Assert.Equal(Table, SharedProcess.Run("Get-Step", "-Count", "2").Output);
    }

    [Fact]
    public void A_list_has_a_line_for_each_property()
    {
        const string List = """

            Step  : 0
            State : h0

            Step  : 1
            State : h1


            """;
        Assert.Equal(List, SharedProcess.Run("Get-Step | Format-List -Property S*").Output);
        Assert.Equal(List, SharedProcess.Run("Get-Step | fl Step, State").Output);
    }

    [Fact]
    public void The_parameters_of_the_engine_are_there()
    {
        const string Groups = """

               Step: 0

            State Output
            ----- ------
            h0         0

               Step: 1

            State Output
            ----- ------
            h1        10


            """;
        Assert.Equal(Groups, SharedProcess.Run("Get-Step | Format-Table State, Output -GroupBy Step -AutoSize").Output);
        Assert.Equal("\nh0         0\nh1        10\n\n", SharedProcess.Run("Get-Step | ft State, Output -AutoSize -HideTableHeaders").Output);
    }

    [Theory]
    [InlineData(null, 120)]
    [InlineData("60", 60)]
    [InlineData("wide", 120)]
    public void A_file_is_as_wide_as_COLUMNS_or_120(string? columns, int width)
    {
        ShellResult result = SharedProcess.Run(["Get-WideStep | Format-Table"], "", ("COLUMNS", columns));

        // The formatter keeps the last column free, on every device.
        Assert.Equal(width - 1, result.Output.Split('\n').Max(line => line.Length));
        Assert.Contains("xxx…\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Wide_characters_take_two_cells()
    {
        ShellResult result = SharedProcess.Run("[pscustomobject]@{ A = '状態'; B = 1 }, [pscustomobject]@{ A = 'h'; B = 2 } | ft -AutoSize");
        Assert.Equal("\nA    B\n-    -\n状態 1\nh    2\n\n", result.Output);
    }

    [Theory]
    [InlineData("foreach ($once in 1) { Get-Step 100 | Format-Table | ForEach-Object { break } }; 'after'", "after\n")]
    [InlineData("try { Get-Step 100 | Format-List | ForEach-Object { throw 'enough' } } catch { \"$_\" }", "enough\n")]
    [InlineData("foreach ($once in 1) { Get-Step 100 | ForEach-Object { $_; if ($_.Step -eq 1) { break } } | Format-Table }; 'after'", "\nStep State Output\n---- ----- ------\n   0 h0         0\n   1 h1        10\n\nafter\n")]
    public void A_pipeline_that_stops_early_leaves_the_formatter_in_order(string command, string output)
    {
        Assert.Equal(new ShellResult(0, output, ""), SharedProcess.Run(command));
    }
}
