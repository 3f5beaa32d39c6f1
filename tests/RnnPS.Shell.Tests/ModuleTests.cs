namespace RnnPS.Shell.Tests;

/// <summary>The module as the build leaves it, found by the shell itself.</summary>
public class ModuleTests
{
    private static readonly (string, string?) FoundByItself = (ModuleLocator.OverrideVariable, null);

    [Fact]
    public void The_first_command_of_the_readme_prints_its_table()
    {
        ShellResult result = ShellProcess.Run(["Invoke-RnnForward -Input 1,2 | Format-Table"], "", FoundByItself);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Matches(@"^\n.*\bStep\b.*\bOutput *\n[- ]+\n.* 0 1 .*\[0\.537 0\.4621\] +1\.561 *\n.* 1 2 .*\[0\.8597 0\.8837\] +2\.727 *\n\n$", result.Output);
    }

    [Fact]
    public void An_error_of_a_cmdlet_goes_to_standard_error()
    {
        ShellResult result = SharedProcess.Run(["Invoke-RnnForward 1,2"], "", FoundByItself);
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("Invoke-RnnForward: ", result.Error, StringComparison.Ordinal);
    }

    /// <summary>Assembly names ignore case: the runtime would take one for the other.</summary>
    [Fact]
    public void The_program_is_not_named_like_the_module()
    {
        Assert.False("RnnPS".Equals(typeof(ModuleLocator).Assembly.GetName().Name, StringComparison.OrdinalIgnoreCase));
    }
}
