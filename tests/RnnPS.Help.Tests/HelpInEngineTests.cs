using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace RnnPS.Help.Tests;

/// <summary>Tests the fixture's help as PowerShell's own help system reads it.</summary>
public sealed class HelpInEngineTests : IDisposable
{
    private readonly Runspace _runspace;

    public HelpInEngineTests()
    {
        _runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        _runspace.Open();
        Invoke($"Import-Module '{GardenModule.Assembly}'");
    }

    public void Dispose() => _runspace.Dispose();

    [Fact]
    public void Synopsis_and_description_are_plain_text()
    {
        var help = GetHelp("Get-GardenPlant");

        Assert.Equal("Gets the plants of a garden bed.", help.Properties["Synopsis"].Value);
        Assert.Equal(
            [
                "Looks into the -Bed given and emits each Plant as soon as it is found; without -Kind, of every kind. "
                    + "A plant that Set-GardenPlant has marked comes last, and $null never. "
                    + "See also the page on beds (https://example.org/beds).",
                "A bed is read in this order:",
                "* from the north, as the sun comes last there, so that what grows in the shade of the others is found "
                    + "before them;\n* to the south: where the <big> ones stand.",
                "1. Stop.\n2. Report.",
                "A bed in a file looks so:\n\n  name  kind\n------  ----\nQuince  Tree",
            ],
            Paragraphs(help, "description"));
    }

    [Theory]
    [InlineData("Name", "false", "0", "true (ByValue)", "None", "true", "All names")]
    [InlineData("Path", "true", "0", "true (ByPropertyName)", "PSPath, FullName", "false", "None")]
    [InlineData("Kind", "false", "named", "false", "None", "false", "None")]
    [InlineData("Limit", "false", "named", "false", "None", "false", "3")]
    [InlineData("Bed", "false", "named", "true (ByPropertyName)", "Place", "false", "The first bed")]
    public void A_parameter_has_the_properties_from_the_code(
        string name, string required, string position, string pipelineInput, string aliases, string globbing, string value)
    {
        var parameter = Parameter("Get-GardenPlant", name);

        string[] names = ["required", "position", "pipelineInput", "aliases", "globbing", "defaultValue"];
        Assert.Equal([required, position, pipelineInput, aliases, globbing, value], names.Select(n => Text(parameter, n)));
    }

    [Theory]
    [InlineData("Get-GardenPlant", "Kind", "The kind of plant to get.",
        "Values:\n* Herb: Soft, and gone in winter.\n* Tree: Wooden, and there for a century.")]
    [InlineData("Set-GardenPlant", "Cut", "How hard to cut it.", "Values: Light, Hard.")]
    [InlineData("Set-GardenPlant", "Tool", "The tool.", "Values: Saw, Shears.", "Must match the regular expression ^S")]
    [InlineData("Get-GardenPlant", "Height", "The height in metres.",
        "Must be greater than 0 and at most 100. Takes 1 to 2 values.")]
    [InlineData("Get-GardenPlant", "Bed", "Where the plants stand: a bed's name, as in North.",
        "Takes a text of 1 to 20 characters.")]
    public void A_parameters_description_lists_its_allowed_values(string command, string name, params string[] paragraphs) =>
        Assert.Equal(paragraphs, Paragraphs(Parameter(command, name), "description"));

    [Fact]
    public void An_overriding_member_inherits_the_docs_that_it_does_not_replace()
    {
        var parameter = Parameter("Get-GardenPlant", "Limit");

        Assert.Equal(["How many plants at most.", "Must be 1 or more."], Paragraphs(parameter, "description"));
        Assert.Equal("3", Text(parameter, "defaultValue"));
        Assert.Equal("10", Text(Parameter("Set-GardenPlant", "Limit"), "defaultValue"));
    }

    [Theory]
    [InlineData("Get-GardenPlant")]
    [InlineData("Set-GardenPlant")]
    [InlineData("Clear-GardenBed")]
    public void The_syntax_equals_that_of_the_command(string command)
    {
        var info = (CommandInfo)Invoke($"Get-Command {command}").Single().BaseObject;
        var expected = info.ParameterSets.OrderByDescending(s => s.IsDefault).Select(s => s.Parameters
            .Where(p => !Cmdlet.CommonParameters.Contains(p.Name) && p.Name != "Secret")
            .OrderBy(p => p.Position < 0 ? int.MaxValue : p.Position).ThenBy(p => p.IsMandatory ? 0 : 1)
            .Select(p => $"{p.Name} {p.IsMandatory} {(p.Position < 0 ? "named" : p.Position)}"));

        var actual = Items(Property(GetHelp(command), "syntax"), "syntaxItem").Select(item => Items(item, "parameter")
            .Select(p => $"{Text(p, "name")} {bool.Parse(Text(p, "required"))} {Text(p, "position")}"));

        Assert.Equal(expected.Select(s => string.Join(", ", s)), actual.Select(s => string.Join(", ", s)));
    }

    [Fact]
    public void A_member_that_hides_a_base_member_is_the_parameter()
    {
        var parameter = Parameter("Clear-GardenBed", "Limit");

        Assert.Equal("long", Text(parameter, "parameterValue"));
        Assert.Equal(["What to leave, in grams."], Paragraphs(parameter, "description"));
    }

    [Fact]
    public void A_syntax_line_shows_types_and_values_but_none_for_a_switch()
    {
        var parameters = Items(Items(Property(GetHelp("Set-GardenPlant"), "syntax"), "syntaxItem").Single(), "parameter")
            .ToDictionary(p => Text(p, "name"));

        Assert.Equal("List[string]", Text(parameters["Word"], "parameterValue"));
        Assert.Equal(["Light", "Hard"],
            Items(Property(parameters["Cut"], "parameterValueGroup"), "parameterValue").Select(v => v.ToString()));
        Assert.Null(parameters["Mark"].Properties["parameterValue"]);
        Assert.Equal("SwitchParameter", Text(Parameter("Set-GardenPlant", "Mark"), "parameterValue"));
    }

    [Fact]
    public void WhatIf_and_Confirm_are_included_if_the_cmdlet_supports_them()
    {
        Assert.Equal(["Bed", "Cut", "Limit", "Mark", "Plant", "Tool", "Word", "Confirm", "WhatIf"], Names("Set-GardenPlant"));
        Assert.Equal("wi", Text(Parameter("Set-GardenPlant", "WhatIf"), "aliases"));
        Assert.DoesNotContain("WhatIf", Names("Get-GardenPlant"));
    }

    [Fact]
    public void A_parameter_with_DontShow_is_omitted() =>
        Assert.DoesNotContain("Secret", Names("Get-GardenPlant"));

    [Fact]
    public void Examples_have_a_heading_and_each_a_title_the_command_its_output_and_remarks()
    {
        var examples = Items(Property(GetHelp("Get-GardenPlant"), "examples"), "example").ToList();

        Assert.Equal(["EXAMPLES\n\nExample 1: Get two trees, and their names", "Example 2: Mark every herb"],
            examples.Select(e => Text(e, "title").ReplaceLineEndings("\n")));
        Assert.Equal(
            "Get-GardenPlant 'Q*' -Kind Tree -Limit 2 |\n    ForEach-Object { $_.Name -replace 'Q', 'K' }\n\n  Kuince\nKuercus",
            Text(examples[0], "code").ReplaceLineEndings("\n"));
        Assert.Equal(
            ["The names come in the order of the bed.", "Another remark, on the table:\n\nt  x\n0  1", "* one\n* two", ""],
            Paragraphs(examples[0], "remarks"));
    }

    [Fact]
    public void Inputs_are_the_piped_objects_then_their_properties()
    {
        Assert.Equal(
            [
                "System.String[]: For -Name: The plants' names.",
                "System.String: For -Bed: the property Bed or Place of a piped object.",
                "System.String: For -Path: the property Path or PSPath or FullName of a piped object.",
            ],
            Inputs("Get-GardenPlant"));
        // A parameter that takes both is listed once.
        Assert.Equal(
            [
                "Garden.Plant: For -Plant: The plant to change.",
                "System.String: For -Bed: the property Bed or Place of a piped object.",
            ],
            Inputs("Set-GardenPlant"));
    }

    [Fact]
    public void Outputs_have_the_summary_of_their_type_and_their_parameter_set()
    {
        var outputs = Items(Property(GetHelp("Get-GardenPlant"), "returnValues"), "returnValue").ToList();

        Assert.Equal(["Garden.Plant", "System.Int32"], outputs.Select(o => Text(Property(o, "type"), "name")));
        Assert.Equal(["A plant, as PlantKind knows it.", "In the parameter set Name."], Paragraphs(outputs[0], "description"));
        var none = Items(Property(GetHelp("Set-GardenPlant"), "returnValues"), "returnValue").Single();
        Assert.Equal("None", Text(Property(none, "type"), "name"));
    }

    [Fact]
    public void Links_are_commands_topics_and_addresses()
    {
        Assert.Equal(["Set-GardenPlant ", "about_Garden ", "The garden's page https://example.org/garden"], Links("Get-GardenPlant"));
        Assert.Equal(["Online Version: https://example.org/help/set", "Get-GardenPlant "], Links("Set-GardenPlant"));
    }

    private IEnumerable<string> Inputs(string command) =>
        Items(Property(GetHelp(command), "inputTypes"), "inputType")
            .Select(i => $"{Text(Property(i, "type"), "name")}: {string.Join(' ', Paragraphs(i, "description"))}");

    private IEnumerable<string> Links(string command) =>
        Items(Property(GetHelp(command), "relatedLinks"), "navigationLink").Select(l => $"{Text(l, "linkText")} {Text(l, "uri")}");

    private IEnumerable<string> Names(string command) =>
        Items(Property(GetHelp(command), "parameters"), "parameter").Select(p => Text(p, "name"));

    private PSObject Parameter(string command, string name) => Invoke($"Get-Help {command} -Parameter {name}").Single();

    private PSObject GetHelp(string command) => Invoke($"Get-Help {command} -Full").Single();

    private List<PSObject> Invoke(string script)
    {
        using var shell = PowerShell.Create(_runspace);
        var output = shell.AddScript(script).Invoke().ToList();
        Assert.Empty(shell.Streams.Error);
        return output;
    }

    private static PSObject Property(PSObject owner, string name) => PSObject.AsPSObject(owner.Properties[name].Value);

    private static string Text(PSObject owner, string name) => owner.Properties[name].Value.ToString()!;

    /// <summary>Gets the items of a property. The engine does not put a single item into an array.</summary>
    private static PSObject[] Items(PSObject owner, string name) =>
        owner.Properties[name].Value is PSObject[] items ? items : [Property(owner, name)];

    private static IEnumerable<string> Paragraphs(PSObject owner, string name) =>
        Items(owner, name).Select(p => Text(p, "Text").ReplaceLineEndings("\n").TrimEnd('\n'));
}
