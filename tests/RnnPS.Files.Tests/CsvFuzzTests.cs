using System.Globalization;
using System.Text;

namespace RnnPS.Files.Tests;

/// <summary>
/// Mutated files: reading always ends, with rows or with errors that have an id and are in proportion. The environment variables
/// <c>RNNPS_FUZZ_FILES</c> and <c>RNNPS_FUZZ_SEED</c> set the number of files and the seed, for a long run.
/// </summary>
public sealed class CsvFuzzTests : IDisposable
{
    private const int MostErrors = 4 * 21;
    private const int LongestMessage = 1000;
    private const int LongestValue = 1001;

    private static readonly byte[][] Pieces =
    [
        .. ((string[])["\"", "\"\"", ",", ",,,,", "\n", "\r", "\r\n", "\0", " ", ";", "\t", "NaN", "1e999", "-1", "\"a\nb\"", ",\"", "\",", "ä", "\uFEFF", "\u001B[0m", "#TYPE x\n"]).Select(Encoding.UTF8.GetBytes),
        [0xFF], [0xC3], [0xFF, 0xFE], [0xED, 0xA0, 0x80],
    ];

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_mutated_file_gives_rows_or_errors_with_an_id()
    {
        int seed = Setting("RNNPS_FUZZ_SEED", 16);
        int files = Setting("RNNPS_FUZZ_FILES", 2000);
        for (int i = 0; i < files; i++)
        {
            // Each file has a seed of its own, so a failure names all that it needs.
            byte[] text = Mutate(new Random(unchecked(seed + (i * 7919))));
            try
            {
                Check(text, i);
            }
            catch (Exception fault)
            {
                throw new InvalidOperationException(FormattableString.Invariant($"RNNPS_FUZZ_SEED={seed}, file {i}: {Convert.ToHexString(text)}"), fault);
            }
        }
    }

    private static int Setting(string name, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out int value) ? value : usual;

    private static byte[] Mutate(Random random)
    {
        string newLine = random.GetItems(["\n", "\r\n", "\r"], 1)[0];
        var text = new StringBuilder("site,x,note").Append(newLine);
        int rows = random.Next(1, random.Next(10) == 0 ? 2000 : 40);
        for (int row = 0; row < rows; row++)
        {
            string note = random.Next(4) switch { 0 => "\"two" + newLine + "lines\"", 1 => "\"say \"\"hi\"\"\"", 2 => "", _ => "plain" };
            text.Append(CultureInfo.InvariantCulture, $"{(char)('a' + random.Next(3))},{random.Next(100) / 10.0},{note}{newLine}");
        }

        List<byte> bytes = [.. Encoding.UTF8.GetBytes(text.ToString())];
        int changes = random.Next(1, random.Next(4) == 0 ? 200 : 8);
        for (int change = 0; change < changes; change++)
        {
            int place = random.Next(bytes.Count + 1);
            switch (random.Next(4))
            {
                case 0:
                    bytes.RemoveRange(place, Math.Min(random.Next(1, 20), bytes.Count - place));
                    break;
                case 1:
                    int from = random.Next(bytes.Count + 1);
                    bytes.InsertRange(place, bytes.GetRange(from, Math.Min(random.Next(1, 30), bytes.Count - from)));
                    break;
                default:
                    byte[] piece = random.GetItems(Pieces, 1)[0];
                    bytes.InsertRange(place, Enumerable.Repeat(piece, random.Next(20) == 0 ? 300 : 1).SelectMany(part => part));
                    break;
            }
        }

        return [.. bytes];
    }

    private void Check(byte[] text, int index)
    {
        var options = new CsvSequenceOptions
        {
            Properties = ["x"],
            GroupBy = index % 3 == 0 ? "site" : null,
            Encoding = index % 5 == 0 ? Encoding.Latin1 : null,
        };
        List<RnnException> faults = [];
        List<RnnSequence> sequences = [];
        try
        {
            Reading reading = Reading.Of(_folder.Write("fuzz.csv", text), options);
            faults.AddRange(reading.BadRows);
            sequences.AddRange(reading.Sequences);
            Assert.InRange(reading.Warnings.Count, 0, 4);
            Assert.All(reading.Warnings, warning => Assert.InRange(warning.Length, 1, LongestMessage));
        }
        catch (RnnException fault)
        {
            faults.Add(fault);
        }

        Assert.InRange(faults.Count, 0, MostErrors);
        Assert.All(faults, fault =>
        {
            Assert.StartsWith("Rnn", fault.Id, StringComparison.Ordinal);
            Assert.InRange(fault.Message.Length, 1, LongestMessage);
            Assert.DoesNotContain(fault.Message, char.IsControl);
            Assert.InRange((fault.Value as string)?.Length ?? 0, 0, LongestValue);
        });
        Assert.All(sequences, sequence =>
        {
            Assert.Equal(sequence.Length, sequence.Source.Count(row => row is not null));
            long[] steps = Reading.Steps(sequence);
            Assert.Equal(steps.Distinct().Order(), steps);
            Assert.DoesNotContain(Reading.Column(sequence, 0), double.IsInfinity);
        });
    }
}
