using RnnPS.Charts.Page;

namespace RnnPS.Charts;

/// <summary>A page that shows runs, gradients, trainings and forecasts in a browser: one HTML file that loads nothing.</summary>
public sealed class RnnPage
{
    private static readonly Type[] Types = [typeof(RnnStep), typeof(RnnEpoch), typeof(RnnGradient), typeof(RnnForecastStep)];

    private readonly PageData _data;

    private RnnPage(PageData data) => _data = data;

    /// <summary>The title.</summary>
    public string Title => _data.Title;

    /// <summary>Whether a page shows objects of the type of an object.</summary>
    /// <param name="item">The object.</param>
    /// <returns>Whether it does.</returns>
    public static bool Shows(object? item) => Array.Exists(Types, type => type.IsInstanceOfType(item));

    /// <summary>Creates the page of models and objects.</summary>
    /// <param name="content">What to show.</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <returns>The page.</returns>
    /// <exception cref="RnnException">
    /// There is nothing to show (<see cref="RnnErrorId.EmptyInput"/>), an object is of another type (<see cref="RnnErrorId.ChartInput"/>), or a
    /// model can't be run over the series.
    /// </exception>
    public static RnnPage Create(RnnPageContent content, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        foreach (object item in content.Items)
        {
            RequireShown(item);
        }

        if (content.Items.Count == 0 && (content.Models.Count == 0 || content.Series.Count == 0))
        {
            throw new RnnException(RnnErrorId.EmptyInput, "There is nothing to show: give a model with its input, or what another command emitted.");
        }

        List<string> notes = [];
        var runs = new PageRuns(content, notes, cancellation);
        List<PageRun> all = [.. content.Series.Count > 0 ? runs.RunModels() : []];
        RnnStep[] steps = [.. content.Items.OfType<RnnStep>()];
        if (steps.Length > 0)
        {
            all.Add(runs.ShowSteps(steps));
        }

        RnnEpoch[] epochs = [.. content.Items.OfType<RnnEpoch>().Where(epoch => !epoch.IsRefit)];
        return new RnnPage(new PageData
        {
            Title = ChartText.Title(content.Title ?? TitleOf(all, content.Items)),
            Runs = all,
            Gradients = [.. runs.Gradients, .. content.Items.OfType<RnnGradient>().Select(PageGradients.Of)],
            Epochs = [.. epochs.Select(Of)],
            Forecasts = PageForecasts.Of([.. content.Items.OfType<RnnForecastStep>()], content.Known),
            Notes = notes,
        });
    }

    /// <summary>Writes the page as an HTML document in UTF-8. The same content gives the same bytes.</summary>
    /// <returns>The document.</returns>
    public byte[] ToHtml() => PageDocument.Write(_data);

    private static string TitleOf(List<PageRun> runs, IReadOnlyList<object> items) =>
        runs.Count > 1 ? $"{runs[0].Model} and {runs[1].Model}" : runs.Count == 1 ? runs[0].Model : items[0] switch
        {
            RnnEpoch => "Training",
            RnnGradient => "Gradients",
            _ => "Forecast",
        };

    private static PageEpoch Of(RnnEpoch epoch) => new(
        epoch.Epoch,
        epoch.Loss,
        epoch.ValidationLoss,
        epoch.MeasuredLoss,
        epoch.HorizonError,
        epoch.Accuracy,
        epoch.ValidationAccuracy,
        epoch.LearningRate,
        epoch.GradientNorm,
        epoch.IsBest);

    private static void RequireShown(object item)
    {
        if (!Shows(item))
        {
            throw new RnnException(
                RnnErrorId.ChartInput,
                $"A page does not show {item.GetType().Name} objects: give steps of Invoke-RnnForward, epochs of Optimize-RnnModel, gradients of "
                + "Measure-RnnGradient or steps of Invoke-RnnForecast.",
                item);
        }
    }
}

/// <summary>What a page shows: models with series to run them over, and objects that other commands emitted.</summary>
public sealed record RnnPageContent
{
    /// <summary>The title; null to choose.</summary>
    public string? Title { get; init; }

    /// <summary>The models with their names. Two are compared.</summary>
    public IReadOnlyList<(string Name, RnnModel Model)> Models { get; init; } = [];

    /// <summary>The series that the models are run over.</summary>
    public IReadOnlyList<TrainingSeries> Series { get; init; } = [];

    /// <summary>The loss; null if the series have no targets.</summary>
    public RnnLossFunction? Loss { get; init; }

    /// <summary>Steps, epochs, gradients and forecasts.</summary>
    public IReadOnlyList<object> Items { get; init; } = [];

    /// <summary>The known values of forecast series.</summary>
    public IReadOnlyList<RnnKnownSeries> Known { get; init; } = [];

    /// <summary>Reads the properties of a source row as text; null if rows are not shown.</summary>
    public Func<object, IReadOnlyList<KeyValuePair<string, string>>>? ReadRow { get; init; }

    /// <summary>The limit of the memory to take.</summary>
    public MemoryLimit Memory { get; init; } = MemoryLimit.Free;
}
