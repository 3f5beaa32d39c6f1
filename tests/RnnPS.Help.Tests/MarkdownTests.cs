using System.Globalization;

namespace RnnPS.Help.Tests;

/// <summary>Tests the pages in Markdown.</summary>
public sealed class MarkdownTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Get-GardenPlant.md")]
    [InlineData("README.md")]
    public void A_page_has_what_the_help_has_in_the_form_of_Microsofts_pages(string page)
    {
        var expected = File.ReadAllText(Path.Combine(GardenModule.Repository, "tests", "RnnPS.Help.Tests", "Expected", page));

        Write();

        Assert.Equal(expected, File.ReadAllText(_folder.File(page)));
    }

    [Fact]
    public void The_same_module_gives_the_same_bytes_with_any_culture()
    {
        Write();
        var files = Directory.GetFiles(_folder.File("")).ToDictionary(file => file, File.ReadAllBytes);
        Assert.Equal(4, files.Count);

        var culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("tr-TR");
        try
        {
            Assert.All(files.Keys, File.Delete);
            Write();
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }

        Assert.All(files, file =>
        {
            Assert.Equal(file.Value, File.ReadAllBytes(file.Key));
            Assert.DoesNotContain((byte)'\r', file.Value);
        });
    }

    [Fact]
    public void The_page_of_a_command_that_is_no_more_is_deleted()
    {
        File.WriteAllText(_folder.File("Remove-GardenPlant.md"), "old");

        Write();

        Assert.False(File.Exists(_folder.File("Remove-GardenPlant.md")));
    }

    [Theory]
    [InlineData("Give -Kind, not --kind or a-b.", "Give `-Kind`, not --kind or a-b.")]
    [InlineData("-Reduction Mean takes -Lead 1, -Quantile 0.5. -Global scales", "`-Reduction Mean` takes `-Lead 1`, `-Quantile 0.5`. `-Global` scales")]
    [InlineData("A list [1, 2] of 3*4 <b>.", "A list \\[1, 2] of 3\\*4 \\<b>.")]
    [InlineData("$null and $model.Layers", "`$null` and `$model`.Layers")]
    [InlineData("Set-Plant, Get-Plant and Get-Date", "[Set-Plant](Set-Plant.md), Get-Plant and Get-Date")]
    [InlineData("about_RnnPS and about_Jobs", "[about_RnnPS](../about/about_RnnPS.md) and about_Jobs")]
    [InlineData("[Some.Type]::Member", "`[Some.Type]::Member`")]
    public void Names_are_code_or_links_and_other_signs_are_kept(string text, string expected)
    {
        var markdown = new MarkdownText(new HashSet<string> { "Get-Plant", "Set-Plant" });

        Assert.Equal(expected, markdown.Line(text, "Get-Plant"));
    }

    [Fact]
    public void The_pages_in_docs_are_those_of_the_module()
    {
        string Folder(params string[] parts) => Path.Combine([GardenModule.Repository, .. parts]);
        static string[] Pages(string folder) => [.. Directory.GetFiles(folder).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];
        var built = Folder("src", "RnnPS", "obj", "commands");
        var kept = Folder("docs", "commands");

        Assert.Equal(Pages(built), Pages(kept));
        Assert.All(Pages(built), page => Assert.True(
            File.ReadAllBytes(Path.Combine(built, page)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(kept, page))),
            $"docs/commands/{page} is not what the source says. Run ./build.ps1 -Task Docs, or dotnet build src/RnnPS -t:Docs, and commit."));
    }

    private void Write() => Assert.Equal(
        0,
        Program.Run([.. GardenModule.Arguments(_folder.File(Path.Combine("en-US", "help.xml"))), "--markdown", _folder.File("")], Console.Out));
}
