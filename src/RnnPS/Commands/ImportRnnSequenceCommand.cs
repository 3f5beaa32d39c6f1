using System.Globalization;
using System.Management.Automation;
using System.Text;
using RnnPS.Files;

namespace RnnPS;

/// <summary>Reads sequences from CSV files.</summary>
/// <remarks>
/// <para>
/// Each file becomes one sequence. Its key is the file's name without the extension. With -GroupBy, each value of that column
/// becomes one sequence with the value as its key. The columns of -Property are the features, in that order. Numbers are read
/// in the invariant culture, with a decimal point, unless -Culture is given. Thousands separators are an error. An empty field, and a
/// text of -MissingText, is a missing value and stays in the sequence as NaN. In a file of one column, so is a blank line that is not at
/// the end.
/// </para>
/// <para>
/// A bad row has text that is not a number, or too few or too many fields. It writes an error that names its line, and is
/// skipped. Later rows keep their own number, and the rest of the file is read. Commands that use neighbouring rows, such as training
/// and windows, mask the row. After ten errors of one kind, one more error counts the others of the file. With -ErrorVariable, each is an error.
/// </para>
/// <para>
/// Delimiters without data, as spreadsheets write them, are read with one warning for the file: at the end of rows or of the header, and
/// lines of only delimiters. Such a line is a row of missing values between rows. It is ignored at the end of the file and with -GroupBy. A
/// column without a name is called H1, H2 and so on.
/// </para>
/// <para>
/// A file is read as UTF-8, unless it starts with a byte order mark or -Encoding names another encoding. A file with bytes that
/// are not valid in its encoding is one error, which names the first such line, and nothing of the file is emitted. Otherwise
/// two names that differ only in such bytes would become one.
/// </para>
/// <para>
/// A file that another program is still writing is read as far as it goes. A last line without a line end is a row, because many
/// complete files end so. If the program is in the middle of a line, the last value can therefore be cut off: leave out the last
/// row of such a file.
/// </para>
/// <para>Each timestep keeps its whole row. The steps of a run have the row as Source, including dates and targets.</para>
/// </remarks>
/// <example>
/// <para>Read a series from a file and run a model on it.</para>
/// <code>$model = New-RnnModel -InputSize 1 -HiddenSize 8 -OutputSize 1 -Seed 1
/// Import-RnnSequence -Path sunspots.csv -Property SUNACTIVITY | Invoke-RnnForward $model</code>
/// </example>
/// <example>
/// <para>Read a quarterly series and create one sequence for each year.</para>
/// <code>Import-RnnSequence macrodata.csv -Property unemp, infl -GroupBy year</code>
/// </example>
/// <example>
/// <para>Read a file with semicolons that an older program wrote in Windows-1252.</para>
/// <code>Set-Content towns.csv 'town;x', 'Münster;1', 'Mülheim;2' -Encoding ansi
/// Import-RnnSequence towns.csv x -GroupBy town -Delimiter ';' -Encoding ansi</code>
/// </example>
/// <example>
/// <para>Read a file with decimal commas, as a German spreadsheet writes it.</para>
/// <code>'year;load', '2024;1,5', '2025;2,25' | Set-Content load.csv
/// Import-RnnSequence load.csv -Property load -Delimiter ';' -Culture de-DE</code>
/// </example>
/// <seealso cref="NewRnnSequenceCommand"/>
/// <seealso cref="InvokeRnnForwardCommand"/>
/// <seealso href="about_RnnPS_Errors"/>
[Cmdlet(VerbsData.Import, "RnnSequence", DefaultParameterSetName = PathSet)]
[OutputType(typeof(RnnSequence))]
public sealed class ImportRnnSequenceCommand : InputPathCommand
{
    /// <summary>
    /// The columns to use as the features of a timestep, in this order. A wildcard stands for all columns that match it, in the order of the
    /// file.
    /// </summary>
    [Parameter(Mandatory = true, Position = 1)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CsvColumnCompleter))]
    public string[]? Property { get; set; }

    /// <summary>The column that identifies the sequence of a row. Each value becomes one sequence.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CsvColumnCompleter))]
    public string? GroupBy { get; set; }

    /// <inheritdoc cref="TimestepCommand.MaskProperty"/>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CsvColumnCompleter))]
    public string? MaskProperty { get; set; }

    /// <summary>The character that separates fields.</summary>
    /// <value>, (comma)</value>
    [Parameter]
    [ValidateDelimiter]
    public char Delimiter { get; set; } = ',';

    /// <summary>
    /// The texts in feature columns that mark a missing value, such as NA or null. Case does not matter. A text that is a number, such as
    /// -999, also marks that number. An empty field is always missing.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? MissingText { get; set; }

    /// <summary>
    /// The encoding of the files, as Get-Content takes it: a name such as utf8, unicode, ansi, latin1 or windows-1252, a code page such
    /// as 1252, or an Encoding object. A byte order mark at the start of a file overrides it.
    /// </summary>
    /// <value>utf8</value>
    [Parameter]
    [EncodingTransformation]
    [ArgumentCompleter(typeof(EncodingCompleter))]
    [ValidateNotNull]
    public Encoding? Encoding { get; set; }

    /// <summary>
    /// The culture of the numbers in the file, for example de-DE for 2,5. Thousands separators are an error in every culture. The
    /// culture does not change the delimiter.
    /// </summary>
    /// <value>the invariant culture: 2.5</value>
    [Parameter]
    [ValidateNotNull]
    public CultureInfo? Culture { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var options = new CsvSequenceOptions
        {
            Properties = Property!,
            GroupBy = GroupBy,
            MaskProperty = MaskProperty,
            Delimiter = Delimiter,
            Encoding = Encoding,
            Texts = new NumberTexts(Culture, MissingText),
            OnWarning = WriteWarning,
            ReportsAllRows = CollectsErrors,
        };
        foreach (string path in ResolvePaths())
        {
            var progress = new ProgressMeter(this, "Reading " + System.IO.Path.GetFileName(path));
            try
            {
                CsvSequenceOptions columns = !PatternReader.HasPattern(Property!) ? options : options with
                {
                    Properties = PatternReader.Expand(Property!, CsvFiles.ReadColumns(path, Delimiter, Encoding)),
                };
                Stoppable(() => WriteObject(
                    CsvFiles.Read(path, columns, error => WriteError(error), progress, Stopped),
                    enumerateCollection: true));
            }
            catch (RnnException error)
            {
                WriteError(error, path);
            }
            finally
            {
                progress.Complete();
            }
        }
    }
}
