namespace RnnPS;

/// <summary>
/// Reads the gradients of a model over one series out of a backward pass, with respect to the weights, the states, the inputs and the
/// initial state.
/// </summary>
/// <remarks>
/// The loss is that of raw outputs. If the model scales its inputs and outputs, the chain rule goes through both scalings, so that a
/// gradient is the derivative of the loss that the model has outside. A pass keeps the factors of every product, and the part of a step is
/// multiplied when it is read: parts take no memory until then.
/// </remarks>
public sealed class GradientReader
{
    private readonly WeightSet _weights;
    private readonly CellWeight[] _arrays;
    private readonly GradientExample _example;
    private readonly bool _isPerLoss;
    private readonly ChunkedPass _pass;

    /// <summary>Prepares to read.</summary>
    /// <param name="model">The model. Later changes of its weights have no effect.</param>
    /// <param name="series">The series.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="RnnException">
    /// The series or the loss does not fit the model, as for <see cref="RnnTrainer"/>; no timestep has a target
    /// (<see cref="RnnErrorId.EmptyInput"/>); the length of a chunk is not positive, or the model reads in reverse and can't be cut into
    /// chunks (<see cref="RnnErrorId.Direction"/>); or the weights need more memory than is free (<see cref="RnnErrorId.Memory"/>).
    /// </exception>
    public GradientReader(RnnModel model, TrainingSeries series, GradientReaderOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(series);
        ArgumentNullException.ThrowIfNull(options);
        _weights = model.Weights;
        _arrays = [.. _weights.Arrays()];
        _isPerLoss = options.PerLoss;
        // The weights, their transposes, their gradients, the sum over chunks, and what is emitted.
        options.Memory.Require(
            5 * sizeof(double) * _arrays.Sum(array => (long)array.Values.Rows * array.Values.Columns),
            $"The gradients of the weights of {model}",
            "give a smaller model");
        _example = new GradientExample(model, series, options.Loss);
        _pass = new ChunkedPass(model, _example, options);
    }

    /// <summary>The fraction of the work that is done, from 0 to 1.</summary>
    public double Progress => _pass.Progress;

    /// <summary>The sum of the weights of the losses. The mean loss is the total divided by it.</summary>
    public double LossWeight => _pass.LossWeight;

    private object Sequence => _example.Series.Key;

    private TrainingSlice<double> Slice => _pass.Slice;

    /// <summary>Reads the gradient of each weight array.</summary>
    /// <param name="cancellation">Stops between timesteps.</param>
    /// <returns>One gradient for each array; with <see cref="GradientReaderOptions.PerLoss"/>, for each timestep with a loss and each array.</returns>
    public IEnumerable<RnnWeightGradient> Weights(CancellationToken cancellation = default)
    {
        ParameterSet<double>? sum = null;
        foreach (ChunkRun run in _pass.Runs(cancellation))
        {
            if (_isPerLoss)
            {
                foreach (RnnWeightGradient gradient in WeightsOf(_pass.Gradients, step: null, run.LossStep))
                {
                    yield return gradient;
                }
            }
            else if (sum is null)
            {
                sum = _pass.Gradients.CreateZeros();
                sum.CopyFrom(_pass.Gradients);
            }
            else
            {
                foreach ((ParameterGroup<double> from, ParameterGroup<double> to) in _pass.Gradients.Groups.Zip(sum.Groups))
                {
                    PointwiseKernels.Add(from.Values, to.Values);
                }
            }
        }

        foreach (RnnWeightGradient gradient in sum is null ? [] : WeightsOf(sum, step: null, lossStep: null))
        {
            yield return gradient;
        }
    }

    /// <summary>Reads the part of the gradient of each weight array that comes from its use at each timestep.</summary>
    /// <param name="cancellation">Stops between timesteps.</param>
    /// <returns>One gradient for each timestep and each array.</returns>
    public IEnumerable<RnnWeightGradient> WeightsPerStep(CancellationToken cancellation = default)
    {
        foreach (ChunkRun run in _pass.Runs(cancellation))
        {
            for (int step = 0; step < run.Count; step++)
            {
                cancellation.ThrowIfCancellationRequested();
                Slice.RunStep(step);
                foreach (RnnWeightGradient gradient in WeightsOf(_pass.Gradients, _example.Steps[run.Start + step], run.LossStep))
                {
                    yield return gradient;
                }
            }
        }
    }

    /// <summary>Reads the gradient of the state of each cell after each timestep.</summary>
    /// <param name="cancellation">Stops between timesteps.</param>
    /// <returns>One gradient for each timestep and each cell.</returns>
    public IEnumerable<RnnStateGradient> States(CancellationToken cancellation = default)
    {
        foreach (ChunkRun run in _pass.Runs(cancellation))
        {
            for (int step = 0; step < run.Count; step++)
            {
                cancellation.ThrowIfCancellationRequested();
                for (int cell = 0; cell < _weights.Cells.Length; cell++)
                {
                    int slot = DirectionOf(cell) == RnnDirection.Reverse ? run.Count - 1 - step : step;
                    yield return StateAt(cell, slot, _example.Steps[run.Start + step], run.LossStep);
                }
            }
        }
    }

    /// <summary>Reads the gradient of the state of each cell before its first timestep.</summary>
    /// <param name="cancellation">Stops between timesteps.</param>
    /// <returns>One gradient for each cell.</returns>
    public IEnumerable<RnnStateGradient> InitialStates(CancellationToken cancellation = default)
    {
        foreach (ChunkRun run in _pass.Runs(cancellation))
        {
            // The gradients of later chunks stop before they get there.
            if (run.Start > 0 && !_isPerLoss)
            {
                yield break;
            }

            for (int cell = 0; cell < _weights.Cells.Length; cell++)
            {
                yield return InitialStateAt(cell, isReached: run.Start == 0, run.LossStep);
            }
        }
    }

    /// <summary>Reads the gradient of the input of each timestep.</summary>
    /// <param name="cancellation">Stops between timesteps.</param>
    /// <returns>One gradient for each timestep.</returns>
    public IEnumerable<RnnInputGradient> Inputs(CancellationToken cancellation = default)
    {
        IReadOnlyList<string> features = _example.Series.InputNames;
        int size = _weights.Stack[0].InputSize;
        RnnScaler? scaler = _weights.Scaling?.Input;
        foreach (ChunkRun run in _pass.Runs(cancellation))
        {
            for (int step = 0; step < run.Count; step++)
            {
                cancellation.ThrowIfCancellationRequested();
                var input = new double[_example.Series.InputSize];
                _example.Series.CopyInput(_example.Unmasked[run.Start + step], input);
                double[] gradient = Slice.InputGradient.Slice(step * size, size).ToArray();
                for (int feature = 0; scaler is not null && feature < size; feature++)
                {
                    gradient[feature] /= scaler.Scale[feature];
                }

                yield return new RnnInputGradient(
                    Sequence, _example.Steps[run.Start + step], run.LossStep, features, new RnnVector(input), new RnnVector(gradient));
            }
        }
    }

    private RnnStateGradient StateAt(int cell, int slot, long step, long? lossStep)
    {
        CellBackward<double> backward = Slice.Cells[cell];
        bool hasCellState = backward.Tape.StateCount > 1;
        return new RnnStateGradient(Sequence, _weights.Places[cell].Layer, DirectionOf(cell), step, lossStep)
        {
            State = Vector(backward.Tape.StatesAfter(0, slot, 1)),
            Gradient = Vector(backward.Gradient.StatesAfter(slot, 1)),
            CellState = hasCellState ? Vector(backward.Tape.StatesAfter(1, slot, 1)) : null,
            CellStateGradient = hasCellState ? Vector(backward.Gradient.TotalsAfter(1, slot, 1)) : null,
        };
    }

    private RnnStateGradient InitialStateAt(int cell, bool isReached, long? lossStep)
    {
        CellBackward<double> backward = Slice.Cells[cell];
        bool hasCellState = backward.Tape.StateCount > 1;
        RnnState? initial = _example.Series.InitialState;
        RnnVector Gradient(ReadOnlySpan<double> gradient) =>
            isReached ? Vector(gradient) : new RnnVector(new double[gradient.Length]);
        RnnVector State(int part, int size) =>
            (part == 0 ? initial?.Values[cell] : initial?.CellStates[cell]) ?? new RnnVector(new double[size]);
        RnnVector h = Gradient(backward.Gradient.StateBefore(0, step: 0));
        RnnVector? c = hasCellState ? Gradient(backward.Gradient.StateBefore(1, step: 0)) : null;
        return new RnnStateGradient(Sequence, _weights.Places[cell].Layer, DirectionOf(cell), step: null, lossStep)
        {
            State = State(0, h.Length),
            Gradient = h,
            CellState = c is null ? null : State(1, c.Value.Length),
            CellStateGradient = c,
        };
    }

    private IEnumerable<RnnWeightGradient> WeightsOf(ParameterSet<double> gradients, long? step, long? lossStep)
    {
        for (int i = 0; i < _arrays.Length; i++)
        {
            ParameterGroup<double> group = gradients.Groups[i];
            yield return new RnnWeightGradient(
                Sequence, _arrays[i], new RnnMatrix(group.Rows, group.Columns, [.. group.Values]), step, lossStep);
        }
    }

    private RnnDirection DirectionOf(int cell)
    {
        (int layer, int place) = _weights.Places[cell];
        return place == 1 || _weights.Stack[layer].Forward is null ? RnnDirection.Reverse : RnnDirection.Forward;
    }

    private static RnnVector Vector(ReadOnlySpan<double> values) => new(values.ToArray());
}
