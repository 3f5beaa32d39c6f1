using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace RnnPS.Shell;

/// <summary>
/// Gives Format-Table and Format-List the engine's formatter. Their base classes are public, what does the work in
/// them is internal: this is the only file that reaches it by reflection, and the package's version is pinned for it.
/// </summary>
internal static class EngineFormatCommands
{
    /// <summary>The member of the engine's FormatShape that is a table.</summary>
    public const string Table = "Table";

    /// <summary>The member of the engine's FormatShape that is a list.</summary>
    public const string List = "List";

    private const BindingFlags Internal = BindingFlags.Instance | BindingFlags.NonPublic;

    /// <summary>The engine's version that these members were read from: the one pinned in Directory.Packages.props.</summary>
    public const string EngineVersion = "7.6.9";

    private static readonly Type Shape = EngineType("FormatShape");

    private static readonly FieldInfo Implementation =
        typeof(FrontEndCommandBase).GetField("implementation", Internal) ?? throw Missing("FrontEndCommandBase.implementation");

    private static readonly ConstructorInfo InnerCommand =
        EngineType("InnerFormatShapeCommand").GetConstructor(Internal, [Shape]) ?? throw Missing("InnerFormatShapeCommand(FormatShape)");

    /// <summary>The commands and their aliases, to be added to a session.</summary>
    public static IEnumerable<SessionStateCommandEntry> Entries() =>
    [
        new SessionStateCmdletEntry("Format-Table", typeof(FormatTableCommand), helpFileName: null),
        new SessionStateCmdletEntry("Format-List", typeof(FormatListCommand), helpFileName: null),
        new SessionStateAliasEntry("ft", "Format-Table"),
        new SessionStateAliasEntry("fl", "Format-List"),
    ];

    /// <summary>Puts the formatter of a shape into a command, which its base class uses from BeginProcessing on and disposes of.</summary>
    public static void Attach(FrontEndCommandBase command, string shape) =>
        Implementation.SetValue(command, InnerCommand.Invoke([Enum.Parse(Shape, shape)]));

    private static Type EngineType(string name) =>
        typeof(FrontEndCommandBase).Assembly.GetType($"{typeof(FrontEndCommandBase).Namespace}.{name}") ?? throw Missing(name);

    private static MissingMemberException Missing(string member) =>
        new($"System.Management.Automation {typeof(PSObject).Assembly.GetName().Version} has no {member}: "
            + $"the shell was written for {EngineVersion}.");
}
