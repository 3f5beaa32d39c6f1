using System.Collections.ObjectModel;
using System.Reflection;

namespace RnnPS.Help;

/// <summary>Reads attributes from metadata, where they cannot be created as objects.</summary>
internal static class AttributeData
{
    private const string Namespace = "System.Management.Automation.";

    /// <summary>Gets the attributes with this name from PowerShell's namespace. Excludes attributes of a base class's member.</summary>
    public static IEnumerable<CustomAttributeData> Attributes(this MemberInfo member, string name) =>
        member.GetCustomAttributesData().Where(a => a.AttributeType.FullName == $"{Namespace}{name}Attribute");

    /// <summary>Gets a named argument, or null if it is not given.</summary>
    public static T? Named<T>(this CustomAttributeData attribute, string name) =>
        attribute.NamedArguments.Where(a => a.MemberName == name).Select(a => (T?)a.TypedValue.Value).FirstOrDefault();

    /// <summary>Gets a positional argument.</summary>
    public static object? Positional(this CustomAttributeData attribute, int index) =>
        attribute.ConstructorArguments[index].Value;

    /// <summary>Gets the elements of a params argument, which is the last argument.</summary>
    public static IEnumerable<T> Elements<T>(this CustomAttributeData attribute) =>
        attribute.ConstructorArguments is [.., { Value: ReadOnlyCollection<CustomAttributeTypedArgument> elements }]
            ? elements.Select(e => e.Value).OfType<T>()
            : attribute.ConstructorArguments.Select(a => a.Value).OfType<T>();
}
