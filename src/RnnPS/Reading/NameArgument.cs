namespace RnnPS;

/// <summary>Reads the named values of parameters and options, such as the kind of a cell.</summary>
internal static class NameArgument
{
    /// <summary>Reads a name or a list of names.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The value for PowerShell to convert.</returns>
    /// <exception cref="RnnException">The value is a list that contains a list (<see cref="RnnErrorId.InputDepth"/>).</exception>
    public static object? Read(object? value) =>
        NumberReader.AsList(value) is { } list ? ListReader.ToFlatArray(list, "names") : ForeignCode.RequireText(value);

    /// <summary>Whether a parameter or property holds a named value or a list of them.</summary>
    /// <param name="type">The type of the parameter or property.</param>
    public static bool IsName(Type type)
    {
        Type item = type.IsArray ? type.GetElementType()! : type;
        return (Nullable.GetUnderlyingType(item) ?? item).IsEnum;
    }
}
