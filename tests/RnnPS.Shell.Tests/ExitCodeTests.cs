namespace RnnPS.Shell.Tests;

/// <summary>The codes are those of <c>pwsh -Command</c>, each compared with pwsh 7.6 once by hand.</summary>
public class ExitCodeTests
{
    [Theory]
    [InlineData("1", 0)]
    [InlineData("Write-BadRecord; 1", 0)]
    [InlineData("1; Write-BadRecord", 1)]
    [InlineData("Stop-WithError; 1", 0)]
    [InlineData("No-SuchCommand", 1)]
    [InlineData("throw 'boom'", 1)]
    [InlineData("exit 3", 3)]
    [InlineData("Get-Step | ft; exit 0; Write-BadRecord", 0)]
    [InlineData("& { exit 4 }; 'not reached'", 4)]
    public void A_command_ends_with_the_code_of_pwsh(string command, int code)
    {
        Assert.Equal(code, SharedProcess.Run(command).ExitCode);
    }

    [Fact]
    public void What_was_written_before_exit_is_kept()
    {
        ShellResult result = ShellProcess.Run("Get-Step 1 | ft; exit 5");
        Assert.Equal((5, "\nStep State Output\n---- ----- ------\n   0 h0         0\n\n"), (result.ExitCode, result.Output));
    }

    [Fact]
    public void No_arguments_are_wrong_usage()
    {
        ShellResult result = ShellProcess.Run();
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("RnnPS.Shell: runs PowerShell commands", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-?")]
    public void Help_is_not_an_error(string argument)
    {
        ShellResult result = ShellProcess.Run(argument);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("RNNPS_MODULE", result.Output, StringComparison.Ordinal);
    }
}
