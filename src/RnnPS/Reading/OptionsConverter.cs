using System.Collections;
using System.Management.Automation;
using System.Reflection;

namespace RnnPS;

/// <summary>
/// Converts a hashtable to an optimizer, a schedule or other options, such as <c>[RnnPS.SgdOptimizer]@{ Momentum = 0.9 }</c>. It reads
/// text in the invariant culture, as numeric parameters do. PowerShell calls it for the types that RnnPS.Types.ps1xml names.
/// </summary>
public sealed class OptionsConverter : PSTypeConverter
{
    /// <inheritdoc/>
    public override bool CanConvertFrom(object sourceValue, Type destinationType) =>
        sourceValue is (IDictionary and not NumberTable) or PSObject { BaseObject: PSCustomObject or (IDictionary and not NumberTable) };

    /// <inheritdoc/>
    public override object ConvertFrom(object sourceValue, Type destinationType, IFormatProvider formatProvider, bool ignoreCase)
    {
        ArgumentNullException.ThrowIfNull(destinationType);
        var table = new NumberTable();
        foreach ((string name, object? value) in Entries(sourceValue))
        {
            table[name] = Read(name, value, destinationType);
        }

        return LanguagePrimitives.ConvertTo(table, destinationType, formatProvider);
    }

    /// <inheritdoc/>
    public override bool CanConvertTo(object sourceValue, Type destinationType) => false;

    /// <inheritdoc/>
    public override object ConvertTo(object sourceValue, Type destinationType, IFormatProvider formatProvider, bool ignoreCase) =>
        throw new NotSupportedException();

    private static IEnumerable<(string Name, object? Value)> Entries(object source) => NumberReader.Unwrap(source) is IDictionary table
        ? table.Cast<DictionaryEntry>().Select(entry => (entry.Key.ToString()!, entry.Value))
        : PSObject.AsPSObject(source).Properties.Select(property => (property.Name, (object?)property.Value));

    private static object? Read(string name, object? value, Type type)
    {
        Type? property = type.GetProperty(name, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase)?.PropertyType;
        try
        {
            if (property is null || !NumberArgument.IsNumeric(property, out bool integer))
            {
                return property is not null && NameArgument.IsName(property) ? NameArgument.Read(value) : value;
            }

            bool unset = NumberReader.Unwrap(value) is null && property.IsValueType && Nullable.GetUnderlyingType(property) is null;
            return unset ? throw NumberReader.Null() : NumberArgument.Read(value, integer);
        }
        catch (RnnException error)
        {
            throw new RnnException(error.Id, $"{name}: {error.Message}", value, error);
        }
    }

    // A table whose numbers are read. PowerShell itself sets the properties from it.
    private sealed class NumberTable : Hashtable;
}
