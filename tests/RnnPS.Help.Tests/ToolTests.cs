using System.Globalization;
using System.Xml.Linq;

namespace RnnPS.Help.Tests;

/// <summary>Tests the tool's output file, its exit code and its error messages.</summary>
public sealed class ToolTests : IDisposable
{
    private const string Class = "T:Garden.GetGardenPlantCommand";

    private readonly TemporaryFolder _folder = new();

    private string Out => _folder.File("Garden.dll-Help.xml");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_same_module_gives_the_same_bytes_with_any_culture_and_references()
    {
        var culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("tr-TR");
        try
        {
            Assert.Equal(0, Program.Run(GardenModule.Arguments(Out), TextWriter.Null));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }

        Assert.Equal(File.ReadAllBytes(GardenModule.BuiltHelp), File.ReadAllBytes(Out));
    }

    [Fact]
    public void The_file_is_UTF8_without_byte_order_mark_and_with_LF()
    {
        var bytes = File.ReadAllBytes(GardenModule.BuiltHelp);

        Assert.Equal("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"u8, bytes.AsSpan(0, 39));
        Assert.DoesNotContain((byte)'\r', bytes);
    }

    [Fact]
    public void An_unchanged_file_is_not_written_again()
    {
        var (exitCode, output) = GardenModule.RunProcess(GardenModule.Arguments(Out));
        Assert.Equal((0, ""), (exitCode, output));
        var time = new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(Out, time);

        GardenModule.RunProcess(GardenModule.Arguments(Out));
        Assert.Equal(time, File.GetLastWriteTimeUtc(Out));

        File.AppendAllText(Out, " ");
        GardenModule.RunProcess(GardenModule.Arguments(Out));
        Assert.Equal(File.ReadAllBytes(GardenModule.BuiltHelp), File.ReadAllBytes(Out));
    }

    [Theory]
    [InlineData(Class, "summary", "RNNHELP002: Get-GardenPlant: the class has no summary (the synopsis)")]
    [InlineData(Class, "remarks", "RNNHELP003: Get-GardenPlant: the class has no remarks (the description)")]
    [InlineData(Class, "example", "RNNHELP004: Get-GardenPlant: the class has no example")]
    [InlineData("P:Garden.GetGardenPlantCommand.Kind", "summary", "RNNHELP001: Get-GardenPlant: parameter -Kind has no summary")]
    [InlineData("P:Garden.GetGardenPlantCommand.Limit", "inheritdoc", "RNNHELP001: Get-GardenPlant: parameter -Limit has no summary")]
    public void A_missing_element_is_a_fault(string member, string element, string fault)
    {
        var (exitCode, lines) = GardenModule.RunWith(docs => docs.Member(member).Elements(element).Remove(), Out);

        Assert.Equal(1, exitCode);
        Assert.Equal([$"RnnPS.Help : error {fault}"], lines);
        Assert.False(File.Exists(Out));
    }

    [Fact]
    public void A_cmdlet_without_docs_does_not_inherit_those_of_its_base_class()
    {
        var (_, lines) = GardenModule.RunWith(docs => docs.Member(Class).Remove(), Out);

        Assert.Equal(["RNNHELP002", "RNNHELP003", "RNNHELP004"], lines.Select(l => l.Split(' ', ':')[4]));
    }

    [Fact]
    public void A_cmdlet_with_inheritdoc_inherits_the_elements_that_it_lacks()
    {
        var (exitCode, _) = GardenModule.RunWith(
            docs =>
            {
                docs.Member("T:Garden.GardenCommand").Add(XElement.Parse(
                    "<d><remarks>Inherited.</remarks><example><para>Not this</para><code>1</code></example></d>").Elements());
                docs.Member(Class).Element("remarks")!.ReplaceWith(new XElement("inheritdoc"));
            },
            Out);

        Assert.Equal(0, exitCode);
        var help = File.ReadAllText(Out);
        Assert.Contains("<maml:para>Inherited.</maml:para>", help, StringComparison.Ordinal);
        Assert.DoesNotContain("Not this", help, StringComparison.Ordinal);
    }

    [Fact]
    public void A_base_class_without_a_summary_is_a_fault_of_each_cmdlet()
    {
        var (_, lines) = GardenModule.RunWith(docs => docs.Member("P:Garden.GardenCommand.Bed").Remove(), Out);

        Assert.Equal(
            new[] { "Clear-GardenBed", "Get-GardenPlant", "Set-GardenPlant" }
                .Select(c => $"RnnPS.Help : error RNNHELP001: {c}: parameter -Bed has no summary"),
            lines);
    }

    [Theory]
    [InlineData("<para>Title</para>", "RNNHELP005: Get-GardenPlant: example 1 has no code")]
    [InlineData("<code>Get-GardenPlant</code>", "RNNHELP005: Get-GardenPlant: example 1 does not start with a para (its title)")]
    [InlineData("<para>Title</para><code>Set-GardenPlant -Nme x</code>",
        "RNNHELP006: Get-GardenPlant: example 1 gives Set-GardenPlant the parameter -Nme, which it does not have (write names in full)")]
    [InlineData("<para>Title</para><code>sgp -Kind Tree</code>",
        "RNNHELP006: Get-GardenPlant: example 1 gives sgp the parameter -Kind, which it does not have (write names in full)")]
    [InlineData("<para>Title</para><code>Get-GardenPlant -WhatIf</code>",
        "RNNHELP006: Get-GardenPlant: example 1 gives Get-GardenPlant the parameter -WhatIf, which it does not have (write names in full)")]
    public void A_broken_example_is_a_fault(string example, string fault)
    {
        var (exitCode, lines) = GardenModule.RunWith(
            docs => docs.Member(Class).Element("example")!.ReplaceWith(XElement.Parse($"<example>{example}</example>")), Out);

        Assert.Equal(1, exitCode);
        Assert.Equal([$"RnnPS.Help : error {fault}"], lines);
    }

    [Fact]
    public void All_faults_are_reported_at_once_and_an_old_file_stays()
    {
        File.WriteAllText(Out, "old");

        var (_, lines) = GardenModule.RunWith(docs => docs.Descendants("member").Remove(), Out);

        // Each cmdlet has three faults of its class, and one for each parameter except -WhatIf and -Confirm.
        Assert.Equal((3 * 3) + 6 + 7 + 3, lines.Length);
        Assert.Equal("old", File.ReadAllText(Out));
    }

    [Fact]
    public void An_assembly_without_cmdlets_is_a_fault()
    {
        var types = Path.Combine(GardenModule.Folder, "Garden.Types.dll");

        var (exitCode, output) = GardenModule.RunProcess("--assembly", types, "--docs", GardenModule.Docs, "--out", Out);

        Assert.Equal(1, exitCode);
        Assert.Equal($"RnnPS.Help : error RNNHELP000: {types} has no cmdlet.{Environment.NewLine}", output);
    }

    [Theory]
    [InlineData("'--nonsense' is not a known option or has no value", "--nonsense", "x")]
    [InlineData("'--out' is not a known option or has no value", "--out")]
    [InlineData("one --assembly, one --out and at least one --docs are required", "--out", "x")]
    [InlineData("missing.dll does not exist.", "--assembly", "missing.dll", "--docs", "x", "--out", "x")]
    public void A_wrong_command_line_is_a_fault(string message, params string[] arguments)
    {
        using var output = new StringWriter();

        Assert.Equal(1, Program.Run(arguments, output));
        Assert.StartsWith("RnnPS.Help : error RNNHELP000: " + message, output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_reference_is_named_in_the_fault()
    {
        using var output = new StringWriter();

        var exitCode = Program.Run(
            ["--assembly", GardenModule.Assembly, "--docs", GardenModule.Docs, "--out", Out, "--reference", GardenModule.Folder],
            output);

        Assert.Equal(1, exitCode);
        Assert.Contains("System.Management.Automation", output.ToString(), StringComparison.Ordinal);
    }
}
