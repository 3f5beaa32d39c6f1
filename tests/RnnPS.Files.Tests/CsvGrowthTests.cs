namespace RnnPS.Files.Tests;

/// <summary>Whatever a file holds, the work of reading it is in proportion to its size, and so are its errors.</summary>
public sealed class CsvGrowthTests : IDisposable
{
    // Of each kind of error, and one that counts the others.
    private const int MostErrorsOfAKind = 11;
    private const int Lines = 4000;

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>The header, a line, the number of times that it comes, and the end.</summary>
    public static TheoryData<string, string, string> Forms => new()
    {
        { "note,x\n", "6\" pipe,\"galvanised\n", "" },
        { "note,x\r", "6\" pipe,\"galvanised\r", "" },
        { "note,x\n", "\"2020\",\"5\n", "" },
        { "note,x\n", "x\",\"y\n", "z\"\n" },
        { "note,x\n", "\"open,1\n\"x\",2\n", "" },
        { "note,x\n\"open,1\n", "aa,0.5\n", "" },
        { "note,x\n", "\"a\",\"1\n\"\n", "b\"\n" },
        { "note,x\n", "\"\n", "" },
        { "note,x\n", "\"\"\n\"", "" },
        { "note,x\n", "\",\"\"\n", "" },
        { "x", ",", "\n1\n2\n" },
        { "x", ",", "\n1" + ",,,,,,,,,,,,\n2\n" },
        { "a,x\n1,2\n", "\"", "\n3,4\n" },
        { "a,x\n1,2\n", ",", "\n3,4\n" },
        { "a,x\n1,2\n", ",,,\n", "3,4\n" },
        { "a,x\n1,2\n", "\0", "\n3,4\n" },
        { "a,x\n1,2\n", "1,4,7\n", "" },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Four_times_the_lines_take_about_four_times_the_memory(string header, string line, string end)
    {
        // The first read loads and compiles.
        Allocate(header, line, end, Lines);
        long once = Allocate(header, line, end, Lines);
        long fourTimes = Allocate(header, line, end, 4 * Lines);

        Assert.InRange(fourTimes, 0, (6 * once) + 1_000_000);
    }

    [Fact]
    public void Names_of_nameless_columns_are_found_once()
    {
        // Comparing each of 300,000 names with all others took minutes.
        Reading reading = Reading.Of(_folder.Write("wide.csv", "x" + new string(',', 300_000) + "\n" + string.Concat(Enumerable.Repeat("1\n", 300_000))), "x");

        Assert.Equal(300_000, reading.Single.Length);
        Assert.Equal("", Reading.Field(reading.Single, 299_999, "H300000"));
    }

    [Fact]
    public void A_line_that_is_too_long_costs_only_itself()
    {
        string path = _folder.Write("long.csv", "note,x\na,1\n" + new string('ü', 12 << 20) + "\r\nb,2\n\"open,3\nc,4\n");

        Reading reading = Reading.Of(path, "x");

        Assert.Equal([1, 2, 4], Reading.Column(reading.Single, 0));
        Assert.Equal([0, 2, 4], Reading.Steps(reading.Single));
        Assert.Equal([2L, 4L, 6L], Enumerable.Range(0, 3).Select(reading.Single.LineAt));
        Assert.Contains("line 3: the row (ü", reading.BadRows[0].Message, StringComparison.Ordinal);
        Assert.Contains("longer than 16 MB", reading.BadRows[0].Message, StringComparison.Ordinal);
        Assert.Contains("line 5", reading.BadRows[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_of_several_lines_are_read_after_an_unclosed_quote()
    {
        string rows = string.Concat(Enumerable.Range(0, 300).Select(i => FormattableString.Invariant($"\"a\",\"note {i}\nin two lines\",{i}\n")));
        string path = _folder.Write("several.csv", "key,note,x\n\"open,\"first\n" + rows + "\"a\",\"open again,7\nlast,,8\n");

        Reading reading = Reading.Of(path, "x");

        Assert.Equal([.. Enumerable.Range(0, 300), 8], Reading.Column(reading.Single, 0));
        Assert.Equal("note 299\nin two lines", Reading.Field(reading.Single, 299, "note"));
        Assert.Equal(["line 2", "line 603"], reading.BadRows.Select(fault => fault.Message.Split(": ")[0]["several.csv, ".Length..]));
    }

    [Fact]
    public void Many_errors_of_a_kind_become_one()
    {
        string path = _folder.Write("many.csv", "d,x\n" + string.Concat(Enumerable.Repeat("a,abc\nb\nc,3\n", 1000)));

        Reading reading = Reading.Of(path, "x");

        Assert.Equal(1000, reading.Single.Length);
        Assert.Equal(2 * MostErrorsOfAKind, reading.BadRows.Count);
        Assert.Equal(MostErrorsOfAKind, reading.BadRows.Count(fault => fault.Id == RnnErrorId.NotANumber));
        Assert.Equal(MostErrorsOfAKind, reading.BadRows.Count(fault => fault.Id == RnnErrorId.CsvRowLength));
        // Rows 11 to 1000 of each kind: text in lines 2, 5 … 2999, short rows in the next lines.
        Assert.StartsWith("many.csv, lines 32 to 2999: 990 more rows had the error RnnNotANumber", reading.BadRows[^2].Message, StringComparison.Ordinal);
        Assert.StartsWith("many.csv, lines 33 to 3000: 990 more rows had the error RnnCsvRowLength", reading.BadRows[^1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Control_characters_of_the_data_do_not_reach_a_message()
    {
        string path = _folder.Write("esc.csv", "d,x\na,\u001B[31mred\u0007\nb\u001B]0;title\nc,3\n");

        Reading reading = Reading.Of(path, "x");

        Assert.Equal(2, reading.BadRows.Count);
        Assert.All(reading.BadRows, fault => Assert.DoesNotContain(fault.Message, char.IsControl));
        Assert.Contains("'␛[31mred␇'", reading.BadRows[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_column_among_very_many_is_a_short_error()
    {
        string path = _folder.Write("wide.csv", string.Join(',', Enumerable.Range(0, 100_000).Select(i => FormattableString.Invariant($"c{i}"))) + "\n1\n");

        RnnException fault = Assert.Throws<RnnException>(() => Reading.Of(path, "x"));

        Assert.Equal(RnnErrorId.PropertyMissing, fault.Id);
        Assert.Contains("c0, c1,", fault.Message, StringComparison.Ordinal);
        Assert.Contains(" more.", fault.Message, StringComparison.Ordinal);
        Assert.InRange(fault.Message.Length, 1, 1000);
    }

    [Fact]
    public void Blank_lines_can_be_cancelled()
    {
        string path = _folder.Write("blank.csv", "d,x\na,abc\n" + new string('\n', 1000));
        using var cancellation = new CancellationTokenSource();

        Assert.Throws<OperationCanceledException>(() => CsvSequenceReader.Read(
            path, new CsvSequenceOptions { Properties = ["x"] }, Reading.Row, _ => cancellation.Cancel(), token: cancellation.Token));
    }

    private long Allocate(string header, string line, string end, int lines)
    {
        string path = _folder.Write("grown.csv", header + string.Concat(Enumerable.Repeat(line, lines)) + end);
        List<RnnException> faults = [];
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            CsvSequenceReader.Read(path, new CsvSequenceOptions { Properties = ["x"] }, Reading.Row, faults.Add);
        }
        catch (RnnException fault)
        {
            faults.Add(fault);
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(faults.Count, 0, (2 * MostErrorsOfAKind) + 1);
        Assert.All(faults, fault => Assert.InRange(fault.Message.Length + (fault.Value as string ?? "").Length, 1, 2100));
        return allocated;
    }
}
