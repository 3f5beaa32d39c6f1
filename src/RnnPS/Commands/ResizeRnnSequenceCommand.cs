using System.Globalization;
using System.Management.Automation;

namespace RnnPS;

/// <summary>Resamples series to another step of time, and aligns several series.</summary>
/// <remarks>
/// <para>
/// The command puts the rows of a series into buckets by their time, and makes one row of each bucket: the Mean of its values, their Sum,
/// the Last, the First, the least (Min) or the largest (Max). The time of the new row is the start of its bucket. Rows need no regular
/// step, but their times must rise. The input is rows with -Property, or sequences that keep their rows, such as those of
/// Import-RnnSequence. Rows become rows with the time, the properties and the property of -GroupBy. Sequences become sequences.
/// </para>
/// <para>
/// Weeks start on Monday, months, quarters and years on their first day. A bucket shorter than a day has the same length in time where
/// the clock is set. Buckets of days and more go by the clock on the wall, so that the day in spring has 23 hours if times have
/// their offset from UTC. Without an offset, the hour that the clock leaves out is an absent row.
/// </para>
/// <para>
/// A bucket without a row is a row with missing values. Otherwise missing values are left out, but a Sum is missing if a value is, or a row
/// by the regular step of the rows, because it would be too small. The first and the last bucket are left out with a warning
/// if they are not whole: if one more row, a step before the first or after the last one, would be in them. -KeepPartial keeps them.
/// </para>
/// <para>
/// All series have the same buckets: from the first bucket of any series to the last one of any. A series that begins later or ends earlier
/// has missing values there.
/// </para>
/// </remarks>
/// <example>
/// <para>Make daily means of hours, and forecast them.</para>
/// <code>$hours = 0..959 | ForEach-Object { [pscustomobject]@{ Time = ([datetime]'2026-10-01').AddHours($_); Load = 50 + $_ % 24 + $_ % 7 } }
/// $hours | Resize-RnnSequence -Step Day -TimeProperty Time -Property Load | Invoke-RnnForecast -Property Load -TimeProperty Time -Count 2</code>
/// </example>
/// <example>
/// <para>Sum one column by quarters and take the last value of another.</para>
/// <code>$months = 0..11 | ForEach-Object { [pscustomobject]@{ Month = ([datetime]'2026-01-01').AddMonths($_); Sales = $_; Stock = 100 - $_ } }
/// $months | Resize-RnnSequence Quarter -TimeProperty Month -Property Sales, Stock -Method Sum, Last</code>
/// </example>
/// <example>
/// <para>Bring two sensors, which measure at different times, to the same quarters of an hour.</para>
/// <code>$rows = foreach ($sensor in 'a', 'b') { 0..20 | ForEach-Object { [pscustomobject]@{ Sensor = $sensor; Time = ([datetime]'2026-11-27').AddMinutes(6 * $_); X = $_ } } }
/// $rows | Resize-RnnSequence 15min -TimeProperty Time -Property X -GroupBy Sensor</code>
/// </example>
/// <seealso cref="ImportRnnSequenceCommand"/>
/// <seealso cref="InvokeRnnForecastCommand"/>
/// <seealso href="about_RnnPS_Forecasting"/>
[Cmdlet(VerbsCommon.Resize, "RnnSequence")]
[OutputType(typeof(PSObject))]
[OutputType(typeof(RnnSequence))]
public sealed class ResizeRnnSequenceCommand : SeriesCommand
{
    private readonly List<(RnnSequence Sequence, RnnResampling Buckets, bool IsRows)> _series = [];
    private RnnBucketStep _step = null!;
    private RnnTimeFormat _times = null!;
    private bool _isRows;

    /// <summary>
    /// The step: Minute, Hour, Day, Week, Month, Quarter or Year, a number and a unit such as 15min, 1h, 2d or '3 months', or a TimeSpan.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(BucketStepCompleter))]
    public object? Step { get; set; }

    /// <summary>The property of each row that holds its time: a date, or text that is one.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RowPropertyCompleter))]
    public string? TimeProperty { get; set; }

    /// <summary>The value of a bucket: Mean, Sum, Last, First, Min or Max. One for all properties, or one for each.</summary>
    /// <value>Mean</value>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NameTransformation]
    public RnnAggregation[] Method { get; set; } = [RnnAggregation.Mean];

    /// <summary>Keeps the first and the last bucket, even if they are not whole.</summary>
    [Parameter]
    public SwitchParameter KeepPartial { get; set; }

    /// <inheritdoc cref="ForecastTrainingCommand.TimeFormat"/>
    /// <value>ISO 8601</value>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TimeFormatCompleter))]
    public string? TimeFormat { get; set; }

    /// <inheritdoc cref="ForecastTrainingCommand.Culture"/>
    /// <value>the invariant culture: "2.5", ISO 8601, and English names of months</value>
    [Parameter]
    [ValidateNotNull]
    public override CultureInfo? Culture { get; set; }

    /// <inheritdoc/>

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _step = Require(() => RnnBucketStep.Read(ForeignCode.RequireText(NumberReader.Unwrap(Step)) ?? string.Empty), nameof(Step));
        _times = Require(() => new RnnTimeFormat(TimeFormat, Culture), nameof(TimeFormat));
    }

    /// <inheritdoc/>
    protected override void ProcessSequence(RnnSequence sequence)
    {
        RnnSequence series = SequenceColumns.Select(sequence, KnownNames);
        SequenceColumns.RequireTimesteps(series);
        if (Method.Length != 1 && Method.Length != series.FeatureCount)
        {
            throw new RnnException(
                RnnErrorId.Parameters,
                FormattableString.Invariant($"-Method names {Method.Length}, and the sequence {series.Key} has {RnnMessages.Count(series.FeatureCount, "feature")}: name one for all of them, or one for each."),
                Method);
        }

        if (series.Source.Count == 0)
        {
            throw new RnnException(
                RnnErrorId.Time,
                $"The sequence {series.Key} has no rows that hold a time: give rows, or a sequence that keeps them, such as those of Import-RnnSequence.",
                series);
        }

        var buckets = RnnResampling.Create(series, TimeReader.Values(series, TimeProperty!), TimeProperty!, _times, _step, _series.Count > 0 ? _series[0].Buckets : null);
        if (!KeepPartial && buckets.First > buckets.Last)
        {
            throw new RnnException(
                RnnErrorId.SequenceLength,
                $"The sequence {series.Key} has no whole bucket of {_step}: give more rows, a shorter step, or -KeepPartial.",
                series);
        }

        _series.Add((series, buckets, _isRows));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        _isRows = true;
        base.EndProcessing();
        if (_series.Count == 0)
        {
            return;
        }

        long first = _series.Min(series => KeepPartial ? series.Buckets.FirstPartial : series.Buckets.First);
        long last = _series.Max(series => KeepPartial ? series.Buckets.LastPartial : series.Buckets.Last);
        foreach ((RnnSequence sequence, RnnResampling buckets, bool isRows) in _series)
        {
            try
            {
                Stoppable(() => Write(sequence, buckets, isRows, first, last));
            }
            catch (RnnException error)
            {
                WriteError(error, sequence);
            }
        }
    }

    private void Write(RnnSequence sequence, RnnResampling buckets, bool isRows, long first, long last)
    {
        RnnSequence resized = buckets.ToSequence(Method, first, last, KeepPartial);
        if (!KeepPartial)
        {
            WarnOfPartial(sequence, buckets);
        }

        string[] names = [.. resized.FeatureNames.Count > 0 ? resized.FeatureNames : Enumerable.Range(0, resized.FeatureCount).Select(feature => FormattableString.Invariant($"Feature{feature}"))];
        object?[] rows = [.. Enumerable.Range(0, resized.Length).Select(row => Row(resized, names, row, buckets.TimeOf(first + row)))];
        if (isRows)
        {
            WriteObject(rows, enumerateCollection: true);
        }
        else
        {
            WriteObject(new RnnSequence(resized.Key, resized.Values, resized.FeatureNames.Count == 0 ? null : resized.FeatureNames, rows));
        }
    }

    private PSObject Row(RnnSequence resized, string[] names, int row, object time)
    {
        var item = new PSObject();
        if (GroupBy is not null)
        {
            item.Properties.Add(new PSNoteProperty(GroupBy, resized.Key));
        }

        item.Properties.Add(new PSNoteProperty(TimeProperty, time));
        for (int feature = 0; feature < names.Length; feature++)
        {
            double value = resized.Values[row][feature];
            item.Properties.Add(new PSNoteProperty(names[feature], double.IsNaN(value) ? null : value));
        }

        return item;
    }

    private void WarnOfPartial(RnnSequence sequence, RnnResampling buckets)
    {
        long[] partial = [.. ((long[])[buckets.FirstPartial, buckets.LastPartial]).Where(bucket => bucket < buckets.First || bucket > buckets.Last).Distinct()];
        if (partial.Length > 0)
        {
            WriteWarning(
                $"The {(partial.Length == 1 ? "bucket" : "buckets")} of {string.Join(" and ", partial.Select(bucket => RnnFormat.Time(buckets.TimeOf(bucket))))} "
                + $"of the sequence {sequence.Key} {(partial.Length == 1 ? "is" : "are")} not whole, and left out. -KeepPartial keeps the first and the last bucket.");
        }
    }
}
