using System.Globalization;

namespace RnnPS.Files;

/// <summary>The columns of a CSV file: the features, the column that separates the series, and the column that masks rows.</summary>
internal sealed class CsvColumns
{
    private CsvColumns(string[] names, int[] features, int? groupBy, int? mask)
    {
        Names = names;
        Features = features;
        FeatureNames = Array.ConvertAll(features, feature => names[feature]);
        GroupBy = groupBy;
        Mask = mask;
    }

    /// <summary>The names of all columns, as the header spells them. Unnamed columns are called H1, H2 and so on.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The indexes of the feature columns, from 0.</summary>
    public IReadOnlyList<int> Features { get; }

    /// <summary>The names of the features, as the header spells them.</summary>
    public IReadOnlyList<string> FeatureNames { get; }

    /// <summary>The index, from 0, of the column that separates the series; null for a single series.</summary>
    public int? GroupBy { get; }

    /// <summary>The index, from 0, of the column that masks rows; null if no row is masked.</summary>
    public int? Mask { get; }

    /// <summary>Reads the header.</summary>
    /// <param name="source">The file, before its first record.</param>
    /// <param name="options">The requested columns.</param>
    /// <returns>The columns.</returns>
    /// <exception cref="RnnException">The header is missing, or it lacks a requested column.</exception>
    public static CsvColumns Read(CsvRecordSource source, CsvSequenceOptions options)
    {
        string[] fields = ReadNames(source, options.Texts?.Culture);
        var indexes = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (int column = 0; column < fields.Length; column++)
        {
            if (!indexes.TryAdd(fields[column], column))
            {
                throw CsvFaults.DuplicateColumn(source, fields[column], indexes[fields[column]], column);
            }
        }

        if (options.Properties.Count == 0)
        {
            throw CsvFaults.PropertyRequired(source, fields);
        }

        int Find(string? name) => name is not null && indexes.TryGetValue(name.Trim(), out int column)
            ? column
            : throw CsvFaults.PropertyMissing(source, name ?? string.Empty, fields);

        int[] features = [.. options.Properties.Select(Find)];
        return new CsvColumns(
            fields,
            features,
            options.GroupBy is null ? null : Find(options.GroupBy),
            options.MaskProperty is null ? null : Find(options.MaskProperty));
    }

    /// <summary>Reads the names of the columns.</summary>
    /// <param name="source">The file, before its first record.</param>
    /// <param name="culture">The culture of the numbers; null for the invariant culture.</param>
    /// <returns>The names.</returns>
    /// <exception cref="RnnException">There is no header.</exception>
    public static string[] ReadNames(CsvRecordSource source, CultureInfo? culture)
    {
        string[] fields = ReadFirstRow(source);
        if (Array.TrueForAll(fields, field => NumberText.TryParse(field, out _) || NumberText.TryParse(field, out _, culture)))
        {
            throw CsvFaults.NoHeader(source, fields);
        }

        NameUnnamedColumns(fields);
        return fields;
    }

    // Windows PowerShell's Export-Csv writes "#TYPE …" above the header by default.
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

    // An index column often has no name, but every property of a row's object needs one. Import-Csv uses the same names.
    private static void NameUnnamedColumns(string[] names)
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
