using System.Numerics;
using System.Runtime.CompilerServices;

namespace RnnPS;

/// <summary>Some units of a cell, which one thread takes through the steps of a sequence, with weights and buffers of their own.</summary>
/// <remarks>
/// Processors fetch the cache lines after those that are read, so two threads that write neighbouring lines slow each other. So each
/// part has a tape, and publishes what the others need in lines that are far from all others. With two threads on two chips of an AMD
/// Zen 4, a step of LSTM 64→256 takes 7.2 µs; with one tape for both it took 9.6.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class StepPart<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // In bytes. A processor fetches less ahead.
    private const int Distance = 1024;

    private readonly CellPlan<T> _plan;
    private readonly CellTape<T> _tape;

    // Of all units.
    private readonly RowBuffer<T> _operand;

    // The last two vectors that were published. While a thread reads the one before, another may already write the next.
    private readonly RowBuffer<T> _published;

    // The phases since Begin. Each part counts for itself: what one thread writes and another reads takes a round trip.
    private LoneCounter _turn;

    /// <summary>Creates the buffers.</summary>
    /// <param name="plan">The weights of the units.</param>
    /// <param name="whole">The buffers of the whole cell.</param>
    /// <param name="hidden">The number of units of the whole cell.</param>
    public StepPart(CellPlan<T> plan, CellTape<T> whole, int hidden)
    {
        _plan = plan;
        _tape = new CellTape<T>(plan.Layout, whole.KeepsTrace ? Tape.Trace : Tape.None, rows: 1, whole.ProjectedSlots);
        _operand = new RowBuffer<T>(1, hidden);
        _published = new RowBuffer<T>(4, plan.Layout.HiddenSize + (Distance / Unsafe.SizeOf<T>()));
    }

    private int Units => _plan.Layout.HiddenSize;

    private int Phases => _plan.Layout.PhaseCount;

    /// <summary>Takes the state over, and computes P of some steps.</summary>
    /// <param name="whole">The buffers of the whole cell.</param>
    /// <param name="first">The first step in them.</param>
    /// <param name="packing">The packing of the steps.</param>
    /// <param name="input">The inputs of the steps, [steps × input size].</param>
    public void Begin(CellTape<T> whole, int first, Packing packing, ReadOnlySpan<T> input)
    {
        _turn.Value = 0;
        _tape.Packing = packing;
        _tape.Restart();
        for (int part = 0; part < _tape.StateCount; part++)
        {
            OwnUnits(whole.StateBefore(part, first)).CopyTo(_tape.NextState(part, row: 0));
        }

        Publish(_tape.StateBefore(0, 0), turn: 0);
        _plan.Project(input, _tape.NextProjection(0, packing.Total), packing.Total);
    }

    /// <summary>Computes the next phase: the first of the first step after <see cref="Begin"/>.</summary>
    /// <param name="parts">All parts of the cell, which have computed the phase before.</param>
    public void Run(StepPart<T>[] parts)
    {
        long turn = _turn.Value++;
        int step = (int)(turn / Phases);
        int phase = (int)(turn % Phases);
        Span<T> operand = _operand.Rows(0, 1);
        foreach (StepPart<T> part in parts)
        {
            part.Published(turn).CopyTo(operand[part._plan.FirstUnit..]);
        }

        // The others have read these lines. To get each back takes half a round trip, which passes during the product.
        Published(turn + 1).Clear();
        _plan.Layout.Products[phase].Multiply(_plan, _tape, step, operand);
        _plan.Maths.Forward(phase, new Frame<T>(_tape, step));
        int next = _plan.Layout.Products[(phase + 1) % Phases].Operand;
        Publish(next == 0 ? _tape.StateAfter(0, step) : _tape.Operand(next - 1, step), turn + 1);
    }

    /// <summary>Copies the results of all steps so far to the buffers of the whole cell.</summary>
    /// <param name="whole">The buffers.</param>
    /// <param name="first">The first step in them.</param>
    public void End(CellTape<T> whole, int first)
    {
        int steps = (int)(_turn.Value / Phases);
        for (int step = 0; step < steps; step++)
        {
            OwnUnits(_tape.StateAfter(0, step), whole.StateAfter(0, first + step));
            if (_tape.KeepsTrace || step == steps - 1)
            {
                for (int part = 1; part < _tape.StateCount; part++)
                {
                    OwnUnits(_tape.StateAfter(part, step), whole.StateAfter(part, first + step));
                }
            }

            if (_tape.KeepsTrace)
            {
                OwnUnits(_tape.Projection(step, 1), whole.Projection(first + step, 1));
                for (int part = 0; part < _plan.Layout.Trace.Length; part++)
                {
                    OwnUnits(_tape.Trace(part, step), whole.Trace(part, first + step));
                }
            }
        }
    }

    private void Publish(ReadOnlySpan<T> vector, long turn) => vector.CopyTo(Published(turn));

    // The first and the last row keep the distance to other buffers.
    private Span<T> Published(long turn) => _published.Rows(1 + (int)(turn % 2), 1)[..Units];

    private ReadOnlySpan<T> OwnUnits(ReadOnlySpan<T> whole) => whole.Slice(_plan.FirstUnit, Units);

    // Each of some gates, or a vector that has one number for each unit.
    private void OwnUnits(ReadOnlySpan<T> own, Span<T> whole)
    {
        int hidden = _operand.Size;
        for (int gate = 0; gate * hidden < whole.Length; gate++)
        {
            own.Slice(gate * Units, Units).CopyTo(whole[((gate * hidden) + _plan.FirstUnit)..]);
        }
    }
}
