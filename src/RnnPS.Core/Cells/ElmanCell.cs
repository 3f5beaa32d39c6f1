using System.Numerics;

namespace RnnPS;

/// <summary>
/// The plain recurrent cell of Elman (1990), "Finding structure in time": h(t) = f(x(t)·W + h(t−1)·R + b).
/// </summary>
public sealed class ElmanCell : RnnCell
{
    /// <summary>Creates a cell from its weights.</summary>
    /// <param name="inputWeights">W, [input × hidden].</param>
    /// <param name="recurrentWeights">R, [hidden × hidden].</param>
    /// <param name="bias">b, [hidden], or null for a cell without one.</param>
    /// <param name="activation">The function f; null is tanh.</param>
    /// <param name="seed">The seed that the weights were drawn from, or null.</param>
    /// <param name="recurrentBias">A second bias that is added to the first, [hidden], or null.</param>
    /// <param name="activationClip">
    /// Cuts what enters f to between −clip and clip; null cuts nothing. The derivative at the bounds is 0, as beyond them.
    /// </param>
    /// <exception cref="RnnException">
    /// The shapes do not fit (<see cref="RnnErrorId.WeightShape"/>), a matrix is empty
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
            ProjectionColumns = HiddenSize,
            States = [new CellPart(CellPart.State, HiddenSize)],
            Products = [new Product(Phase: 0, Operand: 0, Matrix: 0, Column: 0, Columns: HiddenSize)],
        };
    }

    /// <inheritdoc/>
    public override string Kind => "Elman";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Gates => [CellPart.State];

    /// <summary>The function that makes the state.</summary>
    public RnnActivationFunction Activation { get; }

    internal override CellLayout Layout { get; }

    internal override CellMaths<T> CreateMaths<T>(KernelSet<T> kernels) =>
        new Maths<T>(kernels, Activation, new Clip<T>(ActivationClip));

    internal override RnnCell With(IReadOnlyDictionary<string, RnnMatrix> weights) =>
        new ElmanCell(CellWeights.From(weights), Activation, Seed, ActivationClip);

    private sealed class Maths<T>(KernelSet<T> kernels, RnnActivationFunction activation, Clip<T> clip) : CellMaths<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public override bool TryFused(
            CellPlan<T> plan, Span<T> pre, ReadOnlySpan<T> before, Span<T> after, int count, bool isSingleSequence) =>
            activation.Kind == RnnActivation.Tanh
            && !clip.Cuts
            && kernels.TryTanhCell(plan.RecurrentMatrices[0], pre, before, after, count, isSingleSequence);

        public override void Forward(int phase, Frame<T> frame)
        {
            Span<T> pre = frame.Projection;
            clip.Apply(pre);
            ActivationKernels.Apply(kernels, activation, pre, frame.State(0));
        }

        public override void Backward(int phase, BackwardFrame<T> frame)
        {
            Span<T> pre = frame.Projection;
            if (activation.Kind == RnnActivation.Tanh && !clip.Cuts)
            {
                kernels.Gradients.Tanh(frame.State(0), frame.StateGradient(0), pre);
                return;
            }

            SlopeKernels.Apply(kernels, activation, clip, pre, frame.State(0), pre);
            PointwiseKernels.Multiply(frame.StateGradient(0), pre, pre);
        }
    }
}
