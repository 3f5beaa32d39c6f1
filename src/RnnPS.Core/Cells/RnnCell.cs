using System.Collections.Immutable;
using System.Numerics;

namespace RnnPS;

/// <summary>
/// A recurrent cell: the maths of one timestep and its weights. It never changes; <see cref="RnnModel"/> runs it.
/// </summary>
/// <remarks>
/// Row vectors throughout: pre-activation = x·InputWeights + h·RecurrentWeights + Bias, as Keras has it.
/// </remarks>
public abstract class RnnCell
{
    private protected RnnCell(RnnMatrix inputWeights, RnnMatrix recurrentWeights, RnnVector? bias, int? seed)
    {
        InputWeights = inputWeights;
        RecurrentWeights = recurrentWeights;
        Bias = bias;
        Seed = seed;
    }

    /// <summary>The kind of cell, as <c>Elman</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>The number of features that come in at a timestep.</summary>
    public int InputSize => InputWeights.Rows;

    /// <summary>The number of components of the state h.</summary>
    public int HiddenSize => RecurrentWeights.Rows;

    /// <summary>The input weights W, [input × gates·hidden].</summary>
    public RnnMatrix InputWeights { get; }

    /// <summary>The recurrent weights R, [hidden × gates·hidden].</summary>
    public RnnMatrix RecurrentWeights { get; }

    /// <summary>The bias b, [gates·hidden]; null for a cell without one.</summary>
    public RnnVector? Bias { get; }

    /// <summary>The seed that the weights were drawn from; null where they were given.</summary>
    public int? Seed { get; }

    /// <summary>How many numbers training may change.</summary>
    public long ParameterCount => InputWeights.AsSpan().Length + RecurrentWeights.AsSpan().Length + (Bias?.Length ?? 0);

    /// <summary>What the loop must know of this cell.</summary>
    internal abstract CellLayout Layout { get; }

    /// <summary>The matrices that <see cref="Product.Matrix"/> counts.</summary>
    internal virtual ImmutableArray<RnnMatrix> RecurrentMatrices => [RecurrentWeights];

    /// <summary>The pointwise maths in one precision.</summary>
    internal abstract CellMaths<T> CreateMaths<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>The same cell with other weights of the same shapes.</summary>
    internal abstract RnnCell With(RnnMatrix inputWeights, RnnMatrix recurrentWeights, RnnVector? bias);

    /// <summary>The kind and the sizes, as <c>Elman 1→2</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => FormattableString.Invariant($"{Kind} {InputSize}→{HiddenSize}");
}
