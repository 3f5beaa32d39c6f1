using System.Globalization;
using CsCheck;

namespace RnnPS.Files.Tests;

public sealed class CsvTableWriterTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("de-DE")]
    public void A_table_is_the_same_bytes_everywhere(string culture)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            using (var writer = new CsvTableWriter(_folder["t.csv"], force: false, noClobber: true, delimiter: ';'))
            {
                writer.WriteHeader(["Step", "Größe", "Note"]);
                WriteRow(writer, -1234567890123, 0.1, "a,b");
                WriteRow(writer, 0, double.NaN, null);
                WriteRow(writer, long.MaxValue, -0.0, "x;y");
                WriteRow(writer, 1, 1e300, "say \"hi\"\nthere");
                WriteRow(writer, 2, -1.5e-7, "=1+1");
                WriteRow(writer, 3, 1e15, " blank ");
                writer.Commit();
            }

            Assert.Equal(
                "Step;Größe;Note\n-1234567890123;0.1;a,b\n0;;\n9223372036854775807;-0;\"x;y\"\n"
                + "1;1E+300;\"say \"\"hi\"\"\nthere\"\n2;-1.5E-07;=1+1\n3;1000000000000000;\" blank \"\n",
                File.ReadAllText(_folder["t.csv"]));
            Assert.NotEqual(0xEF, File.ReadAllBytes(_folder["t.csv"])[0]);
            TestFolder.AssertClosed(_folder["t.csv"]);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_discarded_table_leaves_no_file()
    {
        string path = _folder.Write("t.csv", "old");
        using (var writer = new CsvTableWriter(path))
        {
            writer.WriteHeader(["x"]);
            for (int row = 0; row < 100_000; row++)
            {
                writer.Write(row / 7.0);
                writer.EndRow();
            }

            writer.Write("an unfinished row");
            writer.Dispose();
            Assert.Throws<ObjectDisposedException>(writer.Commit);
        }

        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal(["t.csv"], _folder.Names);
    }

    [Fact]
    public void A_row_with_another_number_of_fields_is_refused()
    {
        using var writer = new CsvTableWriter(_folder["t.csv"]);
        writer.WriteHeader(["x", "y"]);
        writer.Write(1.0);

        Assert.Throws<InvalidOperationException>(writer.EndRow);
    }

    [Fact]
    public async Task Rows_of_many_items_are_in_order()
    {
        List<int> items = [.. Enumerable.Range(0, 50_000)];
        using (var writer = new CsvTableWriter(_folder["t.csv"]))
        {
            writer.WriteHeader(["i", "x"]);
            await writer.WriteRowsAsync(items, WriteItem);
            await writer.WriteRowsAsync([50_000, 50_001], WriteItem);
            writer.Commit();
        }

        Assert.Equal(
            "i,x\n" + string.Concat(Enumerable.Range(0, 50_002).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i},{i / 7.0:R}\n"))),
            File.ReadAllText(_folder["t.csv"]));
    }

    [Fact]
    public async Task What_the_writing_of_an_item_throws_reaches_the_caller_and_no_file_is_left()
    {
        using (var writer = new CsvTableWriter(_folder["t.csv"]))
        {
            writer.WriteHeader(["i", "x"]);
            await Assert.ThrowsAsync<TimeoutException>(() => writer.WriteRowsAsync<int>(
                [.. Enumerable.Range(0, 50_000)],
                (row, item) =>
                {
                    WriteItem(row, item);
                    if (item == 40_000)
                    {
                        throw new TimeoutException();
                    }
                }));
        }

        Assert.Empty(_folder.Names);
    }

    [FullDeviceFact]
    public async Task A_full_disk_is_an_error_of_the_rows()
    {
        using var writer = new CsvTableWriter("/dev/full");
        writer.WriteHeader(["i", "x"]);

        RnnException fault = await Assert.ThrowsAsync<RnnException>(() => writer.WriteRowsAsync([.. Enumerable.Range(0, 50_000)], WriteItem));

        Assert.Equal(RnnErrorId.FileUnavailable, fault.Id);
    }

    [Fact]
    public void Opening_an_existing_file_with_noClobber_is_refused()
    {
        string path = _folder.Write("t.csv", "old");

        RnnException fault = Assert.Throws<RnnException>(() => new CsvTableWriter(path, noClobber: true));

        Assert.Equal(RnnErrorId.FileExists, fault.Id);
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal(["t.csv"], _folder.Names);
    }

    [Fact]
    public void A_second_commit_does_nothing()
    {
        using var writer = new CsvTableWriter(_folder["t.csv"]);
        writer.WriteHeader(["x"]);
        writer.Commit();
        writer.Commit();

        Assert.Equal("x\n", File.ReadAllText(_folder["t.csv"]));
    }

    [Fact]
    public void Numbers_read_back_bit_for_bit()
    {
        double[] edges =
        [
            0, -0.0, double.Epsilon, -double.Epsilon, double.MaxValue, double.MinValue, 2.2250738585072014E-308,
            2.2250738585072009E-308, 1.0 / 3, Math.PI, 1e15, 1e16, 123456789012345680, 5e-5, double.NaN,
        ];
        AssertRoundTrip(edges);

        // Any bit pattern is a number here. Non-finite numbers do not read back, except NaN, the missing value.
        Gen.ULong.Select(BitConverter.UInt64BitsToDouble).Where(double.IsFinite).Array[1, 200]
            .Sample(AssertRoundTrip, seed: "0000KOIPe036", iter: 100, threads: 1);
    }

    [Fact]
    public void Texts_read_back_unchanged()
    {
        string[] texts = ["a", "", " ", "\ta ", "a,b", "\"", "\"\"", "a\r\nb", "=SUM(A1)", "ä€𝄞", "'", "\n"];
        using (var writer = new CsvTableWriter(_folder["t.csv"]))
        {
            writer.WriteHeader(["Note", "x"]);
            foreach (string text in texts)
            {
                writer.Write(text);
                writer.Write(1L);
                writer.EndRow();
            }

            writer.Commit();
        }

        RnnSequence sequence = Reading.Of(_folder["t.csv"], "x").Single;

        Assert.Equal(texts, Enumerable.Range(0, sequence.Length).Select(i => Reading.Field(sequence, i, "Note")));
    }

    private static void WriteItem(CsvRow row, int item)
    {
        row.Write((long)item);
        row.Write(item / 7.0);
    }

    private static void WriteRow(CsvTableWriter writer, long step, double value, string? note)
    {
        writer.Write(step);
        writer.Write(value);
        writer.Write(note);
        writer.EndRow();
    }

    private void AssertRoundTrip(double[] values)
    {
        using (var writer = new CsvTableWriter(_folder["r.csv"]))
        {
            writer.WriteHeader(["x"]);
            foreach (double value in values)
            {
                writer.Write(value);
                writer.EndRow();
            }

            writer.Commit();
        }

        double[] read = Reading.Column(Reading.Of(_folder["r.csv"], "x").Single, 0);
        Assert.Equal(
            values.Select(v => double.IsNaN(v) ? double.NaN : v).Select(BitConverter.DoubleToInt64Bits),
            read.Select(BitConverter.DoubleToInt64Bits));
    }
}
