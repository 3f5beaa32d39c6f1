using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace RnnPS.Shell;

/// <summary>
/// Gives Format-Table and Format-List the engine's formatter. Their base classes are public, but the formatter inside them
/// is internal. Only this file reaches it, by reflection, and the package's version is pinned for that reason.
/// </summary>
internal static class EngineFormatCommands
{
    /// <summary>The name of the table in the engine's enum FormatShape.</summary>
    public const string Table = "Table";

    /// <summary>The name of the list in the engine's enum FormatShape.</summary>
    public const string List = "List";

    private const BindingFlags Internal = BindingFlags.Instance | BindingFlags.NonPublic;

    /// <summary>The engine version that has these members. Directory.Packages.props pins the same version.</summary>
    public const string EngineVersion = "7.6.9";

    private static readonly Type Shape = EngineType("FormatShape");

    private static readonly FieldInfo Implementation =
        typeof(FrontEndCommandBase).GetField("implementation", Internal) ?? throw Missing("FrontEndCommandBase.implementation");

    private static readonly ConstructorInfo InnerCommand =
        EngineType("InnerFormatShapeCommand").GetConstructor(Internal, [Shape]) ?? throw Missing("InnerFormatShapeCommand(FormatShape)");

    /// <summary>The commands and their aliases, to add to a session.</summary>
    public static IEnumerable<SessionStateCommandEntry> Entries() =>
    [
        new SessionStateCmdletEntry("Format-Table", typeof(FormatTableCommand), helpFileName: null),
        new SessionStateCmdletEntry("Format-List", typeof(FormatListCommand), helpFileName: null),
        new SessionStateAliasEntry("ft", "Format-Table"),
        new SessionStateAliasEntry("fl", "Format-List"),
    ];

    /// <summary>Sets the formatter of a command. The base class uses it from BeginProcessing on and disposes it.</summary>
    public static void Attach(FrontEndCommandBase command, string shape) =>
        Implementation.SetValue(command, InnerCommand.Invoke([Enum.Parse(Shape, shape)]));

    private static Type EngineType(string name) =>
        typeof(FrontEndCommandBase).Assembly.GetType($"{typeof(FrontEndCommandBase).Namespace}.{name}") ?? throw Missing(name);

    private static MissingMemberException Missing(string member) =>
        new($"System.Management.Automation {typeof(PSObject).Assembly.GetName().Version} has no {member}: "
            + $"the shell requires version {EngineVersion}.");
}
