using System.Reflection;

namespace RnnPS.Help;

/// <summary>Creates the ids that the compiler gives to members in XML docs.</summary>
internal static class DocumentationId
{
    /// <summary>Gets the id of a type, a property or a field.</summary>
    public static string Of(MemberInfo member) => member switch
    {
        Type type => $"T:{Name(type)}",
        PropertyInfo => $"P:{Name(member.DeclaringType!)}.{member.Name}",
        _ => $"F:{Name(member.DeclaringType!)}.{member.Name}",
    };

    private static string Name(Type type)
    {
        var definition = type.IsConstructedGenericType ? type.GetGenericTypeDefinition() : type;
        return (definition.FullName ?? definition.Name).Replace('+', '.');
    }
}
