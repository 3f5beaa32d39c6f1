namespace RnnPS.Help;

/// <summary>Formats the names of types as PowerShell does.</summary>
internal static class TypeNames
{
    private static readonly Dictionary<string, string> Keywords = new(StringComparer.Ordinal)
    {
        ["System.Boolean"] = "bool",
        ["System.Double"] = "double",
        ["System.Int32"] = "int",
        ["System.Int64"] = "long",
        ["System.Object"] = "Object",
        ["System.Single"] = "float",
        ["System.String"] = "string",
    };

    /// <summary>Gets the name without namespace, as in a syntax line: <c>int[]</c>, <c>List[string]</c>.</summary>
    public static string Short(Type type) => Write(type, t => Keywords.GetValueOrDefault(t.FullName ?? t.Name, t.Name));

    /// <summary>Gets the name with its namespace, as under inputs and outputs.</summary>
    public static string Full(Type type) => Write(type, t => t.FullName ?? t.Name);

    /// <summary>Gets the element type of an array, the underlying type of a nullable, or else the type itself.</summary>
    public static Type Element(Type type) => type switch
    {
        { IsArray: true } => Element(type.GetElementType()!),
        { IsConstructedGenericType: true } when IsNullable(type) => type.GetGenericArguments()[0],
        _ => type,
    };

    private static string Write(Type type, Func<Type, string> name)
    {
        if (type.IsArray)
        {
            return $"{Write(type.GetElementType()!, name)}[{new string(',', type.GetArrayRank() - 1)}]";
        }

        if (!type.IsConstructedGenericType)
        {
            return name(type);
        }

        var arguments = string.Join(", ", type.GetGenericArguments().Select(a => Write(a, name)));
        return IsNullable(type) ? arguments : $"{name(type.GetGenericTypeDefinition()).Split('`')[0]}[{arguments}]";
    }

    // Compares names, because a type from metadata is never the same object as typeof(Nullable<>).
    private static bool IsNullable(Type type) => type.GetGenericTypeDefinition().FullName == "System.Nullable`1";
}
