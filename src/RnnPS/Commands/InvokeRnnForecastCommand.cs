using System.Globalization;
using System.Management.Automation;

namespace RnnPS;

/// <summary>Forecasts a series beyond its end, with a prediction interval.</summary>
/// <remarks>
/// <para>
/// The model reads the history that comes in. Its last predictions are the first steps of the forecast, as many as the lead that the
/// model was trained with. After that, each forecast becomes an input of the next step. Values are in the units of the data: the
/// command undoes the model's scaling, and turns the log-rates and logits of a model that was trained with Poisson or a
/// cross-entropy into rates and probabilities. The command emits one object for each step, with Step, Value, Lower and Upper.
/// Step continues the numbers of the history. Value, Lower and Upper are plain numbers if there is one target.
/// </para>
/// <para>
/// An input is fed back if it has the name of a target. A model that Optimize-RnnModel trained knows its names. For another model,
/// -Property and -TargetProperty give them. Without names, a model with as many outputs as inputs feeds all of them back, in their
/// order. Every other input must be known: -Future gives it, with one row for each step after the history. It needs as many rows as
/// there are steps, less the lead.
/// </para>
/// <para>
/// -TimeProperty reads the times of all rows. They must be in one notation and rise: a number, a date object, or text in ISO 8601 such as
/// 2024-02-11, 2024-02-11T10:00+01:00 or 20240211. Other text is an error, which suggests -Culture or -TimeFormat; so are numbers that
/// look like dates, such as 202412. The step is the one that explains all rows with the fewest absent ones: a fixed span; months or
/// years to the same day, which is the last day of a shorter month, or to the last day if all rows are on it; or business days, if rows
/// cross a weekend and none is on one. An absent row is a missing value, as -MissingValue says. Rows of -Future that have the property
/// must go on from the last row.
/// </para>
/// <para>
/// Time has the type of the rows. Text in ISO 8601 or in the format of a culture becomes a DateTime, with an offset a DateTimeOffset, and
/// text that is a number becomes a double. Where times have an offset from UTC, hours go by the instant, and whole days and months by the
/// clock on the wall. The forecast keeps the offset of the last row, because rows do not tell when the clock will be set, unless the rows
/// of -Future have another one. A DateTime of the kind Local follows the clock of the machine.
/// </para>
/// <para>
/// The interval comes from sample paths, which are runs beyond the end of the series. In each path, the command adds a random
/// error to each prediction before the prediction is fed back. Training takes the errors from the validation part and keeps them on
/// the model as residuals. If the model predicts quantiles, the command draws each prediction from them instead. The interval
/// therefore grows with the steps, because errors add up. Beyond the outermost quantiles, the line through the two outer ones
/// continues. The value is the forecast without errors, or the forecast of the medians.
/// </para>
/// <para>
/// The residuals are centred: the command subtracts their mean. If the model is systematically wrong in the validation part, the
/// interval does not contain that error. The mean of Training.Residuals shows it. Counts of a Poisson model stay at 0 or above, and
/// probabilities of BinaryCrossEntropy between 0 and 1. Lower is never above Value, and Upper is never below it. If an end of the
/// interval would leave Value out, that end is Value.
/// </para>
/// <para>
/// Without -Model, the command trains a forecast of one series. It holds out the last rows, trains small networks that read the series in
/// different forms on the rows before (the values or their logarithms, their differences from the row or the season before, the season as
/// an input), and forecasts the held-out rows from several origins. It keeps the best forms, and the repetition of the last row or season
/// if that is as good, trains networks of these forms on all rows, and averages their forecasts. It says how much better that was than the
/// repetition, and warns if it was not. -Verbose shows what was tried. The interval is that of the errors of the held-out rows. The seasons
/// are those of the step of -TimeProperty, if the series shows them: give it if you can, because the calendar becomes an input: the time of day
/// and the weekday of hours, the day of the year of weeks, and the place in the season of other steps. -Calendar names other parts of it.
/// A missing value is carried forward. The same series and -Seed give the same forecast.
/// </para>
/// <para>
/// -Holiday lists days that differ from others. Other columns can help, too, if they are known for the rows of the forecast: name all of them
/// by -Property and the series by -TargetProperty, and give their rows after the history by -Future. The value of a row is then predicted from the
/// inputs of the same row. The command keeps forms with these columns if they forecast the held-out rows better. A holiday or column that
/// never changes in the rows before those teaches nothing, and is left out.
/// </para>
/// <para>
/// -Global trains one model of all series. A series of fewer than 30 rows is not learned from, but it is forecast if it is long enough for
/// the model. The command then says by how much forecasts of all series were better than a repetition, with the errors of each series
/// divided by its standard deviation.
/// </para>
/// <para>
/// A model that reads in reverse can't forecast, because it would have to start at the end.
/// </para>
/// </remarks>
/// <example>
/// <para>Forecast the next 11 years without a model, and show what was tried.</para>
/// <code>Import-Csv sunspots.csv | Invoke-RnnForecast -Property SUNACTIVITY -TimeProperty YEAR -Count 11 -ModelVariable forecast
/// $forecast.Candidates</code>
/// </example>
/// <example>
/// <para>Forecast unemployment from inflation, which is taken as known for the next 4 quarters.</para>
/// <code>$rows = Import-Csv macrodata.csv
/// $history = $rows | Select-Object -First 199
/// $known = $rows | Select-Object -Last 4
/// $history | Invoke-RnnForecast -Property unemp, infl -TargetProperty unemp -Count 4 -Future $known</code>
/// </example>
/// <example>
/// <para>Train on a column of a CSV file, use its last tenth for validation, and forecast the next 12 years.</para>
/// <code>$model = New-RnnModel -Kind Gru -InputSize 1 -HiddenSize 8 -OutputSize 1 -Seed 1
/// $rows = Import-Csv sunspots.csv
/// $null = $rows | Optimize-RnnModel $model -Property SUNACTIVITY -Epoch 20 -ValidationFraction 0.1
/// $rows | Invoke-RnnForecast $model -Count 12 -TimeProperty YEAR</code>
/// </example>
/// <example>
/// <para>Train one model of two series, and forecast both.</para>
/// <code>$rows = Import-Csv macrodata.csv
/// $long = 'realcons', 'realinv' | ForEach-Object { $name = $_; $rows | ForEach-Object { [pscustomobject]@{ Series = $name; Value = $_.$name } } }
/// $long | Invoke-RnnForecast -GroupBy Series -Property Value -Period 4 -Count 4 -Global -ModelVariable economy</code>
/// </example>
/// <example>
/// <para>Build a forecaster by hand. Each number is half of the one before.</para>
/// <code>$half = New-RnnCell -InputWeight 0.5 -RecurrentWeight 0 -Activation Identity
/// 16, 8 | Invoke-RnnForecast $half -Count 4</code>
/// <code>
/// Sequence         Step Time                Value        Lower        Upper
/// --------         ---- ----                -----        -----        -----
/// 0                   2                     4
/// 0                   3                     2
/// 0                   4                     1
/// 0                   5                     0.5
/// </code>
/// </example>
/// <example>
/// <para>Use known future inputs. Inflation is forecast and fed back, and unemployment is given.</para>
/// <code>$model = New-RnnModel -InputSize 2 -HiddenSize 8 -OutputSize 1 -Seed 1
/// $rows = Import-Csv macrodata.csv
/// $history = $rows | Select-Object -First 199
/// $known = $rows | Select-Object -Last 4
/// $history | Invoke-RnnForecast $model -Count 4 -Property infl, unemp -TargetProperty infl -Future $known</code>
/// </example>
/// <seealso cref="InvokeRnnForwardCommand"/>
/// <seealso cref="NewRnnModelCommand"/>
/// <seealso href="about_RnnPS_Forecasting"/>
[Cmdlet(VerbsLifecycle.Invoke, "RnnForecast")]
[OutputType(typeof(RnnForecastStep))]
public sealed class InvokeRnnForecastCommand : ForecastCommand
{
    private readonly List<RnnSequence> _together = [];
    private RnnSequence? _future;

    /// <summary>
    /// The inputs that the model does not forecast, starting with the step after the history: rows, numbers, lists of numbers in
    /// the order of those inputs, or an RnnSequence. Rows can have other properties as well. All series use the same values. Without -Model, the
    /// known inputs that -Property names beside the -TargetProperty; if rows have the property of -GroupBy, those of the series.
    /// </summary>
    [Parameter]
    [ValidateGiven]
    public object? Future { get; set; }

    /// <summary>
    /// Adds to each step, as Baseline, the repetition of the last row or season that the verdict on the model names. It is for a forecast
    /// without -Model.
    /// </summary>
    [Parameter]
    public SwitchParameter Compare { get; set; }

    /// <summary>
    /// Trains one model of all series, instead of one of each: its networks learn from all of them, each in its own scale. With
    /// -ForecastModel, it then forecasts other series of the same kind, too, without a training. It pays where series are many, short and
    /// alike, such as the sales of shops.
    /// </summary>
    [Parameter]
    public SwitchParameter Global { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        Require(RequireOneWay);
        if (Model is null)
        {
            return;
        }

        if (Model.Training?.HorizonErrors is { IsNoBetter: true } errors)
        {
            WriteWarning(string.Create(
                CultureInfo.InvariantCulture,
                $"Over its validation part, forecasts of the model had a mean absolute error of {RnnFormat.Number(errors.MeanAbsoluteError)}, no better than repeating the last row with {RnnFormat.Number(errors.NaiveError)}."));
        }

        _future = Future is null ? null : Require(() => ReadFuture(KnownNames.Count == Model.InputSize ? [.. Feedback.Given.Select(input => KnownNames[input])] : []), nameof(Future));
    }

    /// <inheritdoc/>
    protected override void ProcessSequence(RnnSequence sequence)
    {
        if (Model is null && Global)
        {
            _together.Add(sequence);
            return;
        }

        if (Model is null)
        {
            Forecast(sequence, (history, times) => Training.Of(history, times, Count));
            return;
        }

        RnnSequence history = SequenceColumns.Select(sequence, KnownNames);
        foreach (RnnForecastStep step in Forecaster.Run(history, _future, ReadTimes(history, _future, Count), Stopped))
        {
            WriteObject(step);
        }
    }

    /// <inheritdoc/>
    private protected override void ProcessTogether()
    {
        if (_together.Count == 0)
        {
            return;
        }

        if (_together.Count == 1 && GroupBy is null)
        {
            ThrowTerminatingError(new RnnException(
                RnnErrorId.Parameters,
                "-Global trains one model of several series, and the input is one: name the property that tells the series apart by -GroupBy, or leave -Global out.",
                _together[0]));
        }

        var histories = new List<(RnnSequence History, RnnTimeAxis? Times)>();
        var readable = new List<RnnSequence>();
        foreach (RnnSequence sequence in _together)
        {
            Process(sequence, one =>
            {
                (RnnSequence history, RnnTimeAxis? times, _) = Read(one);
                histories.Add((history, times));
                readable.Add(one);
            });
        }

        if (readable.Count == 0)
        {
            return;
        }

        RnnForecastModel model = Require(() => Training.OfAll(histories, Count));
        foreach (RnnSequence sequence in readable)
        {
            Process(sequence, one => Forecast(one, (_, _) => model));
        }
    }

    private void Forecast(RnnSequence sequence, Func<RnnSequence, RnnTimeAxis?, RnnForecastModel> model)
    {
        (RnnSequence history, RnnTimeAxis? times, RnnSequence? future) = Read(sequence);
        foreach (RnnForecastStep step in model(history, times).Forecast(history, Count, Levels, times, future, Compare, Stopped))
        {
            WriteObject(PredictionView.Of(step));
        }
    }

    private (RnnSequence History, RnnTimeAxis? Times, RnnSequence? Future) Read(RnnSequence sequence)
    {
        string[] inputs = Training.KnownInputs(sequence);
        RnnSequence? future = Future is null || inputs.Length == 0 ? null : ReadFuture(inputs, sequence.Key);
        (RnnSequence history, RnnTimeAxis? times) = Training.Read(sequence, Count, future);
        if (ForecastModel is null)
        {
            ForecastSearch.RequireUsable(history, future, Count);
        }

        return (history, times, future);
    }

    private void RequireOneWay()
    {
        if (Model is not null && Compare)
        {
            throw new RnnException(
                RnnErrorId.Parameters,
                "-Compare is for a forecast without -Model, which was compared with a repetition of earlier rows: leave it out, and compare the -Model with simple "
                + "methods by Test-RnnForecast.",
                Model);
        }

        if (Model is null && Future is not null && TargetName is null)
        {
            throw new RnnException(
                RnnErrorId.Parameters,
                "-Future gives the known inputs of a forecast, and there are none: name them by -Property, with the series to forecast, which -TargetProperty names, too. "
                + "Or leave -Future out.",
                Future);
        }

        string? ofTraining = Array.Find([nameof(Period), nameof(ThrottleLimit), nameof(Global)], Given);
        if (Model is not null && ofTraining is not null)
        {
            throw new RnnException(
                RnnErrorId.Parameters, $"-{ofTraining} is for a forecast without -Model: leave one of the two out.", ofTraining);
        }

        if (ForecastModel is not null && ofTraining is not null)
        {
            throw new RnnException(
                RnnErrorId.Parameters,
                $"-{ofTraining} is for the training of a model, and -ForecastModel is trained: leave one of the two out.",
                ForecastModel);
        }
    }

    private RnnSequence? ReadFuture(string[] given, object? key = null)
    {
        if (NumberReader.Unwrap(Future) is RnnSequence sequence)
        {
            return SequenceColumns.Select(sequence, given);
        }

        object?[] items = NumberReader.AsList(Future) is { } list ? ListReader.ToArray(list) : [Future];
        bool rows = given.Length > 0 && items.Length > 0 && NumberReader.IsRow(items[0]);
        if (rows && key is not null && GroupBy is not null && TimeReader.HasProperty(items[0], GroupBy))
        {
            items = [.. items.Where(item => key.Equals(TimestepReader.ReadKey(item, GroupBy)))];
        }

        var table = new SeriesTable(0, new TimestepReader(rows ? given : null, Texts));
        foreach (object? item in items)
        {
            long row = table.Count;
            try
            {
                table.Add(item);
            }
            catch (RnnException error)
            {
                throw new RnnException(error.Id, FormattableString.Invariant($"Row {row}: {error.Message}"), item, error);
            }
        }

        return table.ToSequence(rows ? given : null);
    }
}
