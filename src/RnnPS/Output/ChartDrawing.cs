using RnnPS.Charts;
using RnnPS.Files;

namespace RnnPS;

/// <summary>Draws charts.</summary>
/// <remarks>A separate class, so that RnnPS.Charts is loaded only when a chart is drawn.</remarks>
internal static class ChartDrawing
{
    private const int FirstPanelHeight = 500;
    private const int PanelHeight = 170;

    /// <summary>Requires that an object is of a type that charts are drawn from.</summary>
    public static void RequireDrawable(object item) => RnnChart.RequireDrawable(item);

    /// <summary>Checks that a file can be written. Does not write anything.</summary>
    public static void Check(string path, bool force, bool noClobber) => AtomicFile.Check(path, force, noClobber);

    /// <summary>Writes the chart of a command to an SVG file.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="command">The command.</param>
    /// <param name="height">The height, in pixels; null for one that suits the number of panels.</param>
    public static void Write(string path, ExportRnnChartCommand command, int? height)
    {
        RnnChart chart = Create(command);
        byte[] svg = chart.ToSvg(command.Width, height ?? (FirstPanelHeight + (PanelHeight * (chart.PanelCount - 1))), command.Theme == RnnChartTheme.Dark);
        using AtomicFile file = AtomicFile.Create(path, command.Force, command.NoClobber);
        file.Stream.Write(svg);
        file.Commit();
    }

    /// <summary>Draws the chart of a command with characters.</summary>
    /// <param name="command">The command.</param>
    /// <param name="width">The number of columns.</param>
    /// <param name="height">The number of lines.</param>
    /// <param name="hasColor">Whether to use colours.</param>
    public static IReadOnlyList<string> Lines(ShowRnnChartCommand command, int width, int height, bool hasColor) =>
        Create(command).ToLines(width, height, command.Theme == RnnChartTheme.Dark, hasColor);

    private static RnnChart Create(ChartCommand command) => RnnChart.Create(command.Items, new RnnChartRequest
    {
        Kinds = command.Kind,
        Units = command.Unit,
        Title = command.Title,
        ValueTitle = command.ValueTitle,
        Known = command.Actual is null ? [] : KnownSeriesReader.Read(command),
        HistoryCount = command.ShownHistory,
        TargetNames = command.TargetProperty ?? [],
        ReadSource = (source, name) => NumberReader.Read(TimestepReader.ReadValue(source, name), command.Texts),
    });
}
