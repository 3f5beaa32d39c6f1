using System.Management.Automation;

namespace RnnPS;

/// <summary>Finds unusual rows of a series: those that a model did not expect.</summary>
/// <remarks>
/// <para>
/// For each row, the command emits one object: the value, the value that the model expected from the rows before, the residual, which is
/// their difference, and a score. The score is a p-value: it says how often a row without an anomaly has a residual as large as this one.
/// IsAnomaly is true if the score is at most -Level. Of 1,000 rows without anomalies, one is then a false alarm. Lower and Upper are the
/// ends of the values that are no anomaly by themselves. Rows without a value, and the first ones, from which the model expects nothing yet,
/// come out without a score.
/// </para>
/// <para>
/// The score compares the residual with those of rows that the model was not trained on: of the validation part of a model that
/// Optimize-RnnModel trained, and of the held-out rows of a model that was trained automatically. Residuals of anomalies in these
/// rows are left out. A p-value as small as the level needs 1/Level − 1 residuals. With fewer, the command extends them by a generalised
/// Pareto distribution of the largest ones, and warns: the rate of false alarms is then less certain.
/// </para>
/// <para>
/// A slow drift, or a sensor that is stuck, has no single large residual. The command therefore also scores the sum of the last twelve
/// residuals, and a value that is exactly the same for longer than values of the series are. Kind tells what made the row an anomaly: Value,
/// Drift or Stuck. Of the level, 80 % belong to the value, 15 % to the drift and 5 % to the repetition. Event numbers the events: anomalies of
/// a series with at most twelve rows from one to the next have one number. To rank events, take the smallest score of each.
/// </para>
/// <para>
/// Without -Model and -ForecastModel, the command trains a model on the rows given, as Invoke-RnnForecast does, and then scores all of
/// them, by the networks that were not trained on the last quarter. It says so. -ModelVariable keeps the model that was trained on all rows. With a model, each row comes out before the next one is read, so that live values can
/// be watched for days. The model carries its state from row to row, and keeps no rows.
/// </para>
/// <para>
/// The model reads each value to expect the next one. After an anomaly, it may expect wrong values for some rows, and alarms go on. With
/// -Robust it reads the value that it expected instead of an anomaly. A lasting change then stays an anomaly.
/// </para>
/// <para>
/// With several targets, the score is of all of them together, and Share tells the part of each. Their limits Lower and Upper are those of
/// each target alone.
/// </para>
/// </remarks>
/// <example>
/// <para>Train on the rows given, and list the unusual ones.</para>
/// <code>Import-Csv sunspots.csv | Find-RnnAnomaly -Property SUNACTIVITY -TimeProperty YEAR -Level 0.01 | Where-Object IsAnomaly</code>
/// </example>
/// <example>
/// <para>Train once, and watch live values later. Each row comes out as soon as it is there.</para>
/// <code>$null = Import-Csv sunspots.csv | Select-Object -First 250 | Find-RnnAnomaly -Property SUNACTIVITY -TimeProperty YEAR -ModelVariable model
/// Import-Csv sunspots.csv | Find-RnnAnomaly -ForecastModel $model -TimeProperty YEAR -Level 0.01 | Select-Object -Last 5</code>
/// </example>
/// <example>
/// <para>Use a model of your own, and let its state go on from one call to the next.</para>
/// <code>$model = New-RnnModel -Kind Gru -InputSize 1 -HiddenSize 8 -OutputSize 1 -Seed 1
/// $rows = Import-Csv sunspots.csv
/// $null = $rows | Optimize-RnnModel $model -Property SUNACTIVITY -Epoch 20 -ValidationFraction 0.3
/// $state = New-RnnState $model
/// $rows | Select-Object -First 300 | Find-RnnAnomaly $model -State $state -Level 0.05 | Where-Object IsAnomaly
/// $rows | Select-Object -Last 9 | Find-RnnAnomaly $model -State $state -Level 0.05</code>
/// </example>
/// <seealso cref="MeasureRnnAnomalyCommand"/>
/// <seealso cref="InvokeRnnForecastCommand"/>
/// <seealso href="about_RnnPS_Forecasting"/>
[Cmdlet(VerbsCommon.Find, "RnnAnomaly", DefaultParameterSetName = LevelSet)]
[OutputType(typeof(RnnAnomalyStep))]
public sealed class FindRnnAnomalyCommand : ForecastTrainingCommand
{
    private const string LevelSet = "Level";
    private const string AlarmsSet = "Alarms";
    private const double DefaultLevel = 0.001;
    private const double DaysPerWeek = 7;

    // What is expected of the next row, from all held-out rows.
    private const int ForecastLength = 1;
    private const double HeldShare = 0.25;

    private readonly Dictionary<object, AnomalySeries> _series = [];
    private TimestepReader? _reader;
    private BacktestColumns? _columns;
    private string[] _names = [];
    private int[] _targets = [0];
    private IDisposable? _reservation;
    private bool _warned;

    /// <summary>The p-value from which on a row is an anomaly, between 0 and 1: the rate of false alarms.</summary>
    /// <value>0.001</value>
    [Parameter(ParameterSetName = LevelSet)]
    [NumberTransformation]
    public double Level { get; set; } = DefaultLevel;

    /// <summary>The number of false alarms a week, instead of -Level. It needs the times of the rows, by -TimeProperty.</summary>
    [Parameter(Mandatory = true, ParameterSetName = AlarmsSet)]
    [NumberTransformation]
    public double AlarmsPerWeek { get; set; }

    /// <summary>Lets the model read the value that it expected instead of an anomaly, so that one spike does not make ten.</summary>
    [Parameter]
    public SwitchParameter Robust { get; set; }

    /// <summary>The names of the targets, if the -Model does not know them.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RowPropertyCompleter))]
    public string[]? TargetProperty { get; set; }

    /// <summary>The number of rows from an input of the -Model to its target.</summary>
    /// <value>the lead that the model was trained with, or 1</value>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    [NumberTransformation(Integer = true)]
    public int Lead { get; set; }

    /// <summary>
    /// A state of New-RnnState for the -Model to start from. The command updates it before it emits each row, so that a later call goes on
    /// from there.
    /// </summary>
    [Parameter]
    [LiveState]
    [ValidateNotNull]
    public RnnState? State { get; set; }

    private bool IsLive => Model is not null || ForecastModel is not null;

    /// <summary>Chooses the level of the next row.</summary>
    internal void SetLevel(RnnAnomalyDetector detector)
    {
        if (ParameterSetName != AlarmsSet || detector.MeanStep is not { } step)
        {
            detector.Level = ParameterSetName == AlarmsSet ? DefaultLevel : Level;
            return;
        }

        detector.Level = AlarmsPerWeek * (step.TotalDays / DaysPerWeek);
        if (!(detector.Level < 1))
        {
            ThrowTerminatingError(new RnnException(
                RnnErrorId.Interval,
                FormattableString.Invariant($"{AlarmsPerWeek} alarms a week are not fewer than the rows of a week, which are {step} apart: give fewer."),
                AlarmsPerWeek));
        }
    }

    /// <summary>Warns once where p-values are extrapolated.</summary>
    internal void WarnOf(RnnAnomalyDetector detector)
    {
        if (!_warned && detector.IsExtrapolating)
        {
            _warned = true;
            WriteWarning(FormattableString.Invariant(
                $"The model has {RnnMessages.Count(detector.ResidualCount, "residual")} of rows that it was not trained on, which is too few for the level {detector.Level:G3}: a Pareto distribution of the largest ones extends them, and false alarms may be more or fewer. Train on more rows, or give a larger level."));
        }
    }

    /// <summary>Names a row in a message.</summary>
    internal string Place(long step, object key) => GroupBy is null && key is 0
        ? FormattableString.Invariant($"Step {step}")
        : FormattableString.Invariant($"Step {step} of sequence {key}");

    /// <inheritdoc/>
    internal override RnnForecastSearchOptions SearchOptions(int count, IReadOnlyList<int> cycles) =>
        base.SearchOptions(count, cycles) with { HeldShare = HeldShare };

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        Require(RequireOptions);
        if (Model is not null)
        {
            Require(ReadColumns);
            _reservation = Require(() => State?.Reserve(), nameof(State));
            // An error of the model is not one of each row.
            Require(() => CreateDetector(0));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        _reservation?.Dispose();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _reservation?.Dispose();
    }

    /// <inheritdoc/>
    private protected override void ProcessItem(object? item)
    {
        if (!IsLive || (GroupBy is null && NumberReader.Unwrap(item) is RnnSequence))
        {
            base.ProcessItem(item);
            return;
        }

        AnomalySeries? series = null;
        long step = 0;
        try
        {
            object key = TimestepReader.ReadKey(item, GroupBy);
            // Names of the training apply to rows only.
            _reader ??= Property is null && !NumberReader.IsRow(item) ? Reader : new TimestepReader(_names.Length == 0 ? KnownNames : _names, Texts, MaskProperty);
            series = SeriesOf(key);
            step = series.Next();
            bool isMissing = _reader.IsMissing(item) || !_reader.IsValid(item);
            double[] row = isMissing ? AnomalySeries.Missing(FeatureCount) : _reader.Read(item).ToArray();
            Stoppable(() => series.Write(step, row, _reader.ReadsRows ? item : null));
        }
        catch (RnnException error)
        {
            WriteError(error, item, series is null ? "-" + nameof(GroupBy) : Place(step, TimestepReader.ReadKey(item, GroupBy)));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessSequence(RnnSequence sequence)
    {
        if (Model is not null)
        {
            new AnomalySeries(this, sequence.Key, CreateDetector(sequence.Key)).Write(_columns!.Take(sequence));
            return;
        }

        if (ForecastModel is null)
        {
            (RnnSequence history, RnnTimeAxis? axis) = Training.Read(sequence, ForecastLength);
            RnnForecastModel model = Training.Of(history, axis, ForecastLength);
            new AnomalySeries(this, sequence.Key, CreateDetector(model.Validated ?? model)).Write(SequenceColumns.Select(sequence, KnownNames));
            return;
        }

        RnnSequence known = SequenceColumns.Select(sequence, KnownNames);
        new AnomalySeries(this, sequence.Key, CreateDetector(Training.Find(sequence.Key, known.FeatureNames.Count > 0 ? known.FeatureNames[0] : null))).Write(known);
    }

    private int FeatureCount => Model is null ? 1 : Math.Max(Model.InputSize, _targets.Max() + 1);

    private (RnnTimeFormat Format, string Property)? TimesOfRows => TimeProperty is null ? null : (Times, TimeProperty);

    private AnomalySeries SeriesOf(object key)
    {
        if (!_series.TryGetValue(key, out AnomalySeries? series))
        {
            _series.Add(key, series = new AnomalySeries(this, key, CreateDetector(key)));
        }

        return series;
    }

    private RnnAnomalyDetector CreateDetector(object key) => Model is null
        ? CreateDetector(Training.Find(key, KnownNames.Count > 0 ? KnownNames[0] : null))
        : RnnAnomalyDetector.Create(Model, Given(nameof(Lead)) ? Lead : Model.Training?.Lead ?? 1, _targets, NormalErrors.Distributions, State, TimesOfRows, Robust);

    private RnnAnomalyDetector CreateDetector(RnnForecastModel model) => RnnAnomalyDetector.Create(model, NormalErrors.Distributions, TimesOfRows, Robust);

    private void ReadColumns()
    {
        RnnModel model = Model!;
        IReadOnlyList<string> inputs = KnownNames;
        IReadOnlyList<string> targets = TargetProperty ?? model.Training?.TargetNames ?? [];
        int count = model.OutputSize / (model.Training?.Quantiles?.Length ?? 1);
        if (targets.Count > 0 && inputs.Count != model.InputSize)
        {
            throw new RnnException(
                RnnErrorId.Feedback,
                $"The targets have names ({MessageText.Names(targets)}), and the model {model} takes {RnnMessages.Count(model.InputSize, "input")} of which {inputs.Count} have: name each input by -Property.",
                targets);
        }

        _columns = new BacktestColumns(inputs, targets, model.InputSize, count, Texts);
        (_names, _targets) = _columns.Find(inputs);
    }

    private void RequireOptions()
    {
        if (!(Level > 0 && Level < 1) || (ParameterSetName == AlarmsSet && !(AlarmsPerWeek > 0 && double.IsFinite(AlarmsPerWeek))))
        {
            throw new RnnException(
                RnnErrorId.Interval,
                ParameterSetName == AlarmsSet
                    ? FormattableString.Invariant($"{AlarmsPerWeek} alarms a week are not possible: expected a number above 0, such as 5.")
                    : FormattableString.Invariant($"A level of {Level} is not valid: expected the rate of false alarms as a number between 0 and 1, such as 0.001."),
                ParameterSetName == AlarmsSet ? AlarmsPerWeek : Level);
        }

        if (ParameterSetName == AlarmsSet && TimeProperty is null)
        {
            throw new RnnException(
                RnnErrorId.Parameters, "-AlarmsPerWeek needs the times of the rows: name their property by -TimeProperty, or give a -Level.", AlarmsPerWeek);
        }

        string? ofModel = Array.Find([nameof(State), nameof(Lead), nameof(TargetProperty)], Given);
        if (Model is null && ofModel is not null)
        {
            throw new RnnException(
                RnnErrorId.Parameters, $"-{ofModel} is for a -Model, and there is none: give a -Model, or leave -{ofModel} out.", ofModel);
        }

        if (State is not null && GroupBy is not null)
        {
            throw new RnnException(
                RnnErrorId.Parameters, "-State carries one state over all rows, and with -GroupBy each group has its own: leave one of the two out.", State);
        }
    }
}
