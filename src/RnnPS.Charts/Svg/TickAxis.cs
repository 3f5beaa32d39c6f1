using OxyPlot.Axes;

namespace RnnPS.Charts.Svg;

/// <summary>
/// An axis with the ticks and labels of a <see cref="ChartAxis"/>. Values of a logarithmic axis are their logarithms here, so that SVG and
/// terminal have the same ticks.
/// </summary>
internal sealed class TickAxis : LinearAxis
{
    private readonly Dictionary<double, string> _labels = [];

    /// <summary>Creates the axis.</summary>
    /// <param name="axis">The description.</param>
    /// <param name="most">About how many ticks there is space for.</param>
    public TickAxis(ChartAxis axis, int most)
    {
        foreach (ChartTick tick in axis.Ticks(most))
        {
            _labels[axis.Linear(tick.Value)] = tick.Label;
        }

        Title = axis.Title.Length > 0 ? axis.Title : null;
        (Minimum, Maximum) = (axis.Linear(axis.Minimum), axis.Linear(axis.Maximum));
        (StartPosition, EndPosition) = axis.IsReversed ? (1, 0) : (0, 1);
        (MinimumPadding, MaximumPadding) = (0, 0);
        AxisTitleDistance = 8;
        MinorTickSize = 0;
        MajorTickSize = 4;
        TickStyle = TickStyle.Outside;
        AxislineStyle = OxyPlot.LineStyle.Solid;
    }

    /// <inheritdoc/>
    public override void GetTickValues(out IList<double> majorLabelValues, out IList<double> majorTickValues, out IList<double> minorTickValues)
    {
        majorLabelValues = [.. _labels.Keys];
        majorTickValues = [.. _labels.Keys];
        minorTickValues = [];
    }

    /// <inheritdoc/>
    protected override string FormatValueOverride(double x) => _labels.GetValueOrDefault(x, string.Empty);
}
