using System.Numerics;
using System.Runtime.CompilerServices;

namespace RnnPS;

/// <summary>
/// Computes the loss of a batch and its gradient by backpropagation through time (Werbos 1990, "Backpropagation through time: what
/// it does and how to do it").
/// </summary>
/// <remarks>
/// A batch is cut into slices. The number of slices depends on the batch alone, and the gradients are summed in the order of the
/// slices. The result is therefore the same bit for bit with any number of threads. Buffers are reused, and grow with the largest
/// batch.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class TrainingPass<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Slices with fewer rows make the kernels slow. Slices with more rows leave threads without work.
    private const int SliceRows = 16;
    private const int SmallestSlice = 4;
    private const int MostSlices = 16;

    private readonly WeightSet _weights;
    private readonly TrainingOptions _options;
    private readonly TrainingPlan<T> _plan;
    private readonly List<TrainingSlice<T>> _slices = [];
    private int _active;

    /// <summary>Prepares passes over a model.</summary>
    /// <param name="weights">The model that gives kinds, shapes and directions. Its numbers are not used.</param>
    /// <param name="parameters">The parameters. Each run reads them anew, so an optimizer may change them between runs.</param>
    /// <param name="options">The options of the pass.</param>
    public TrainingPass(WeightSet weights, ParameterSet<T> parameters, TrainingOptions options)
    {
        _weights = weights;
        _options = options;
        _plan = new TrainingPlan<T>(weights, parameters, options.InputGradients);
        Gradients = parameters.CreateZeros();
    }

    /// <summary>The gradients of the last <see cref="Run"/>.</summary>
    public ParameterSet<T> Gradients { get; }

    /// <summary>The slices of the last run, which hold the gradients of single steps.</summary>
    public IEnumerable<TrainingSlice<T>> Slices => _slices.Take(_active);

    /// <summary>Computes the loss of a batch, and its gradient in <see cref="Gradients"/>.</summary>
    /// <param name="batch">The batch, whose sequences were checked by <see cref="TrainingSequence.Require"/>.</param>
    /// <param name="cancellation">Stops between steps. Afterwards the gradients and the states of the batch are undefined.</param>
    /// <returns>The loss, which is not finite after an overflow.</returns>
    public TrainingLoss Run(TrainingBatch batch, CancellationToken cancellation = default)
    {
        TrainingLoss loss = Compute(batch with { Training = true }, cancellation);
        Reduce();
        return loss;
    }

    /// <summary>Computes only the loss, without dropout, as for validation.</summary>
    /// <param name="batch">The batch, as for <see cref="Run"/>.</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <returns>The loss.</returns>
    public TrainingLoss Evaluate(TrainingBatch batch, CancellationToken cancellation = default) =>
        Compute(batch with { Training = false }, cancellation);

    private TrainingLoss Compute(TrainingBatch batch, CancellationToken cancellation)
    {
        _plan.Load(_options.Threads);
        int[] counts = [.. batch.Sequences.Select(sequence => sequence.CountSteps())];
        int[][] cut = Cut(counts);
        var loss = new TrainingLoss(0, batch.Sequences.Sum(SumWeights), batch.Sequences.Count);
        double scale = loss.Scale(_options.Reduction);
        Prepare(cut, counts, cancellation);
        var losses = new TrainingLoss[cut.Length];
        ParallelRanges.Run(
            cut.Length,
            _options.Threads,
            slice =>
            {
                _slices[slice].Begin(batch, cut[slice], counts);
                losses[slice] = _slices[slice].RunForward(batch, cancellation);
                if (batch.Training)
                {
                    _slices[slice].RunBackward(scale, cancellation);
                }
            },
            cancellation);
        return losses.Aggregate(loss, (sum, part) => sum + part);
    }

    private double SumWeights(TrainingSequence sequence)
    {
        double sum = 0;
        bool last = _weights.OutputStep == RnnOutputStep.Last;
        for (int i = 0; i < sequence.TargetCount(_weights.OutputStep); i++)
        {
            sum += (last ? sequence.CountSteps() == 0 : sequence.IsMasked(i)) ? 0 : sequence.WeightOf(i);
        }

        return sum;
    }

    // Sorts the sequences by length, longest first, and deals them out in turn, so all slices have about the same work.
    private static int[][] Cut(int[] counts)
    {
        int[] sorted = [.. Enumerable.Range(0, counts.Length).Where(i => counts[i] > 0).OrderByDescending(i => counts[i])];
        int slices = Math.Clamp((sorted.Length + SliceRows - 1) / SliceRows, sorted.Length >= 2 * SmallestSlice ? 2 : 1, MostSlices);
        return sorted.Length == 0 ? [] : [.. Enumerable.Range(0, slices).Select(slice => sorted.Where((_, i) => i % slices == slice).ToArray())];
    }

    private void Prepare(int[][] cut, int[] counts, CancellationToken cancellation)
    {
        _active = cut.Length;
        RequireMemory(cut, counts);
        for (int i = 0; i < cut.Length; i++)
        {
            int rows = cut[i].Length;
            int capacity = MemoryLimit.ArrayLength(cut[i].Sum(sequence => (long)counts[sequence]));
            if (i < _slices.Count && _slices[i].Rows >= rows && _slices[i].Capacity >= capacity)
            {
                continue;
            }

            // The first slice sums directly into the result.
            ParameterSet<T> gradients = i < _slices.Count ? _slices[i].Gradients : i == 0 ? Gradients : Gradients.CreateZeros();
            if (i < _slices.Count)
            {
                (rows, capacity) = (Math.Max(rows, _slices[i].Rows), Math.Max(capacity, _slices[i].Capacity));
                _slices.RemoveAt(i);
            }

            _slices.Insert(i, new TrainingSlice<T>(_plan, _weights, _options, gradients, rows, capacity, cancellation));
        }
    }

    // Only larger slices take memory that is not taken yet.
    private void RequireMemory(int[][] cut, int[] counts)
    {
        long bytes = 0;
        long timesteps = 0;
        for (int i = 0; i < cut.Length; i++)
        {
            int rows = cut[i].Length;
            int capacity = MemoryLimit.ArrayLength(cut[i].Sum(sequence => (long)counts[sequence]));
            if (i >= _slices.Count || _slices[i].Rows < rows || _slices[i].Capacity < capacity)
            {
                bytes += TrainingSlice<T>.Bytes(_plan, _weights, _options, rows, capacity);
                bytes += i == 0 || i < _slices.Count ? 0 : Gradients.Count * Unsafe.SizeOf<T>();
                timesteps += capacity;
            }
        }

        _options.Memory.Require(
            bytes,
            $"Backpropagation through {RnnMessages.Count(timesteps, "timestep")} at once",
            "cut the sequences by Split-RnnSequence; in training, bound the timesteps by -TruncatedLength, -SequenceLength or a smaller -BatchSize");
    }

    private void Reduce()
    {
        if (_active == 0)
        {
            Gradients.Clear();
        }

        if (_active <= 1)
        {
            return;
        }

        ParallelRanges.Run(Gradients.Groups.Select(group => group.Values.Length), _options.Threads, place =>
        {
            Span<T> sum = place.Of(Gradients.Groups[place.Index].Values);
            for (int slice = 1; slice < _active; slice++)
            {
                PointwiseKernels.Add(place.Of(_slices[slice].Gradients.Groups[place.Index].Values), sum);
            }
        });
    }
}
