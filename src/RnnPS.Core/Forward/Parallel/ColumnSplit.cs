using System.Numerics;

namespace RnnPS;

/// <summary>
/// Shares the recurrent products of one sequence among threads: each computes some columns of every product. It is the only way in
/// which the steps of one sequence are shared, and <see cref="CellLoop"/> its only caller.
/// </summary>
/// <remarks>
/// A thread keeps its columns for a whole chunk, so its share of the weights stays in its own cache. No sum is shared, so the bits
/// are those of one thread.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class ColumnSplit<T> : ITeamWork, IDisposable
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

    private ColumnSplit(CellPlan<T> plan, CellTape<T> tape, ThreadTeam team)
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
    public static ColumnSplit<T>? TryStart(CellPlan<T> plan, CellTape<T> tape, int steps, int threads)
    {
        PackedMatrix<T> weights = plan.RecurrentMatrices[0];
        if (threads < 2 || steps < FewestSteps || tape.Packing.Rows(0) > 1 || !CanSplit(weights) || plan.RecurrentBytes < FewestBytes
            || !RoundTrip.IsBelow(plan.RecurrentBytes / BytesPerNanosecond / 2 / RoundTripsOfHalf))
        {
            return null;
        }

        return ThreadTeam.Take(Math.Min(threads, weights.PanelCount)) is { } team ? new ColumnSplit<T>(plan, tape, team) : null;
    }

    /// <summary>Starts a split with a team of the caller's, however small the weights are.</summary>
    /// <param name="plan">The cell's weights.</param>
    /// <param name="tape">Its buffers, with the chunk's packing.</param>
    /// <param name="team">The threads, which the split gives back.</param>
    internal static ColumnSplit<T> Start(CellPlan<T> plan, CellTape<T> tape, ThreadTeam team) => new(plan, tape, team);

    /// <summary>Whether a product's columns can be computed apart: those of a wide product, whose sums follow the depth.</summary>
    /// <param name="weights">The product's matrix.</param>
    public static bool CanSplit(PackedMatrix<T> weights) => weights.Form == ProductForm.Wide;

    /// <summary>Whether the chunk is still faster with the threads than alone.</summary>
    public bool Pays => _team.Stalls < MostStalls;

    /// <summary>Computes one product of one step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="product">The product.</param>
    public void Multiply(int step, Product product)
    {
        _step = step;
        _product = product;
        _team.Run(this);
    }

    /// <inheritdoc/>
    public void RunPart(int part, int parts) => _product.Multiply(_plan, _tape, _step, part, parts);

    /// <summary>Gives the threads back.</summary>
    public void Dispose() => _team.Dispose();
}
