using System.Globalization;

namespace RnnPS.Benchmarks;

/// <summary>Text in columns. The first is left-aligned. The others hold numbers and are right-aligned.</summary>
/// <param name="headers">The names of the columns.</param>
internal sealed class Table(params string[] headers)
{
    private const string Gap = "   ";
    private readonly List<string[]> _rows = [headers];

    /// <summary>Creates the usual table: time, processor time, and their ratios to a peer.</summary>
    /// <param name="timings">The rows.</param>
    /// <param name="peer">The timing that the ratios refer to.</param>
    /// <param name="format">The format of a time.</param>
    public static Table Of(IEnumerable<Timing> timings, Timing peer, string format = "0")
    {
        var table = new Table(string.Empty, "median ms", "minimum ms", "ratio", "95 % interval", "CPU ms", "CPU ratio");
        foreach (Timing timing in timings)
        {
            Ratio? ratio = timing == peer ? null : Ratio.Of(timing, peer);
            table.Add(
                timing.Name,
                timing.Median.ToString(format, CultureInfo.InvariantCulture),
                timing.Minimum.ToString(format, CultureInfo.InvariantCulture),
                ratio?.Value.ToString("0.00", CultureInfo.InvariantCulture) ?? string.Empty,
                ratio?.Interval ?? string.Empty,
                timing.Cpu.ToString(format, CultureInfo.InvariantCulture),
                ratio?.Cpu.ToString("0.00", CultureInfo.InvariantCulture) ?? string.Empty);
        }

        return table;
    }

    /// <summary>Adds a row.</summary>
    /// <param name="cells">The texts of the row, one for each column.</param>
    public void Add(params string[] cells) => _rows.Add(cells);

    /// <summary>Prints the table.</summary>
    public void Print()
    {
        int[] widths = [.. Enumerable.Range(0, headers.Length).Select(column => _rows.Max(row => row[column].Length))];
        _rows.Insert(1, [.. widths.Select(width => new string('-', width))]);
        foreach (string[] row in _rows)
        {
            IEnumerable<string> cells = row.Select(
                (cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column]));
            Console.WriteLine(string.Join(Gap, cells).TrimEnd());
        }
    }
}
