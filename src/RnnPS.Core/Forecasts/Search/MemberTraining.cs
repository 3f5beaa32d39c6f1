namespace RnnPS;

/// <summary>Trains a network of a forecast model.</summary>
internal static class MemberTraining
{
    private const int FewestEpochs = 40;

    // Where there are many rows, fewer epochs read enough of them.
    private const int EnoughRows = 400_000;
    private const double LearningRate = 0.005;
    private const double ClipNorm = 1;

    // A window sees the season twice, and its start from zeros costs little of it.
    private const int ShortestWindow = 24;
    private const int LongestWindow = 128;
    private const int StartsPerWindow = 4;

    // An epoch with fewer updates learns too slowly, and so does a training on a short series that ends before these.
    private const int UpdatesPerEpoch = 20;
    private const int FewestUpdates = 1600;

    // More epochs than the fewest read no more rows than these.
    private const int MostRows = 80_000;
    private const int LargestBatch = 32;

    // The fewest rows that a network can be trained on.
    private const int FewestRows = 16;

    /// <summary>Whether a series is long enough for a form.</summary>
    public static bool Takes(RnnForecastForm form, int rows) => rows - form.Skipped - 1 >= FewestRows;

    /// <summary>Trains a network on one series, or on several, each in its own scale.</summary>
    /// <param name="form">The form in which it reads the series.</param>
    /// <param name="known">The series. Those that are much shorter than the others are not learned from.</param>
    /// <param name="isGlobal">Whether each series is read in its own scale.</param>
    /// <param name="period">The longest period of the series, in rows; 1 for none.</param>
    /// <param name="draw">Draws a network, from its number of inputs and a seed.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="isOver">Whether the training ends after the current epoch.</param>
    /// <param name="cancellation">Stops within the current batch.</param>
    /// <returns>The trained network.</returns>
    public static RnnModel Train(
        RnnForecastForm form,
        IReadOnlyList<KnownSeries> known,
        bool isGlobal,
        int period,
        Func<int, int, RnnModel> draw,
        int seed,
        Func<bool> isOver,
        CancellationToken cancellation)
    {
        TrainingSeries[] tables = [.. known.Where(one => Takes(form, one.Length)).Select(one => Table(form, one, isGlobal ? SeriesScale.Of(one.Values) : SeriesScale.Common))];
        RnnModel model = draw(form.InputSize, seed);
        int usual = tables.Select(table => table.Length).Order().ElementAt(tables.Length / 2);
        int window = Math.Min(Math.Clamp(2 * period, ShortestWindow, LongestWindow), Math.Max(ShortestWindow / StartsPerWindow, usual / 2));
        TrainingSeries[] series = [.. tables.Where(table => table.Length >= window)];
        int rows = series.Sum(one => one.Length);
        int stride = Math.Max(1, window / StartsPerWindow);
        int batch = Math.Clamp(rows / stride / UpdatesPerEpoch, 1, LargestBatch);
        int updates = Math.Max(1, series.Sum(one => (one.Length - window) / stride) / batch);
        var training = new RnnTrainingOptions
        {
            Loss = RnnLossFunction.MeanAbsoluteError,
            Optimizer = new AdamOptimizer { LearningRate = LearningRate },
            Schedule = new CosineSchedule(),
            Epochs = Math.Max(Math.Clamp(EnoughRows / rows, 1, FewestEpochs), Math.Min(FewestUpdates / updates, MostRows / rows)),
            SequenceLength = window,
            Stride = stride,
            BatchSize = batch,
            ClipNorm = ClipNorm,
            Scaling = RnnScaling.Standard,
            Seed = seed,
        };
        foreach (RnnEpoch _ in new RnnTrainer(model, series, training).Run(cancellation: cancellation))
        {
            if (isOver())
            {
                break;
            }
        }

        return model;
    }

    // A row of inputs and the target after it for each row that has both.
    private static TrainingSeries Table(RnnForecastForm form, KnownSeries known, SeriesScale scale)
    {
        var series = new FormSeries(form, known.Values, known.Place, scale);
        int inputs = form.InputSize;
        int rows = series.Length - form.Skipped - 1;
        var table = new double[MemoryLimit.ArrayLength((long)rows * (inputs + 1))];
        for (int i = 0; i < rows; i++)
        {
            int row = form.Skipped + i;
            Span<double> to = table.AsSpan(i * (inputs + 1), inputs + 1);
            series.WriteInputs(row, to[..inputs]);
            to[inputs] = known.IsMissing(row + 1) ? double.NaN : series.ChangeAt(row + 1);
        }

        return new TrainingSeries(new RnnSequence(0, new RnnMatrix(rows, inputs + 1, table)), [.. Enumerable.Range(0, inputs)], [inputs]);
    }
}
