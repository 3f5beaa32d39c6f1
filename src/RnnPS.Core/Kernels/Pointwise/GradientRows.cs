using System.Numerics;

namespace RnnPS;

/// <summary>The rows of an LSTM's timestep: what its backward kernel reads and writes. All are [rows × hidden] where nothing else is said.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal ref struct LstmGradientRows<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The units of a row.</summary>
    public int Hidden;

    /// <summary>
    /// [rows × gates × hidden]: becomes the derivative of the pre-activations. Before, it holds each gate's slope where the kernel does
    /// not know it from the gate; that of o is then multiplied by <see cref="Squashed"/>.
    /// </summary>
    public Span<T> Pre;

    /// <summary>i.</summary>
    public ReadOnlySpan<T> Input;

    /// <summary>f.</summary>
    public ReadOnlySpan<T> Forget;

    /// <summary>c̃.</summary>
    public ReadOnlySpan<T> Candidate;

    /// <summary>o.</summary>
    public ReadOnlySpan<T> Output;

    /// <summary>c(t − 1).</summary>
    public ReadOnlySpan<T> Before;

    /// <summary>The activated cell state; or its slope, where the kernel does not know it.</summary>
    public ReadOnlySpan<T> Squashed;

    /// <summary>The derivative with respect to o∘squashed.</summary>
    public ReadOnlySpan<T> State;

    /// <summary>The derivative with respect to c(t) by way of later steps; becomes that with respect to c(t − 1).</summary>
    public Span<T> Cell;

    /// <summary>Receives the total derivative with respect to c(t), by way of h(t) and of later steps; empty to skip it.</summary>
    public Span<T> Total;

    /// <summary>The peepholes of i, f, o (i, o where coupled), [peepholes × hidden]; empty for none.</summary>
    public ReadOnlySpan<T> Peepholes;

    /// <summary>Whether f is 1 − i, and has no pre-activation.</summary>
    public bool Coupled;
}

/// <summary>The rows of a GRU's timestep: what its backward kernel reads and writes. All are [rows × hidden] where nothing else is said.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal ref struct GruGradientRows<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The units of a row.</summary>
    public int Hidden;

    /// <summary>
    /// [rows × 3 × hidden]: becomes the derivative of the pre-activations. Before, it holds each gate's slope where the kernel does not
    /// know it from the gate.
    /// </summary>
    public Span<T> Pre;

    /// <summary>
    /// [rows × 3 × hidden], the recurrent products, of which the candidate's is read: becomes their derivative. Empty where the reset
    /// gate meets the state before the product; the reset gate's part is then left to a phase of its own.
    /// </summary>
    public Span<T> Recurrent;

    /// <summary>z.</summary>
    public ReadOnlySpan<T> Update;

    /// <summary>r.</summary>
    public ReadOnlySpan<T> Reset;

    /// <summary>h̃.</summary>
    public ReadOnlySpan<T> Candidate;

    /// <summary>h(t − 1).</summary>
    public ReadOnlySpan<T> Before;

    /// <summary>The derivative with respect to h(t).</summary>
    public ReadOnlySpan<T> State;

    /// <summary>The derivative with respect to h(t − 1), to be added to.</summary>
    public Span<T> BeforeGradient;
}
