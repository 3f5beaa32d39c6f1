namespace RnnPS.Files.Tests;

/// <summary>Delimiters without data: spreadsheets write them at the end of lines and sheets.</summary>
public sealed class CsvDelimiterTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("A,B,C\n", "1,4,7,\n", "5000 rows with a delimiter after the last column, C, the first in line 2")]
    [InlineData("A,B,C\n", "1,4,7, \t\n", "5000 rows with a delimiter after the last column, C, the first in line 2")]
    [InlineData("A,B,C\n", "1,4,7,,,,\n", "5000 rows with a delimiter after the last column, C, the first in line 2")]
    [InlineData("A,B,C\r\n", "1,4,7,\"\"\r\n", "5000 rows with a delimiter after the last column, C, the first in line 2")]
    [InlineData("A,B,C,\n", "1,4,7\n", "5000 rows without a field for the delimiter at the end of the header, the first in line 2: H1")]
    [InlineData("A,B,C,,\n", "1,4,7,\n", "5000 rows without a field for the delimiter at the end of the header, the first in line 2: H1 to H2")]
    [InlineData("A,B,C, \n", "1,4,7\n", "5000 rows without a field for the delimiter at the end of the header, the first in line 2: H1")]
    [InlineData("A,B,C,\n", "1,4,7,\n", null)]
    [InlineData("A,B,C\n", "1,4,7\n", null)]
    public void A_delimiter_at_the_end_is_read_with_one_warning(string header, string row, string? warning)
    {
        Reading reading = Reading.Of(_folder.Write("end.csv", header + string.Concat(Enumerable.Repeat(row, 5000))), "A", "C");

        Assert.Empty(reading.BadRows);
        Assert.Equal(5000, reading.Single.Length);
        Assert.Equal((1, 7), (reading.Single.Values[4999, 0], reading.Single.Values[4999, 1]));
        Assert.Equal("4", Reading.Field(reading.Single, 4999, "B"));
        Assert.Equal(warning is null ? 0 : 1, reading.Warnings.Count);
        Assert.StartsWith("end.csv: " + warning, warning is null ? "end.csv: " : reading.Warnings[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("A,B,C\n1,4,7,9\n", "continues after the last column, C")]
    [InlineData("A,B,C\n1,4,7,,9\n", "continues after the last column, C")]
    [InlineData("A,B,C,\n1,4\n", "has 2 fields where 3 were expected; it ends before column C")]
    [InlineData("A,B,C,\n1,4,7,,9\n", "continues after the last column, H1")]
    public void Data_without_a_column_and_a_column_without_data_are_errors(string text, string message)
    {
        Reading reading = Reading.Of(_folder.Write("bad.csv", text + "2,5,8\n"), "A");

        RnnException fault = Assert.Single(reading.BadRows);
        Assert.Equal(RnnErrorId.CsvRowLength, fault.Id);
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.Equal(2, reading.Single.Values[0, 0]);
        Assert.Equal(1, reading.Single.StepAt(0));
    }

    [Fact]
    public void Data_in_a_column_without_a_name_is_kept_with_a_warning()
    {
        Reading reading = Reading.Of(_folder.Write("nameless.csv", "A,B,C,\n1,4,7\n2,5,8,9\n"), "A");

        Assert.Empty(reading.BadRows);
        Assert.Equal(["", "9"], [Reading.Field(reading.Single, 0, "H1"), Reading.Field(reading.Single, 1, "H1")]);
        Assert.Equal(
            [
                "nameless.csv: 1 row without a field for the delimiter at the end of the header, the first in line 2: H1, which has no name there, is empty.",
                "nameless.csv: 1 row with data after the last column that has a name, the first in line 3: it was read as H1. Check that the header names each column.",
            ],
            reading.Warnings);
    }

    [Fact]
    public void A_requested_column_without_a_name_must_have_a_field()
    {
        Reading reading = Reading.Of(_folder.Write("nameless.csv", "A,\n1\n2,5\n"), "H1");

        Assert.Contains("ends before column H1", Assert.Single(reading.BadRows).Message, StringComparison.Ordinal);
        Assert.Equal([5], Reading.Column(reading.Single, 0));
        Assert.Empty(reading.Warnings);
    }

    [Theory]
    [InlineData("A,B\n", ",\n")]
    [InlineData("A,B\n", ",,,,\n")]
    [InlineData("A,B\n", " , , \n")]
    [InlineData("A\n", ",\n")]
    public void Lines_of_delimiters_keep_their_place_between_rows_and_mean_nothing_at_the_end(string header, string line)
    {
        string row = header.Length > 2 ? ",0\n" : "\n";
        string path = _folder.Write("sheet.csv", $"{header}1{row}{line}{line}4{row}bad{row}6{row}{line}{line}{line}");

        Reading reading = Reading.Of(path, "A");

        Assert.Equal(RnnErrorId.NotANumber, Assert.Single(reading.BadRows).Id);
        Assert.Equal([1, double.NaN, double.NaN, 4, 6], Reading.Column(reading.Single, 0));
        Assert.Equal([0, 1, 2, 3, 5], Reading.Steps(reading.Single));
        Assert.Equal([2L, 3L, 4L, 5L, 7L], Enumerable.Range(0, 5).Select(reading.Single.LineAt));
        Assert.Equal("", Reading.Field(reading.Single, 1, "A"));
        Assert.Equal(
            "sheet.csv: 5 lines of only delimiters, the first in line 3: 2 between rows read as missing values, 3 at the end of the file ignored.",
            Assert.Single(reading.Warnings));
    }

    [Theory]
    [InlineData("A,B\n1,2\n,,\n3,4\n", "1 line of only delimiters, the first in line 3: read as missing values.")]
    [InlineData("A,B\n1,2\n,,\n,\n", "2 lines of only delimiters, the first in line 3: ignored at the end of the file.")]
    public void The_warning_says_what_became_of_them(string text, string warning) =>
        Assert.Equal("sheet.csv: " + warning, Assert.Single(Reading.Of(_folder.Write("sheet.csv", text), "A").Warnings));

    [Fact]
    public void A_line_of_delimiters_belongs_to_no_group()
    {
        Reading reading = Reading.Of(
            _folder.Write("groups.csv", "site,x\na,1\n,\na,2\n,,,\nb,3\n,\n"), new CsvSequenceOptions { Properties = ["x"], GroupBy = "site" });

        Assert.Equal(["a", "b"], reading.Sequences.Select(sequence => sequence.Key));
        Assert.Equal([1, 2], Reading.Column(reading.Sequences[0], 0));
        Assert.Equal("groups.csv: 3 lines of only delimiters, the first in line 3: ignored, because no series is named.", Assert.Single(reading.Warnings));
    }

    [Theory]
    [InlineData(",,,\nA,B,C\n1,4,7\n")]
    [InlineData("\n,\n,,,\n\nA,B,C\n1,4,7\n")]
    public void Lines_of_delimiters_above_the_header_are_skipped(string text) =>
        Assert.Equal([4], Reading.Column(Reading.Of(_folder.Write("top.csv", text), "B").Single, 0));

    [Theory]
    [InlineData(",")]
    [InlineData(",,,\n,,,\n")]
    public void A_file_of_only_delimiters_is_empty(string text) => Assert.Equal(
        RnnErrorId.FileEmpty, Assert.Throws<RnnException>(() => Reading.Of(_folder.Write("empty.csv", text), "x")).Id);

    [Fact]
    public void Blank_lines_between_rows_of_one_column_stay_in_order_with_lines_of_delimiters()
    {
        Reading reading = Reading.Of(_folder.Write("one.csv", "x\n1\n\n;\n\n\n6\n\n;\n"), new CsvSequenceOptions { Properties = ["x"], Delimiter = ';' });

        Assert.Equal([2L, 3L, 4L, 5L, 6L, 7L], Enumerable.Range(0, reading.Single.Length).Select(reading.Single.LineAt));
        Assert.Equal([1, double.NaN, double.NaN, double.NaN, double.NaN, 6], Reading.Column(reading.Single, 0));
    }
}
