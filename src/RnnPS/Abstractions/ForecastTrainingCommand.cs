using System.ComponentModel;
using System.Globalization;
using System.Management.Automation;

namespace RnnPS;

/// <summary>
/// The base of cmdlets that take a model, or train a forecast of each series where there is none: the model, the times of the rows, and
/// the options of the training.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ForecastTrainingCommand : SeriesCommand
{
    private const int DefaultHiddenSize = 16;

    // A model of the user has none of these.
    private static readonly string[] OfTraining =
    [
        nameof(ModelVariable), nameof(Kind), nameof(HiddenSize), nameof(Transform), nameof(Difference), nameof(Lag), nameof(Calendar), nameof(Holiday), nameof(Ensemble), nameof(MaxSeconds),
    ];

    /// <summary>
    /// The model, or a cell. Without a model, the command trains a forecast of each series. -ForecastModel takes one that was trained so.
    /// </summary>
    /// <value>a model that is trained on the series</value>
    [Parameter(Position = 0)]
    [Alias("Cell")]
    [ModelTransformation]
    [ValidateNotNull]
    public RnnModel? Model { get; set; }

    /// <summary>
    /// The models that an earlier command without -Model has trained, and kept by -ModelVariable or in a file. With several, each series has the one that
    /// was trained on its key.
    /// </summary>
    [Parameter]
    [ForecastModelTransformation]
    [ValidateNotNullOrEmpty]
    public RnnForecastModel[]? ForecastModel { get; set; }

    /// <summary>
    /// The name of a variable for the trained RnnForecastModel, or for a list of one for each series. It has the networks, the forms in
    /// which they read the series, and what else was tried.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ModelVariable { get; set; }

    /// <summary>
    /// The periods that the series may repeat after, in rows, such as 24, 168 for hours. The training keeps those that the series shows. 1
    /// stands for none.
    /// </summary>
    /// <value>those of the step of -TimeProperty: a day and a week for hours, a year for months</value>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    [NumberTransformation(Integer = true)]
    public int[]? Period { get; set; }

    /// <summary>
    /// The transform of the values before the networks read them: None, Log, Sqrt, or BoxCox with an exponent that makes the changes of all
    /// years or seasons about as large as each other. Auto tries the values and their logarithms.
    /// </summary>
    /// <value>Auto</value>
    [Parameter]
    [NameTransformation]
    public RnnTransform Transform { get; set; } = RnnTransform.Auto;

    /// <summary>
    /// The differences that the networks read: None for the values, 1 for the change from row to row, Season for the change since the season
    /// before, a number of rows, or several of these, which are taken one after the other. Auto tries None, 1, Season, and both.
    /// </summary>
    /// <value>Auto</value>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LagCompleter))]
    public string[]? Difference { get; set; }

    /// <summary>
    /// The earlier values that are inputs beside the last one, in rows before the forecast one: None, Season, a number, or several of these.
    /// Auto tries None and Season.
    /// </summary>
    /// <value>Auto</value>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LagCompleter))]
    public string[]? Lag { get; set; }

    /// <summary>
    /// What the networks read of the time of the row that they forecast: None, or one or more of Hour, Weekday, WorkingDay, DayOfYear and
    /// Month. They go by the clock and the calendar of -TimeProperty, and are made again for the rows of the forecast. Auto takes what the
    /// series follows: Hour and Weekday for hours, DayOfYear for weeks and for days that follow a year, and otherwise the place of the row
    /// in its season.
    /// </summary>
    /// <value>Auto</value>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NameTransformation]
    public RnnCalendar[] Calendar { get; set; } = [RnnCalendar.Auto];

    /// <summary>
    /// Days that differ from others, such as 2026-12-25, in the past and in the future: dates, or text in ISO 8601 or in a format of -Culture. The
    /// networks have an input that is 1 on them. A row of a step longer than a day has it if one of its days is a holiday.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public object[]? Holiday { get; set; }

    /// <summary>The kind of the cells of the networks: Gru, Lstm or Elman.</summary>
    /// <value>Gru</value>
    [Parameter]
    [NameTransformation]
    public RnnCellKind Kind { get; set; } = RnnCellKind.Gru;

    /// <summary>The number of units of each recurrent layer of the networks, from the inputs up.</summary>
    /// <value>16</value>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ValidateRange(1, int.MaxValue)]
    [NumberTransformation(Integer = true)]
    public int[] HiddenSize { get; set; } = [DefaultHiddenSize];

    /// <summary>The number of networks whose forecasts are averaged. Those of one form differ by their seeds.</summary>
    /// <value>4</value>
    [Parameter]
    [ValidateRange(1, 100)]
    [NumberTransformation(Integer = true)]
    public int Ensemble { get; set; } = new RnnForecastSearchOptions { Count = 1 }.Networks;

    /// <summary>
    /// The time for the training of a series. When it is over, the training tries no more forms, and ends after the current epochs. The
    /// model then depends on the speed of the machine.
    /// </summary>
    /// <value>no limit</value>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    [NumberTransformation]
    public double MaxSeconds { get; set; }

    /// <summary>The maximum number of threads. The results do not depend on it.</summary>
    /// <value>the number of processors</value>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    [NumberTransformation(Integer = true)]
    public int ThrottleLimit { get; set; } = Environment.ProcessorCount;

    /// <summary>The random seed. The same seed gives the same result.</summary>
    /// <value>0</value>
    [Parameter]
    [NumberTransformation(Integer = true)]
    public int Seed { get; set; }

    /// <summary>
    /// The property of the history's rows that holds their time: a number, a date, or text that is one. The forecast's Time continues
    /// it by the regular step of all rows. Without it, a forecast has no times, and rows are one step apart.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RowPropertyCompleter))]
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

    /// <inheritdoc/>
    private protected override IReadOnlyList<string> KnownNames =>
        Property ?? (ForecastModel is [{ Name: { } name } model, ..] ? [name, .. model.KnownInputs] : Model?.Training?.InputNames ?? []);

    /// <summary>How times are written.</summary>
    private protected RnnTimeFormat Times { get; private set; } = null!;

    /// <summary>The trained model of each series, where there is no -Model.</summary>
    private protected ForecastTraining Training { get; private set; } = null!;

    /// <summary>Keeps the models that were trained so far in the -ModelVariable.</summary>
    internal void Keep(IReadOnlyList<RnnForecastModel> models)
    {
        if (ModelVariable is not null)
        {
            SessionState.PSVariable.Set(ModelVariable, models.Count == 1 ? models[0] : models.ToArray());
        }
    }

    /// <summary>The options of the training.</summary>
    /// <param name="count">The number of rows that forecasts will have.</param>
    /// <param name="cycles">The periods of the calendar, in rows.</param>
    internal virtual RnnForecastSearchOptions SearchOptions(int count, IReadOnlyList<int> cycles) => new()
    {
        Count = count,
        Periods = Period ?? cycles,
        Transform = Transform,
        Differences = LagArgument.Read(Difference, nameof(Difference)),
        Lags = LagArgument.Read(Lag, nameof(Lag)),
        Calendar = Calendar,
        Holidays = HolidayArgument.Read(Holiday, Times),
        Networks = Ensemble,
        MaxDuration = Given(nameof(MaxSeconds)) ? TimeSpan.FromSeconds(MaxSeconds) : null,
        Seed = Seed,
        Threads = ThrottleLimit,
    };

    /// <inheritdoc/>
    private protected override bool Trains => Model is null && ForecastModel is null;

    /// <summary>The name of the series to forecast, where rows have known inputs beside it; null if it is the only one.</summary>
    internal virtual string? TargetName => ForecastModel is [{ Name: { } name, KnownInputs.Count: > 0 }, ..] ? name : null;

    /// <summary>The names of the series to forecast and of the known inputs; empty if they are unknown.</summary>
    internal IReadOnlyList<string> InputNames => TargetName is { } target
        ? [.. KnownNames.Where(name => Same(name, target)), .. KnownNames.Where(name => !Same(name, target))]
        : KnownNames;

    /// <summary>Reads the times of a series.</summary>
    /// <returns>The axis; null without -TimeProperty.</returns>
    internal RnnTimeAxis? ReadTimes(RnnSequence series, RnnSequence? future, int count) =>
        TimeProperty is null ? null : TimeReader.Read(series, TimeProperty, Times, future, count);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        Times = Require(ReadTimeFormat);
        Require(RequireOneTraining);
        if (Model is null)
        {
            Training = Require(() => new ForecastTraining(this));
        }
    }

    private RnnTimeFormat ReadTimeFormat() => TimeProperty is not null || TimeFormat is null
        ? new RnnTimeFormat(TimeFormat, Culture)
        : throw new RnnException(
            RnnErrorId.Parameters,
            "-TimeFormat is for the times of rows: name their property by -TimeProperty, or leave it out.",
            TimeFormat);

    private void RequireOneTraining()
    {
        string? withModel = Array.Find([nameof(ForecastModel), .. OfTraining], Given);
        if (Model is not null && withModel is not null)
        {
            throw new RnnException(
                RnnErrorId.Parameters, $"-{withModel} is for a forecast without -Model: leave one of the two out.", withModel);
        }

        string? withTrained = Array.Find([.. OfTraining, nameof(Seed)], Given);
        if (ForecastModel is not null && withTrained is not null)
        {
            throw new RnnException(
                RnnErrorId.Parameters,
                $"-{withTrained} is for the training of a model, and -ForecastModel is trained: leave one of the two out.",
                ForecastModel);
        }

        if (ForecastModel is [{ Name: { } only, KnownInputs.Count: 0 }] && Property is { Length: > 1 })
        {
            throw new RnnException(
                RnnErrorId.Parameters,
                $"The -ForecastModel forecasts {only} and reads no other column, but -Property names {MessageText.Names(Property)}: give -Property {only}, or leave "
                + "-Property out.",
                Property);
        }

        if (Model is null && Property is { Length: > 1 } && TargetName is null)
        {
            throw new RnnException(
                RnnErrorId.Parameters,
                $"A forecast without -Model is of one series, and -Property names {Property.Length} ({MessageText.Names(Property)}). If the others are known for "
                + "the rows of the forecast, too, name the series by -TargetProperty. To forecast each of them, call the command for one after the other, or "
                + "give a -Model.",
                Property);
        }

        if (Model is null && Property is not null && TargetName is { } target && !Property.Any(name => Same(name, target)))
        {
            throw new RnnException(
                RnnErrorId.Parameters,
                $"-TargetProperty names {target}, and -Property names {MessageText.Names(Property)}: name the series to forecast there, too.",
                Property);
        }
    }

    private static bool Same(string name, string other) => name.Equals(other, StringComparison.OrdinalIgnoreCase);
}
