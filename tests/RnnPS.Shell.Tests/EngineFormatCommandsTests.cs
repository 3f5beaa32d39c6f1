using System.Diagnostics;
using System.Management.Automation;
using System.Reflection;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace RnnPS.Shell.Tests;

/// <summary>
/// EngineFormatCommands reaches internal members of the engine. When the package's version is raised, these tests fail
/// until someone has read the new version's FrontEndCommandBase and InnerFormatShapeCommand.
/// </summary>
public class EngineFormatCommandsTests
{
    [Fact]
    public void The_engine_is_the_version_that_the_members_were_read_from()
    {
        string? version = FileVersionInfo.GetVersionInfo(typeof(PSObject).Assembly.Location).ProductVersion;
        Assert.Equal(EngineFormatCommands.EngineVersion, version?.Split(' ', '+')[0]);
    }

    [Fact]
    public void The_reflected_members_exist()
    {
        const BindingFlags Internal = BindingFlags.Instance | BindingFlags.NonPublic;
        Assembly engine = typeof(FrontEndCommandBase).Assembly;
        Type? shape = engine.GetType("Microsoft.PowerShell.Commands.Internal.Format.FormatShape");
        Type? inner = engine.GetType("Microsoft.PowerShell.Commands.Internal.Format.InnerFormatShapeCommand");
        FieldInfo? implementation = typeof(FrontEndCommandBase).GetField("implementation", Internal);
        Assert.NotNull(shape);
        Assert.NotNull(inner?.GetConstructor(Internal, [shape]));
        Assert.True(implementation?.FieldType.IsAssignableFrom(inner));
        Assert.Superset(new HashSet<string>(["Table", "List"]), new HashSet<string>(Enum.GetNames(shape)));
    }

    [Fact]
    public void The_commands_can_be_created_and_disposed_of_unused()
    {
        new FormatTableCommand().Dispose();
        new FormatListCommand().Dispose();
    }
}
