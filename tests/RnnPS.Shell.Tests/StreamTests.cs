namespace RnnPS.Shell.Tests;

public class StreamTests
{
    private const char Escape = '\u001b';

    [Fact]
    public void A_non_terminating_error_goes_to_standard_error_and_the_run_goes_on()
    {
        ShellResult result = ShellProcess.Run("'before'; Write-BadRecord; 'after'");
        Assert.Equal(new ShellResult(0, "before\nafter\n", "Write-BadRecord: The record 3 is not a number.\n"), result);
    }

    [Fact]
    public void A_terminating_error_fails_with_its_message_and_no_output()
    {
        ShellResult result = SharedProcess.Run("Stop-WithError");
        Assert.Equal(new ShellResult(1, "", "Stop-WithError: The model has no layers.\n"), result);
    }

    [Fact]
    public void An_error_that_ends_the_run_is_shown_even_if_the_preference_is_to_stop()
    {
        ShellResult result = SharedProcess.Run("$ErrorActionPreference = 'Stop'; 'before'; Write-BadRecord; 'after'");
        Assert.Equal(new ShellResult(1, "before\n", "Write-BadRecord: The record 3 is not a number.\n"), result);
    }

    [Theory]
    [InlineData("if (", "Missing condition in if statement after 'if ('.")]
    [InlineData("'a' 'b'", "Unexpected token ''b'' in expression or statement.")]
    public void A_parse_error_shows_its_place(string command, string message)
    {
        ShellResult result = SharedProcess.Run(command);
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("ParserError:", result.Error, StringComparison.Ordinal);
        Assert.Contains($"   1 |  {command}", result.Error, StringComparison.Ordinal);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_other_streams_are_written_as_pwsh_writes_them()
    {
        const string Preferences = "$VerbosePreference = $DebugPreference = $InformationPreference = 'Continue'; ";
        Assert.Equal(
            new ShellResult(0, "WARNING: careful\nVERBOSE: in words\nDEBUG: inside\nby the way\n", ""),
            SharedProcess.Run(Preferences + "Write-EveryStream"));
        Assert.Equal(new ShellResult(0, "WARNING: careful\n", ""), SharedProcess.Run("Write-EveryStream"));
    }

    [Fact]
    public void Redirected_streams_have_no_escape_codes()
    {
        ShellResult result = ShellProcess.Run("Get-Step | ft; Write-EveryStream; Write-BadRecord; $PSStyle.Foreground.Red + 'red'");
        Assert.DoesNotContain(Escape, result.Output);
        Assert.DoesNotContain(Escape, result.Error);
        Assert.EndsWith("red\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Progress_leaves_no_trace_in_files()
    {
        Assert.Equal(new ShellResult(0, "trained\n", ""), SharedProcess.Run("Show-Progress -Milliseconds 1"));
    }

    [Fact]
    public void Output_is_UTF_8_without_a_byte_order_mark()
    {
        using ShellProcess shell = ShellProcess.Start(["'ŷ'"]);
        Assert.Equal([0xC5, 0xB7], shell.ReadBytes(2));
        shell.End(TimeSpan.FromMinutes(1));
    }
}
