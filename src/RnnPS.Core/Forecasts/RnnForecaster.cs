namespace RnnPS;

/// <summary>Runs a model freely: what it puts out goes in again, n steps beyond the end of a series.</summary>
/// <remarks>
/// The output at time t belongs to time t + lead, so that the first steps come from the history alone, and only those after them
/// from what was fed back. The interval is that of sample paths: runs in which each output gets an error drawn from those on the
/// validation part, or is drawn from its own quantiles, before it is fed back, so that errors add up over the steps as they do
/// in the world (Hyndman and Athanasopoulos, "Forecasting: principles and practice", 3rd ed., section 12.4).
/// </remarks>
public sealed class RnnForecaster
{
    private readonly RnnModel _model;
    private readonly RnnForecastOptions _options;
    private readonly WeightSet _weights;
    private readonly Predictive _predictive;
    private readonly int _targets;

    /// <summary>Checks what is asked of a model. Its weights are taken now.</summary>
    /// <param name="model">A model all of whose layers read forward.</param>
    /// <param name="options">What is asked.</param>
    /// <exception cref="RnnException">
    /// A layer reads backward (<see cref="RnnErrorId.Direction"/>); outputs are fed back at the time of their own input, or the
    /// model does not fit the options (<see cref="RnnErrorId.Feedback"/>); or there is nothing to make an interval of, or the
    /// quantiles do not reach so far (<see cref="RnnErrorId.Interval"/>).
    /// </exception>
    public RnnForecaster(RnnModel model, RnnForecastOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        _model = model;
        _options = options;
        WeightSet weights = model.Weights;
        RequireForward(model, weights);
        // A model of one output a sequence has one after each of its steps, if it reads forward.
        _weights = weights.OutputStep == RnnOutputStep.Every
            ? weights
            : new WeightSet(weights.Stack, weights.Output, RnnOutputStep.Every, weights.Scaling);
        _predictive = CreatePredictive(options);
        _targets = _predictive.Targets(_weights.Shape.Output.Length);
        RequireFeedback();
        RequireInterval();
    }

    /// <summary>How many rows of known inputs a forecast takes: 0 where all inputs are fed back.</summary>
    public int FutureCount => _options.Feedback.Given.Count == 0 ? 0 : Math.Max(_options.Count - _options.Lead, 0);

    /// <summary>Forecasts a series.</summary>
    /// <param name="history">What is known of it; without missing values.</param>
    /// <param name="future">
    /// The inputs that are not fed back, [<see cref="FutureCount"/> or more × given], from the step after the history on; null
    /// where there are none.
    /// </param>
    /// <param name="axis">The times that the history's go on to; null for none.</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <returns>The steps, each when it is known.</returns>
    /// <exception cref="RnnException">
    /// The history has another number of features (<see cref="RnnErrorId.InputLength"/>), fewer steps than the lead
    /// (<see cref="RnnErrorId.SequenceLength"/>), or a missing value (<see cref="RnnErrorId.MissingValue"/>); the future inputs are too few or
    /// missing (<see cref="RnnErrorId.Future"/>); or the forecast grows beyond all numbers (<see cref="RnnErrorId.NotFinite"/>).
    /// </exception>
    public IEnumerable<RnnForecastStep> Run(
        RnnSequence history, RnnSequence? future = null, RnnTimeAxis? axis = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(history);
        RequireFuture(history, future);
        history = MissingValues.Resolve(history, _options.MissingValue);
        var state = new RnnState(_model);
        Queue<double[]> direct = ForecastHistory.Run(_model, _weights, history, _options.Lead, state, cancellation);
        bool spreads = _options.Interval is not null;
        int rows = spreads && _options.Count > _options.Lead ? 1 + _options.PathCount : 1;
        var paths = new FreeRun(_weights, state, rows);
        return Steps(history, future, axis, direct, paths, cancellation);
    }

    private static void RequireForward(RnnModel model, WeightSet weights)
    {
        if (weights.NeedsWholeSequence)
        {
            throw new RnnException(
                RnnErrorId.Direction,
                $"The model {model} reads sequences from their end, and the end of a forecast is not known: forecast with a model whose "
                + "layers are all Forward.",
                model);
        }
    }

    private static Predictive CreatePredictive(RnnForecastOptions options) => options switch
    {
        { Quantiles: { } quantiles } => new QuantilePredictive(quantiles),
        { Residuals: { Rows: > 0 } residuals } => new ResidualPredictive(residuals),
        _ => new PointPredictive(),
    };

    private IEnumerable<RnnForecastStep> Steps(
        RnnSequence history, RnnSequence? future, RnnTimeAxis? axis, Queue<double[]> direct, FreeRun paths, CancellationToken cancellation)
    {
        var random = new CounterRandom(_options.Seed, stream: 0);
        long first = history.StepAt(history.Length - 1) + 1;
        // What was forecast for the steps that are still to be fed back: [row · target].
        var waiting = new Queue<double[]>();
        for (int step = 0; step < _options.Count; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            bool isDirect = step < _options.Lead;
            if (!isDirect)
            {
                paths.Advance(_options.Feedback, waiting.TryDequeue(out double[]? values) ? values : [], Known(future, step - _options.Lead), cancellation);
            }

            double[] forecast = Forecast(row => isDirect ? direct.Peek() : paths.Output(row), random, step, paths.Rows);
            RequireFinite(forecast, history, first + step);
            if (_options.Lead > 0)
            {
                waiting.Enqueue(forecast);
            }

            (double[]? lower, double[]? upper) = Interval(forecast, isDirect ? direct.Dequeue() : null);
            object? source = future is { Source.Count: > 0 } && step < future.Length ? future.Source[step] : null;
            yield return new RnnForecastStep(history.Key, first + step, forecast[.._targets], lower, upper, source)
            {
                Time = axis?.At(step + 1),
            };
        }
    }

    // The value in row 0, and a draw in each row after it.
    private double[] Forecast(Func<int, ReadOnlyMemory<double>> output, CounterRandom random, int step, int rows)
    {
        var values = new double[rows * _targets];
        _predictive.Point(output(0).Span, values.AsSpan(0, _targets));
        for (int row = 1; row < rows; row++)
        {
            long address = ((long)step * _options.PathCount) + row - 1;
            _predictive.Draw(output(row).Span, random, address, values.AsSpan(row * _targets, _targets));
        }

        return values;
    }

    private (double[]? Lower, double[]? Upper) Interval(double[] forecast, double[]? direct)
    {
        if (_options.Interval is not { } share)
        {
            return (null, null);
        }

        var lower = new double[_targets];
        var upper = new double[_targets];
        double tail = (1 - share) / 2;
        for (int target = 0; target < _targets; target++)
        {
            // What comes from the history alone is one prediction ahead, and needs no chance.
            if (direct is not null)
            {
                lower[target] = _predictive.Quantile(direct, target, tail);
                upper[target] = _predictive.Quantile(direct, target, 1 - tail);
                continue;
            }

            double[] sample = [.. Enumerable.Range(1, _options.PathCount).Select(row => forecast[(row * _targets) + target])];
            Array.Sort(sample);
            lower[target] = Predictive.SampleQuantile(sample, tail);
            upper[target] = Predictive.SampleQuantile(sample, 1 - tail);
        }

        return (lower, upper);
    }

    private static ReadOnlySpan<double> Known(RnnSequence? future, int step) => future is null ? [] : future.Values[step].AsSpan();

    private void RequireFeedback()
    {
        if (_options.Lead == 0 && _options.Feedback.FedBack > 0)
        {
            throw new RnnException(
                RnnErrorId.Feedback,
                $"The outputs of the model {_model} belong to the step of their own input (a lead of 0), so that they come too late to be "
                + "fed back: train it with a -Lead of 1 or more, or on inputs that are no targets.",
                _model);
        }
    }

    private void RequireInterval()
    {
        if (_options.Interval is not { } share)
        {
            return;
        }

        if (!(share > 0 && share < 1))
        {
            throw new RnnException(
                RnnErrorId.Interval,
                FormattableString.Invariant($"{share} is no share of outcomes that an interval can hold: expected a number between 0 and 1, as 0.9."),
                share);
        }

        double tail = (1 - share) / 2;
        if (!_predictive.Spreads)
        {
            throw new RnnException(
                RnnErrorId.Interval,
                $"There is nothing to make an interval of: the model {_model} keeps no residuals of a validation part, and its outputs are no "
                + "quantiles. Train it with -ValidationFraction above 0, or with -Loss Pinball and quantiles, or leave -Interval out.",
                share);
        }

        if (_predictive is QuantilePredictive quantiles && !(quantiles.Reaches(tail) && quantiles.Reaches(1 - tail)))
        {
            throw new RnnException(
                RnnErrorId.Interval,
                FormattableString.Invariant($"An interval of {share} reaches from the quantile {tail:G4} to {1 - tail:G4}, and the model puts out those from ")
                + FormattableString.Invariant($"{quantiles.Least} to {quantiles.Most}: give a smaller -Interval, or train with outer quantiles."),
                share);
        }
    }

    private void RequireFuture(RnnSequence history, RnnSequence? future)
    {
        int given = _options.Feedback.Given.Count;
        if (FutureCount > 0 && (future is null || future.Length < FutureCount || future.FeatureCount != given))
        {
            throw new RnnException(
                RnnErrorId.Future,
                FormattableString.Invariant($"To forecast {RnnMessages.Count(_options.Count, "step")} of the sequence {history.Key}, {RnnMessages.Count(given, "input")} that the model does not forecast ({GivenNames(history)}) ")
                + $"must be known for {RnnMessages.Count(FutureCount, "step")}, and "
                + (future is null
                    ? "there are none"
                    : $"there are {future.Length}, of {RnnMessages.Count(future.FeatureCount, "feature")}")
                + ": give them by -Future, one row a step from the one after the history on.",
                future);
        }

        for (int step = 0; step < FutureCount; step++)
        {
            if (future!.Values[step].Any(double.IsNaN))
            {
                throw new RnnException(
                    RnnErrorId.Future,
                    FormattableString.Invariant($"Row {step} of the future of the sequence {history.Key} has a missing value: give one for each of {GivenNames(history)}."),
                    future.Values[step]);
            }
        }
    }

    private string GivenNames(RnnSequence history) => string.Join(", ", _options.Feedback.Given.Select(
        input => history.FeatureNames.Count > 0 ? history.FeatureNames[input] : FormattableString.Invariant($"feature {input}")));

    private static void RequireFinite(double[] forecast, RnnSequence history, long step)
    {
        foreach (double value in forecast)
        {
            if (!double.IsFinite(value))
            {
                throw new RnnException(
                    RnnErrorId.NotFinite,
                    FormattableString.Invariant($"The forecast of step {step} of the sequence {history.Key} is {value}: run freely, the model grows beyond all bounds. ")
                    + "Forecast fewer steps, or train it further.",
                    value);
            }
        }
    }
}
