namespace RnnPS.Shell.Tests;

public class PromptTests
{
    [Theory]
    [InlineData("y\n", "set a\n")]
    [InlineData("\n", "set a\n")]
    [InlineData("yes\n", "set a\n")]
    [InlineData("n\n", "")]
    [InlineData("what\n?\nn\n", "")]
    public void Confirm_reads_the_answer_from_standard_input(string answer, string output)
    {
        ShellResult result = SharedProcess.Run(["Set-Thing a -Confirm"], answer);
        Assert.Equal((0, output), (result.ExitCode, result.Output));
        Assert.Contains("[Y] Yes  [A] Yes to All  [N] No", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mandatory_parameter_is_asked_for()
    {
        ShellResult result = ShellProcess.Run(["Set-Thing"], "b\n");
        Assert.Equal((0, "set b\n"), (result.ExitCode, result.Output));
        Assert.EndsWith("Name: \n", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_end_of_input_is_an_error()
    {
        ShellResult result = SharedProcess.Run("Remove-Module RnnPS -Confirm");
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("standard input has ended", result.Error, StringComparison.Ordinal);
    }
}
