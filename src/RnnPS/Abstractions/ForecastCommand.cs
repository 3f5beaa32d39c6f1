using System.ComponentModel;
using System.Management.Automation;

namespace RnnPS;

/// <summary>The base of cmdlets that forecast: the model, what it forecasts, and the times of the rows.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ForecastCommand : ForecastTrainingCommand
{
    private static readonly double[] DefaultInterval = [0.9];

    // A forecast without -Model has none of these.
    private static readonly string[] OfModel = [nameof(Lead), nameof(PathCount), nameof(MissingValue)];

    /// <summary>The number of steps to forecast.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateRange(1, int.MaxValue)]
    [NumberTransformation(Integer = true)]
    public int Count { get; set; }

    /// <summary>
    /// The probability that the actual value lies between Lower and Upper, between 0 and 1, or several of them. Lower and Upper are then the
    /// ends of the widest interval, and Intervals lists all. By default, the interval is 0.9 if the model has residuals or quantiles that are
    /// wide enough. Otherwise there is no interval.
    /// </summary>
    /// <value>0.9 if the model supports it</value>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NumberTransformation]
    public double[]? Interval { get; set; }

    /// <summary>
    /// The names of the targets, if the model does not know them. An input with such a name is fed back. Without -Model, the series to
    /// forecast, if -Property names known inputs beside it.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RowPropertyCompleter))]
    public string[]? TargetProperty { get; set; }

    /// <summary>The number of steps from an input to its output.</summary>
    /// <value>the lead that the model was trained with, or 1</value>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    [NumberTransformation(Integer = true)]
    public int Lead { get; set; }

    /// <summary>
    /// The treatment of missing values in the history, and of rows that are absent by -TimeProperty: Error, Interpolate, CarryForward,
    /// or Mask, which keeps the state unchanged.
    /// </summary>
    /// <value>that of the model's training, or Error</value>
    [Parameter]
    [NameTransformation]
    public RnnMissingValue MissingValue { get; set; } = RnnMissingValue.Error;

    /// <summary>
    /// The number of sample paths for the interval. A model that was trained with -Horizon has its interval from the errors of its forecasts
    /// instead, unless this is given.
    /// </summary>
    /// <value>1000</value>
    [Parameter]
    [ValidateRange(10, 1000000)]
    [NumberTransformation(Integer = true)]
    public int PathCount { get; set; } = 1000;

    /// <summary>Goes on even if the forecast needs more memory than is free.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    internal override string? TargetName => Model is null && TargetProperty is [{ } name, ..] ? name : base.TargetName;

    /// <inheritdoc/>
    private protected override bool ReadsTargets => Model is null;

    /// <summary>The names of the targets; empty if they are unknown.</summary>
    private protected IReadOnlyList<string> TargetNames => TargetProperty ?? Model!.Training?.TargetNames ?? [];

    /// <summary>The number of targets.</summary>
    private protected int TargetCount => Model!.OutputSize / (Model.Training?.Quantiles?.Length ?? 1);

    /// <summary>The lead, as given or as trained.</summary>
    private protected int KnownLead => Given(nameof(Lead)) ? Lead : Model!.Training?.Lead ?? 1;

    /// <summary>The treatment of missing values, as given or as trained.</summary>
    private protected RnnMissingValue KnownMissingValue => Given(nameof(MissingValue)) ? MissingValue : Model!.Training?.MissingValue ?? MissingValue;

    /// <summary>The levels of the intervals, from the narrowest to the widest.</summary>
    private protected IReadOnlyList<double> Levels { get; private set; } = [];

    /// <summary>The inputs that are fed back.</summary>
    private protected FeedbackMap Feedback { get; private set; } = null!;

    /// <summary>Makes the forecasts.</summary>
    private protected RnnForecaster Forecaster { get; private set; } = null!;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        Levels = Require(() => RnnForecastOptions.RequireShares(Interval ?? DefaultInterval), nameof(Interval));
        if (Model is null)
        {
            Require(RequireNoneOfModel);
            return;
        }

        if (Model is { Training: null, Seed: not null })
        {
            WriteWarning("The weights of the model were drawn at random, and it was not trained: its forecasts mean nothing. Train it by Optimize-RnnModel.");
        }

        Require(RequireNames);
        Feedback = Require(CreateFeedback);
        Forecaster = Require(CreateForecaster);
    }

    private FeedbackMap CreateFeedback()
    {
        try
        {
            return FeedbackMap.Create(Model!.InputSize, TargetCount, KnownNames, TargetNames);
        }
        catch (RnnException error) when (error.Id == RnnErrorId.Feedback && Count <= KnownLead)
        {
            // These steps depend only on the history, so nothing is fed back.
            return FeedbackMap.None(Model!.InputSize);
        }
    }

    private RnnForecaster CreateForecaster()
    {
        RnnModel model = Model!;
        var options = new RnnForecastOptions
        {
            Count = Count,
            Feedback = Feedback,
            Lead = KnownLead,
            Intervals = Levels,
            Residuals = model.Training?.Residuals,
            // A number of paths asks for paths.
            HorizonErrors = Given(nameof(PathCount)) ? null : model.Training?.HorizonErrors,
            Quantiles = model.Training?.Quantiles,
            MissingValue = KnownMissingValue,
            PathCount = PathCount,
            Seed = Seed,
            Memory = Memory(Force),
        };
        try
        {
            return new RnnForecaster(model, options);
        }
        catch (RnnException error) when (Interval is null && error.Id == RnnErrorId.Interval)
        {
            // By default there is an interval if the model supports one.
            return new RnnForecaster(model, options with { Intervals = [] });
        }
    }

    private void RequireNoneOfModel()
    {
        if (Array.Find(OfModel, Given) is { } ofModel)
        {
            throw NeedsModel(ofModel);
        }
    }

    /// <summary>Creates the error for a parameter that a forecast without -Model does not have.</summary>
    private protected static RnnException NeedsModel(string parameter) => new(
        RnnErrorId.Parameters,
        $"-{parameter} is for a -Model, and there is none: give a -Model, or leave -{parameter} out to train a model of the series alone.",
        parameter);

    private void RequireNames()
    {
        RnnModel model = Model!;
        if (Property is not null && Property.Length != model.InputSize)
        {
            throw new RnnException(
                RnnErrorId.InputLength,
                $"-Property names {RnnMessages.Count(Property.Length, "input")} ({MessageText.Names(Property)}): the model {model} takes {model.InputSize}. "
                + "Name one for each input of the model.",
                Property);
        }

        if (TargetProperty is not null && TargetProperty.Length != TargetCount)
        {
            throw new RnnException(
                RnnErrorId.TargetLength,
                $"-TargetProperty names {RnnMessages.Count(TargetProperty.Length, "target")} ({MessageText.Names(TargetProperty)}): the model {model} forecasts {TargetCount}. "
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
}
