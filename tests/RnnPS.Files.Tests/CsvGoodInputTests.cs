using System.Globalization;
using System.Text;

namespace RnnPS.Files.Tests;

public sealed class CsvGoodInputTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("date,x\n1.5.,1\n2.5.,2.5\n", ',')]
    [InlineData("date,x\n1.5.,1\n2.5.,2.5", ',')]
    [InlineData("date,x\r\n1.5.,1\r\n2.5.,2.5\r\n\r\n\r\n", ',')]
    [InlineData("date,x\r1.5.,1\r2.5.,2.5\r", ',')]
    [InlineData("\uFEFFdate,x\n1.5.,1\n2.5.,2.5\n", ',')]
    [InlineData("\n  \ndate,x\n\n1.5.,1\n \t\n2.5.,2.5\n   ", ',')]
    [InlineData("date;x\n1.5.;1\n2.5.;2.5\n", ';')]
    [InlineData("date\tx\n1.5.\t1\n2.5.\t2.5\n", '\t')]
    [InlineData("date|x\n1.5.|1\n2.5.|2.5\n", '|')]
    [InlineData("\"date\",\"x\"\n\"1.5.\",\"1\"\n\"2.5.\",\"2.5\"\n", ',')]
    [InlineData(" date , x \n 1.5. , 1\n2.5.,\t\"2.5\" \n", ',')]
    [InlineData("#TYPE System.Management.Automation.PSCustomObject\ndate,x\n1.5.,1\n2.5.,2.5\n", ',')]
    public void Every_form_of_CSV_gives_the_same_sequence(string text, char delimiter)
    {
        string path = _folder.Write("series.csv", text);

        Reading reading = Reading.Of(path, new CsvSequenceOptions { Properties = ["x"], Delimiter = delimiter });

        Assert.Empty(reading.BadRows);
        Assert.Equal("series", reading.Single.Key);
        Assert.Equal(["x"], reading.Single.FeatureNames);
        Assert.Equal([1, 2.5], Reading.Column(reading.Single, 0));
        Assert.Equal("2.5.", Reading.Field(reading.Single, 1, "date"));
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    public void A_byte_order_mark_names_the_encoding(string encoding)
    {
        Encoding wide = Encoding.GetEncoding(encoding);
        byte[] bytes = [.. wide.GetPreamble(), .. wide.GetBytes("größe,x\nä,1\nö,abc\nü,\"3\n4\n")];

        Reading reading = Reading.Of(_folder.Write("wide.csv", bytes), "x");

        Assert.Equal([1], Reading.Column(reading.Single, 0));
        Assert.Equal("ä", Reading.Field(reading.Single, 0, "größe"));
        Assert.Equal(
            [RnnErrorId.NotANumber, RnnErrorId.CsvMalformed, RnnErrorId.CsvRowLength], reading.BadRows.Select(e => e.Id));
    }

    [Fact]
    public void Names_match_in_any_case_and_features_have_the_requested_order_and_the_spelling_of_the_header()
    {
        string path = _folder.Write("two.csv", "Date,Load,Temp\na,1,10\nb,2,20\n");

        RnnSequence sequence = Reading.Of(path, "TEMP", "load").Single;

        Assert.Equal(["Temp", "Load"], sequence.FeatureNames);
        Assert.Equal([10, 20], Reading.Column(sequence, 0));
        Assert.Equal([1, 2], Reading.Column(sequence, 1));
    }

    [Fact]
    public void Unnamed_columns_get_the_names_that_Import_Csv_gives_them()
    {
        string path = _folder.Write("index.csv", ",x,,h1,\n0,1,a,b,c\n");

        RnnSequence sequence = Reading.Of(path, "x", "H2").Single;

        Assert.Equal(["x", "H2"], sequence.FeatureNames);
        var row = Assert.IsType<Dictionary<string, string>>(sequence.Source[0]);
        Assert.Equal(["H2", "x", "H3", "h1", "H4"], row.Keys);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("\"\"")]
    [InlineData("NaN")]
    public void An_empty_field_is_a_missing_value_and_stays_in_the_sequence(string field)
    {
        string path = _folder.Write("gap.csv", $"d,x\na,1\nb,{field}\nc,3\n");

        Reading reading = Reading.Of(path, "x");

        Assert.Empty(reading.BadRows);
        Assert.Equal([1, double.NaN, 3], Reading.Column(reading.Single, 0));
        Assert.Equal([0, 1, 2], Reading.Steps(reading.Single));
    }

    [Theory]
    [InlineData("-1e-3", -0.001)]
    [InlineData("+2.5E2", 250)]
    [InlineData(" .5 ", 0.5)]
    [InlineData("-0", -0.0)]
    [InlineData("4.9406564584124654E-324", double.Epsilon)]
    [InlineData("1.7976931348623157E+308", double.MaxValue)]
    [InlineData("0.1000000000000000055511151231257827021181583404541015625", 0.1)]
    public void Numbers_are_read_exactly(string text, double expected)
    {
        RnnSequence sequence = Reading.Of(_folder.Write("n.csv", $"x\n{text}\n"), "x").Single;

        Assert.Equal(BitConverter.DoubleToInt64Bits(expected), BitConverter.DoubleToInt64Bits(sequence.Values[0, 0]));
    }

    [Fact]
    public void Quoted_fields_keep_delimiters_quotes_line_breaks_and_white_space()
    {
        string path = _folder.Write("quoted.csv", "note,x\n\"a,b\",1\n\"say \"\"hi\"\"\",2\n\"two\r\nlines\",3\n\" ä \",4\n");

        RnnSequence sequence = Reading.Of(path, "x").Single;

        Assert.Equal([1, 2, 3, 4], Reading.Column(sequence, 0));
        Assert.Equal(
            ["a,b", "say \"hi\"", "two\r\nlines", " ä "],
            Enumerable.Range(0, 4).Select(i => Reading.Field(sequence, i, "note")));
    }

    [Fact]
    public void Groups_come_in_the_order_of_their_first_row_and_keep_their_rows_apart()
    {
        string path = _folder.Write("groups.csv", "site,x\nB,1\nA,10\nB,2\n,7\na,5\nA,20\n");

        Reading reading = Reading.Of(path, new CsvSequenceOptions { Properties = ["x"], GroupBy = "SITE" });

        Assert.Equal(["B", "A", "", "a"], reading.Sequences.Select(s => s.Key));
        Assert.Equal([1, 2], Reading.Column(reading.Sequences[0], 0));
        Assert.Equal([10, 20], Reading.Column(reading.Sequences[1], 0));
        Assert.Equal("20", Reading.Field(reading.Sequences[1], 1, "x"));
        Assert.All(reading.Sequences, s => Assert.Equal(s.Length, s.Source.Count));
    }

    [Fact]
    public void Rows_become_objects_only_when_they_are_read()
    {
        string path = _folder.Write("lazy.csv", "d,x\na,1\nb,2\nc,3\n");
        int made = 0;

        IReadOnlyList<RnnSequence> sequences = CsvSequenceReader.Read(
            path,
            new CsvSequenceOptions { Properties = ["x"] },
            (columns, fields) =>
            {
                made++;
                return fields[0];
            },
            _ => { });

        Assert.Equal(0, made);
        Assert.Equal("b", sequences[0].Source[1]);
        Assert.Equal(1, made);
        Assert.Equal(["a", "b", "c"], sequences[0].Source);
        Assert.Throws<ArgumentOutOfRangeException>(() => sequences[0].Source[3]);
    }

    [Fact]
    public void Source_rows_survive_a_file_of_many_blocks()
    {
        string longText = new('ü', 700_000);
        var text = new StringBuilder("note,x\n");
        for (int i = 0; i < 100_000; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(i == 50_000 ? longText : "row")}{i},{i}\n");
        }

        RnnSequence sequence = Reading.Of(_folder.Write("big.csv", text.ToString()), "x").Single;

        Assert.Equal(100_000, sequence.Length);
        Assert.Equal("row0", Reading.Field(sequence, 0, "note"));
        Assert.Equal(longText + "50000", Reading.Field(sequence, 50_000, "note"));
        Assert.All(
            Enumerable.Range(50_001, 49_999),
            i => Assert.Equal(FormattableString.Invariant($"row{i}"), Reading.Field(sequence, i, "note")));
    }

    [Fact]
    public void Progress_rises_to_one()
    {
        var text = new StringBuilder("x\n");
        text.Insert(text.Length, "1.25\n", 10_000);
        var reports = new Reports();

        CsvSequenceReader.Read(
            _folder.Write("p.csv", text.ToString()),
            new CsvSequenceOptions { Properties = ["x"] },
            Reading.Row,
            _ => { },
            reports);

        Assert.Equal(3, reports.Fractions.Count);
        Assert.Equal(0.4096, reports.Fractions[0], 0.001);
        Assert.Equal(0.8192, reports.Fractions[1], 0.001);
        Assert.Equal(1, reports.Fractions[2]);
    }

    private sealed class Reports : IProgress<double>
    {
        public List<double> Fractions { get; } = [];

        public void Report(double value) => Fractions.Add(value);
    }

    [Theory]
    [InlineData("de-DE", "t;x\n1;2,5\n2;-1,5e3\n3;\n4;7\n5;NaN\n", ';')]
    [InlineData("fr-FR", "t\tx\n1\t2,5\n2\t-1500,0\n3\t \n4\t+7\n5\tNaN\n", '\t')]
    [InlineData("de-DE", "t,x\n1,\"2,5\"\n2,\"-1500,0\"\n3,\n4,7\n5,NaN\n", ',')]
    [InlineData("en-US", "t,x\n1,2.5\n2,-1.5e3\n3,\n4,7\n5,nan\n", ',')]
    public void Numbers_are_read_in_the_culture_asked_for(string culture, string text, char delimiter)
    {
        Reading reading = Reading.Of(
            _folder.Write("load.csv", text),
            new CsvSequenceOptions { Properties = ["x"], Delimiter = delimiter, Texts = new NumberTexts(CultureInfo.GetCultureInfo(culture)) });

        Assert.Empty(reading.BadRows);
        Assert.Equal([2.5, -1500, double.NaN, 7, double.NaN], Reading.Column(reading.Single, 0));
    }

    [Fact]
    public void Thousands_separators_are_an_error_in_every_culture()
    {
        Reading reading = Reading.Of(
            _folder.Write("load.csv", "t;x\n1;2,5\n2;1.234,5\n3;1.234\n4;7\n"),
            new CsvSequenceOptions { Properties = ["x"], Delimiter = ';', Texts = new NumberTexts(CultureInfo.GetCultureInfo("de-DE")) });

        Assert.Equal([2.5, 7], Reading.Column(reading.Single, 0));
        Assert.Equal([0, 3], Reading.Steps(reading.Single));
        Assert.Equal([RnnErrorId.NotANumber, RnnErrorId.NotANumber], reading.BadRows.Select(error => error.Id));
        Assert.StartsWith("load.csv, line 3, column x: '1.234,5' is not a number in the culture de-DE: expected digits with the decimal separator ','", reading.BadRows[0].Message, StringComparison.Ordinal);
        Assert.Contains("'1.234'", reading.BadRows[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_first_row_of_decimal_commas_is_no_header()
    {
        RnnException error = Assert.Throws<RnnException>(() => Reading.Of(
            _folder.Write("load.csv", "1,5;2,5\n1;2\n"),
            new CsvSequenceOptions { Properties = ["x"], Delimiter = ';', Texts = new NumberTexts(CultureInfo.GetCultureInfo("de-DE")) }));

        Assert.Equal(RnnErrorId.CsvNoHeader, error.Id);
    }
}
