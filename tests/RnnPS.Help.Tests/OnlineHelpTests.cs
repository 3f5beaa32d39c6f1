using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Xml.Linq;

namespace RnnPS.Help.Tests;

/// <summary>Tests what the entries of a manifest do to the help.</summary>
public sealed class OnlineHelpTests : IDisposable
{
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_ProjectUri_makes_the_address_of_each_page_at_the_tag_of_its_version()
    {
        var manifest = Manifest("""
            @{
                ModuleVersion = '1.2.3'
                PrivateData = @{ PSData = @{
                    # ProjectUri = 'https://example.org/commented-out'
                    ProjectUri = 'https://example.org/garden/'
                } }
            }
            """);

        var first = FirstLinks(manifest);

        Assert.Equal("https://example.org/garden/blob/v1.2.3/docs/commands/Get-GardenPlant.md", first["Get-GardenPlant"]);
        // An address in the code takes precedence.
        Assert.Equal("https://example.org/help/set", first["Set-GardenPlant"]);
    }

    [Theory]
    [InlineData("@{ ModuleVersion = '1.2.3' }")]
    [InlineData("@{\n    ModuleVersion = '1.2.3'\n    ProjectUri = ''\n}")]
    public void Without_a_ProjectUri_there_is_no_address(string text)
    {
        var first = FirstLinks(Manifest(text));

        Assert.Equal("", first["Get-GardenPlant"]);
    }

    [Fact]
    public void PowerShell_finds_the_address_that_Online_opens()
    {
        var manifest = Manifest("@{\n    ModuleVersion = '1.2.3'\n    ProjectUri = 'https://example.org/garden'\n}");
        foreach (var file in Directory.GetFiles(GardenModule.Folder, "*.dll"))
        {
            File.Copy(file, _folder.File(Path.GetFileName(file)));
        }

        Run(manifest, _folder.File(Path.Combine("en-US", "Garden.dll-Help.xml")));
        using var runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        runspace.Open();
        using var shell = PowerShell.Create(runspace);

        var output = shell.AddScript($"""
            Import-Module '{_folder.File("Garden.dll")}'
            (Get-Command Get-GardenPlant).HelpUri
            (Get-Help Get-GardenPlant).relatedLinks.navigationLink[0].uri
            """).Invoke<string>();

        var address = "https://example.org/garden/blob/v1.2.3/docs/commands/Get-GardenPlant.md";
        Assert.Equal([address, address], output);
    }

    private string Manifest(string text)
    {
        File.WriteAllText(_folder.File("Garden.psd1"), text);
        return _folder.File("Garden.psd1");
    }

    private Dictionary<string, string> FirstLinks(string manifest)
    {
        Run(manifest, _folder.File("help.xml"));
        return XDocument.Load(_folder.File("help.xml")).Root!.Elements().ToDictionary(
            command => command.Descendants().First(e => e.Name.LocalName == "name").Value,
            command => command.Descendants(Maml + "uri").FirstOrDefault()?.Value ?? "");
    }

    private static void Run(string manifest, string output) =>
        Assert.Equal(0, Program.Run([.. GardenModule.Arguments(output), "--manifest", manifest], Console.Out));
}
