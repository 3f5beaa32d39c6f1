using System.Globalization;
using System.Text;

namespace RnnPS.Files.Tests;

/// <summary>Tests line numbers and row numbers around bad rows.</summary>
public sealed class CsvRecoveryTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Lines_within_quotes_are_counted_and_a_record_has_the_number_of_its_first_line()
    {
        string path = _folder.Write(
            "lines.csv", "note,x\r\n\"two\r\nlines\",1\r\n\r\n\"three\n\nlines\",abc\r\nlast,y\r\n");

        Reading reading = Reading.Of(path, "x");

        Assert.Equal([1], Reading.Column(reading.Single, 0));
        Assert.Contains("line 5, column x: 'abc'", reading.BadRows[0].Message, StringComparison.Ordinal);
        Assert.Contains("line 8, column x: 'y'", reading.BadRows[1].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void An_unclosed_quote_costs_only_its_own_line(string newLine)
    {
        string text = "\uFEFFnote,x\nok,1\n\"open,2\nö,3\n\"quoted\",4\nopen again,\"5\nlast,6\nbad,z\n";
        string path = _folder.Write("open.csv", text.Replace("\n", newLine, StringComparison.Ordinal));

        Reading reading = Reading.Of(path, "x");

        Assert.Equal([1, 3, 4, 6], Reading.Column(reading.Single, 0));
        Assert.Equal([0, 2, 3, 5], Reading.Steps(reading.Single));
        Assert.Equal("ö", Reading.Field(reading.Single, 1, "note"));
        Assert.Equal(
            [RnnErrorId.CsvMalformed, RnnErrorId.CsvMalformed, RnnErrorId.NotANumber],
            reading.BadRows.Select(e => e.Id));
        Assert.Equal(
            ["line 3", "line 6", "line 8"],
            reading.BadRows.Select(e => e.Message.Substring("open.csv, ".Length, "line 0".Length)));
        Assert.All(
            reading.BadRows.Take(2),
            e => Assert.Contains("a quote is not closed", e.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void An_unclosed_quote_does_not_load_a_large_file_into_memory()
    {
        const int Rows = 4_000_000;
        var text = new StringBuilder("note,x\n\"open,1\n", (Rows * 6) + 20);
        text.Insert(text.Length, "aa,0.5\n", Rows);

        Reading reading = Reading.Of(_folder.Write("large.csv", text.ToString()), "x");

        RnnException fault = Assert.Single(reading.BadRows);
        Assert.Equal(RnnErrorId.CsvMalformed, fault.Id);
        Assert.Contains("large.csv, line 2", fault.Message, StringComparison.Ordinal);
        Assert.Equal(Rows, reading.Single.Length);
        Assert.Equal(1, reading.Single.StepAt(0));
    }

    [Fact]
    public void A_bad_row_counts_in_its_group_if_the_group_is_known()
    {
        string path = _folder.Write(
            "groups.csv",
            "site,x,y\nA,bad,0\nA,1,0\nB,1,0\nB\nB,2,0\nA,x,0,0\nA,2,0\n\"A\"\",3,0\nA,4,0\nB,5,0\nC,bad,0\n,6,0\n");

        Reading reading = Reading.Of(path, new CsvSequenceOptions { Properties = ["x"], GroupBy = "site" });

        Assert.Equal(["A", "B", ""], reading.Sequences.Select(s => s.Key));
        Assert.Equal([1, 2, 4], Reading.Column(reading.Sequences[0], 0));
        Assert.Equal([1, 3, 4], Reading.Steps(reading.Sequences[0]));
        Assert.Equal([1, 2, 5], Reading.Column(reading.Sequences[1], 0));
        Assert.Equal([0, 2, 3], Reading.Steps(reading.Sequences[1]));
        Assert.Equal([0], Reading.Steps(reading.Sequences[2]));
        Assert.Equal(5, reading.BadRows.Count);
    }

    [Fact]
    public void A_row_without_its_group_field_counts_in_no_group()
    {
        string path = _folder.Write("groups.csv", "x,y,site\n1,0,A\n2,0\n3,0,A\n");

        Reading reading = Reading.Of(path, new CsvSequenceOptions { Properties = ["x"], GroupBy = "site" });

        Assert.Equal([0, 1], Reading.Steps(reading.Single));
        Assert.Single(reading.BadRows);
    }

    [Fact]
    public void A_long_value_is_truncated_in_the_message_and_in_the_error()
    {
        string value = new('w', 5000);

        Reading reading = Reading.Of(_folder.Write("long.csv", $"d,x\na,1\nb,{value}\n"), "x");

        RnnException fault = Assert.Single(reading.BadRows);
        Assert.Equal(value[..1000] + "…", fault.Value);
        Assert.InRange(fault.Message.Length, 60, 400);
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    [InlineData("ar-SA")]
    public void The_culture_changes_nothing(string culture)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            string path = _folder.Write("i.csv", "DATE,INDEX\na,2.5\nb,\"2,5\"\nc,-1.5e3\nd,1e999\n");

            Reading reading = Reading.Of(path, "index");

            Assert.Equal([2.5, -1500], Reading.Column(reading.Single, 0));
            Assert.Equal(
                [
                    "i.csv, line 3, column INDEX: '2,5' is not a number: expected digits with a decimal point and no "
                    + "thousands separators, for example 2.5 or -1e-3. The row was skipped. Correct the value. If it is missing, leave "
                    + "the field empty, or give the text with -MissingText.",
                    "i.csv, line 5, column INDEX: '1e999' is not a finite number: remove or replace the value. "
                    + "The row was skipped.",
                ],
                reading.BadRows.Select(e => e.Message));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
