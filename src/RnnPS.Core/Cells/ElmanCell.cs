using System.Numerics;

namespace RnnPS;

/// <summary>
/// The simple recurrent cell of Elman (1990), "Finding structure in time": h(t) = f(x(t)·W + h(t−1)·R + b).
/// </summary>
public sealed class ElmanCell : RnnCell
{
    /// <summary>Creates a cell from its weights.</summary>
    /// <param name="inputWeights">The input weights W, [input × hidden].</param>
    /// <param name="recurrentWeights">The recurrent weights R, [hidden × hidden].</param>
    /// <param name="bias">The bias b, [hidden]; null for none.</param>
    /// <param name="activation">The activation function f; null for tanh.</param>
    /// <param name="seed">The seed that generated the weights; null if the weights were given.</param>
    /// <param name="recurrentBias">A second bias, added to the first, [hidden]; null for none.</param>
    /// <param name="activationClip">
    /// The bound that clips the input of f to the range −clip to clip; null for no clipping. The derivative is 0 at and beyond the
    /// bounds.
    /// </param>
    /// <exception cref="RnnException">
    /// The shapes do not match (<see cref="RnnErrorId.WeightShape"/>), a matrix is empty
    /// (<see cref="RnnErrorId.WeightEmpty"/>), a weight is not finite (<see cref="RnnErrorId.WeightNotFinite"/>), or the
    /// clip is not above 0 (<see cref="RnnErrorId.Activation"/>).
    /// </exception>
    public ElmanCell(
        RnnMatrix inputWeights,
        RnnMatrix recurrentWeights,
        RnnVector? bias = null,
        RnnActivationFunction? activation = null,
        int? seed = null,
        RnnVector? recurrentBias = null,
        double? activationClip = null)
        : this(new CellWeights(inputWeights, recurrentWeights, bias, recurrentBias), activation ?? default, seed, activationClip)
    {
    }

    private ElmanCell(CellWeights weights, RnnActivationFunction activation, int? seed, double? activationClip)
        : base(weights, gates: 1, activationClip, seed)
    {
        Activation = activation;
        Layout = new CellLayout
        {
            InputSize = InputSize,
            HiddenSize = HiddenSize,
            ProjectionColumns = HiddenSize,
            States = [new CellPart(CellPart.State, HiddenSize)],
            Products = [new Product(Phase: 0, Operand: 0, Matrix: 0, Column: 0, Columns: HiddenSize)],
        };
    }

    /// <inheritdoc/>
    public override string Kind => "Elman";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Gates => [CellPart.State];

    /// <summary>The activation function of the state.</summary>
    public RnnActivationFunction Activation { get; }

    internal override CellLayout Layout { get; }

    internal override CellMaths<T> CreateMaths<T>(KernelSet<T> kernels) =>
        new Maths<T>(kernels, Activation, new Clip<T>(ActivationClip));

    internal override RnnCell With(IReadOnlyDictionary<string, RnnMatrix> weights) =>
        new ElmanCell(CellWeights.From(weights), Activation, Seed, ActivationClip);

    private sealed class Maths<T>(KernelSet<T> kernels, RnnActivationFunction activation, Clip<T> clip) : CellMaths<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public override CellMaths<T> OfUnits(int first, int count) => this;

        public override bool TryFused(
            CellPlan<T> plan, Span<T> pre, ReadOnlySpan<T> before, Span<T> after, int count, bool isSingleSequence) =>
            activation.Kind == RnnActivation.Tanh
            && !clip.Cuts
            && kernels.TryTanhCell(plan.RecurrentMatrices[0], pre, before, after, count, isSingleSequence);

        public override void Forward(int phase, Frame<T> frame)
        {
            Span<T> pre = frame.Projection;
            clip.Apply(pre);
            activation.Apply(kernels, pre, frame.State(0));
        }

        public override void Backward(int phase, BackwardFrame<T> frame)
        {
            Span<T> pre = frame.Projection;
            if (activation.Kind == RnnActivation.Tanh && !clip.Cuts)
            {
                kernels.Gradients.Tanh(frame.State(0), frame.StateGradient(0), pre);
                return;
            }

            activation.Slope(kernels, clip, pre, frame.State(0), pre);
            PointwiseKernels.Multiply(frame.StateGradient(0), pre, pre);
        }
    }
}
