using System.Globalization;
using System.Text;

namespace RnnPS.Files.Tests;

/// <summary>Tests files that are not in UTF-8, with and without a chosen encoding.</summary>
public sealed class CsvEncodingTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // Each character of the text is one byte of the file. Ä is 0xC4, ü is 0xFC, Ã is 0xC3.
    [Theory]
    [InlineData("Größe,x\n1,2\n", 1)]
    [InlineData("town,x\nBonn,1\nMü,1\nMä,2\n", 3)]
    [InlineData("d,x\na,1\nb,2\u00A0\nc,3\n", 3)]
    [InlineData("d,x,note\na,1,\nb,2,\nc,3,Mü\n", 4)]
    [InlineData("note,x\n\"first\nsecond ü\nthird\",1\n", 3)]
    [InlineData("d,x\na,1\nbü,2", 3)]
    [InlineData("ï»¿d,x\na,1\nbü,2\n", 3)]
    [InlineData("d,x\r\n\r\n  \r\naü,1\r\n", 4)]
    [InlineData("d,x\ra,1\r\rbü,1\r", 4)]
    [InlineData("#TYPE Mü\nd,x\na,1\n", 1)]
    [InlineData("d,x\nü\na,1\n", 2)]
    [InlineData("d,x\nü,1,2\na,1\n", 2)]
    [InlineData("d,x\nü,abc\na,1\n", 2)]
    [InlineData("d,x\nü\"a,1\nb,2\n", 2)]
    [InlineData("d,x\n\"open,1\nb,2\ncü,3\n", 4)]
    [InlineData("d,x\n\"open ü,1\nb,2\n", 2)]
    // A sequence that is cut short, an overlong one, a surrogate, a byte that UTF-8 never has, a continuation byte alone.
    [InlineData("d,x\na,1\nbÃ", 3)]
    [InlineData("d,x\na\u00C0\u0080,1\n", 2)]
    [InlineData("d,x\na\u00ED\u00A0\u0080,1\n", 2)]
    [InlineData("d,x\na\u00F5,1\n", 2)]
    [InlineData("d,x\na\u0080,1\n", 2)]
    public void Bytes_that_are_not_UTF8_are_one_error_that_names_the_first_line(string text, int line)
    {
        string path = _folder.Write("towns.csv", Encoding.Latin1.GetBytes(text));
        List<RnnException> badRows = [];

        RnnException fault = Assert.Throws<RnnException>(() => CsvSequenceReader.Read(
            path, new CsvSequenceOptions { Properties = ["x"] }, Reading.Row, badRows.Add));

        Assert.Empty(badRows);
        Assert.Equal(RnnErrorId.CsvEncoding, fault.Id);
        Assert.StartsWith(
            string.Create(CultureInfo.InvariantCulture, $"towns.csv, line {line}: "), fault.Message, StringComparison.Ordinal);
        Assert.Contains("-Encoding", fault.Message, StringComparison.Ordinal);
        TestFolder.AssertClosed(path);
    }

    [Fact]
    public void The_error_shows_the_line_as_it_is_in_Windows_1252()
    {
        string path = _folder.Write("towns.csv", Encoding.Latin1.GetBytes("town,x\nBonn,1\nMünster,2\n"));

        RnnException fault = Assert.Throws<RnnException>(() => Reading.Of(path, "x"));

        Assert.Equal(
            "towns.csv, line 3: 'M\uFFFDnster,2' has bytes that are not valid utf-8. Give the encoding of the file with -Encoding. "
            + "With -Encoding 1252, for example, the line is 'Münster,2'. Nothing was read from the file.",
            fault.Message);
        Assert.Equal("M\uFFFDnster,2", fault.Value);
    }

    // The library reads a file in blocks. The bad byte stands near the ends of blocks of every usual size.
    [Theory]
    [InlineData(4096)]
    [InlineData(65536)]
    [InlineData(1 << 20)]
    public void The_line_is_right_anywhere_in_a_large_file(int place)
    {
        foreach (int at in Enumerable.Range(place - 8, 16))
        {
            byte[] bytes = Encoding.UTF8.GetBytes("né,x\n" + string.Concat(Enumerable.Repeat("aé,1\n", (place / 6) + 20)));
            int line = bytes.AsSpan(0, at).Count((byte)'\n') + 1;
            bytes[at] = bytes[at] == '\n' ? (byte)'\n' : (byte)0xFF;
            string path = _folder.Write("large.csv", bytes);

            if (bytes[at] == '\n')
            {
                Assert.Empty(Reading.Of(path, "x").BadRows);
                continue;
            }

            RnnException fault = Assert.Throws<RnnException>(() => Reading.Of(path, "x"));

            Assert.Contains(string.Create(CultureInfo.InvariantCulture, $", line {line}: "), fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_line_that_is_too_long_to_read_is_checked_too()
    {
        byte[] bytes = [.. "d,x\n\"open "u8, 0xFC, .. ",1\n"u8, .. Enumerable.Repeat((byte)'a', 17 << 20)];
        string path = _folder.Write("long.csv", bytes);

        RnnException fault = Assert.Throws<RnnException>(() => Reading.Of(path, "x"));

        Assert.Equal(RnnErrorId.CsvEncoding, fault.Id);
        Assert.StartsWith("long.csv, line 2: ", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("windows-1252", "Mü", "Mä")]
    [InlineData("windows-1252", "€", "„")]
    [InlineData("iso-8859-1", "Mü", "Mä")]
    [InlineData("windows-1251", "Омск", "Орск")]
    [InlineData("shift_jis", "大阪", "大津")]
    [InlineData("ibm850", "Mü", "Mä")]
    [InlineData("utf-16", "Mü", "日")]
    [InlineData("utf-16BE", "Mü", "日")]
    [InlineData("utf-32", "Mü", "😀")]
    [InlineData("utf-8", "Mü", "Mä")]
    [InlineData("us-ascii", "Ulm", "Bonn")]
    public void A_chosen_encoding_reads_names_and_keys(string name, string first, string second)
    {
        Encoding encoding = Find(name);
        string path = _folder.Write("towns.csv", encoding.GetBytes($"{first},x\n{first},1\n{second},2\n{first},3\n"));

        Reading reading = Reading.Of(
            path, new CsvSequenceOptions { Properties = ["x"], GroupBy = first, Encoding = encoding });

        Assert.Empty(reading.BadRows);
        Assert.Equal([first, second], reading.Sequences.Select(s => s.Key));
        Assert.Equal([1, 3], Reading.Column(reading.Sequences[0], 0));
        Assert.Equal(second, Reading.Field(reading.Sequences[1], 0, first));
    }

    [Theory]
    [InlineData("windows-1252")]
    [InlineData("shift_jis")]
    [InlineData("utf-16")]
    [InlineData("utf-32")]
    [InlineData("gb18030")]
    public void Rows_errors_and_lines_are_those_of_the_same_file_in_UTF8(string name)
    {
        var text = new StringBuilder("site,x\n");
        for (int row = 0; row < 30_000; row++)
        {
            // Odd lengths, so that characters lie across the ends of blocks.
            text.Append(CultureInfo.InvariantCulture, $"{new string('£', row % 7)}§{row % 3},{row}\n");
        }

        text.Append("§1,abc\n\"open,1\n§2,2\n\"quoted\n§\",3\n§1,z\n");
        var options = new CsvSequenceOptions { Properties = ["x"], GroupBy = "site" };
        Reading expected = Reading.Of(_folder.Write("a.csv", text.ToString()), options);

        Encoding encoding = Find(name);
        Reading actual = Reading.Of(
            _folder.Write("a.csv", encoding.GetBytes(text.ToString())), options with { Encoding = encoding });

        // Shift JIS has no £, but a £ of another width: what matters is that both signs come back as encoded.
        Assert.Equal(
            expected.Sequences.Select(s => encoding.GetString(encoding.GetBytes((string)s.Key))), actual.Sequences.Select(s => s.Key));
        Assert.Equal(expected.Sequences.SelectMany(s => Reading.Column(s, 0)), actual.Sequences.SelectMany(s => Reading.Column(s, 0)));
        Assert.Equal(expected.Sequences.SelectMany(Reading.Steps), actual.Sequences.SelectMany(Reading.Steps));
        Assert.Equal(3, actual.BadRows.Count);
        Assert.Equal(expected.BadRows.Select(Line), actual.BadRows.Select(Line));

        static string Line(RnnException error) => error.Id + error.Message[..error.Message.IndexOf(':', StringComparison.Ordinal)];
    }

    [Theory]
    [InlineData("us-ascii", new byte[] { (byte)'a', 0xFC })]
    [InlineData("shift_jis", new byte[] { (byte)'a', 0x81, 0x20 })]
    [InlineData("utf-16", new byte[] { 0x00, 0xD8, (byte)'a', 0 })]
    public void Bytes_that_the_chosen_encoding_does_not_have_are_an_error(string name, byte[] bytes)
    {
        Encoding encoding = Find(name);
        string path = _folder.Write(
            "towns.csv", [.. encoding.GetBytes("d,x\nb,1\n"), .. bytes, .. encoding.GetBytes(",2\nc,3\n")]);

        RnnException fault = Assert.Throws<RnnException>(
            () => Reading.Of(path, new CsvSequenceOptions { Properties = ["x"], Encoding = encoding }));

        Assert.Equal(RnnErrorId.CsvEncoding, fault.Id);
        Assert.StartsWith("towns.csv, line 3: ", fault.Message, StringComparison.Ordinal);
        Assert.Contains($"not valid {name}. Give the encoding of the file with -Encoding.", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    public void A_byte_order_mark_overrides_the_chosen_encoding(string name)
    {
        Encoding marked = Encoding.GetEncoding(name);
        string path = _folder.Write("towns.csv", [.. marked.GetPreamble(), .. marked.GetBytes("größe,x\nMü,1\n")]);

        Reading reading = Reading.Of(
            path, new CsvSequenceOptions { Properties = ["x"], GroupBy = "größe", Encoding = Find("windows-1252") });

        Assert.Equal("Mü", reading.Single.Key);
    }

    [Fact]
    public void A_file_that_breaks_its_byte_order_mark_is_an_error_that_says_so()
    {
        string path = _folder.Write("mixed.csv", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("d,x\na,1\n"), 0x00, 0xDC, (byte)',', 0]);

        RnnException fault = Assert.Throws<RnnException>(() => Reading.Of(path, "x"));

        Assert.Equal(RnnErrorId.CsvEncoding, fault.Id);
        Assert.StartsWith("mixed.csv, line 3: ", fault.Message, StringComparison.Ordinal);
        Assert.Contains("byte order mark", fault.Message, StringComparison.Ordinal);
        Assert.Contains("-Encoding can't override it", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void UTF16_without_a_byte_order_mark_is_an_error_that_suggests_the_encoding()
    {
        string path = _folder.Write("wide.csv", Encoding.Unicode.GetBytes("d,x\na,1\n"));

        RnnException fault = Assert.Throws<RnnException>(() => Reading.Of(path, "x"));

        Assert.Equal(RnnErrorId.PropertyMissing, fault.Id);
        Assert.Contains("try -Encoding unicode", fault.Message, StringComparison.Ordinal);
        Assert.Equal(
            [1], Reading.Column(Reading.Of(path, new CsvSequenceOptions { Properties = ["x"], Encoding = Encoding.Unicode }).Single, 0));
    }

    [Fact]
    public void The_header_is_read_in_the_chosen_encoding()
    {
        string path = _folder.Write("towns.csv", Encoding.Latin1.GetBytes("größe,x\nMü,1\n"));

        Assert.Equal(["größe", "x"], CsvSequenceReader.ReadColumns(path, ',', Encoding.Latin1));
        Assert.Equal(RnnErrorId.CsvEncoding, Assert.Throws<RnnException>(() => CsvSequenceReader.ReadColumns(path, ',')).Id);
        TestFolder.AssertClosed(path);
    }

    [Fact]
    public void A_file_that_another_program_is_writing_is_read_as_far_as_it_goes()
    {
        string path = _folder["log.csv"];
        using var writer = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        writer.Write("d,x\na,1\nb,2\n"u8);
        writer.Flush();
        List<RnnException> badRows = [];

        RnnSequence first = Assert.Single(CsvSequenceReader.Read(
            path, new CsvSequenceOptions { Properties = ["x"] }, Reading.Row, badRows.Add));
        writer.Write("c,3\nd"u8);
        writer.Flush();
        RnnSequence second = Assert.Single(CsvSequenceReader.Read(
            path, new CsvSequenceOptions { Properties = ["x"] }, Reading.Row, badRows.Add));

        Assert.Equal([1, 2], Reading.Column(first, 0));
        Assert.Equal([1, 2, 3], Reading.Column(second, 0));
        Assert.Equal(RnnErrorId.CsvRowLength, Assert.Single(badRows).Id);
    }

    private static Encoding Find(string name) =>
        CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
}
