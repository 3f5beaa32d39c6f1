using System.Numerics;
using System.Runtime.CompilerServices;

namespace RnnPS;

/// <summary>
/// The steps of one sequence, shared among the threads of a team by units: each computes its own at every step, and tells
/// the others.
/// </summary>
/// <remarks>
/// Where each unit follows from its own sums alone, nobody needs a meeting: a thread goes on as soon as it has what it needs. The
/// first begins a step with the weights of its own units' state, which it knows before the others' have arrived. The bits are those
/// of one thread: all gather a sum in the order of the units.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class SharedUnits<T> : IJointWork
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// What half a step must take for this to pay, in round trips: one that two share takes about 0.4 of one alone and 1.4 round trips.
    /// </summary>
    public const double SavedRoundTrips = 1.5;

    private readonly CellTape<T> _tape;
    private readonly int _inputSize;
    private readonly StateExchange<T> _exchange;
    private readonly UnitsPart<T>[] _parts;
    private Packing _packing = new([1]);
    private unsafe T* _input;
    private int _inputLength;
    private int _first;
    private uint _turn;

    /// <summary>Shares a cell's units.</summary>
    /// <param name="plan">The cell's weights: of one that <see cref="Fits"/>.</param>
    /// <param name="tape">Its buffers.</param>
    /// <param name="parts">Among how many threads: no more than <see cref="MostParts"/>.</param>
    public SharedUnits(CellPlan<T> plan, CellTape<T> tape, int parts)
    {
        _tape = tape;
        _inputSize = plan.Layout.InputSize;
        int width = plan.RecurrentMatrices[0].PanelColumns;
        int hidden = plan.Layout.States[0].Size;
        int panels = MostParts(plan);
        int[] bounds = [.. Enumerable.Range(0, parts + 1).Select(part => Math.Min(hidden, panels * part / parts * width))];
        (int First, int Count)[] units = [.. bounds.Zip(bounds.Skip(1), (first, end) => (first, end - first))];
        _parts =
        [
            .. Enumerable.Range(0, parts)
                .Select(part => new UnitsPart<T>(plan, tape.KeepsTrace ? Tape.Trace : Tape.None, tape.ProjectedSlots, units, part)),
        ];
        _exchange = new StateExchange<T>(parts, units.Max(part => part.Count));
    }

    /// <summary>Among how many it is shared.</summary>
    public int Parts => _parts.Length;

    /// <summary>
    /// Whether a cell's units can be shared: those of whole panels of each gate's weights. A process of 32 bits hands no word of
    /// <see cref="StateExchange{T}"/> over whole.
    /// </summary>
    public static bool Fits(CellPlan<T> plan) =>
        Environment.Is64BitProcess
        && plan.Maths.IsUnitwise
        && plan.Kernels.HasParts(plan.RecurrentMatrices[0])
        && (plan.Layout.ProjectionColumns == plan.Layout.States[0].Size || plan.Layout.States[0].Size % plan.RecurrentMatrices[0].PanelColumns == 0);

    /// <summary>Among how many threads a cell's units can be shared.</summary>
    public static int MostParts(CellPlan<T> plan)
    {
        int width = plan.RecurrentMatrices[0].PanelColumns;
        return (plan.Layout.States[0].Size + width - 1) / width;
    }

    /// <summary>Computes some steps: at most as many as the tape projects at once.</summary>
    /// <param name="team">The threads: as many as there are parts.</param>
    /// <param name="input">[slots × input size], of all steps.</param>
    /// <param name="first">The first step.</param>
    /// <param name="end">The step after the last.</param>
    public unsafe void Run(ThreadTeam team, ReadOnlySpan<T> input, int first, int end)
    {
        _first = first;
        _packing = _packing.Steps == end - first ? _packing : new Packing([end - first]);
        int start = _tape.Packing.Offset(first);
        // No span can be where other threads find it.
        fixed (T* values = input[(start * _inputSize)..])
        {
            _input = values;
            _inputLength = input.Length - (start * _inputSize);
            team.RunTogether(this);
        }

        _turn += (uint)_packing.Steps;
    }

    /// <inheritdoc/>
    public void RunParts(ReadOnlySpan<int> mine, int parts)
    {
        try
        {
            foreach (int part in mine)
            {
                _parts[part].Begin(_tape, _first, _packing, Input[..(_packing.Steps * _inputSize)]);
            }

            for (int step = 0; step < _packing.Steps; step++)
            {
                foreach (int part in mine)
                {
                    Advance(part, step);
                }
            }

            foreach (int part in mine)
            {
                _parts[part].End(_tape, _first);
            }
        }
        catch
        {
            _exchange.Break();
            throw;
        }
    }

    // What comes in at the turn's steps, and what follows.
    private unsafe ReadOnlySpan<T> Input => new(_input, _inputLength);

    // Compiled once and for all, as what it calls.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Advance(int part, int step)
    {
        UnitsPart<T> own = _parts[part];
        uint turn = _turn + (uint)step;
        for (int other = 0; other < _parts.Length; other++)
        {
            Span<T> state = _parts[other].Of(own.States);
            if (other != part && step > 0)
            {
                _exchange.Receive(other, turn, state);
            }

            own.Multiply(other, state, step);
        }

        own.Activate(step);
        _exchange.Send(part, turn + 1, own.Lines);
    }
}
