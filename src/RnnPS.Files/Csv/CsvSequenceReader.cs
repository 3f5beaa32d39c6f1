namespace RnnPS.Files;

/// <summary>Reads series from CSV files: RFC 4180 in UTF-8, with a header, one row a timestep.</summary>
/// <remarks>
/// <para>
/// Numbers are read in the invariant culture, whatever the machine's. An empty field is a missing value and becomes
/// NaN. White space around a field outside quotes is no part of it, lines of nothing but white space are passed over,
/// and so is a <c>#TYPE</c> line above the header. Columns without a name are called H1, H2 and so on, as by Import-Csv.
/// </para>
/// <para>
/// A bad row is reported and left out; the rows after it keep their own number. Where there are groups, a bad row counts
/// in the group that its group field names, also when it is too short or too long, as long as it has that field. A row
/// of broken quotes has no fields to go by and counts in no group. If such a row spans several lines, a quote that was
/// never closed swallowed them: only its first line is left out, and reading goes on with the next.
/// </para>
/// </remarks>
public sealed class CsvSequenceReader
{
    // Reporting is cheap, but not for every row.
    private const long RowsPerReport = 4096;

    private readonly CsvRecordSource _source;
    private readonly CsvColumns _columns;
    private readonly Func<IReadOnlyList<string>, IReadOnlyList<string>, object> _makeRow;
    private readonly SequenceBuilder? _only;
    private readonly Dictionary<string, SequenceBuilder> _groups = new(StringComparer.Ordinal);
    private readonly List<SequenceBuilder> _builders = [];
    private readonly double[] _values;
    private long _leftOut;

    private CsvSequenceReader(
        CsvRecordSource source,
        CsvColumns columns,
        Func<IReadOnlyList<string>, IReadOnlyList<string>, object> makeRow)
    {
        _source = source;
        _columns = columns;
        _makeRow = makeRow;
        _values = new double[columns.Features.Count];
        _only = columns.GroupBy is null ? AddBuilder(Path.GetFileNameWithoutExtension(source.FileName)) : null;
    }

    /// <summary>Reads a file to its end.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="options">The columns to read, and how.</param>
    /// <param name="makeRow">
    /// Makes the object of a row from all columns' names and the row's fields. It is called when an element of
    /// <see cref="RnnSequence.Source"/> is read, each time anew, and never for a row that nobody looks at.
    /// </param>
    /// <param name="onBadRow">
    /// Told of each row that is left out, in the file's order: <see cref="RnnErrorId.NotANumber"/>,
    /// <see cref="RnnErrorId.NotFinite"/>, <see cref="RnnErrorId.CsvRowLength"/> or
    /// <see cref="RnnErrorId.CsvMalformed"/>. What it throws ends the reading.
    /// </param>
    /// <param name="progress">Told the fraction of the file that has been read, from 0 to 1; may be null.</param>
    /// <param name="token">Ends the reading.</param>
    /// <returns>
    /// One sequence a group, in the order in which the groups appear, with the group's text as key; or one for the file,
    /// with its name without extension as key. A group that has only bad rows is not among them.
    /// </returns>
    /// <exception cref="RnnException">
    /// The file as a whole cannot be used: <see cref="RnnErrorId.FileNotFound"/>, <see cref="RnnErrorId.FileIsFolder"/>,
    /// <see cref="RnnErrorId.FileUnavailable"/>, <see cref="RnnErrorId.Path"/>, <see cref="RnnErrorId.FileEmpty"/>,
    /// <see cref="RnnErrorId.CsvNoHeader"/>, <see cref="RnnErrorId.CsvDuplicateColumn"/>,
    /// <see cref="RnnErrorId.CsvMalformed"/> (of the header), <see cref="RnnErrorId.PropertyRequired"/>,
    /// <see cref="RnnErrorId.PropertyMissing"/>, or <see cref="RnnErrorId.EmptyInput"/> where no good row is left.
    /// </exception>
    /// <exception cref="ArgumentException">The delimiter cannot be one.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static IReadOnlyList<RnnSequence> Read(
        string path,
        CsvSequenceOptions options,
        Func<IReadOnlyList<string>, IReadOnlyList<string>, object> makeRow,
        Action<RnnException> onBadRow,
        IProgress<double>? progress = null,
        CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(makeRow);
        ArgumentNullException.ThrowIfNull(onBadRow);
        token.ThrowIfCancellationRequested();

        using CsvRecordSource source = CsvRecordSource.Open(path, options.Delimiter);
        var reader = new CsvSequenceReader(source, CsvColumns.Read(source, options), makeRow);
        for (long row = 1; source.Read(); row++)
        {
            token.ThrowIfCancellationRequested();
            if (reader.Take() is { } fault)
            {
                onBadRow(fault);
            }

            if (row % RowsPerReport == 0)
            {
                progress?.Report(source.Fraction);
            }
        }

        progress?.Report(1);
        return reader.Build();
    }

    /// <summary>Reads the names of a file's columns.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="delimiter">The character between fields.</param>
    /// <returns>The names, as the header spells them.</returns>
    /// <exception cref="RnnException">As for <see cref="Read"/>: the file can't be opened, or has no header.</exception>
    public static IReadOnlyList<string> ReadColumns(string path, char delimiter)
    {
        using CsvRecordSource source = CsvRecordSource.Open(path, delimiter);
        return CsvColumns.ReadNames(source);
    }

    private RnnException? Take()
    {
        SequenceBuilder? builder = FindBuilder();
        RnnException? fault = ReadValues();
        if (fault is null)
        {
            builder!.Add(_values, _source);
        }
        else
        {
            builder?.LeaveOut();
            _leftOut++;
        }

        return fault;
    }

    private RnnException? ReadValues()
    {
        if (_source.IsMalformed)
        {
            return CsvFaults.MalformedRow(_source);
        }

        if (_source.FieldCount != _columns.Names.Count)
        {
            return CsvFaults.RowLength(_source, _columns.Names);
        }

        for (int feature = 0; feature < _values.Length; feature++)
        {
            ReadOnlySpan<char> text = _source.GetText(_columns.Features[feature]);
            if (!NumberText.TryParse(text, out _values[feature]))
            {
                return CsvFaults.NotANumber(_source, _columns.FeatureNames[feature], text.ToString());
            }

            if (double.IsInfinity(_values[feature]))
            {
                return CsvFaults.NotFinite(_source, _columns.FeatureNames[feature], text.ToString());
            }
        }

        return null;
    }

    // Null where nobody can say which group the record belongs to.
    private SequenceBuilder? FindBuilder()
    {
        if (_columns.GroupBy is not { } column)
        {
            return _only;
        }

        if (_source.IsMalformed || column >= _source.FieldCount)
        {
            return null;
        }

        ReadOnlySpan<char> key = _source.GetText(column);
        return _groups.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key, out SequenceBuilder? known)
            ? known
            : _groups[key.ToString()] = AddBuilder(key.ToString());
    }

    private SequenceBuilder AddBuilder(string key)
    {
        var builder = new SequenceBuilder(key, _columns, new SourceRows(_columns.Names, _makeRow));
        _builders.Add(builder);
        return builder;
    }

    private RnnSequence[] Build()
    {
        RnnSequence[] sequences = [.. _builders.Where(builder => builder.Count > 0).Select(builder => builder.Build())];
        return sequences.Length > 0 ? sequences : throw CsvFaults.NoRows(_source, _leftOut);
    }
}
