namespace RnnPS;

/// <summary>What forecasts of the validation part measure.</summary>
/// <param name="Error">The mean absolute error, in the units of the data; infinite if a forecast diverged.</param>
/// <param name="Errors">The errors; null if a forecast diverged.</param>
internal sealed record HorizonResult(double Error, RnnHorizonErrors? Errors = null);

/// <summary>
/// Forecasts the validation part from several origins. The series is run once up to each origin; from there, each output becomes the next
/// input, as in a forecast beyond the end.
/// </summary>
internal sealed class HorizonPass
{
    private const int MostOrigins = 16;
    private const int MostForecasts = 1024;

    private readonly RnnTrainingOptions _options;
    private readonly FeedbackMap _feedback;
    private readonly int _horizon;
    private readonly int _lead;
    private readonly int _rows;
    private readonly (TrainingSeries Series, int[] Origins)[] _parts;
    private readonly double _naiveError;

    /// <summary>Chooses the origins.</summary>
    /// <param name="weights">The weights to train.</param>
    /// <param name="parts">The series. For each one, the timesteps after the first <c>Steps</c> are validated.</param>
    /// <param name="options">The training options, with a horizon.</param>
    /// <exception cref="RnnException">
    /// The validation part of every series is shorter than the horizon (<see cref="RnnErrorId.SequenceLength"/>), or the model can't
    /// forecast. The ids are those of <see cref="RnnForecaster"/>.
    /// </exception>
    public HorizonPass(WeightSet weights, IReadOnlyList<(TrainingSeries Series, int Steps)> parts, RnnTrainingOptions options)
    {
        _options = options;
        _horizon = options.Horizon!.Value;
        if (!options.Loss.PredictsTargets && options.Loss is not PinballLoss)
        {
            throw new RnnException(
                RnnErrorId.TrainingOption, $"Horizon is for forecasts of numbers, and {options.Loss} predicts classes: leave it out.", options.Loss);
        }

        TrainingSeries first = parts[0].Series;
        _lead = first.Lead;
        _feedback = _horizon <= _lead ? FeedbackMap.None(first.InputSize) : FeedbackMap.Create(first.InputSize, first.TargetSize, first.InputNames, first.TargetNames);
        _ = Forecaster(new RnnModel(weights));
        _rows = parts.Max(part => part.Series.Length - part.Steps);
        int most = Math.Clamp(MostForecasts / parts.Count, 1, MostOrigins);
        _parts = [.. parts.Select(part => (part.Series, Origins(part.Series, part.Steps, most))).Where(part => part.Item2.Length > 0)];
        if (_parts.Length == 0)
        {
            throw new RnnException(
                RnnErrorId.SequenceLength,
                FormattableString.Invariant($"The validation part has {RnnMessages.Count(_rows, "timestep")}, too few for a forecast of {RnnMessages.Count(_horizon, "step")}: give a smaller -Horizon, a larger -ValidationFraction, or more rows."),
                _horizon);
        }

        _naiveError = NaiveError();
    }

    // Of the last target before each origin that is there.
    private double NaiveError()
    {
        var sizes = new List<double>();
        foreach ((TrainingSeries series, int[] origins) in _parts)
        {
            foreach (int origin in origins)
            {
                int last = origin - _lead - 1;
                while (last >= 0 && !series.HasTarget(last))
                {
                    last--;
                }

                var repeated = new double[series.TargetSize];
                if (last >= 0)
                {
                    series.CopyTarget(last, repeated);
                    sizes.AddRange(Errors(series, origin, Enumerable.Repeat(repeated, _horizon)).Where(error => !double.IsNaN(error)).Select(Math.Abs));
                }
            }
        }

        return sizes.DefaultIfEmpty(0).Average();
    }

    /// <summary>Forecasts with the given weights.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="cancellation">Stops between steps.</param>
    public HorizonResult Measure(WeightSet weights, CancellationToken cancellation)
    {
        var model = new RnnModel(weights.With(RnnOutputStep.Every));
        RnnForecaster forecaster = Forecaster(model);
        var errors = new List<double[]>();
        try
        {
            foreach ((TrainingSeries series, int[] origins) in _parts)
            {
                errors.AddRange(Errors(model, forecaster, series, origins, cancellation));
            }
        }
        catch (RnnException error) when (error.Id == RnnErrorId.NotFinite)
        {
            return new HorizonResult(double.PositiveInfinity);
        }

        double[] sizes = [.. errors.SelectMany(row => row).Where(error => !double.IsNaN(error)).Select(Math.Abs)];
        return sizes.Length > 0
            ? new HorizonResult(sizes.Average(), new RnnHorizonErrors(new RnnMatrix(errors.Count, errors[0].Length, [.. errors.SelectMany(row => row)]), _rows, _naiveError))
            : new HorizonResult(double.PositiveInfinity);
    }

    // The rows from which there are forecasts: the first row that is forecast.
    private int[] Origins(TrainingSeries series, int steps, int most)
    {
        int first = steps + _lead;
        int last = series.Length + _lead - _horizon;
        int count = Math.Min(most, last - first + 1);
        return count < 1 ? [] : [.. Enumerable.Range(0, count).Select(i => count == 1 ? last : first + (int)((long)i * (last - first) / (count - 1)))];
    }

    private RnnForecaster Forecaster(RnnModel model) => new(model, new RnnForecastOptions
    {
        Count = _horizon,
        Feedback = _feedback,
        Lead = _lead,
        Quantiles = (_options.Loss as PinballLoss)?.Quantiles,
    });

    private IEnumerable<double[]> Errors(RnnModel model, RnnForecaster forecaster, TrainingSeries series, int[] origins, CancellationToken cancellation)
    {
        RnnState state = series.InitialState?.Copy(model) ?? new RnnState(model);
        var run = new RnnRun(model, state, precision: _options.Precision, threads: _options.Threads);
        // The predictions of the last rows, by row. A masked row has the prediction of the row before it.
        var recent = new double[Math.Max(1, _lead)][];
        double[] latest = [.. Enumerable.Repeat(double.NaN, model.OutputSize)];
        double[] input = new double[series.InputSize];
        int done = 0;
        int next = 0;
        for (int row = 0; row < origins[^1]; row++)
        {
            if (!series.IsMasked(row))
            {
                series.CopyInput(row, input);
                run.Add(input, row);
            }

            bool isLast = row + 1 == origins[next];
            if (run.Pending < run.Capacity && !isLast)
            {
                continue;
            }

            using IEnumerator<RnnStep> steps = run.Flush(cancellation).GetEnumerator();
            for (; done <= row; done++)
            {
                latest = !series.IsMasked(done) && steps.MoveNext() ? steps.Current.PredictionVector.ToArray() : latest;
                recent[done % recent.Length] = latest;
            }

            if (isLast)
            {
                double[][] direct = [.. Enumerable.Range(row + 1 - _lead, _lead).Select(known => recent[known % recent.Length])];
                int origin = origins[next++];
                yield return Errors(series, origin, forecaster.PointsFrom(state, new Queue<double[]>(direct), Known(series, origin), cancellation));
            }
        }
    }

    private double[] Errors(TrainingSeries series, int origin, IEnumerable<double[]> forecasts)
    {
        var errors = new double[_horizon * series.TargetSize];
        Array.Fill(errors, double.NaN);
        var target = new double[series.TargetSize];
        int ahead = 0;
        foreach (double[] forecast in forecasts)
        {
            if (!forecast.All(double.IsFinite))
            {
                throw new RnnException(RnnErrorId.NotFinite, "The forecast diverges.", forecast);
            }

            int row = origin - _lead + ahead;
            if (series.HasTarget(row) && series.WeightOf(row) > 0)
            {
                series.CopyTarget(row, target);
                for (int i = 0; i < target.Length; i++)
                {
                    errors[(ahead * target.Length) + i] = target[i] - forecast[i];
                }
            }

            ahead++;
        }

        return errors;
    }

    // The inputs after the origin that are not fed back. Where one is missing, it is the last one.
    private RnnSequence? Known(TrainingSeries series, int origin)
    {
        int rows = Math.Max(0, _horizon - _lead);
        if (_feedback.Given.Count == 0 || rows == 0)
        {
            return null;
        }

        var known = new double[rows][];
        double[] input = new double[series.InputSize];
        for (int row = 0; row < rows; row++)
        {
            if (!series.IsMasked(origin + row))
            {
                series.CopyInput(origin + row, input);
            }

            known[row] = [.. _feedback.Given.Select(index => input[index])];
        }

        return new RnnSequence(series.Key, new RnnMatrix(rows, _feedback.Given.Count, [.. known.SelectMany(row => row)]));
    }
}
