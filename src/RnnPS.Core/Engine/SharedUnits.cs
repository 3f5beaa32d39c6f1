using System.Numerics;

namespace RnnPS;

/// <summary>
/// The steps of one sequence, shared among the threads of a team by units: each computes its own at every step, and tells
/// the others.
/// </summary>
/// <remarks>
/// Where each unit follows from its own sum alone, nobody needs a meeting: a thread goes on as soon as it has what it needs. The
/// first begins a step with the weights of its own units, which it knows before the others' have arrived. The bits are those of
/// one thread: all gather a sum in the order of the units.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class SharedUnits<T> : IJointWork
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// What a step must save for this to pay, in round trips: about 0.4 of a step alone and 1.4 round trips is what one takes that
    /// two share.
    /// </summary>
    public const double SavedRoundTrips = 1.5;

    // Not so much at once that a user who interrupts has to wait.
    private const long MostBytes = 1 << 30;

    private readonly CellPlan<T> _plan;
    private readonly CellTape<T> _tape;
    private readonly ThreadTeam _team;
    private readonly StateExchange<T> _exchange;
    private readonly Part[] _parts;
    private int _first;
    private int _end;
    private int _turn;

    /// <summary>Shares a cell's units among the threads of a team.</summary>
    /// <param name="plan">The cell's weights: of one that <see cref="Fits"/>.</param>
    /// <param name="tape">Its buffers.</param>
    /// <param name="team">The threads.</param>
    public SharedUnits(CellPlan<T> plan, CellTape<T> tape, ThreadTeam team)
    {
        _plan = plan;
        _tape = tape;
        _team = team;
        PackedMatrix<T> weights = plan.RecurrentMatrices[0];
        _parts = [.. Enumerable.Range(0, team.Size).Select(part => new Part(plan.Kernels, weights, part, team.Size))];
        _exchange = new StateExchange<T>(team.Size, _parts.Max(part => part.Count));
    }

    /// <summary>Whether a cell's units can be shared.</summary>
    public static bool Fits(CellPlan<T> plan) =>
        plan.Maths.IsElementwise && plan.Kernels.HasParts(plan.RecurrentMatrices[0]);

    /// <summary>Computes some steps whose input has been projected.</summary>
    /// <param name="first">The first step.</param>
    /// <param name="end">The step after the last.</param>
    /// <param name="cancellation">Stops between a few steps.</param>
    public void Run(int first, int end, CancellationToken cancellation)
    {
        int most = (int)Math.Max(1, MostBytes / _plan.RecurrentBytes);
        for (int step = first; step < end; step += most)
        {
            cancellation.ThrowIfCancellationRequested();
            _first = step;
            _end = Math.Min(end, step + most);
            _team.RunTogether(this);
            _turn += _end - _first;
        }
    }

    /// <inheritdoc/>
    public void RunParts(ReadOnlySpan<int> mine, int parts)
    {
        try
        {
            foreach (int part in mine)
            {
                _tape.StateBefore(0, _first).CopyTo(_parts[part].State);
            }

            for (int step = _first; step < _end; step++)
            {
                foreach (int part in mine)
                {
                    Advance(part, step);
                }
            }
        }
        catch
        {
            _exchange.Break();
            throw;
        }
    }

    private void Advance(int part, int step)
    {
        Part own = _parts[part];
        int turn = _turn + step - _first;
        int slot = _tape.Packing.Offset(step);
        Span<T> sums = _tape.Projection(slot, 1);
        for (int other = 0; other < _parts.Length; other++)
        {
            Span<T> state = _parts[other].Of(own.State);
            if (other != part && step > _first)
            {
                _exchange.Receive(other, turn, state);
            }

            _plan.Kernels.MultiplyPart(
                state, _parts[other].Rows, start: default, sums, part, _parts.Length, backward: (step & 1) == 1);
        }

        Span<T> next = own.Of(own.State);
        _plan.Maths.Apply(own.Of(sums), next);
        _exchange.Send(part, turn + 1, own.Lines);
        next.CopyTo(own.Of(_tape.StateAfter(0, step)));
    }

    // The units of one thread.
    private sealed class Part
    {
        private readonly int _first;
        private readonly int _depth;
        private readonly Slots<T> _state;

        public Part(KernelSet<T> kernels, PackedMatrix<T> weights, int part, int parts)
        {
            (_first, int end) = kernels.ColumnsOfPart(weights, part, parts);
            _depth = weights.Depth;
            Count = end - _first;
            Rows = weights.Slice(_first, Count);
            // Of nobody else's numbers, a line lies here; and there is room for the end of a line that is sent.
            _state = new Slots<T>(1, weights.Depth + (2 * StateExchange<T>.Line), aligned: true);
        }

        public int Count { get; }

        /// <summary>The weights of these units, as everybody's products need them.</summary>
        public PackedMatrix<T> Rows { get; }

        /// <summary>The whole state before a step, as this thread has heard of it.</summary>
        public Span<T> State => _state.Rows(0, 1)[.._depth];

        /// <summary>This thread's units, in whole lines.</summary>
        public Span<T> Lines =>
            _state.Rows(0, 1).Slice(_first, (Count + StateExchange<T>.Line - 1) / StateExchange<T>.Line * StateExchange<T>.Line);

        public Span<T> Of(Span<T> units) => units.Slice(_first, Count);
    }
}
