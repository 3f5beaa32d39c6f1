using System.Globalization;

namespace RnnPS.Files;

/// <summary>The columns of a CSV file: the features, the column that separates the series, and the column that masks rows.</summary>
internal sealed class CsvColumns
{
    private CsvColumns(string[] names, int named, int[] features, int? groupBy, int? mask)
    {
        Names = names;
        NamedCount = named;
        RequiredCount = Math.Max(named, features.Append(groupBy ?? 0).Append(mask ?? 0).Max() + 1);
        Features = features;
        FeatureNames = Array.ConvertAll(features, feature => names[feature]);
        GroupBy = groupBy;
        Mask = mask;
    }

    /// <summary>The names of all columns, as the header spells them. Unnamed columns are called H1, H2 and so on.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The number of columns without those at the end of the header that have no name there.</summary>
    public int NamedCount { get; }

    /// <summary>The number of fields that a row must have: those of <see cref="NamedCount"/> and the requested ones.</summary>
    public int RequiredCount { get; }

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
    /// <param name="token">Cancels the read.</param>
    /// <returns>The columns.</returns>
    /// <exception cref="RnnException">The header is missing, or it lacks a requested column.</exception>
    public static CsvColumns Read(CsvRecordSource source, CsvSequenceOptions options, CancellationToken token)
    {
        (string[] fields, int named) = ReadNames(source, options.Texts?.Culture, token);
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
            named,
            features,
            options.GroupBy is null ? null : Find(options.GroupBy),
            options.MaskProperty is null ? null : Find(options.MaskProperty));
    }

    /// <summary>Reads the names of the columns.</summary>
    /// <param name="source">The file, before its first record.</param>
    /// <param name="culture">The culture of the numbers; null for the invariant culture.</param>
    /// <param name="token">Cancels the read.</param>
    /// <returns>The names, and the number of columns up to the last one that has a name in the header.</returns>
    /// <exception cref="RnnException">There is no header.</exception>
    public static (string[] Names, int Named) ReadNames(CsvRecordSource source, CultureInfo? culture, CancellationToken token)
    {
        string[] fields = ReadFirstRow(source, token);
        if (Array.TrueForAll(fields, field => NumberText.TryParse(field, out _) || NumberText.TryParse(field, out _, culture)))
        {
            throw CsvFaults.NoHeader(source, fields);
        }

        int named = Array.FindLastIndex(fields, field => field.Length > 0) + 1;
        NameUnnamedColumns(fields);
        return (fields, named);
    }

    // Windows PowerShell's Export-Csv writes "#TYPE …" above the header by default. Spreadsheets write empty rows as delimiters.
    private static string[] ReadFirstRow(CsvRecordSource source, CancellationToken token)
    {
        do
        {
            if (!source.Read(token))
            {
                throw CsvFaults.Empty(source);
            }
        }
        while (source.Raw.StartsWith("#TYPE "u8) || source.HasOnlyDelimiters);

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
        var taken = new HashSet<string>(names, StringComparer.OrdinalIgnoreCase);
        int number = 1;
        for (int column = 0; column < names.Length; column++)
        {
            while (names[column].Length == 0)
            {
                string name = string.Create(CultureInfo.InvariantCulture, $"H{number++}");
                names[column] = taken.Contains(name) ? string.Empty : name;
            }
        }
    }
}
