using System.Numerics;

namespace RnnPS;

/// <summary>The recurrent products of one large sequence, shared among the threads of a team: each has its own columns.</summary>
/// <remarks>
/// A thread keeps the same columns for a whole chunk, so that its share of the weights stays in its own cache. The bits are
/// those of one thread, since no sum is shared.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
/// <param name="plan">The cell's weights.</param>
/// <param name="tape">Its buffers.</param>
/// <param name="team">The threads.</param>
internal sealed class SharedStep<T>(CellPlan<T> plan, CellTape<T> tape, ThreadTeam team) : ITeamWork
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// What half a step must take for this to pay, in round trips: it costs two, and the numbers that the one computed and the other
    /// reads go the same way.
    /// </summary>
    public const double SavedRoundTrips = 5;

    private int _step;
    private Product _product;

    /// <summary>Makes one product of one step.</summary>
    public void Multiply(int step, Product product)
    {
        _step = step;
        _product = product;
        team.Run(this);
    }

    /// <inheritdoc/>
    public void RunPart(int part, int parts) => CellPass.Multiply(plan, tape, _step, _product, part, parts);
}
