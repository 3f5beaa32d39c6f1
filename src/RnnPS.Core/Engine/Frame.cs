using System.Numerics;

namespace RnnPS;

/// <summary>One timestep of one layer: the windows into the tape that a cell's pointwise maths reads and writes.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <param name="tape">The layer's tape.</param>
/// <param name="step">The step within the chunk.</param>
internal readonly ref struct Frame<T>(LayerTape<T> tape, int step)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>How many sequences run side by side.</summary>
    public int Rows => tape.Rows;

    /// <summary>P, [rows × projection columns]; with the recurrent products added where the cell only adds them.</summary>
    public Span<T> Projection => tape.Projection[step];

    /// <summary>Q, [rows × recurrent columns]; empty where it was added to P.</summary>
    public ReadOnlySpan<T> Recurrent => tape.Recurrent[step];

    /// <summary>A part of the state before this step, [rows × size].</summary>
    public ReadOnlySpan<T> PreviousState(int part) => tape.States[part][step];

    /// <summary>A part of the state after this step, [rows × size], for the cell to write.</summary>
    public Span<T> State(int part) => tape.States[part][step + 1];

    /// <summary>An operand that the cell makes for a later phase's product, [rows × size]; counted from 1.</summary>
    public Span<T> Operand(int index) => tape.Operands[index - 1][step];

    /// <summary>A part of the trace, [rows × size], for the cell to write.</summary>
    public Span<T> Trace(int part) => tape.Traces[part][step];
}
