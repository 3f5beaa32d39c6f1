using System.Text;

namespace RnnPS.Files;

/// <summary>Reads series from CSV files (RFC 4180) that have a header and one row for each timestep.</summary>
/// <remarks>
/// <para>
/// A byte order mark names the encoding of a file; without one, the file has the encoding that the caller gives, or UTF-8. Bytes
/// that are not valid in the encoding end the read, because two names that differ only in such bytes would become one.
/// </para>
/// <para>
/// Numbers are read as the options say, by default in the invariant culture. An empty field is a missing value and becomes NaN. The reader trims
/// white space around an unquoted field, and skips lines of only white space and a <c>#TYPE</c> line above the header.
/// In a file of one column, a blank line between others is a row with an empty field.
/// Columns without a name are called H1, H2 and so on, as Import-Csv does.
/// </para>
/// <para>
/// Delimiters without data are read with a warning: empty fields after the last column are ignored, and a row may end before columns at
/// the end of the header that have no name. A line of only delimiters is a row of missing values if another row follows, and is ignored at
/// the end of the file and in a file with groups.
/// </para>
/// <para>
/// A bad row is reported and skipped. Later rows keep their own numbers. With groups, a bad row counts in the group that
/// its group field names, even if the row is too short or too long, provided that it has that field. A row with malformed
/// quotes counts in no group, because its fields are unknown. If such a row spans several lines, the cause is an unclosed
/// quote: the reader skips only the first line and continues with the next.
/// </para>
/// </remarks>
public sealed class CsvSequenceReader
{
    // Progress for every single row would cost too much.
    private const long RowsPerReport = 4096;

    private readonly CsvRecordSource _source;
    private readonly CsvColumns _columns;
    private readonly Func<IReadOnlyList<string>, IReadOnlyList<string>, object> _makeRow;
    private readonly SequenceBuilder? _singleBuilder;
    private readonly Dictionary<string, SequenceBuilder> _groups = new(StringComparer.Ordinal);
    private readonly List<SequenceBuilder?> _builders = [];
    private readonly RowBlocks _blocks = new();
    private readonly double[] _values;
    private readonly NumberTexts? _texts;
    private bool _isValid = true;
    private readonly RowFaults _faults;
    private readonly CsvWarnings _warnings = new();

    // The lines without data since the last row. They become rows of missing values if another row follows.
    private readonly List<long> _emptyLines = [];
    private long _ignored;

    private CsvSequenceReader(
        CsvRecordSource source,
        CsvColumns columns,
        CsvSequenceOptions options,
        Func<IReadOnlyList<string>, IReadOnlyList<string>, object> makeRow,
        Action<RnnException> onBadRow)
    {
        _texts = options.Texts;
        _faults = new RowFaults(source, options.ReportsAllRows, onBadRow);
        _source = source;
        _columns = columns;
        _makeRow = makeRow;
        _values = new double[columns.Features.Count];
        _singleBuilder = columns.GroupBy is null ? AddBuilder(Path.GetFileNameWithoutExtension(source.FileName)) : null;
    }

    /// <summary>Reads all series of a file.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="options">The columns to read and the delimiter.</param>
    /// <param name="makeRow">
    /// Makes the object of a row from the names of all columns and the row's fields. It runs each time that an element of
    /// <see cref="RnnSequence.Source"/> is read, and never for a row that is not read.
    /// </param>
    /// <param name="onBadRow">
    /// Receives the errors of skipped rows, in the file's order; of each kind the first 10, and at the end one that counts the others:
    /// <see cref="RnnErrorId.NotANumber"/>,
    /// <see cref="RnnErrorId.NotFinite"/>, <see cref="RnnErrorId.MaskValue"/>, <see cref="RnnErrorId.CsvRowLength"/> or
    /// <see cref="RnnErrorId.CsvMalformed"/>. An exception that it throws ends the read.
    /// </param>
    /// <param name="progress">Receives the fraction of the file read so far, from 0 to 1; may be null.</param>
    /// <param name="token">Cancels the read.</param>
    /// <returns>
    /// With groups, one sequence per group in order of first appearance; its key is the group's text. Otherwise one
    /// sequence for the file; its key is the file name without extension. A group with only bad rows is omitted.
    /// </returns>
    /// <exception cref="RnnException">
    /// The file cannot be used at all: <see cref="RnnErrorId.FileNotFound"/>, <see cref="RnnErrorId.FileIsFolder"/>,
    /// <see cref="RnnErrorId.FileUnavailable"/>, <see cref="RnnErrorId.Path"/>, <see cref="RnnErrorId.FileEmpty"/>,
    /// <see cref="RnnErrorId.CsvNoHeader"/>, <see cref="RnnErrorId.CsvDuplicateColumn"/>,
    /// <see cref="RnnErrorId.CsvEncoding"/>, <see cref="RnnErrorId.CsvMalformed"/> (of the header), <see cref="RnnErrorId.PropertyRequired"/>,
    /// <see cref="RnnErrorId.PropertyMissing"/>, or <see cref="RnnErrorId.EmptyInput"/> if the file has no good row.
    /// </exception>
    /// <exception cref="ArgumentException">The delimiter is not allowed.</exception>
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

        using CsvRecordSource source = CsvRecordSource.Open(path, options.Delimiter, options.Encoding);
        var reader = new CsvSequenceReader(source, CsvColumns.Read(source, options, token), options, makeRow, onBadRow);
        for (long row = 1; source.Read(token); row++)
        {
            reader.TakeRow();
            if (row % RowsPerReport == 0)
            {
                progress?.Report(source.Fraction);
            }
        }

        progress?.Report(1);
        reader._faults.ReportRest();
        reader._warnings.Report(source.FileName, reader._columns, reader._ignored, options.OnWarning ?? (_ => { }));
        return reader.Build();
    }

    /// <summary>Reads the names of a file's columns.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="delimiter">The character that separates fields.</param>
    /// <param name="encoding">The encoding of a file without a byte order mark; null for UTF-8.</param>
    /// <returns>The names, as the header spells them.</returns>
    /// <exception cref="RnnException">The file can't be opened or has no header; ids as for <see cref="Read"/>.</exception>
    public static IReadOnlyList<string> ReadColumns(string path, char delimiter, Encoding? encoding = null)
    {
        using CsvRecordSource source = CsvRecordSource.Open(path, delimiter, encoding);
        return CsvColumns.ReadNames(source, culture: null, CancellationToken.None).Names;
    }

    private void TakeRow()
    {
        if (TakeEmptyLines())
        {
            return;
        }

        SequenceBuilder? builder = FindBuilder();
        if (ReadValues() is { } fault)
        {
            builder?.SkipRow();
            _faults.Add(fault);
        }
        else
        {
            builder!.Add(_values, _isValid, _source);
        }
    }

    // Spreadsheets end a sheet with rows of delimiters, which are no timesteps. Between rows, such a line keeps its place. So does a
    // blank line in a file of one column.
    private bool TakeEmptyLines()
    {
        for (int line = _columns.Names.Count == 1 ? _source.BlankLines : 0; line > 0; line--)
        {
            _emptyLines.Add(_source.LineNumber - line);
        }

        if (_source.HasOnlyDelimiters)
        {
            _warnings.AddEmpty(_source.LineNumber);
            _emptyLines.Add(_source.LineNumber);
            _ignored++;
            return true;
        }

        // A line without data belongs to no group.
        if (_singleBuilder is not null)
        {
            _emptyLines.ForEach(_singleBuilder.AddMissing);
            _ignored = 0;
        }

        _emptyLines.Clear();
        return false;
    }

    private RnnException? ReadValues()
    {
        if (_source.IsMalformed)
        {
            return CsvFaults.MalformedRow(_source);
        }

        if (!HasFields())
        {
            return CsvFaults.RowLength(_source, _columns);
        }

        for (int feature = 0; feature < _values.Length; feature++)
        {
            ReadOnlySpan<char> text = _source.GetText(_columns.Features[feature]);
            if (!(_texts?.TryParse(text, out _values[feature]) ?? NumberText.TryParse(text, out _values[feature])))
            {
                return CsvFaults.NotANumber(_source, _columns.FeatureNames[feature], text, _texts?.Culture);
            }

            if (double.IsInfinity(_values[feature]))
            {
                return CsvFaults.NotFinite(_source, _columns.FeatureNames[feature], text);
            }
        }

        return ReadMask();
    }

    private RnnException? ReadMask()
    {
        if (_columns.Mask is not { } column)
        {
            return null;
        }

        ReadOnlySpan<char> text = _source.GetText(column);
        if (MaskRules.Read(text) is not { } isValid)
        {
            return CsvFaults.NotAMask(_source, _columns.Names[column], text.ToString());
        }

        _isValid = isValid;
        return null;
    }

    // A delimiter at the end of the header or of a row is common, and means nothing.
    private bool HasFields()
    {
        int count = _source.FieldCount;
        int columns = _columns.Names.Count;
        if (count < _columns.RequiredCount || HasData(columns, count))
        {
            return false;
        }

        if (count > columns)
        {
            _warnings.AddTrailing(_source.LineNumber);
        }
        else if (count < columns)
        {
            _warnings.AddShort(_source.LineNumber);
        }

        if (HasData(_columns.RequiredCount, Math.Min(count, columns)))
        {
            _warnings.AddNameless(_source.LineNumber);
        }

        return true;
    }

    private bool HasData(int field, int end)
    {
        while (field < end && _source.GetText(field).IsWhiteSpace())
        {
            field++;
        }

        return field < end;
    }

    // Null if the record's group is unknown.
    private SequenceBuilder? FindBuilder()
    {
        if (_columns.GroupBy is not { } column)
        {
            return _singleBuilder;
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
        var builder = new SequenceBuilder(key, _columns, new SourceRows(_blocks, _columns.Names, _makeRow));
        _builders.Add(builder);
        return builder;
    }

    private RnnSequence[] Build()
    {
        _groups.Clear();
        var sequences = new List<RnnSequence>(_builders.Count);
        for (int i = 0; i < _builders.Count; i++)
        {
            if (_builders[i] is { Count: > 0 } builder)
            {
                sequences.Add(builder.Build());
            }

            // Its memory can be collected before the others are built.
            _builders[i] = null;
        }

        return sequences.Count > 0 ? [.. sequences] : throw CsvFaults.NoRows(_source, _faults.Count);
    }
}
