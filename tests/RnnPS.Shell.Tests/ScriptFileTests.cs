namespace RnnPS.Shell.Tests;

/// <summary>Script files, run as <c>pwsh -File</c> runs them.</summary>
public sealed class ScriptFileTests : IDisposable
{
    private const string Parameters = "param([int] $Count, [string] $Name, [switch] $Loud)\n\"$Count|$Name|$Loud|$args\"";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rnnps [1] ");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("3|a b|False|", "3", "a b")]
    [InlineData("3|a b|True|", "-Loud", "-Name", "a b", "-Count", "3")]
    [InlineData("3|a:b|False|", "-Count:3", "-Name:a:b", "-Loud:$false")]
    [InlineData("-3|it's|True|-4 -- $x -a;b", "-3", "it's", "-Loud:$TRUE", "-4", "--", "$x", "-a;b")]
    public void Arguments_are_bound_by_position_and_by_name(string output, params string[] arguments)
    {
        Assert.Equal(new ShellResult(0, output + "\n", ""), SharedProcess.Run([Script(Parameters), .. arguments]));
    }

    [Fact]
    public void The_script_knows_its_folder_and_the_module()
    {
        ShellResult result = SharedProcess.Run(Script("$PSScriptRoot; (Get-Step 1).State"));
        Assert.Equal(new ShellResult(0, $"{_folder.FullName}\nh0\n", ""), result);
    }

    [Theory]
    [InlineData("'one'; exit 7", 7)]
    [InlineData("'one'; exit 0", 0)]
    [InlineData("'one'; Write-BadRecord", 0)]
    [InlineData("'one'; throw 'boom'", 1)]
    public void A_script_ends_with_the_code_of_pwsh(string script, int code)
    {
        ShellResult result = SharedProcess.Run(Script(script));
        Assert.Equal((code, "one\n"), (result.ExitCode, result.Output));
    }

    [Theory]
    [InlineData("exit $(if (", "Missing condition in if statement")]
    [InlineData("param([int] $Count) $Count", "Cannot convert value \"many\" to type \"System.Int32\"")]
    public void A_script_that_cannot_start_fails(string script, string message)
    {
        ShellResult result = SharedProcess.Run(Script(script), "many");
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_shows_its_line_of_the_script()
    {
        string path = Script("'one'\nthrow 'boom'");
        Assert.StartsWith($"Exception: {path}:2\n", SharedProcess.Run(path).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dash_stands_for_standard_input()
    {
        Assert.Equal(new ShellResult(5, "x\n7\n", ""), ShellProcess.Run(["-"], "'x'\n3 + 4\nexit 5\n"));
    }

    private string Script(string text)
    {
        string path = Path.Combine(_folder.FullName, "a script.ps1");
        File.WriteAllText(path, text);
        return path;
    }
}
