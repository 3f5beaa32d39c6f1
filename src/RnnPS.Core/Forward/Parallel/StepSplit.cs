using System.Numerics;

namespace RnnPS;

/// <summary>
/// Shares the steps of one sequence among threads: each computes some units. It is the only way in which the steps of one sequence are
/// shared, and <see cref="CellLoop{T}"/> its only caller.
/// </summary>
/// <remarks>
/// A thread keeps its units for a whole chunk, so its share of the weights stays in its own cache. No sum is shared, so the bits are
/// those of one thread.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class StepSplit<T> : ITeamWork
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // With fewer steps it is not worth waking a thread.
    private const int FewestSteps = 16;

    // Less is multiplied before a thread has heard of it, on any machine.
    private const int FewestBytes = 64 * 1024;

    // The parts have copies of the weights. More is not worth a second copy.
    private const int MostBytes = 64 * 1024 * 1024;

    // The weights that a thread reads from its second cache in a nanosecond.
    private const double BytesPerNanosecond = 150;

    // What half a product must take, in round trips between two threads: a shared step costs one, and the new state that one thread
    // computes and the other reads travels the same way.
    private const double RoundTripsOfHalf = 2;

    // After so many waits for a thread that is off its processor, the rest of the chunk is faster alone.
    private const int MostStalls = 2;

    private readonly CellTape<T> _tape;
    private readonly StepPart<T>[] _parts;
    private readonly int _inputSize;
    private readonly int _phases;

    private Work _work;
    private Packing _packing = new([1]);
    private int _first;
    private unsafe T* _input;

    /// <summary>Creates the parts.</summary>
    /// <param name="plan">The cell's weights: of one that <see cref="CanSplit"/>.</param>
    /// <param name="tape">Its buffers.</param>
    /// <param name="parts">The number of parts.</param>
    public StepSplit(CellPlan<T> plan, CellTape<T> tape, int parts)
    {
        _tape = tape;
        _parts = [.. plan.Parts(parts).Select(part => new StepPart<T>(part, tape, plan.Layout.HiddenSize))];
        _inputSize = plan.Layout.InputSize;
        _phases = plan.Layout.PhaseCount;
    }

    private enum Work
    {
        Begin,
        Phase,
        End,
    }

    /// <summary>Takes threads for a chunk of one sequence where that pays.</summary>
    /// <param name="plan">The cell's weights.</param>
    /// <param name="tape">Its buffers, with the chunk's packing.</param>
    /// <param name="steps">The number of steps.</param>
    /// <param name="threads">The most threads, the caller's included.</param>
    /// <returns>The threads; null where one is faster or no other is idle.</returns>
    public static ThreadTeam? TryTake(CellPlan<T> plan, CellTape<T> tape, int steps, int threads) =>
        threads < 2 || steps < FewestSteps || !HasRoom(tape) || !CanSplit(plan) || plan.RecurrentBytes is < FewestBytes or > MostBytes
            || !RoundTrip.IsBelow(plan.RecurrentBytes / BytesPerNanosecond / 2 / RoundTripsOfHalf)
            ? null
            : ThreadTeam.Take(Math.Min(threads, MostParts(plan)));

    /// <summary>The most parts that a cell can be in: each has a panel of the matrix for each gate.</summary>
    /// <param name="plan">The cell's weights.</param>
    public static int MostParts(CellPlan<T> plan) => Math.Max(1, plan.Layout.HiddenSize / plan.RecurrentMatrices[0].PanelColumns);

    /// <summary>Whether a cell's units can be computed apart: those of wide products, whose sums follow the depth.</summary>
    /// <param name="plan">The cell's weights.</param>
    public static bool CanSplit(CellPlan<T> plan) =>
        plan.Layout.HasSeparateUnits && plan.RecurrentMatrices.All(matrix => matrix.Form == ProductForm.Wide);

    /// <summary>Computes some steps, at most as many as the tape projects at once.</summary>
    /// <param name="team">The threads.</param>
    /// <param name="input">X, [steps × input size].</param>
    /// <param name="first">The first step.</param>
    /// <param name="end">The step after the last.</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <returns>The step after the last that was computed: less than the end where the rest is faster alone.</returns>
    public unsafe int Run(ThreadTeam team, ReadOnlySpan<T> input, int first, int end, CancellationToken cancellation)
    {
        _packing = _packing.Steps == end - first ? _packing : new Packing([end - first]);
        _first = first;
        int step = 0;
        fixed (T* values = input)
        {
            _input = values;
            try
            {
                // Waits for these two are not counted: they take so long that one thread may end much later than the other.
                Run(team, Work.Begin);
                for (int stalls = 0; step < _packing.Steps && stalls < MostStalls; step++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    for (int phase = 0; phase < _phases; phase++)
                    {
                        stalls += Run(team, Work.Phase);
                    }
                }

                Run(team, Work.End);
            }
            finally
            {
                _input = null;
            }
        }

        return first + step;
    }

    /// <inheritdoc/>
    public void RunPart(int part, int parts)
    {
        // A team may have fewer threads than there are parts.
        for (int i = part; i < _parts.Length; i += parts)
        {
            switch (_work)
            {
                case Work.Begin:
                    _parts[i].Begin(_tape, _first, _packing, Input);
                    break;
                case Work.Phase:
                    _parts[i].Run(_parts);
                    break;
                default:
                    _parts[i].End(_tape, _first);
                    break;
            }
        }
    }

    // A part has one row, and none for what backpropagation needs: training shares the sequences of a batch.
    private static bool HasRoom(CellTape<T> tape) => tape.Packing.Rows(0) == 1 && !tape.KeepsProducts;

    private unsafe ReadOnlySpan<T> Input => new(_input, _packing.Total * _inputSize);

    private int Run(ThreadTeam team, Work work)
    {
        // Not written without need, so that the threads find it in their own caches.
        if (_work != work)
        {
            _work = work;
        }

        return team.Run(this);
    }
}
