namespace RnnPS.Shell.Tests;

public sealed class ModuleLocatorTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rnnps");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_build_finds_the_module_of_its_repository()
    {
        string program = _folder.CreateSubdirectory("src/RnnPS.Shell/bin/Debug/net10.0").FullName;
        string expected = Manifest("module/RnnPS");
        Assert.True(ModuleLocator.TryFind(null, program, out string manifest, out _));
        Assert.Equal(expected, manifest);
    }

    [Fact]
    public void A_module_beside_the_program_goes_first()
    {
        Manifest("module/RnnPS");
        string expected = Manifest("app/RnnPS");
        Assert.True(ModuleLocator.TryFind(null, Path.Combine(_folder.FullName, "app"), out string manifest, out _));
        Assert.Equal(expected, manifest);
    }

    [Fact]
    public void Without_a_module_the_message_says_where_it_was_looked_for()
    {
        Assert.False(ModuleLocator.TryFind(null, _folder.FullName, out _, out string complaint));
        Assert.Contains(_folder.FullName, complaint, StringComparison.Ordinal);
        Assert.Contains(ModuleLocator.OverrideVariable, complaint, StringComparison.Ordinal);
    }

    [Fact]
    public void A_module_that_is_not_there_ends_the_program()
    {
        string missing = Path.Combine(_folder.FullName, "RnnPS.psd1");
        ShellResult result = ShellProcess.Run(["Get-Step"], "", (ModuleLocator.OverrideVariable, missing));
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.StartsWith($"RnnPS.Shell: the environment variable RNNPS_MODULE names '{missing}'", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("@{ RootModule = 'Missing.psm1'; ModuleVersion = '1.0' }", "Missing.psm1")]
    [InlineData("@{ ModuleVersion = '1.0'; TypesToProcess = 'Missing.ps1xml' }", "Missing.ps1xml")]
    public void A_module_that_does_not_load_ends_the_program(string text, string message)
    {
        string manifest = Manifest("broken");
        File.WriteAllText(manifest, text);
        ShellResult result = SharedProcess.Run(["1"], "", (ModuleLocator.OverrideVariable, manifest));
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.StartsWith($"RnnPS.Shell: the module '{manifest}' does not load.", result.Error, StringComparison.Ordinal);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    private string Manifest(string folder)
    {
        string path = Path.Combine(_folder.CreateSubdirectory(folder).FullName, "RnnPS.psd1");
        File.WriteAllText(path, "@{ ModuleVersion = '1.0' }");
        return path;
    }
}
