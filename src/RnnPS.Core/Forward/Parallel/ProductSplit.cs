using System.Numerics;

namespace RnnPS;

/// <summary>
/// Shares the products of one sequence among threads: each computes some columns of every recurrent product, and some rows of the
/// projection. It is the only way in which the steps of one sequence are shared, and <see cref="CellLoop"/> its only caller.
/// </summary>
/// <remarks>
/// A thread keeps its columns for a whole chunk, so its share of the weights stays in its own cache. No sum is shared, so the bits
/// are those of one thread.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class ProductSplit<T> : ITeamWork, IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // With fewer steps it is not worth waking a thread.
    private const int FewestSteps = 16;

    // Less is multiplied before a thread has heard of it, on any machine.
    private const int FewestBytes = 64 * 1024;

    // The weights that a thread reads from its second cache in a nanosecond.
    private const double BytesPerNanosecond = 150;

    // What half a product must take, in round trips between two threads: a shared product costs two, and the numbers that one
    // thread computes and the other reads travel the same way.
    private const double RoundTripsOfHalf = 5;

    // After so many waits for a thread that is off its processor, the rest of the chunk is faster alone.
    private const int MostStalls = 2;

    private readonly CellPlan<T> _plan;
    private readonly CellTape<T> _tape;
    private readonly ThreadTeam _team;
    private int _step;
    private Product _product;

    // The input of the projection that is being shared; null while a product is.
    private unsafe T* _input;
    private int _firstSlot;
    private int _slots;

    // A projection takes so long that one thread may end much later than the other without being off its processor.
    private int _projectionStalls;

    private ProductSplit(CellPlan<T> plan, CellTape<T> tape, ThreadTeam team)
    {
        _plan = plan;
        _tape = tape;
        _team = team;
    }

    /// <summary>Takes threads for a chunk where that pays.</summary>
    /// <param name="plan">The cell's weights.</param>
    /// <param name="tape">Its buffers, with the chunk's packing.</param>
    /// <param name="steps">The number of steps.</param>
    /// <param name="threads">The most threads, the caller's included.</param>
    /// <returns>The split, which <see cref="Dispose"/> ends; null where one thread is faster or none is idle.</returns>
    public static ProductSplit<T>? TryStart(CellPlan<T> plan, CellTape<T> tape, int steps, int threads)
    {
        PackedMatrix<T> weights = plan.RecurrentMatrices[0];
        if (threads < 2 || steps < FewestSteps || tape.Packing.Rows(0) > 1 || !CanSplit(weights) || plan.RecurrentBytes < FewestBytes
            || !RoundTrip.IsBelow(plan.RecurrentBytes / BytesPerNanosecond / 2 / RoundTripsOfHalf))
        {
            return null;
        }

        return ThreadTeam.Take(Math.Min(threads, weights.PanelCount)) is { } team ? new ProductSplit<T>(plan, tape, team) : null;
    }

    /// <summary>Starts a split with a team of the caller's, however small the weights are.</summary>
    /// <param name="plan">The cell's weights.</param>
    /// <param name="tape">Its buffers, with the chunk's packing.</param>
    /// <param name="team">The threads, which the split gives back.</param>
    internal static ProductSplit<T> Start(CellPlan<T> plan, CellTape<T> tape, ThreadTeam team) => new(plan, tape, team);

    /// <summary>Whether a product's columns can be computed apart: those of a wide product, whose sums follow the depth.</summary>
    /// <param name="weights">The product's matrix.</param>
    public static bool CanSplit(PackedMatrix<T> weights) => weights.Form == ProductForm.Wide;

    /// <summary>Whether the chunk is still faster with the threads than alone.</summary>
    public bool Pays => _team.Stalls - _projectionStalls < MostStalls;

    /// <summary>Computes one recurrent product of one step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="product">The product.</param>
    public void Multiply(int step, Product product)
    {
        _step = step;
        _product = product;
        _team.Run(this);
    }

    /// <summary>Computes P = b + X·W: each thread takes some of the rows.</summary>
    /// <param name="input">X, [slots × input size].</param>
    /// <param name="firstSlot">The first slot of the tape's projection.</param>
    /// <param name="slots">The number of slots.</param>
    public unsafe void Project(ReadOnlySpan<T> input, int firstSlot, int slots)
    {
        _firstSlot = firstSlot;
        _slots = slots;
        int stalls = _team.Stalls;
        fixed (T* start = input)
        {
            _input = start;
            try
            {
                _team.Run(this);
            }
            finally
            {
                _input = null;
            }
        }

        _projectionStalls += _team.Stalls - stalls;
    }

    /// <inheritdoc/>
    public unsafe void RunPart(int part, int parts)
    {
        if (_input is null)
        {
            _product.Multiply(_plan, _tape, _step, part, parts);
            return;
        }

        int first = _slots * part / parts;
        int count = (_slots * (part + 1) / parts) - first;
        // With fewer rows than threads, some have none.
        if (count > 0)
        {
            int size = _plan.Layout.InputSize;
            _plan.Project(new ReadOnlySpan<T>(_input + (first * size), count * size), _tape.Projection(_firstSlot + first, count), count);
        }
    }

    /// <summary>Gives the threads back.</summary>
    public void Dispose() => _team.Dispose();
}
