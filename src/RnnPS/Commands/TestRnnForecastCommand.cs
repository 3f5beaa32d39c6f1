using System.Management.Automation;

namespace RnnPS;

/// <summary>Tests how well a model forecasts, from rolling origins within a series and next to simple methods.</summary>
/// <remarks>
/// <para>
/// A backtest forecasts rows that are already known. The command takes the last -Origin origins, -Step rows apart, and forecasts -Count
/// rows from each. The model sees only the rows up to the origin. The last forecast ends with the series. The command emits one
/// RnnForecastAccuracy for each method: for the model, for the naive method, which repeats the last value, for the seasonal naive method,
/// which repeats the last season, and for the drift method, which continues the mean change. All of them forecast the same rows.
/// </para>
/// <para>
/// The Verdict of the model says how much better or worse it is than the best simple method: "17 % better than repeating last week
/// (p = 0.003)". It says "no better" if the p-value is 0.05 or more. The p-value comes from the test of Diebold and Mariano on the mean
/// losses of the origins. Origins whose forecasts overlap are taken as dependent. With -Loss Squared the test, the percentage and
/// the choice of the best simple method go by squared errors instead of absolute ones.
/// </para>
/// <para>
/// A -Model is not trained again. To learn how it will do on rows that it has never seen, train it on the rows before the first origin. A
/// model that has seen the tested rows in training looks better than it is.
/// </para>
/// <para>
/// Without -Model, the command does at each origin what Invoke-RnnForecast does at the end of the series: it trains a forecast on the rows
/// before the origin alone, and forecasts. That is the honest test of what the next forecasts will be like, and takes a training for each
/// origin. -ModelVariable keeps the models, in the order of the origins. A -ForecastModel, which was trained before, forecasts from all
/// origins as it is. The command warns if it was trained on rows after the first origin.
/// </para>
/// <para>
/// The errors are actual − forecast. MAE, RMSE and Bias are in the units of the data, MAPE and sMAPE in percent. MASE is the MAE divided by
/// the mean absolute difference of values one period apart before the first origin. A value below 1 is better than the seasonal naive
/// method was there, one row or season ahead. Coverage is the share of actual values within the interval, and IntervalScore adds to the
/// width of the interval a penalty for values outside. They are those of the widest interval; Intervals has those of all levels. The intervals of the simple methods assume normal errors. Rows whose actual value is
/// missing or masked are left out of all measures. Missing counts them.
/// </para>
/// <para>
/// With -PerStep, the command emits one RnnBacktestStep for each origin, row and target as soon as it is forecast, instead of the
/// measures: the actual value, the forecast with its interval, and the forecasts of the simple methods. The measures have the same objects
/// as their Steps, so one run gives both. Several series, by -GroupBy or as sequences, are measured one by one. With -Total, the measures
/// over all of them follow. Several targets are measured one by one.
/// </para>
/// <para>
/// A forecast needs the future values of inputs that the model does not forecast. The command takes them from the rows after the origin,
/// as if they had been known. It warns about that, because the measures are too good for inputs that nobody knows in advance.
/// </para>
/// </remarks>
/// <example>
/// <para>Train on all rows but the last 60, and test forecasts of 6 years from 10 origins in those 60. The cycle of sunspots has about 11 years.</para>
/// <code>$model = New-RnnModel -Kind Gru -InputSize 1 -HiddenSize 8 -OutputSize 1 -Seed 1
/// $rows = Import-Csv sunspots.csv
/// $null = $rows | Select-Object -SkipLast 60 | Optimize-RnnModel $model -Property SUNACTIVITY -Epoch 20 -ValidationFraction 0.1
/// $rows | Test-RnnForecast $model -Count 6 -Period 11</code>
/// </example>
/// <example>
/// <para>Look at each forecast of a model that was built by hand. Each number is half of the one before.</para>
/// <code>$half = New-RnnCell -InputWeight 0.5 -RecurrentWeight 0 -Activation Identity
/// 64, 32, 16, 8, 5, 2 | Test-RnnForecast $half -Count 2 -Origin 2 -Step 1 -PerStep</code>
/// </example>
/// <example>
/// <para>Get the verdict, and the forecast with the largest error, from one run.</para>
/// <code>$half = New-RnnCell -InputWeight 0.5 -RecurrentWeight 0 -Activation Identity
/// $model = 64, 32, 16, 8, 5, 2 | Test-RnnForecast $half -Count 1 -Origin 4 | Where-Object Method -eq Model
/// $model.Verdict
/// $model.Steps | Sort-Object { [Math]::Abs($_.Error) } | Select-Object -Last 1</code>
/// </example>
/// <example>
/// <para>Test the forecasts that Invoke-RnnForecast would have made without a model, from two origins, with two intervals.</para>
/// <code>$result = Import-Csv sunspots.csv | Test-RnnForecast -Property SUNACTIVITY -TimeProperty YEAR -Count 11 -Origin 2 -Interval 0.5, 0.9
/// $result
/// $result[0].Intervals</code>
/// </example>
/// <seealso cref="InvokeRnnForecastCommand"/>
/// <seealso cref="OptimizeRnnModelCommand"/>
/// <seealso href="about_RnnPS_Forecasting"/>
[Cmdlet(VerbsDiagnostic.Test, "RnnForecast")]
[OutputType(typeof(RnnForecastAccuracy))]
[OutputType(typeof(RnnBacktestStep))]
public sealed class TestRnnForecastCommand : ForecastCommand
{
    private RnnBacktestOptions _options = null!;
    private RnnBacktestTotal _total = null!;
    private BacktestColumns _columns = null!;
    private bool _warned;
    private bool _warnedOfKnown;

    /// <summary>The number of origins to forecast from.</summary>
    /// <value>10</value>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    [NumberTransformation(Integer = true)]
    public int Origin { get; set; } = 10;

    /// <summary>The number of rows from one origin to the next.</summary>
    /// <value>the value of -Count</value>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    [NumberTransformation(Integer = true)]
    public int Step { get; set; }

    /// <summary>The loss by which the methods are compared: Absolute or Squared errors.</summary>
    /// <value>Absolute</value>
    [Parameter]
    [NameTransformation]
    public RnnForecastLoss Loss { get; set; }

    /// <summary>Emits each forecast as soon as it is made, instead of the measures.</summary>
    [Parameter]
    public SwitchParameter PerStep { get; set; }

    /// <summary>Emits, after the measures of the series, the measures over all of them. It does not go with -PerStep.</summary>
    [Parameter]
    public SwitchParameter Total { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        Require(RequireOptions);
        if (Model is not null)
        {
            Require(RequireNumbers);
            _columns = new BacktestColumns(KnownNames, TargetNames, Model.InputSize, TargetCount, Texts);
        }

        _options = new RnnBacktestOptions
        {
            Count = Count,
            Origins = Origin,
            Step = Given(nameof(Step)) ? Step : Count,
            Period = Period?.Max(),
            Lead = Model is not null ? KnownLead : ForecastModel is null ? ForecastSearch.FewestRows : 1,
            Intervals = Levels,
            Loss = Loss,
            // A forecast model carries the last value forward.
            MissingValue = Model is null ? RnnMissingValue.CarryForward : KnownMissingValue,
            // A training has the threads for itself.
            Threads = Model is null && ForecastModel is null ? 1 : ThrottleLimit,
            Memory = Memory(Force),
            Distributions = NormalErrors.Distributions,
        };
        _total = new RnnBacktestTotal(_options);
    }

    /// <inheritdoc/>
    protected override void ProcessSequence(RnnSequence sequence)
    {
        (RnnBacktest backtest, IEnumerable<RnnBacktestStep> steps) = Model is null ? OfForecastModels(sequence) : OfModel(sequence);
        foreach (RnnBacktestStep step in steps)
        {
            if (PerStep)
            {
                WriteObject(step);
            }
        }

        if (!PerStep)
        {
            _total.Add(backtest);
            WriteObject(backtest.Measure(), enumerateCollection: true);
        }
    }

    private (RnnBacktest Backtest, IEnumerable<RnnBacktestStep> Steps) OfModel(RnnSequence sequence)
    {
        RnnSequence series = _columns.Take(sequence);
        var backtest = new RnnBacktest(series, _columns.Inputs, _columns.Targets, _options, ReadTimes(series, future: null, Count));
        WarnOfKnownInputs(Forecaster.FutureCount == 0
            ? []
            : Feedback.Given.Select(input => KnownNames.Count > input ? KnownNames[input] : FormattableString.Invariant($"feature {input}")));
        return (backtest, backtest.Run(_ => Forecaster, Feedback, Stopped));
    }

    private (RnnBacktest Backtest, IEnumerable<RnnBacktestStep> Steps) OfForecastModels(RnnSequence sequence)
    {
        (RnnSequence series, RnnTimeAxis? axis) = Training.ReadRows(sequence, Count);
        var backtest = new RnnBacktest(series, [.. Enumerable.Range(0, series.FeatureCount)], [0], _options, axis);
        FeedbackMap? feedback = series.FeatureCount == 1 ? null : FeedbackMap.Create(series.FeatureCount, 1, series.FeatureNames, [series.FeatureNames[0]]);
        WarnOfKnownInputs(series.FeatureNames.Skip(1));
        if (Training.Kept(series) is { } kept)
        {
            WarnOfSeenRows(kept, backtest.FirstHistory, axis);
            return (backtest, backtest.Run(history => future => kept.Forecast(history, Count, Levels, axis, future, cancellation: Stopped), feedback, Stopped));
        }

        return (backtest, TrainAndForecast(backtest, feedback, axis));
    }

    // A model for each origin, of the rows before it.
    private IEnumerable<RnnBacktestStep> TrainAndForecast(RnnBacktest backtest, FeedbackMap? feedback, RnnTimeAxis? axis)
    {
        var progress = new ProgressMeter(this, FormattableString.Invariant($"Training forecasts from {RnnMessages.Count(Origin, "origin")}"));
        int done = 0;
        IEnumerable<RnnBacktestStep> steps = backtest.Run(
            history =>
            {
                RnnForecastModel model = Training.Train(history, axis, Count, new ShareOfProgress(progress, done++, Origin));
                return future => model.Forecast(history, Count, Levels, axis, future, cancellation: Stopped);
            },
            feedback,
            Stopped);
        try
        {
            foreach (RnnBacktestStep step in steps)
            {
                yield return step;
            }
        }
        finally
        {
            progress.Complete();
        }
    }

    private void WarnOfSeenRows(RnnForecastModel model, RnnSequence first, RnnTimeAxis? axis)
    {
        if (!model.HasSeenAfter(first, axis) || _warned)
        {
            return;
        }

        _warned = true;
        WriteWarning(
            FormattableString.Invariant($"The forecast model was trained on rows up to {RnnFormat.Time(model.LastTime ?? model.LastStep)}, which are after the first origin: it has seen rows that it is tested on, and looks better than it is. ")
            + "Leave -ForecastModel out to train a model at each origin, or give one that was trained on earlier rows.");
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        if (Total)
        {
            WriteObject(_total.Measure(), enumerateCollection: true);
        }
    }

    private void WarnOfKnownInputs(IEnumerable<string> names)
    {
        string[] known = [.. names];
        if (known.Length == 0 || _warnedOfKnown)
        {
            return;
        }

        _warnedOfKnown = true;
        WriteWarning(
            $"The model does not forecast its inputs {MessageText.Names(known)}: the rows after each origin give them, as if they had been known. If they "
            + "are not known in advance, forecasts will be worse than the measures.");
    }

    private void RequireOptions()
    {
        if (Total && PerStep)
        {
            throw new RnnException(
                RnnErrorId.Parameters, "-PerStep emits the forecasts, and -Total needs the measures of whole series: leave one of the two out.");
        }
    }

    private void RequireNumbers()
    {
        if (TargetNames.Count > 0 && TargetNames.Count != TargetCount)
        {
            throw new RnnException(
                RnnErrorId.Feedback,
                $"The model {Model} predicts {TargetCount} probabilities for {MessageText.Names(TargetNames)}, and a backtest measures forecasts of numbers: give "
                + "a model that predicts each target, or use Measure-RnnLoss.",
                Model);
        }
    }
}
