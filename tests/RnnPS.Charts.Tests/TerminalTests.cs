using System.Text.RegularExpressions;

namespace RnnPS.Charts.Tests;

/// <summary>Charts in the terminal: as wide as asked for, and readable without colours.</summary>
public sealed partial class TerminalTests
{
    public static TheoryData<string, int, bool> Charts
    {
        get
        {
            var data = new TheoryData<string, int, bool>();
            foreach ((string name, _, _) in ChartTests.All())
            {
                foreach (int width in (int[])[20, 80, 160])
                {
                    data.Add(name, width, false);
                    data.Add(name, width, true);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Charts))]
    public void No_line_is_wider_than_asked_for_and_colours_change_no_place(string name, int width, bool hasColor)
    {
        (_, IReadOnlyList<object> items, RnnChartRequest request) = ChartTests.All().Single(chart => chart.Name == name);

        string[] lines = Draw.Lines(items, width, hasColor, request);

        Assert.All(lines, line => Assert.InRange(Escapes().Replace(line, string.Empty).Length, 0, width));
        Assert.Equal(hasColor, lines.Any(line => line.Contains('\e', StringComparison.Ordinal)));
        Assert.All(lines.Where(line => line.Contains('\e', StringComparison.Ordinal)), line => Assert.EndsWith("\e[0m", line[..(line.LastIndexOf("\e[0m", StringComparison.Ordinal) + 4)], StringComparison.Ordinal));
        Assert.True(lines.Length <= 30, $"{lines.Length} lines");
    }

    [Fact]
    public void A_line_is_in_the_columns_and_lines_of_its_values()
    {
        string[] lines = Draw.Lines(Draw.Epochs(10, 8, 6, 4, 2, 0), 80);
        string[] plot = [.. lines.Where(line => line.Contains('│', StringComparison.Ordinal) || line.Contains('┤', StringComparison.Ordinal))];

        // A falling straight line: the first column has its sign at the top, the last at the bottom, and each line is further to the right.
        int[] columns = [.. plot.Select(line => line.IndexOf('+', StringComparison.Ordinal)).Where(column => column >= 0)];
        Assert.Equal(columns.Order(), columns);
        Assert.True(columns[^1] - columns[0] > 55);
        Assert.Contains("0 ┤", string.Join('\n', lines), StringComparison.Ordinal);
        Assert.Contains(lines, line => line.Contains("+ training loss", StringComparison.Ordinal) && line.Contains("★ best epoch", StringComparison.Ordinal));
        Assert.Contains(plot, line => line.TrimEnd().EndsWith('★'));
    }

    [Fact]
    public void Without_colours_the_cells_of_a_heatmap_show_sign_and_size()
    {
        RnnModel identity = new(new ElmanCell(new RnnMatrix(1, 1, [1]), new RnnMatrix(1, 1, [0]), activation: RnnActivation.Identity));
        string[] lines = Draw.Lines(Draw.Steps(identity, -1, -0.4, 0, 0.25, 1), 46, request: new RnnChartRequest { Kinds = ["PreActivation", "State"] });
        string[] one = Draw.Lines(
            [.. new RnnBatch(new RnnModel(new ElmanCell(new RnnMatrix(1, 2, [1, -1]), new RnnMatrix(2, 2, new double[4]), activation: RnnActivation.Identity)))
                .Run([new RnnSequence(null, new RnnMatrix(5, 1, [-1, -0.4, 0, 0.25, 1]))])], 46);

        Assert.Contains(lines, line => line.Contains('•', StringComparison.Ordinal) || line.Contains('+', StringComparison.Ordinal));
        string[] rows = [.. one.Where(line => line.Contains('█', StringComparison.Ordinal) && !line.Contains("state", StringComparison.Ordinal))];
        Assert.Matches("≡+-+ +░+█+$", rows[0]);
        Assert.Matches("█+▒+ *-?.*≡+$", rows[^1]);
        Assert.Contains(one, line => line.Contains("state  -1 ≡", StringComparison.Ordinal) && line.Contains("█ 1", StringComparison.Ordinal));
    }

    [Fact]
    public void With_colours_a_character_shows_two_units()
    {
        RnnStep[] steps = Draw.Steps(RnnModel.StartingExample(), 1, 2, -3);

        string[] lines = Draw.Lines(steps, 80, hasColor: true);

        Assert.Contains(lines, line => line.Contains("\e[38;2;", StringComparison.Ordinal) && line.Contains("\e[48;2;", StringComparison.Ordinal) && line.Contains('▀', StringComparison.Ordinal));
    }

    [Fact]
    public void The_band_the_forecast_and_the_mark_have_signs_of_their_own()
    {
        string[] lines = Draw.Lines(Draw.Anomalies(10, 11, 9, 30, 10, 10, 11, 9), 80);

        string all = string.Join('\n', lines);
        Assert.Contains("░ expected range", all, StringComparison.Ordinal);
        Assert.Contains("• value", all, StringComparison.Ordinal);
        Assert.Contains("● unusual value", all, StringComparison.Ordinal);
        Assert.Equal(2, all.Count(letter => letter == '●'));
    }

    [Theory]
    [InlineData(60, "best epoch 4: loss 15, learning rate 0.01")]
    [InlineData(30, "best epoch 4: loss 15")]
    public void A_number_of_the_subtitle_is_whole_or_not_there(int width, string expected) =>
        Assert.EndsWith(expected, Draw.Lines(Draw.Epochs(50, 30, 20, 15, 18), width)[1].TrimEnd(), StringComparison.Ordinal);

    [GeneratedRegex("\e\\[[0-9;]*m")]
    private static partial Regex Escapes();
}
