using System.Globalization;

namespace RnnPS.Files;

/// <summary>The columns of a CSV file, and which of them are read as what.</summary>
internal sealed class CsvColumns
{
    private CsvColumns(string[] names, int[] features, int? groupBy)
    {
        Names = names;
        Features = features;
        FeatureNames = Array.ConvertAll(features, feature => names[feature]);
        GroupBy = groupBy;
    }

    /// <summary>All columns, as the header spells them; those without a name are H1, H2 and so on.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The columns that are the features, from 0.</summary>
    public IReadOnlyList<int> Features { get; }

    /// <summary>The features' names, as the header spells them.</summary>
    public IReadOnlyList<string> FeatureNames { get; }

    /// <summary>The column that tells the series apart, from 0; null where there is one series.</summary>
    public int? GroupBy { get; }

    /// <summary>Reads the header.</summary>
    /// <param name="source">The file, before its first record.</param>
    /// <param name="options">The columns asked for.</param>
    /// <returns>The columns.</returns>
    /// <exception cref="RnnException">There is no header, or it has not the columns asked for.</exception>
    public static CsvColumns Read(CsvRecordSource source, CsvSequenceOptions options)
    {
        string[] fields = ReadNames(source);
        var places = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (int column = 0; column < fields.Length; column++)
        {
            if (!places.TryAdd(fields[column], column))
            {
                throw CsvFaults.DuplicateColumn(source, fields[column], places[fields[column]], column);
            }
        }

        if (options.Properties.Count == 0)
        {
            throw CsvFaults.PropertyRequired(source, fields);
        }

        int Find(string? name) => name is not null && places.TryGetValue(name.Trim(), out int column)
            ? column
            : throw CsvFaults.PropertyMissing(source, name ?? string.Empty, fields);

        int[] features = [.. options.Properties.Select(Find)];
        return new CsvColumns(fields, features, options.GroupBy is null ? null : Find(options.GroupBy));
    }

    /// <summary>Reads the names of the columns.</summary>
    /// <param name="source">The file, before its first record.</param>
    /// <returns>The names.</returns>
    /// <exception cref="RnnException">There is no header.</exception>
    public static string[] ReadNames(CsvRecordSource source)
    {
        string[] fields = ReadFirstRow(source);
        if (Array.TrueForAll(fields, field => NumberText.TryParse(field, out _)))
        {
            throw CsvFaults.NoHeader(source, fields);
        }

        NameTheNameless(fields);
        return fields;
    }

    // Windows PowerShell's Export-Csv writes "#TYPE …" above the header unless told not to.
    private static string[] ReadFirstRow(CsvRecordSource source)
    {
        do
        {
            if (!source.Read())
            {
                throw CsvFaults.Empty(source);
            }
        }
        while (source.Raw.StartsWith("#TYPE "u8));

        if (source.IsMalformed)
        {
            throw CsvFaults.MalformedFile(source);
        }

        string[] fields = new string[source.FieldCount];
        for (int field = 0; field < fields.Length; field++)
        {
            fields[field] = source.GetText(field).Trim().ToString();
        }

        return fields;
    }

    // A row's object cannot have properties without a name, and an index column often has none. Import-Csv gives these
    // names too.
    private static void NameTheNameless(string[] names)
    {
        int number = 1;
        for (int column = 0; column < names.Length; column++)
        {
            while (names[column].Length == 0)
            {
                string name = string.Create(CultureInfo.InvariantCulture, $"H{number++}");
                names[column] = names.Contains(name, StringComparer.OrdinalIgnoreCase) ? string.Empty : name;
            }
        }
    }
}
