using System.Collections.Immutable;
using System.Numerics;

namespace RnnPS;

/// <summary>
/// A recurrent cell: the maths of one timestep and its weights. It never changes; <see cref="RnnModel"/> runs it.
/// </summary>
/// <remarks>
/// Row vectors throughout: pre-activation = x·InputWeights + h·RecurrentWeights + Bias + RecurrentBias, as Keras has it.
/// The columns of gates stand side by side, in the order that each kind of cell tells.
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

    /// <summary>The kind of cell, as <c>Lstm</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>
    /// What the columns of the weights make, in their order, <see cref="HiddenSize"/> columns each: the gates by the names that a
    /// step shows them by; of a plain cell the state alone.
    /// </summary>
    public abstract IReadOnlyList<string> Gates { get; }

    /// <summary>The number of features that come in at a timestep.</summary>
    public int InputSize => InputWeights.Rows;

    /// <summary>The number of units: of components of each gate.</summary>
    public int HiddenSize { get; }

    /// <summary>The number of components of the state h, what the next layer sees: the hidden size, unless it is projected.</summary>
    public int OutputSize => RecurrentWeights.Rows;

    /// <summary>The input weights W, [input × gates·hidden].</summary>
    public RnnMatrix InputWeights { get; }

    /// <summary>The recurrent weights R, [h × gates·hidden].</summary>
    public RnnMatrix RecurrentWeights { get; }

    /// <summary>The bias b, [gates·hidden]; null for a cell without one.</summary>
    public RnnVector? Bias { get; }

    /// <summary>
    /// The second bias, of the recurrent product, [gates·hidden], as PyTorch and cuDNN have it; null for a cell without one.
    /// </summary>
    public RnnVector? RecurrentBias { get; }

    /// <summary>
    /// What enters an activation is cut to between −clip and clip (ONNX <c>clip</c>); null cuts nothing. The derivative at the bounds
    /// is 0, as beyond them.
    /// </summary>
    public double? ActivationClip { get; }

    /// <summary>The seed that the weights were drawn from; null where they were given.</summary>
    public int? Seed { get; }

    /// <summary>How many numbers training may change.</summary>
    public long ParameterCount => Weights.Sum(weight => (long)weight.Values.AsSpan().Length);

    /// <summary>What the loop must know of this cell.</summary>
    internal abstract CellLayout Layout { get; }

    /// <summary>All arrays of parameters that this cell has.</summary>
    internal virtual IEnumerable<CellWeight> Weights
    {
        get
        {
            yield return new CellWeight(nameof(InputWeights), InputWeights);
            yield return new CellWeight(nameof(RecurrentWeights), RecurrentWeights);
            if (Bias is { } bias)
            {
                yield return new CellWeight(nameof(Bias), bias.ToRow());
            }

            if (RecurrentBias is { } recurrentBias)
            {
                yield return new CellWeight(nameof(RecurrentBias), recurrentBias.ToRow());
            }
        }
    }

    /// <summary>The matrices that <see cref="Product.Matrix"/> counts.</summary>
    internal virtual ImmutableArray<RecurrentPart> RecurrentParts =>
        [new RecurrentPart(nameof(RecurrentWeights), 0, RecurrentWeights.Columns)];

    /// <summary>The pointwise maths in one precision.</summary>
    /// <param name="kernels">The kernels.</param>
    internal abstract CellMaths<T> CreateMaths<T>(KernelSet<T> kernels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>The same cell with other weights of the same shapes.</summary>
    /// <param name="weights">Those of <see cref="Weights"/>, by their names.</param>
    internal abstract RnnCell With(IReadOnlyDictionary<string, RnnMatrix> weights);

    /// <summary>The kind and the sizes, as <c>Elman 1→2</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => FormattableString.Invariant($"{Kind} {InputSize}→{OutputSize}");

    /// <summary>The arrays that every kind of cell has, as they were given.</summary>
    /// <param name="Input">W.</param>
    /// <param name="Recurrent">R.</param>
    /// <param name="Bias">b, or null.</param>
    /// <param name="RecurrentBias">The second bias, or null.</param>
    /// <param name="OutputSize">The size of h where it is not the hidden size.</param>
    private protected readonly record struct CellWeights(
        RnnMatrix? Input, RnnMatrix? Recurrent, RnnVector? Bias, RnnVector? RecurrentBias, int? OutputSize = null)
    {
        /// <summary>The arrays of a cell's <see cref="Weights"/>.</summary>
        public static CellWeights From(IReadOnlyDictionary<string, RnnMatrix> weights) => new(
            weights[nameof(InputWeights)],
            weights[nameof(RecurrentWeights)],
            Vector(weights, nameof(RnnCell.Bias)),
            Vector(weights, nameof(RnnCell.RecurrentBias)));

        public static RnnVector? Vector(IReadOnlyDictionary<string, RnnMatrix> weights, string name) =>
            weights.TryGetValue(name, out RnnMatrix? row) ? row[0] : null;
    }
}
