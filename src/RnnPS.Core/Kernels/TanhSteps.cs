using System.Numerics;

namespace RnnPS;

/// <summary>What <see cref="TanhCellKernel"/> reads and writes: steps of one sequence, or sequences of one step.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal ref struct TanhSteps<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>What comes in, [count × inputs]; empty where <see cref="Pre"/> holds its product.</summary>
    public ReadOnlySpan<T> Input;

    /// <summary>W.</summary>
    public PackedMatrix<T> InputWeights;

    /// <summary>b.</summary>
    public ReadOnlySpan<T> Bias;

    /// <summary>R.</summary>
    public PackedMatrix<T> RecurrentWeights;

    /// <summary>P where there is one, [count × size]; then what entered the activation. A vector's room lies behind it.</summary>
    public Span<T> Pre;

    /// <summary>The states before: [count × size] of sequences, [size] of the steps of one.</summary>
    public ReadOnlySpan<T> Before;

    /// <summary>The states after, [count × size]. A vector's room lies behind them.</summary>
    public Span<T> After;

    /// <summary>How many.</summary>
    public int Count;

    /// <summary>Whether they are the steps of one sequence; else they are sequences.</summary>
    public bool Alone;
}
