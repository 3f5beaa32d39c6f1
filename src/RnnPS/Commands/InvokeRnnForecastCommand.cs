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
/// A model that reads in reverse can't forecast, because it would have to start at the end.
/// </para>
/// </remarks>
/// <example>
/// <para>Train on a column of a CSV file, use its last tenth for validation, and forecast the next 12 years.</para>
/// <code>$model = New-RnnModel -Kind Gru -InputSize 1 -HiddenSize 8 -OutputSize 1 -Seed 1
/// $rows = Import-Csv sunspots.csv
/// $null = $rows | Optimize-RnnModel $model -Property SUNACTIVITY -Epoch 20 -ValidationFraction 0.1
/// $rows | Invoke-RnnForecast $model -Count 12 -TimeProperty YEAR</code>
/// </example>
/// <example>
/// <para>Build a forecaster by hand. Each number is half of the one before.</para>
/// <code>$half = New-RnnCell -InputWeight 0.5 -RecurrentWeight 0 -Activation Identity
/// 16, 8 | Invoke-RnnForecast $half -Count 4</code>
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
/// <seealso href="about_RnnPS"/>
[Cmdlet(VerbsLifecycle.Invoke, "RnnForecast")]
[OutputType(typeof(RnnForecastStep))]
public sealed class InvokeRnnForecastCommand : SeriesCommand
{
    private const double DefaultInterval = 0.9;

    private RnnForecaster _forecaster = null!;
    private FeedbackMap _feedback = null!;
    private RnnSequence? _future;
    private RnnTimeFormat _timeFormat = null!;

    /// <summary>The model, or a cell.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("Cell")]
    [ModelTransformation]
    [ValidateNotNull]
    public RnnModel? Model { get; set; }

    /// <summary>The number of steps to forecast.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateRange(1, int.MaxValue)]
    [NumberTransformation(Integer = true)]
    public int Count { get; set; }

    /// <summary>
    /// The probability that the actual value lies between Lower and Upper, between 0 and 1. By default, the interval is 0.9 if the
    /// model has residuals or quantiles that are wide enough. Otherwise there is no interval.
    /// </summary>
    /// <value>0.9 if the model supports it</value>
    [Parameter]
    [NumberTransformation]
    public double Interval { get; set; }

    /// <summary>
    /// The inputs that the model does not forecast, starting with the step after the history: rows, numbers, lists of numbers in
    /// the order of those inputs, or an RnnSequence. Rows can have other properties as well. All series use the same values.
    /// </summary>
    [Parameter]
    [ValidateGiven]
    public object? Future { get; set; }

    /// <summary>The names of the targets, if the model does not know them. An input with such a name is fed back.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? TargetProperty { get; set; }

    /// <summary>The number of steps from an input to its output.</summary>
    /// <value>the lead that the model was trained with, or 1</value>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    [NumberTransformation(Integer = true)]
    public int Lead { get; set; }

    /// <summary>
    /// The property of the history's rows that holds their time: a number, a date, or text that is one. The forecast's Time continues
    /// it by the regular step of all rows. Without it, a forecast has no times, and rows are one step apart.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? TimeProperty { get; set; }

    /// <summary>
    /// The exact .NET format of times that are neither ISO 8601 nor plain numbers, such as yyyyMM, yyyyMMddHH or dd.MM.yyyy. The
    /// forecast's Time is in that format, too. UnixSeconds, UnixMilliseconds, UnixMicroseconds and UnixNanoseconds read numbers since
    /// 1970 as dates, so that they may go on by months. Number takes numbers that look like dates as plain numbers.
    /// </summary>
    /// <value>ISO 8601, or a number</value>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TimeFormatCompleter))]
    public string? TimeFormat { get; set; }

    /// <summary>
    /// The culture of numbers in text and of times that are not in ISO 8601, for example de-DE for "2,5" and 11.02.2024. Thousands
    /// separators are an error in every culture. With -TimeFormat, the culture of its names of months.
    /// </summary>
    /// <value>the invariant culture: "2.5", ISO 8601, and English names of months</value>
    [Parameter]
    [ValidateNotNull]
    public override CultureInfo? Culture { get; set; }

    /// <summary>
    /// The treatment of missing values in the history, and of rows that are absent by -TimeProperty: Error, Interpolate, CarryForward,
    /// or Mask, which keeps the state unchanged.
    /// </summary>
    /// <value>Error</value>
    [Parameter]
    [NameTransformation]
    public RnnMissingValue MissingValue { get; set; } = RnnMissingValue.Error;

    /// <summary>The number of sample paths for the interval.</summary>
    /// <value>1000</value>
    [Parameter]
    [ValidateRange(10, 1000000)]
    [NumberTransformation(Integer = true)]
    public int PathCount { get; set; } = 1000;

    /// <summary>The random seed of the sample paths. The same seed gives the same interval.</summary>
    /// <value>0</value>
    [Parameter]
    [NumberTransformation(Integer = true)]
    public int Seed { get; set; }

    /// <summary>Goes on even if the forecast needs more memory than is free.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override IReadOnlyList<string> KnownNames => Property ?? Model!.Training?.InputNames ?? [];

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        RnnModel model = Model!;
        Require(() => RequireNames(model));
        int targets = model.OutputSize / (model.Training?.Quantiles?.Length ?? 1);
        IReadOnlyList<string> names = TargetProperty ?? model.Training?.TargetNames ?? [];
        int lead = Given(nameof(Lead)) ? Lead : model.Training?.Lead ?? 1;
        _feedback = Require(() => CreateFeedback(model.InputSize, targets, names, lead));
        var options = new RnnForecastOptions
        {
            Count = Count,
            Feedback = _feedback,
            Lead = lead,
            Interval = Given(nameof(Interval)) ? Interval : null,
            Residuals = model.Training?.Residuals,
            Quantiles = model.Training?.Quantiles,
            MissingValue = MissingValue,
            PathCount = PathCount,
            Seed = Seed,
            Memory = Memory(Force),
        };
        _forecaster = Require(() => Create(model, options));
        _timeFormat = Require(ReadTimeFormat);
        _future = Future is null ? null : Require(() => ReadFuture(model), nameof(Future));
    }

    /// <inheritdoc/>
    protected override void ProcessSequence(RnnSequence sequence)
    {
        RnnSequence history = SequenceColumns.Select(sequence, KnownNames);
        RnnTimeAxis? axis = TimeProperty is null ? null : TimeReader.Read(history, TimeProperty, _timeFormat, _future, Count);
        foreach (RnnForecastStep step in _forecaster.Run(history, _future, axis, Stopped))
        {
            WriteObject(step);
        }
    }

    private RnnTimeFormat ReadTimeFormat() => TimeProperty is not null || TimeFormat is null
        ? new RnnTimeFormat(TimeFormat, Culture)
        : throw new RnnException(
            RnnErrorId.Parameters,
            "-TimeFormat is for the times of rows: name their property by -TimeProperty, or leave it out.",
            TimeFormat);

    private FeedbackMap CreateFeedback(int inputs, int targets, IReadOnlyList<string> names, int lead)
    {
        try
        {
            return FeedbackMap.Create(inputs, targets, KnownNames, names);
        }
        catch (RnnException error) when (error.Id == RnnErrorId.Feedback && Count <= lead)
        {
            // These steps depend only on the history, so nothing is fed back.
            return FeedbackMap.None(inputs);
        }
    }

    private static RnnForecaster Create(RnnModel model, RnnForecastOptions options)
    {
        if (options.Interval is not null)
        {
            return new RnnForecaster(model, options);
        }

        // By default there is an interval if the model supports one.
        try
        {
            return new RnnForecaster(model, options with { Interval = DefaultInterval });
        }
        catch (RnnException error) when (error.Id == RnnErrorId.Interval)
        {
            return new RnnForecaster(model, options);
        }
    }

    private void RequireNames(RnnModel model)
    {
        if (Property is not null && Property.Length != model.InputSize)
        {
            throw new RnnException(
                RnnErrorId.InputLength,
                $"-Property names {RnnMessages.Count(Property.Length, "input")} ({MessageText.Names(Property)}): the model {model} takes {model.InputSize}. "
                + "Name one for each input of the model.",
                Property);
        }

        int targets = model.OutputSize / (model.Training?.Quantiles?.Length ?? 1);
        if (TargetProperty is not null && TargetProperty.Length != targets)
        {
            throw new RnnException(
                RnnErrorId.TargetLength,
                $"-TargetProperty names {RnnMessages.Count(TargetProperty.Length, "target")} ({MessageText.Names(TargetProperty)}): the model {model} forecasts {targets}. "
                + "Name one for each of them.",
                TargetProperty);
        }

        // PowerShell takes -Target, which gives other commands the values of targets, for -TargetProperty.
        if (TargetProperty is not null && KnownNames.Count == 0 && Array.Find(TargetProperty, name => NumberText.TryParse(name, out _)) is { } number)
        {
            throw new RnnException(
                RnnErrorId.Parameters,
                $"-TargetProperty takes names, and {number} is a number: leave it out. To compare a forecast with values, use Measure-RnnLoss.",
                TargetProperty);
        }
    }

    private RnnSequence? ReadFuture(RnnModel model)
    {
        string[] given = KnownNames.Count == model.InputSize ? [.. _feedback.Given.Select(input => KnownNames[input])] : [];
        if (NumberReader.Unwrap(Future) is RnnSequence sequence)
        {
            return SequenceColumns.Select(sequence, given);
        }

        object?[] items = NumberReader.AsList(Future) is { } list ? ListReader.ToArray(list) : [Future];
        bool rows = given.Length > 0 && items.Length > 0 && NumberReader.IsRow(items[0]);
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
