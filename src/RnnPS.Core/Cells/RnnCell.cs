using System.Collections.Immutable;
using System.Numerics;

namespace RnnPS;

/// <summary>
/// A recurrent cell: the computation of one timestep and its weights. A cell is immutable. <see cref="RnnModel"/> runs it.
/// </summary>
/// <remarks>
/// As in Keras, inputs and states are row vectors: pre-activation = x·InputWeights + h·RecurrentWeights + Bias + RecurrentBias.
/// The columns of the gates are concatenated in the order of <see cref="Gates"/>.
/// </remarks>
public abstract class RnnCell
{
    private protected RnnCell(CellWeights weights, int gates, double? activationClip, int? seed)
    {
        InputWeights = WeightRules.Matrix(weights.Input, nameof(InputWeights));
        HiddenSize = WeightRules.HiddenSize(InputWeights, gates);
        RecurrentWeights = WeightRules.Matrix(
            weights.Recurrent,
            nameof(RecurrentWeights),
            weights.OutputSize ?? HiddenSize,
            InputWeights.Columns,
            $"{nameof(InputWeights)}, {InputWeights}");
        Bias = WeightRules.OptionalVector(weights.Bias, nameof(Bias), InputWeights.Columns);
        RecurrentBias = WeightRules.OptionalVector(weights.RecurrentBias, nameof(RecurrentBias), InputWeights.Columns);
        ActivationClip = WeightRules.Clip(activationClip);
        Seed = seed;
    }

    /// <summary>The kind of cell, for example <c>Lstm</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>
    /// The names of the gates, in the order of the weights' columns. Each gate has <see cref="HiddenSize"/> columns, and a step
    /// has a property with the same name. An Elman cell has only the state.
    /// </summary>
    public abstract IReadOnlyList<string> Gates { get; }

    /// <summary>The number of input features of a timestep.</summary>
    public int InputSize => InputWeights.Rows;

    /// <summary>The number of units, which is the number of components of each gate.</summary>
    public int HiddenSize { get; }

    /// <summary>The number of components of the hidden state h. It equals the hidden size unless h is projected.</summary>
    public int OutputSize => RecurrentWeights.Rows;

    /// <summary>The input weights W, [input × gates·hidden].</summary>
    public RnnMatrix InputWeights { get; }

    /// <summary>The recurrent weights R, [h × gates·hidden].</summary>
    public RnnMatrix RecurrentWeights { get; }

    /// <summary>The bias b, [gates·hidden]; null if there is none.</summary>
    public RnnVector? Bias { get; }

    /// <summary>
    /// The bias of the recurrent product, [gates·hidden], as in PyTorch and cuDNN; null if there is none.
    /// </summary>
    public RnnVector? RecurrentBias { get; }

    /// <summary>
    /// The bound that clips the input of each activation to the range −clip to clip (ONNX <c>clip</c>); null for no clipping. The
    /// derivative is 0 at and beyond the bounds.
    /// </summary>
    public double? ActivationClip { get; }

    /// <summary>The seed that generated the weights; null if the weights were given.</summary>
    public int? Seed { get; }

    /// <summary>The number of trainable parameters.</summary>
    public long ParameterCount => Weights.Sum(weight => (long)weight.Values.AsSpan().Length);

    /// <summary>Makes the bytes of <see cref="Serialized"/>. RnnPS sets it, because the core does not know files.</summary>
    public static Func<RnnCell, byte[]>? Serializer { get; set; }

    /// <summary>
    /// The whole cell as the bytes of a file, to leave its process; null without a <see cref="Serializer"/>. PowerShell's remoting sends
    /// properties only.
    /// </summary>
    public byte[]? Serialized => Serializer?.Invoke(this);

    /// <summary>The sizes, products and phases of the cell, for the loop.</summary>
    internal abstract CellLayout Layout { get; }

    /// <summary>All parameter arrays of the cell.</summary>
    internal virtual IEnumerable<CellWeight> Weights
    {
        get
        {
            yield return new CellWeight(nameof(InputWeights), InputWeights);
            yield return new CellWeight(nameof(RecurrentWeights), RecurrentWeights);
            if (Bias is { } bias)
            {
                yield return new CellWeight(nameof(Bias), bias.ToRow(), IsVector: true);
            }

            if (RecurrentBias is { } recurrentBias)
            {
                yield return new CellWeight(nameof(RecurrentBias), recurrentBias.ToRow(), IsVector: true);
            }
        }
    }

    /// <summary>The recurrent matrices, indexed by <see cref="Product.Matrix"/>.</summary>
    internal virtual ImmutableArray<RecurrentPart> RecurrentParts =>
        [new RecurrentPart(nameof(RecurrentWeights), 0, RecurrentWeights.Columns)];

    /// <summary>Creates the pointwise maths in one precision.</summary>
    /// <param name="kernels">The kernels.</param>
    internal abstract CellMaths<T> CreateMaths<T>(KernelSet<T> kernels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Creates a copy with other weights of the same shapes.</summary>
    /// <param name="weights">The new values of <see cref="Weights"/>, by name.</param>
    internal abstract RnnCell With(IReadOnlyDictionary<string, RnnMatrix> weights);

    /// <summary>Formats the kind and the sizes, for example <c>Elman 1→2</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => FormattableString.Invariant($"{Kind} {InputSize}→{OutputSize}");

    /// <summary>The weight arguments common to all kinds of cells, not yet validated.</summary>
    /// <param name="Input">The input weights W.</param>
    /// <param name="Recurrent">The recurrent weights R.</param>
    /// <param name="Bias">The bias b, or null.</param>
    /// <param name="RecurrentBias">The recurrent bias, or null.</param>
    /// <param name="OutputSize">The size of h; null if it is the hidden size.</param>
    private protected readonly record struct CellWeights(
        RnnMatrix? Input, RnnMatrix? Recurrent, RnnVector? Bias, RnnVector? RecurrentBias, int? OutputSize = null)
    {
        /// <summary>Creates the arguments from a cell's <see cref="Weights"/>.</summary>
        public static CellWeights From(IReadOnlyDictionary<string, RnnMatrix> weights) => new(
            weights[nameof(InputWeights)],
            weights[nameof(RecurrentWeights)],
            Vector(weights, nameof(RnnCell.Bias)),
            Vector(weights, nameof(RnnCell.RecurrentBias)));

        public static RnnVector? Vector(IReadOnlyDictionary<string, RnnMatrix> weights, string name) =>
            weights.TryGetValue(name, out RnnMatrix? row) ? row[0] : null;
    }
}
