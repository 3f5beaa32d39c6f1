using System.Management.Automation;

namespace RnnPS;

/// <summary>Measures how well anomalies were found, against labels of the rows.</summary>
/// <remarks>
/// <para>
/// The command takes the rows of Find-RnnAnomaly and a property of their source rows that labels anomalies. Consecutive rows of a series
/// with the same label are one event. An event is found if one of its rows is an anomaly. Delay is the number of rows from its first row to
/// the first of these.
/// </para>
/// <para>
/// Recall is the part of the events that were found. Precision is the part of the anomalous rows that are in an event; the others are the
/// FalseAlarms. F1 is their harmonic mean. Events lists each event, with the smallest score of its rows.
/// </para>
/// </remarks>
/// <example>
/// <para>Label two years, and measure whether they are found.</para>
/// <code>$rows = Import-Csv sunspots.csv
/// $rows | ForEach-Object { $_ | Add-Member label ([int]$_.YEAR -in 1957, 1958) }
/// $rows | Find-RnnAnomaly -Property SUNACTIVITY -TimeProperty YEAR -Level 0.02 | Measure-RnnAnomaly -LabelProperty label</code>
/// </example>
/// <example>
/// <para>List the labelled events, with the smallest score of each.</para>
/// <code>$rows = Import-Csv sunspots.csv
/// $rows | ForEach-Object { $_ | Add-Member label ([int]$_.YEAR -in 1957, 1958) }
/// ($rows | Find-RnnAnomaly -Property SUNACTIVITY -TimeProperty YEAR -Level 0.02 | Measure-RnnAnomaly -LabelProperty label).Events</code>
/// </example>
/// <seealso cref="FindRnnAnomalyCommand"/>
/// <seealso href="about_RnnPS_Forecasting"/>
[Cmdlet(VerbsDiagnostic.Measure, "RnnAnomaly")]
[OutputType(typeof(RnnAnomalyAccuracy))]
public sealed class MeasureRnnAnomalyCommand : RnnCommand
{
    private readonly RnnAnomalyMeter _meter = new();
    private bool _anything;

    /// <summary>The rows that Find-RnnAnomaly emits, with their source rows.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [Alias("Input")]
    [ValidateNotNull]
    public RnnAnomalyStep? InputObject { get; set; }

    /// <summary>
    /// The property of the source rows that labels anomalies: a text, true, or a number that is not 0. An empty text, false, 0, no, none and
    /// normal are no label.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string LabelProperty { get; set; } = string.Empty;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        _anything = true;
        try
        {
            RnnAnomalyStep row = InputObject!;
            object source = row.Source ?? throw new RnnException(
                RnnErrorId.PropertyMissing,
                $"The row has no source row with a property '{LabelProperty}': give Find-RnnAnomaly rows, and name the value by -Property.",
                row);
            _meter.Add(row, AnomalyLabel.Read(TimestepReader.ReadValue(source, LabelProperty)));
        }
        catch (RnnException error)
        {
            WriteError(error, InputObject, FormattableString.Invariant($"Step {InputObject!.Step}"));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_anything)
        {
            WriteObject(_meter.Measure());
        }
        else
        {
            WriteEmptyInput("row of Find-RnnAnomaly");
        }
    }
}
