using System.Numerics;
using System.Runtime.CompilerServices;

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
    /// What half a step must take for this to pay, in round trips: one that two share takes about 0.4 of one alone and 1.4 round trips.
    /// </summary>
    public const double SavedRoundTrips = 1.5;

    private readonly CellPlan<T> _plan;
    private readonly CellTape<T> _tape;
    private readonly ThreadTeam _team;
    private readonly StateExchange<T> _exchange;
    private readonly Part[] _parts;
    private readonly bool _sharesProjection;
    private unsafe T* _input;
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
        _sharesProjection = plan.Kernels.HasParts(plan.InputWeights);
        PackedMatrix<T> weights = plan.RecurrentMatrices[0];
        _parts = [.. Enumerable.Range(0, team.Size).Select(part => new Part(plan.Kernels, weights, tape.ProjectedSlots, part, team.Size))];
        _exchange = new StateExchange<T>(team.Size, _parts.Max(part => part.Count));
    }

    /// <summary>Whether a cell's units can be shared. A process of 32 bits hands no word of <see cref="StateExchange{T}"/> over whole.</summary>
    public static bool Fits(CellPlan<T> plan) =>
        Environment.Is64BitProcess && plan.Maths.IsElementwise && plan.Kernels.HasParts(plan.RecurrentMatrices[0]);

    /// <summary>Computes some steps: as many as are projected at once.</summary>
    /// <param name="input">[slots × input size], of all steps.</param>
    /// <param name="first">The first step.</param>
    /// <param name="end">The step after the last.</param>
    public unsafe void Run(ReadOnlySpan<T> input, int first, int end)
    {
        _first = first;
        _end = end;
        int size = _plan.Layout.InputSize;
        int start = _tape.Packing.Offset(first);
        // No span can be where other threads find it.
        fixed (T* values = input.Slice(start * size, (end - first) * size))
        {
            _input = values;
            _team.RunTogether(this);
        }

        _turn += end - first;
    }

    /// <inheritdoc/>
    public void RunParts(ReadOnlySpan<int> mine, int parts)
    {
        try
        {
            foreach (int part in mine)
            {
                Begin(part, parts);
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

    private unsafe void Begin(int part, int parts)
    {
        _tape.StateBefore(0, _first).CopyTo(_parts[part].State);
        int slots = _end - _first;
        var x = new ReadOnlySpan<T>(_input, slots * _plan.Layout.InputSize);
        Span<T> sums = _parts[part].Sums(0, slots);
        if (_sharesProjection)
        {
            _plan.Kernels.MultiplyPart(x, _plan.InputWeights, _plan.Bias, sums, slots, part, parts);
        }
        else
        {
            // So few weights that everybody makes all.
            _plan.Kernels.Multiply(x, _plan.InputWeights, _plan.Bias, sums, slots, _plan.Layout.ProjectionColumns);
        }
    }

    // Compiled once and for all, as what it calls.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Advance(int part, int step)
    {
        Part own = _parts[part];
        int turn = _turn + step - _first;
        Span<T> sums = own.Sums(step - _first, 1);
        for (int other = 0; other < _parts.Length; other++)
        {
            Span<T> state = _parts[other].Of(own.State);
            if (other != part && step > _first)
            {
                _exchange.Receive(other, turn, state);
            }

            _plan.Kernels.MultiplyPart(
                state, _parts[other].Rows, start: default, sums, rows: 1, part, _parts.Length, backward: (step & 1) == 1);
        }

        Span<T> next = own.Of(own.State);
        _plan.Maths.Apply(own.Of(sums), next);
        _exchange.Send(part, turn + 1, own.Lines);
        next.CopyTo(own.Of(_tape.StateAfter(0, step)));
        if (_tape.KeepsTrace)
        {
            own.Of(sums).CopyTo(own.Of(_tape.Projection(_tape.Packing.Offset(step), 1)));
        }
    }

    // The units of one thread.
    private sealed class Part
    {
        private readonly int _first;
        private readonly int _depth;
        private readonly Slots<T> _state;
        private readonly Slots<T> _sums;

        public Part(KernelSet<T> kernels, PackedMatrix<T> weights, int slots, int part, int parts)
        {
            (_first, int end) = kernels.ColumnsOfPart(weights, part, parts);
            _depth = weights.Depth;
            Count = end - _first;
            Rows = weights.Slice(_first, Count);
            // Buffers of its own: a processor that reads its units of a row fetches what follows, which another writes.
            _sums = new Slots<T>(slots, weights.Columns, aligned: true);
            // Room for the end of the last line that is sent, and a line between this and what another thread writes.
            _state = new Slots<T>(1, weights.Depth + (2 * StateExchange<T>.Line), aligned: true);
        }

        public int Count { get; }

        /// <summary>The weights of these units, as everybody's products need them.</summary>
        public PackedMatrix<T> Rows { get; }

        /// <summary>The whole state before a step, as this thread has heard of it.</summary>
        public Span<T> State => _state.Rows(0, 1)[.._depth];

        /// <summary>The sums of some steps, counted from the first of a run: this thread's units of them.</summary>
        public Span<T> Sums(int step, int count) => _sums.Rows(step, count);

        /// <summary>This thread's units, in whole lines.</summary>
        public Span<T> Lines =>
            _state.Rows(0, 1).Slice(_first, (Count + StateExchange<T>.Line - 1) / StateExchange<T>.Line * StateExchange<T>.Line);

        public Span<T> Of(Span<T> units) => units.Slice(_first, Count);
    }
}
