using System.Numerics;

namespace RnnPS;

/// <summary>
/// Runs some sequences of a batch forward and backward through the model. Each slice has its own buffers and gradients, so slices
/// can run on different threads.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class TrainingSlice<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ForwardPass<T> _forward;
    private readonly LayerBackward<T>[] _layers;
    private readonly OutputBackward<T> _output;
    private readonly DropoutMask<T>? _dropout;
    private readonly RnnOutputStep _outputStep;
    private readonly RowBuffer<T> _inputGradient;
    private readonly bool _wantsInputGradient;
    private readonly ParameterGroup<T>? _embedding;
    private readonly RowBuffer<T> _final;
    private readonly RowBuffer<T> _finalGradient;
    private int[] _lastSlots = [];
    private int[] _counts = [];

    /// <summary>Allocates the buffers.</summary>
    /// <param name="plan">The packed weights.</param>
    /// <param name="weights">The model that gives kinds, shapes and directions.</param>
    /// <param name="options">The options of the pass.</param>
    /// <param name="gradients">The gradients of this slice, to add to.</param>
    /// <param name="rows">The largest number of sequences.</param>
    /// <param name="capacity">The largest total number of steps.</param>
    /// <param name="cancellation">Stops while the buffers are cleared, which takes seconds for gigabytes.</param>
    public TrainingSlice(
        TrainingPlan<T> plan,
        WeightSet weights,
        TrainingOptions options,
        ParameterSet<T> gradients,
        int rows,
        int capacity,
        CancellationToken cancellation = default)
    {
        (Gradients, Rows, Capacity) = (gradients, rows, capacity);
        _outputStep = weights.OutputStep;
        // OutputBackward computes the outputs, so the pass needs no room for them.
        _forward = new ForwardPass<T>(plan.Weights, RnnOutputStep.Last, Tape.Train, rows, capacity, threads: 1, cancellation: cancellation);
        Cells = new CellBackward<T>[plan.Cells.Length];
        _layers = new LayerBackward<T>[plan.Weights.Layers.Length];
        int cell = 0;
        for (int i = 0; i < _layers.Length; i++)
        {
            LayerPass<T> pass = _forward.Layers[i];
            CellBackward<T>? Create(CellTape<T>? tape) => tape is null ? null : Cells[cell] = new CellBackward<T>(
                plan.Cells[cell], tape, gradients.OfCell(cell, weights.Cells[cell++]), rows, capacity, options.KeepsParts, cancellation);
            _layers[i] = new LayerBackward<T>(plan.Weights.Layers[i], pass, Create(pass.Forward), Create(pass.Reverse), capacity, cancellation);
        }

        bool last = _outputStep == RnnOutputStep.Last;
        _output = new OutputBackward<T>(plan, options.Loss, gradients, last ? rows : capacity, cancellation);
        _embedding = gradients.Find(nameof(RnnModel.EmbeddingWeights));
        _wantsInputGradient = NeedsInputGradients(weights, options);
        _inputGradient = new RowBuffer<T>(_wantsInputGradient ? capacity : 0, weights.Stack[0].InputSize, cancellation);
        _final = new RowBuffer<T>(last ? rows : 0, plan.Weights.Layers[^1].OutputSize);
        _finalGradient = new RowBuffer<T>(last ? rows : 0, plan.Weights.Layers[^1].OutputSize);
        if (options.Dropout > 0)
        {
            _dropout = new DropoutMask<T>(
                options.Dropout, options.Seed, weights.Stack.SkipLast(1).Select(layer => layer.OutputSize), capacity, cancellation);
        }
    }

    /// <summary>The number of bytes that the buffers of the timesteps take.</summary>
    /// <param name="plan">The packed weights.</param>
    /// <param name="weights">The model that gives kinds, shapes and directions.</param>
    /// <param name="options">The options of the pass.</param>
    /// <param name="rows">The largest number of sequences.</param>
    /// <param name="capacity">The largest total number of steps.</param>
    public static long Bytes(TrainingPlan<T> plan, WeightSet weights, TrainingOptions options, int rows, int capacity) =>
        ForwardPass<T>.Bytes(plan.Weights, RnnOutputStep.Last, Tape.Train, rows, capacity)
        + plan.Weights.Layers.Sum(layer => LayerBackward<T>.Bytes(layer, rows, capacity, options.KeepsParts))
        + OutputBackward<T>.Bytes(plan, weights.OutputStep == RnnOutputStep.Last ? rows : capacity)
        + (NeedsInputGradients(weights, options) ? RowBuffer<T>.Bytes(capacity, weights.Stack[0].InputSize) : 0)
        + (options.Dropout > 0 ? 2 * weights.Stack.SkipLast(1).Sum(layer => RowBuffer<T>.Bytes(capacity, layer.OutputSize)) : 0);

    /// <summary>The largest number of sequences.</summary>
    public int Rows { get; }

    /// <summary>The largest total number of steps.</summary>
    public int Capacity { get; }

    /// <summary>The gradients of this slice.</summary>
    public ParameterSet<T> Gradients { get; }

    /// <summary>The cells, from the input layer up; in each layer, forward before reverse.</summary>
    public CellBackward<T>[] Cells { get; }

    /// <summary>The index in the batch of each row's sequence, longest sequence first.</summary>
    public int[] Sequences { get; private set; } = [];

    /// <summary>The packing of the sequences into slots.</summary>
    public Packing Packing => _forward.Packing;

    /// <summary>
    /// The derivatives with respect to the input of the first layer, [slots × input size]; empty unless the model has an embedding or
    /// <see cref="TrainingOptions.InputGradients"/> is set.
    /// </summary>
    public ReadOnlySpan<T> InputGradient => _inputGradient.Rows(0, Packing.Total);

    private DropoutMask<T>? ActiveDropout { get; set; }

    /// <summary>Loads sequences with their targets and states.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="sequences">The indices in the batch of this slice's sequences, longest sequence first.</param>
    /// <param name="counts">The number of unmasked steps of each sequence in the batch; at least 1 for those of this slice.</param>
    public void Begin(TrainingBatch batch, int[] sequences, int[] counts)
    {
        if (!sequences.AsSpan().SequenceEqual(Sequences) || !_counts.AsSpan().SequenceEqual(counts))
        {
            (Sequences, _counts) = (sequences, [.. counts]);
            _forward.Packing = new Packing([.. sequences.Select(sequence => counts[sequence])]);
            _lastSlots = [.. sequences.Select((sequence, row) => Packing.Offset(counts[sequence] - 1) + row)];
        }

        _forward.Restart();
        ActiveDropout = batch.Training ? _dropout : null;
        ActiveDropout?.Begin(batch.Epoch, batch.Update, sequences);
        int targets = batch.Sequences[sequences[0]].TargetCount(_outputStep);
        _output.Begin(batch.Sequences[sequences[0]].Targets.Length / targets);
        for (int row = 0; row < sequences.Length; row++)
        {
            Place(batch.Sequences[sequences[row]], row);
            batch.States?[sequences[row]].ReadInto(_forward, row);
        }
    }

    /// <summary>Runs the forward pass.</summary>
    /// <param name="batch">The batch, as for <see cref="Begin"/>.</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <returns>The loss, as of <see cref="OutputBackward{T}.Loss"/>.</returns>
    public TrainingLoss RunForward(TrainingBatch batch, CancellationToken cancellation)
    {
        Span<T> top = _forward.RunLayers(Packing.Steps, ActiveDropout, cancellation);
        for (int row = 0; batch.KeepsStates && row < Sequences.Length; row++)
        {
            int count = _counts[Sequences[row]];
            batch.States![Sequences[row]].CommitFrom(_forward, count - 1, row, count);
        }

        if (_outputStep != RnnOutputStep.Last)
        {
            return _output.Loss(top, Packing.Total, batch.Training);
        }

        for (int row = 0; row < Sequences.Length; row++)
        {
            _forward.Layers[^1].FinalOutput(_lastSlots[row], _final.Rows(row, 1));
        }

        return _output.Loss(_final.Rows(0, Sequences.Length), Sequences.Length, batch.Training);
    }

    /// <summary>Runs the backward pass, after <see cref="RunForward"/>.</summary>
    /// <param name="scale">The factor of every weighted loss.</param>
    /// <param name="cancellation">Stops between steps.</param>
    public void RunBackward(double scale, CancellationToken cancellation)
    {
        Gradients.Clear();
        int slots = Packing.Total;
        LayerBackward<T> top = _layers[^1];
        bool last = _outputStep == RnnOutputStep.Last;
        if (last)
        {
            _output.Run(_final.Rows(0, Sequences.Length), Sequences.Length, scale, _finalGradient.Rows(0, Sequences.Length));
        }
        else
        {
            _output.Run(_forward.Layers[^1].Output(0, slots), slots, scale, top.OutputGradient(slots));
        }

        for (int layer = _layers.Length - 1; layer >= 0; layer--)
        {
            ReadOnlySpan<T> input = InputOf(layer);
            Span<T> inputGradient = layer > 0 ? _layers[layer - 1].OutputGradient(slots) : _wantsInputGradient ? _inputGradient.Rows(0, slots) : default;
            if (last && layer == _layers.Length - 1)
            {
                top.RunFinal(
                    _finalGradient.Rows(0, Sequences.Length), _lastSlots, input, _forward.Reversal, inputGradient, Packing.Steps, cancellation);
            }
            else
            {
                _layers[layer].Run(input, _forward.Reversal, inputGradient, Packing.Steps, cancellation);
            }

            if (layer > 0)
            {
                ActiveDropout?.Backward(layer - 1, inputGradient);
            }
        }

        AddEmbedding(0, slots);
    }

    /// <summary>
    /// Replaces <see cref="Gradients"/> by the part that comes from the weights' use at one step of the only sequence, after
    /// <see cref="RunBackward"/>. The parts of all steps add up to the gradients.
    /// </summary>
    /// <param name="step">The step, in time order.</param>
    public void RunStep(int step)
    {
        Gradients.Clear();
        bool last = _outputStep == RnnOutputStep.Last;
        if (!last)
        {
            _output.AddTarget(_forward.Layers[^1].Output(0, Packing.Total), step);
        }
        else if (step == Packing.Steps - 1)
        {
            _output.AddTarget(_final.Rows(0, 1), target: 0);
        }

        for (int layer = 0; layer < _layers.Length; layer++)
        {
            _layers[layer].AddStep(InputOf(layer), step);
        }

        AddEmbedding(step, count: 1);
    }

    private static bool NeedsInputGradients(WeightSet weights, TrainingOptions options) => options.InputGradients || weights.Embedding is not null;

    private ReadOnlySpan<T> InputOf(int layer) => layer == 0
        ? _forward.Input.Rows(0, Packing.Total)
        : ActiveDropout is null ? _forward.Layers[layer - 1].Output(0, Packing.Total) : ActiveDropout.Values(layer - 1, Packing.Total);

    // Adds the derivatives of each slot to the vector of its token, in the order of the slots.
    private void AddEmbedding(int start, int count)
    {
        for (int slot = start; _embedding is not null && slot < start + count; slot++)
        {
            Span<T> vector = _embedding.Values.AsSpan(_forward.Input.Token(slot) * _embedding.Columns, _embedding.Columns);
            PointwiseKernels.Add<T>(_inputGradient.Rows(slot, 1), vector);
        }
    }

    private void Place(TrainingSequence sequence, int row)
    {
        int step = 0;
        for (int i = 0; i < sequence.Length; i++)
        {
            if (sequence.IsMasked(i))
            {
                continue;
            }

            _forward.SetInput(step, row, sequence.InputOf(i));
            if (_outputStep == RnnOutputStep.Every)
            {
                PlaceTarget(sequence, i, sequence.Length, Packing.Offset(step) + row);
            }

            step++;
        }

        if (_outputStep == RnnOutputStep.Last)
        {
            PlaceTarget(sequence, target: 0, count: 1, row);
        }
    }

    private void PlaceTarget(TrainingSequence sequence, int target, int count, int index)
    {
        double weight = sequence.WeightOf(target);
        _output.Weights[index] = weight;
        Span<T> to = _output.Target(index);
        if (weight == 0)
        {
            to.Clear();
            return;
        }

        ReadOnlySpan<double> from = sequence.TargetOf(target, count);
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = T.CreateTruncating(from[i]);
        }
    }
}
