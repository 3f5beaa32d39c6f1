namespace RnnPS;

/// <summary>Forecasts a series beyond its end: each output of the model becomes an input of a later step.</summary>
/// <remarks>
/// The prediction at time t, the output after the inverse of the model's <see cref="RnnModel.Link"/>, is of time t + lead. The
/// first steps of a forecast therefore come from the history alone; later steps depend on predictions that were fed back. The
/// interval comes from sample paths. Each path adds a random residual of the validation part to every prediction, or draws from the
/// quantiles that the model predicts, before feeding it back. Errors thus accumulate over the steps, as in reality (Hyndman and
/// Athanasopoulos, "Forecasting: principles and practice", 3rd ed., section 12.4). A model that was trained for a horizon knows the errors of
/// its forecasts for each number of steps ahead, and the interval comes from these instead (<see cref="IntervalScale"/>). The interval always contains the forecast: an end
/// that would leave it out becomes the forecast itself.
/// </remarks>
public sealed class RnnForecaster
{
    private const int PathsBetweenChecks = 1024;

    private readonly RnnModel _model;
    private readonly RnnForecastOptions _options;
    private readonly WeightSet _weights;
    private readonly Predictive _predictive;
    private readonly int _targets;
    private readonly IReadOnlyList<double> _intervals;
    private readonly IntervalScale[]? _scales;

    /// <summary>Creates a forecaster with the current weights of a model.</summary>
    /// <param name="model">The model. All its layers must read forward.</param>
    /// <param name="options">The options of the forecast.</param>
    /// <exception cref="RnnException">
    /// A layer reads in reverse (<see cref="RnnErrorId.Direction"/>); outputs are to be fed back with a lead of 0, or the model does
    /// not fit the options (<see cref="RnnErrorId.Feedback"/>); or an interval is not a share, lacks residuals and quantiles, or
    /// exceeds the quantiles (<see cref="RnnErrorId.Interval"/>).
    /// </exception>
    public RnnForecaster(RnnModel model, RnnForecastOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        _model = model;
        _options = options;
        WeightSet weights = model.Weights;
        ForecasterRules.RequireForward(model, weights);
        // A forward model with one output per sequence can output after every step.
        _weights = weights.OutputStep == RnnOutputStep.Every
            ? weights
            : weights.With(RnnOutputStep.Every);
        _predictive = CreatePredictive(options, weights.Training?.Loss);
        _targets = _predictive.Targets(_weights.Shape.Output.Length);
        ForecasterRules.RequireFeedback(model, options);
        _intervals = RnnForecastOptions.RequireShares(options.Intervals);
        _scales = options.Quantiles is null ? Scales(options.HorizonErrors) : null;
        if (_intervals.Count > 0 && _scales is null)
        {
            ForecasterRules.RequireInterval(_intervals[^1], _predictive, model, options);
        }
    }

    /// <summary>The number of rows of known inputs that a forecast needs; 0 if all inputs are fed back.</summary>
    public int FutureCount => _options.Feedback.Given.Count == 0 ? 0 : Math.Max(_options.Count - _options.Lead, 0);

    /// <summary>Forecasts a series.</summary>
    /// <param name="history">The known part of the series.</param>
    /// <param name="future">
    /// The inputs that are not fed back, [<see cref="FutureCount"/> or more × given], starting with the step after the history; null
    /// if there are none.
    /// </param>
    /// <param name="axis">The times of the history, whose absent rows are missing values; null for none.</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <returns>The steps, computed one by one as the caller requests them.</returns>
    /// <exception cref="RnnException">
    /// The history has the wrong number of features (<see cref="RnnErrorId.InputLength"/>), fewer steps than the lead
    /// (<see cref="RnnErrorId.SequenceLength"/>), or a missing value that may not be filled (<see cref="RnnErrorId.MissingValue"/>);
    /// more memory is needed than is free (<see cref="RnnErrorId.Memory"/>);
    /// future inputs are missing (<see cref="RnnErrorId.Future"/>); an input is not a token of the model's embedding
    /// (<see cref="RnnErrorId.Token"/>); or the forecast diverges (<see cref="RnnErrorId.NotFinite"/>).
    /// </exception>
    public IEnumerable<RnnForecastStep> Run(
        RnnSequence history, RnnSequence? future = null, RnnTimeAxis? axis = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(history);
        ForecasterRules.RequireFuture(history, future, FutureCount, _weights.VocabularySize, _options);
        // Times tell which rows are absent; without them, the numbers of the rows do.
        history = MissingValues.Resolve(axis?.Complete(history, _options.MissingValue, _options.Memory) ?? SequenceGaps.Fill(history), _options.MissingValue);
        history = MaskRules.Apply(history, _weights.MaskValue);
        var state = new RnnState(_model);
        Queue<double[]> direct = ForecastHistory.Run(_model, _weights, history, _options.Lead, state, cancellation);
        bool needsPaths = _intervals.Count > 0 && _scales is null;
        int rows = needsPaths && _options.Count > _options.Lead ? 1 + _options.PathCount : 1;
        RequireMemory(rows);
        var paths = new FreeRun(_weights, state, rows);
        return Steps(history, future, axis, direct, paths, cancellation);
    }

    /// <summary>Forecasts from a state, without intervals.</summary>
    /// <param name="state">The state after the last known row. It does not change.</param>
    /// <param name="direct">The predictions at the last known rows, as many as the lead.</param>
    /// <param name="future">The inputs that are not fed back, [<see cref="FutureCount"/> × given]; null if there are none.</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <returns>The forecasts of the targets, for each step. They may be infinite or NaN.</returns>
    internal IEnumerable<double[]> PointsFrom(RnnState state, Queue<double[]> direct, RnnSequence? future, CancellationToken cancellation) =>
        Values(direct, new FreeRun(_weights, state, rows: 1), future, cancellation).Select(values => values.Forecast[.._targets]);

    // The errors of each target over the horizon, by the number of steps ahead.
    private IntervalScale[]? Scales(RnnHorizonErrors? errors) => errors is null
        ? null
        : [.. Enumerable.Range(0, _targets).Select(target => new IntervalScale(errors.Of(target, _targets), errors.Errors.Columns / _targets, errors.ValidationRows))];

    // The buffers of one step of all paths, and their predictions that are not fed back yet.
    private void RequireMemory(int rows) => _options.Memory.Require(
        ForwardPass<double>.Bytes(_weights.Double, RnnOutputStep.Every, Tape.Trace, rows, rows)
            + ((long)rows * _targets * (Math.Min(_options.Lead, _options.Count) + 1L) * sizeof(double)),
        $"A forecast with {RnnMessages.Count(rows, "path")}",
        "give a smaller -PathCount");

    private static Predictive CreatePredictive(RnnForecastOptions options, RnnLossFunction? loss) => options switch
    {
        { Quantiles: { } quantiles } => new QuantilePredictive(quantiles),
        // A single error says nothing of the spread.
        { Residuals: { Rows: > 1 } residuals } => new ResidualPredictive(
            residuals, loss?.TargetRange ?? RnnLossFunction.MeanSquaredError.TargetRange),
        _ => new PointPredictive(),
    };

    private IEnumerable<RnnForecastStep> Steps(
        RnnSequence history, RnnSequence? future, RnnTimeAxis? axis, Queue<double[]> direct, FreeRun paths, CancellationToken cancellation)
    {
        long first = history.StepAt(history.Length - 1) + 1;
        foreach ((int step, (double[]? known, double[] forecast)) in Values(direct, paths, future, cancellation).Index())
        {
            RequireFinite(forecast, history, first + step);
            if (known is null && !paths.IsFinite)
            {
                throw Diverges(history, first + step, double.NaN);
            }

            object? source = future is { Source.Count: > 0 } && step < future.Length ? future.Source[step] : null;
            yield return new RnnForecastStep(history.Key, first + step, forecast[.._targets], Intervals(forecast, known, step), source)
            {
                Time = axis?.At(step + 1),
                IsHourly = axis?.IsHourly == true,
            };
        }
    }

    // The forecasts of all paths, step by step, and the prediction of a step that comes from the history alone.
    private IEnumerable<(double[]? Known, double[] Forecast)> Values(
        Queue<double[]> direct, FreeRun paths, RnnSequence? future, CancellationToken cancellation)
    {
        var random = new CounterRandom(_options.Seed, stream: 0);
        // The forecasts that are not fed back yet, one array per step: [row · target].
        var waiting = new Queue<double[]>();
        for (int step = 0; step < _options.Count; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            bool isDirect = step < _options.Lead;
            if (!isDirect)
            {
                paths.Advance(_options.Feedback, waiting.TryDequeue(out double[]? values) ? values : [], Known(future, step - _options.Lead), cancellation);
            }

            double[]? known = isDirect ? direct.Dequeue() : null;
            double[] forecast = Forecast(known, paths, random, step, cancellation);
            if (_options.Lead > 0)
            {
                waiting.Enqueue(forecast);
            }

            yield return (known, forecast);
        }
    }

    // The point forecast in row 0, and one random draw in each later row.
    private double[] Forecast(double[]? direct, FreeRun paths, CounterRandom random, int step, CancellationToken cancellation)
    {
        var values = new double[MemoryLimit.ArrayLength((long)paths.Rows * _targets)];
        for (int row = 0; row < paths.Rows; row++)
        {
            if (row % PathsBetweenChecks == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            ReadOnlySpan<double> prediction = direct ?? paths.Prediction(row);
            Span<double> value = values.AsSpan(row * _targets, _targets);
            if (row == 0)
            {
                _predictive.Point(prediction, value);
            }
            else
            {
                _predictive.Draw(prediction, random, ((long)step * _options.PathCount) + row - 1, value);
            }
        }

        return values;
    }

    private (double Level, double[] Lower, double[] Upper)[] Intervals(double[] forecast, double[]? direct, int step)
    {
        if (_scales is not null)
        {
            return [.. _intervals.Select(level => Around(forecast, level, step, _scales))];
        }

        var intervals = Array.ConvertAll([.. _intervals], level => (Level: level, Lower: new double[_targets], Upper: new double[_targets]));
        for (int target = 0; target < _targets && intervals.Length > 0; target++)
        {
            // A forecast from the history alone is one prediction ahead, so its quantiles need no sample paths.
            double[] sample = direct is null ? Sample(forecast, target) : [];
            foreach ((double level, double[] lower, double[] upper) in intervals)
            {
                double tail = (1 - level) / 2;
                (double low, double high) = direct is null
                    ? (Predictive.SampleQuantile(sample, tail), Predictive.SampleQuantile(sample, 1 - tail))
                    : (_predictive.Quantile(direct, target, tail), _predictive.Quantile(direct, target, 1 - tail));
                // Skewed errors, or a model that bends the paths, can leave the run without errors outside a narrow interval.
                lower[target] = Math.Min(low, forecast[target]);
                upper[target] = Math.Max(high, forecast[target]);
            }
        }

        return intervals;
    }

    private (double Level, double[] Lower, double[] Upper) Around(double[] forecast, double level, int step, IntervalScale[] scales)
    {
        (double least, double most) = (_weights.Training?.Loss ?? RnnLossFunction.MeanSquaredError).TargetRange;
        double[] halves = [.. scales.Select(scale => scale.HalfWidth(step, level))];
        return (
            level,
            [.. halves.Select((half, target) => Math.Min(forecast[target], Math.Max(forecast[target] - half, least)))],
            [.. halves.Select((half, target) => Math.Max(forecast[target], Math.Min(forecast[target] + half, most)))]);
    }

    // The values of all paths, in order.
    private double[] Sample(double[] forecast, int target)
    {
        double[] sample = [.. Enumerable.Range(1, _options.PathCount).Select(row => forecast[(row * _targets) + target])];
        Array.Sort(sample);
        return sample;
    }

    private static ReadOnlySpan<double> Known(RnnSequence? future, int step) => future is null ? [] : future.Values[step].AsSpan();

    private static void RequireFinite(double[] forecast, RnnSequence history, long step)
    {
        foreach (double value in forecast)
        {
            if (!double.IsFinite(value))
            {
                throw Diverges(history, step, value);
            }
        }
    }

    private static RnnException Diverges(RnnSequence history, long step, double value) => new(
        RnnErrorId.NotFinite,
        FormattableString.Invariant($"The forecast for step {step} of the sequence {history.Key} is {value}: the model diverges when its outputs become its inputs. ")
        + "Forecast fewer steps, or train it further.",
        value);
}
