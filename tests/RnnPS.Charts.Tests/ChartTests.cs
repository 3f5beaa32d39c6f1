using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace RnnPS.Charts.Tests;

/// <summary>What holds for every chart: well-formed files, the same in every culture, spikes, errors.</summary>
public sealed class ChartTests
{
    public static TheoryData<string> Kinds => [.. All().Select(chart => chart.Name)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_picture_is_the_same_bytes_in_every_culture_and_again(string kind)
    {
        byte[] expected = In("", kind);

        Assert.Equal(expected, In("", kind));
        Assert.Equal(expected, In("de-DE", kind));
        Assert.Equal(expected, In("ar-SA", kind));
        Assert.Equal(expected, In("fa-IR", kind));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_picture_is_SVG_that_names_itself_and_refers_to_no_other_file(string kind)
    {
        string text = Encoding.UTF8.GetString(In("", kind));
        XElement root = XElement.Parse(text);

        Assert.Equal("{http://www.w3.org/2000/svg}svg", root.Name.ToString());
        Assert.Equal("0 0 960 500", (string?)root.Attribute("viewBox"));
        Assert.NotEmpty(new SvgPicture(Encoding.UTF8.GetBytes(text)).Title!);
        Assert.DoesNotContain("DOCTYPE", text, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", text, StringComparison.Ordinal);
        Assert.DoesNotContain("href", text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void No_text_leaves_the_picture_or_lies_on_another(string kind)
    {
        SvgPicture picture = new(In("", kind));
        List<(string Text, double Left, double Top, double Right, double Bottom)> boxes = picture.Boxes();

        Assert.All(boxes, box => Assert.True(
            box.Left >= 0 && box.Top >= 0 && box.Right <= picture.Size.Width && box.Bottom <= picture.Size.Height, box.ToString()));
        for (int i = 0; i < boxes.Count; i++)
        {
            Assert.All(boxes.Skip(i + 1), other => Assert.False(
                boxes[i].Left < other.Right && other.Left < boxes[i].Right && boxes[i].Top < other.Bottom && other.Top < boxes[i].Bottom, $"{boxes[i]} {other}"));
        }
    }

    [Fact]
    public void Dark_differs_from_light_only_in_colours()
    {
        SvgPicture light = Draw.Svg(Draw.Epochs(3, 2, 1));
        SvgPicture dark = Draw.Svg(Draw.Epochs(3, 2, 1), isDark: true);

        Assert.NotEqual(light.Text, dark.Text);
        Assert.Equal(light.Texts, dark.Texts);
        Assert.Contains("rgb(22,25,29)", dark.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_spike_of_one_row_among_a_million_is_drawn()
    {
        var values = new double[1_000_000];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Math.Sin(i / 1000.0);
        }

        (values[123_457], values[765_433]) = (50, -40);
        var line = new ChartLine("value", ChartColor.Ink, [.. values.Select((value, index) => new ChartPoint(index, value))]);
        var axis = new ChartAxis("step", 0, values.Length - 1);

        IReadOnlyList<ChartPoint> kept = Downsampling.Line(line.Points, axis, 800);

        Assert.InRange(kept.Count, 800, 1600);
        Assert.Contains(new ChartPoint(123_457, 50), kept);
        Assert.Contains(new ChartPoint(765_433, -40), kept);
        Assert.Equal(kept.OrderBy(point => point.X), kept);
    }

    [Fact]
    public void A_gap_that_is_wider_than_a_column_stays_a_gap()
    {
        ChartPoint[] points = [.. Enumerable.Range(0, 10_000).Select(i => new ChartPoint(i, i is >= 4000 and < 5000 ? double.NaN : 1))];

        IReadOnlyList<ChartPoint> kept = Downsampling.Line(points, new ChartAxis("step", 0, 9999), 100);

        Assert.Contains(kept, point => double.IsNaN(point.Y) && point.X is >= 4000 and < 5000);
        Assert.DoesNotContain(kept, point => double.IsNaN(point.Y) && point.X is < 3900 or > 5100 && double.IsNaN(point.Y));
    }

    [Fact]
    public void A_band_keeps_its_lowest_and_highest_ends()
    {
        ChartPoint[] points = [.. Enumerable.Range(0, 10_000).Select(i => new ChartPoint(i, i == 5001 ? -7 : i == 5002 ? 9 : 0))];
        var axis = new ChartAxis("step", 0, 9999);

        Assert.Equal(-7, Downsampling.Edge(points, axis, 100, isUpper: false).Min(point => point.Y));
        Assert.Equal(9, Downsampling.Edge(points, axis, 100, isUpper: true).Max(point => point.Y));
    }

    [Fact]
    public void A_cell_for_several_steps_shows_the_value_that_is_farthest_from_the_mean_of_its_unit()
    {
        var cells = new ChartCells("state", [.. Enumerable.Range(0, 1000).Select(i => ((long)i, new RnnVector([i == 500 ? 0.9 : 0.1, 0.5])))], isShare: false);

        double[,] grid = cells.ToGrid(10, 2);

        Assert.Equal(0.9, grid[5, 0]);
        Assert.Equal(0.1, grid[4, 0]);
        Assert.Equal(0.5, grid[5, 1]);
    }

    [Fact]
    public void Objects_of_another_type_are_an_error_that_says_what_charts_are_drawn_from()
    {
        RnnException error = Assert.Throws<RnnException>(() => Draw.Svg(["text"]));

        Assert.Equal(RnnErrorId.ChartInput, error.Id);
        Assert.StartsWith("A chart can't be drawn from String. A chart is drawn from steps of Invoke-RnnForward, ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("or rows of Find-RnnAnomaly.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Objects_of_several_types_are_an_error_that_names_both()
    {
        RnnException error = Assert.Throws<RnnException>(() => Draw.Svg([Draw.Epochs(1)[0], Draw.Anomalies(1)[0]]));

        Assert.Equal(RnnErrorId.ChartInput, error.Id);
        Assert.Contains("epochs of Optimize-RnnModel and rows of Find-RnnAnomaly", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_kind_that_is_not_there_is_an_error_that_lists_the_others()
    {
        RnnException epochs = Assert.Throws<RnnException>(() => Draw.Svg(Draw.Epochs(1), new RnnChartRequest { Kinds = ["ForgetGate"] }));
        RnnException steps = Assert.Throws<RnnException>(() => Draw.Svg(Draw.Steps(RnnModel.StartingExample(), 1), new RnnChartRequest { Kinds = ["ForgetGate"] }));
        RnnException units = Assert.Throws<RnnException>(() => Draw.Svg(Draw.Steps(RnnModel.StartingExample(), 1), new RnnChartRequest { Units = [2] }));

        Assert.Equal([RnnErrorId.ChartKind, RnnErrorId.ChartKind, RnnErrorId.ChartKind], [epochs.Id, steps.Id, units.Id]);
        Assert.Equal("There is no chart 'ForgetGate' of epochs: expected one of Loss, HorizonError, Accuracy, LearningRate, GradientNorm.", epochs.Message);
        Assert.EndsWith("expected one of Input, PreActivation, State, Output.", steps.Message, StringComparison.Ordinal);
        Assert.Equal("There is no unit 2: expected units from 0 to 1.", units.Message);
    }

    [Fact]
    public void More_than_six_panels_are_an_error_that_says_what_to_do()
    {
        RnnAnomalyStep[] rows = [.. Enumerable.Range(0, 7).Select(i => new RnnAnomalyStep { Sequence = i + 1, Step = 0, Value = 1.0 })];

        RnnException error = Assert.Throws<RnnException>(() => Draw.Svg(rows));

        Assert.Equal(RnnErrorId.ChartInput, error.Id);
        Assert.Contains("7 panels", error.Message, StringComparison.Ordinal);
        Assert.Equal(6, RnnChart.Create(rows[..6], new RnnChartRequest()).PanelCount);
    }

    [Fact]
    public void Text_of_the_data_that_XML_or_a_terminal_can_t_take_is_shown_as_an_escape()
    {
        var request = new RnnChartRequest { Title = "a\e[31m\uD800 <b> & \"c\"", ValueTitle = "v\u0007\uFFFE" };

        SvgPicture picture = Draw.Svg(Draw.Epochs(3, 2, 1), request);

        Assert.Contains(@"a\u001B[31m� <b> & ""c""", picture.Texts);
        Assert.DoesNotContain(Draw.Lines(Draw.Epochs(3, 2, 1), 80, request: request), line => line.Contains('\e', StringComparison.Ordinal));
    }

    internal static IEnumerable<(string Name, IReadOnlyList<object> Items, RnnChartRequest Request)> All()
    {
        RnnStep[] steps = Draw.Steps(RnnModel.StartingExample(), [.. Enumerable.Range(0, 40).Select(i => Math.Sin(i))]);
        yield return ("states", steps, new RnnChartRequest());
        yield return ("two heatmaps", steps, new RnnChartRequest { Kinds = ["State", "PreActivation"] });
        yield return ("units", steps, new RnnChartRequest { Units = [0, 1] });
        yield return ("output", steps, new RnnChartRequest { Kinds = ["Output"] });
        yield return ("one step", steps[..1], new RnnChartRequest());
        yield return ("epochs", Draw.Epochs(5000, 120.5, 3, 0.25), new RnnChartRequest());
        yield return ("one epoch", Draw.Epochs(0.5), new RnnChartRequest { Kinds = ["Loss", "LearningRate", "GradientNorm"] });
        yield return ("gradient", [Draw.Gradient([1e-12, 1e-9, 1e-6, 1e-3, 1])], new RnnChartRequest());
        yield return ("no gradient", [Draw.Gradient([0, 0, 0])], new RnnChartRequest());
        yield return ("forecast", Draw.Forecast(3, (1.5, 1, 2), (1.6, 1, 2.5)), new RnnChartRequest { ValueTitle = "CO₂ in ppm, «ü»" });
        yield return ("anomalies", Draw.Anomalies(9, 10, double.NaN, 50, 11), new RnnChartRequest());
        yield return ("constant", Draw.Anomalies(1e9, 1e9, 1e9), new RnnChartRequest());
        yield return ("no value", Draw.Anomalies(double.NaN), new RnnChartRequest());
    }

    private static byte[] In(string culture, string kind)
    {
        (CultureInfo before, CultureInfo beforeUI) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(culture);
            (_, IReadOnlyList<object> items, RnnChartRequest request) = All().Single(chart => chart.Name == kind);
            return RnnChart.Create(items, request).ToSvg(960, 500, isDark: false);
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (before, beforeUI);
        }
    }
}
