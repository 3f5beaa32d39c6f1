using System.Management.Automation;

namespace RnnPS.Tests;

public sealed class HelpTests
{
    public static TheoryData<string> Commands
    {
        get
        {
            using var session = new Session();
            return [.. session.Run<CommandInfo>("Get-Command -Module RnnPS").Select(command => command.Name)];
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_command_and_every_parameter_is_explained(string command)
    {
        using var session = new Session();
        PSObject help = session.Run($"$help = Get-Help {command} -Full; $help")[0];
        string[] described = [.. session.Run<string>(
            "$help.parameters.parameter | Where-Object { $_.description.Text } | ForEach-Object name")];
        string[] parameters = [.. session.Run<string>(
            $"(Get-Command {command}).Parameters.Values | Where-Object {{ [System.Management.Automation.Cmdlet]::CommonParameters -notcontains $_.Name }} | ForEach-Object Name")];

        Assert.NotEqual(command, help.Properties["Synopsis"].Value.ToString()!.Trim());
        Assert.NotEmpty(session.Run("$help.description.Text"));
        Assert.NotEmpty(session.Run("$help.examples.example"));
        Assert.Equal(parameters.Order(), described.Order());
    }

    [Fact]
    public void The_about_topic_names_every_command()
    {
        string about = File.ReadAllText(Path.Combine(Session.ModuleFolder, "en-US", "about_RnnPS.help.txt"));

        Assert.All((IEnumerable<object[]>)Commands, row => Assert.Contains((string)row[0], about, StringComparison.Ordinal));
    }
}
