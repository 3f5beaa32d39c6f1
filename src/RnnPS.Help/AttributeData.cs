using System.Collections.ObjectModel;
using System.Reflection;

namespace RnnPS.Help;

/// <summary>Reads attributes that are metadata only and cannot be created as objects.</summary>
internal static class AttributeData
{
    private const string Namespace = "System.Management.Automation.";

    /// <summary>The attributes of PowerShell's namespace with this name, without those of a base's member.</summary>
    public static IEnumerable<CustomAttributeData> Attributes(this MemberInfo member, string name) =>
        member.GetCustomAttributesData().Where(a => a.AttributeType.FullName == $"{Namespace}{name}Attribute");

    /// <summary>A named argument, or null if it is not given.</summary>
    public static T? Named<T>(this CustomAttributeData attribute, string name) =>
        attribute.NamedArguments.Where(a => a.MemberName == name).Select(a => (T?)a.TypedValue.Value).FirstOrDefault();

    /// <summary>A positional argument.</summary>
    public static object? Positional(this CustomAttributeData attribute, int index) =>
        attribute.ConstructorArguments[index].Value;

    /// <summary>The elements of a params argument, which is the last one.</summary>
    public static IEnumerable<T> Elements<T>(this CustomAttributeData attribute) =>
        attribute.ConstructorArguments is [.., { Value: ReadOnlyCollection<CustomAttributeTypedArgument> elements }]
            ? elements.Select(e => e.Value).OfType<T>()
            : attribute.ConstructorArguments.Select(a => a.Value).OfType<T>();
}
