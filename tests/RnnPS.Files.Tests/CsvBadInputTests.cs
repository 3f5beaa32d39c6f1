namespace RnnPS.Files.Tests;

public sealed class CsvBadInputTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // The bad row is the third line of the file and the second of its three rows.
    [Theory]
    [InlineData("b,abc", RnnErrorId.NotANumber, "abc", "column X", "decimal point")]
    [InlineData("b,\"2,5\"", RnnErrorId.NotANumber, "2,5", "column X", "decimal point")]
    [InlineData("b,\"1,000.5\"", RnnErrorId.NotANumber, "1,000.5", "column X", "thousands separators")]
    [InlineData("b,2.5 kW", RnnErrorId.NotANumber, "2.5 kW", "column X", "decimal point")]
    [InlineData("b,0x1F", RnnErrorId.NotANumber, "0x1F", "column X", "decimal point")]
    [InlineData("b,--1", RnnErrorId.NotANumber, "--1", "column X", "decimal point")]
    [InlineData("b,Infinity", RnnErrorId.NotFinite, "Infinity", "column X", "remove or replace")]
    [InlineData("b,-1e999", RnnErrorId.NotFinite, "-1e999", "column X", "remove or replace")]
    [InlineData("b", RnnErrorId.CsvRowLength, "b", "column X", "has 1 field where 2 were expected")]
    [InlineData("b,2,3", RnnErrorId.CsvRowLength, "b,2,3", "last column, X", "in quotes")]
    [InlineData("b,2,5", RnnErrorId.CsvRowLength, "b,2,5", "last column, X", "in quotes")]
    [InlineData("b\"x,2", RnnErrorId.CsvMalformed, "b\"x,2", "an unquoted field contains a quote", "doubled")]
    [InlineData("\"b\"x,2", RnnErrorId.CsvMalformed, "\"b\"x,2", "text follows a closing quote", "doubled")]
    [InlineData("\"b,2", RnnErrorId.CsvMalformed, "\"b,2", "a quote is not closed", "doubled")]
    [InlineData("b,\"2", RnnErrorId.CsvMalformed, "b,\"2", "a quote is not closed", "doubled")]
    public void A_bad_row_is_reported_and_skipped_and_the_next_row_is_read(
        string row, string id, string value, string place, string remedy)
    {
        string path = _folder.Write("bad.csv", $"d,X\na,1\n{row}\nc,3\n");

        Reading reading = Reading.Of(path, "x");

        RnnException fault = Assert.Single(reading.BadRows);
        Assert.Equal(id, fault.Id);
        Assert.StartsWith("bad.csv, line 3", fault.Message, StringComparison.Ordinal);
        Assert.Contains(value, fault.Message, StringComparison.Ordinal);
        Assert.Contains(place, fault.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, fault.Message, StringComparison.Ordinal);
        Assert.Contains("The row was skipped.", fault.Message, StringComparison.Ordinal);
        Assert.StartsWith(value, Assert.IsType<string>(fault.Value), StringComparison.Ordinal);
        Assert.Equal([1, 3], Reading.Column(reading.Single, 0));
        Assert.Equal([0, 2], Reading.Steps(reading.Single));
        Assert.Equal("c", Reading.Field(reading.Single, 1, "d"));
        Assert.Equal(["bad.csv"], _folder.Names);
    }

    [Theory]
    [InlineData("", RnnErrorId.FileEmpty, "bad.csv is empty")]
    [InlineData("\uFEFF", RnnErrorId.FileEmpty, "bad.csv is empty")]
    [InlineData("\n  \n\t\n", RnnErrorId.FileEmpty, "bad.csv is empty")]
    [InlineData("#TYPE X\n", RnnErrorId.FileEmpty, "bad.csv is empty")]
    [InlineData("1700,5\n1701,11\n", RnnErrorId.CsvNoHeader, "line 1: the first row holds data (1700,5)")]
    [InlineData("\n1700,\n1701,11\n", RnnErrorId.CsvNoHeader, "line 2: the first row holds data (1700,)")]
    [InlineData("x,y,X\n1,2,3\n", RnnErrorId.CsvDuplicateColumn, "columns 1 and 3 have the same name, 'X'")]
    [InlineData("\"x,y\n1,2\n", RnnErrorId.CsvMalformed, "line 1: the row (\"x,y…) is malformed, a quote is not closed")]
    [InlineData("date,load\n1,2\n", RnnErrorId.PropertyMissing, "There is no 'x': expected one of date, load.")]
    [InlineData("date;x\n1;2\n", RnnErrorId.PropertyMissing, "If the delimiter is ';', give it with -Delimiter.")]
    [InlineData("date\tx\n1\t2\n", RnnErrorId.PropertyMissing, "If the delimiter is a tab, give it with -Delimiter.")]
    [InlineData("d,x\n", RnnErrorId.EmptyInput, "has column names but no rows")]
    [InlineData("d,x\n\n  \n", RnnErrorId.EmptyInput, "has column names but no rows")]
    [InlineData("d,x\na,b\nc\n", RnnErrorId.EmptyInput, "no row is usable (2 rows skipped)")]
    public void A_file_that_cannot_be_used_is_one_error(string text, string id, string message)
    {
        string path = _folder.Write("bad.csv", text);

        RnnException fault = Assert.Throws<RnnException>(() => Reading.Of(path, "x"));

        Assert.Equal(id, fault.Id);
        Assert.Contains("bad.csv", fault.Message, StringComparison.Ordinal);
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.NotNull(fault.Value);
        TestFolder.AssertClosed(path);
    }

    [Theory]
    [InlineData(new[] { "" }, null, "There is no ''")]
    [InlineData(new[] { "x", "z" }, null, "There is no 'z'")]
    [InlineData(new[] { "x" }, "site", "There is no 'site'")]
    public void An_unknown_column_is_an_error_that_names_the_existing_columns(string[] names, string? groupBy, string message)
    {
        string path = _folder.Write("bad.csv", "d,x\na,1\n");

        RnnException fault = Assert.Throws<RnnException>(
            () => Reading.Of(path, new CsvSequenceOptions { Properties = names, GroupBy = groupBy }));

        Assert.Equal(RnnErrorId.PropertyMissing, fault.Id);
        Assert.Contains(message + ": expected one of d, x.", fault.Message, StringComparison.Ordinal);
        TestFolder.AssertClosed(path);
    }

    [Fact]
    public void Requesting_no_column_is_an_error_that_names_the_columns()
    {
        string path = _folder.Write("bad.csv", "d,x\na,1\n");

        RnnException fault = Assert.Throws<RnnException>(() => Reading.Of(path));

        Assert.Equal(RnnErrorId.PropertyRequired, fault.Id);
        Assert.Contains("d, x", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nothing.csv", RnnErrorId.FileNotFound)]
    [InlineData("no-folder/nothing.csv", RnnErrorId.FileNotFound)]
    [InlineData(".", RnnErrorId.FileIsFolder)]
    [InlineData("a\0b.csv", RnnErrorId.Path)]
    public void A_path_that_is_not_a_file_is_one_error(string name, string id)
    {
        RnnException fault = Assert.Throws<RnnException>(() => Reading.Of(_folder[name], "x"));

        Assert.Equal(id, fault.Id);
        Assert.Contains(_folder[name].Replace("\0", @"\u0000", StringComparison.Ordinal), fault.Message, StringComparison.Ordinal);
        Assert.Equal(_folder[name], fault.Value);
        Assert.Empty(_folder.Names);
    }

    [Fact]
    public void A_file_in_use_is_unavailable_and_the_error_keeps_the_cause()
    {
        string path = _folder.Write("locked.csv", "x\n1\n");
        using (new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            RnnException fault = Assert.Throws<RnnException>(() => Reading.Of(path, "x"));

            Assert.Equal(RnnErrorId.FileUnavailable, fault.Id);
            Assert.IsAssignableFrom<IOException>(fault.InnerException);
        }

        Assert.Equal(1, Reading.Of(path, "x").Single.Length);
    }

    [Theory]
    [InlineData('"')]
    [InlineData('\n')]
    [InlineData('\0')]
    [InlineData('ä')]
    public void A_character_that_cannot_separate_fields_is_refused(char delimiter)
    {
        string path = _folder.Write("x.csv", "x\n1\n");
        var options = new CsvSequenceOptions { Properties = ["x"], Delimiter = delimiter };

        Assert.Throws<ArgumentException>(nameof(delimiter), () => Reading.Of(path, options));
        Assert.Throws<ArgumentException>(
            nameof(delimiter), () => new CsvTableWriter(_folder["out.csv"], delimiter: delimiter));
        Assert.Equal(["x.csv"], _folder.Names);
    }

    [Fact]
    public void An_exception_from_the_bad_row_callback_ends_the_read_and_closes_the_file()
    {
        string path = _folder.Write("bad.csv", "x\n1\nabc\n");

        Assert.Throws<IOException>(() => CsvSequenceReader.Read(
            path, new CsvSequenceOptions { Properties = ["x"] }, Reading.Row, _ => throw new IOException("from the callback")));

        TestFolder.AssertClosed(path);
    }

    [Fact]
    public void A_cancelled_token_ends_the_read_and_closes_the_file()
    {
        string path = _folder.Write("long.csv", "x\nabc\n1\n2\n");
        using var cancellation = new CancellationTokenSource();

        Assert.Throws<OperationCanceledException>(() => CsvSequenceReader.Read(
            path,
            new CsvSequenceOptions { Properties = ["x"] },
            Reading.Row,
            _ => cancellation.Cancel(),
            token: cancellation.Token));

        TestFolder.AssertClosed(path);
    }
}
