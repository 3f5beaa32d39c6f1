using System.Collections.Immutable;
using System.Numerics;

namespace RnnPS;

/// <summary>
/// The gated recurrent unit of Cho et al. (2014), "Learning phrase representations using RNN encoder-decoder":
/// h(t) = z∘h(t−1) + (1 − z)∘h̃. The columns of the weights are in the gate order z, r, h.
/// </summary>
public sealed class GruCell : RnnCell
{
    private const int UpdateGate = 0;
    private const int ResetGate = 1;
    private const int Candidate = 2;

    private readonly GruOptions _options;

    /// <summary>Creates a cell from its weights.</summary>
    /// <param name="inputWeights">The input weights W, [input × 3·hidden], concatenated in the gate order z, r, h.</param>
    /// <param name="recurrentWeights">The recurrent weights R, [hidden × 3·hidden].</param>
    /// <param name="bias">The bias b, [3·hidden]; null for none.</param>
    /// <param name="recurrentBias">
    /// The bias of the recurrent product, [3·hidden]; null for none. If the reset gate is applied after the product
    /// (<see cref="GruOptions.ResetAfter"/>), it also multiplies the last third of this bias.
    /// </param>
    /// <param name="options">The variant and the activations; null for the defaults of Keras and PyTorch.</param>
    /// <param name="seed">The seed that generated the weights; null if the weights were given.</param>
    /// <exception cref="RnnException">
    /// The shapes do not match (<see cref="RnnErrorId.WeightShape"/>), a matrix is empty
    /// (<see cref="RnnErrorId.WeightEmpty"/>), a weight is not finite (<see cref="RnnErrorId.WeightNotFinite"/>), or the
    /// clip is not above 0 (<see cref="RnnErrorId.Activation"/>).
    /// </exception>
    public GruCell(
        RnnMatrix inputWeights,
        RnnMatrix recurrentWeights,
        RnnVector? bias = null,
        RnnVector? recurrentBias = null,
        GruOptions? options = null,
        int? seed = null)
        : this(new CellWeights(inputWeights, recurrentWeights, bias, recurrentBias), options ?? new GruOptions(), seed)
    {
    }

    private GruCell(CellWeights weights, GruOptions options, int? seed)
        : base(weights, gates: 3, options.ActivationClip, seed)
    {
        _options = options;
        Layout = CreateLayout();
    }

    /// <inheritdoc/>
    public override string Kind => "Gru";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Gates => ["UpdateGate", "ResetGate", "Candidate"];

    /// <summary>
    /// Whether the reset gate multiplies the recurrent product; otherwise it multiplies the state before the product.
    /// </summary>
    public bool ResetAfter => _options.ResetAfter;

    /// <summary>The activation function of the gates z and r.</summary>
    public RnnActivationFunction GateActivation => _options.GateActivation;

    /// <summary>The activation function of the candidate.</summary>
    public RnnActivationFunction CandidateActivation => _options.CandidateActivation;

    internal override CellLayout Layout { get; }

    internal override ImmutableArray<RecurrentPart> RecurrentParts => ResetAfter
        ? base.RecurrentParts
        :
        [
            new RecurrentPart(nameof(RecurrentWeights), 0, 2 * HiddenSize),
            new RecurrentPart(nameof(RecurrentWeights), 2 * HiddenSize, HiddenSize),
        ];

    internal override CellMaths<T> CreateMaths<T>(KernelSet<T> kernels) => CreateMaths(kernels, HiddenSize);

    internal override RnnCell With(IReadOnlyDictionary<string, RnnMatrix> weights) =>
        new GruCell(CellWeights.From(weights), _options, Seed);

    private CellMaths<T> CreateMaths<T>(KernelSet<T> kernels, int units)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        ResetAfter ? new AfterMaths<T>(this, kernels, units) : new BeforeMaths<T>(this, kernels, units);

    private CellLayout CreateLayout()
    {
        int hidden = HiddenSize;
        return new CellLayout
        {
            InputSize = InputSize,
            HiddenSize = HiddenSize,
            ProjectionColumns = 3 * hidden,
            RecurrentColumns = ResetAfter ? 3 * hidden : 0,
            RecurrentBiasApart = ResetAfter,
            States = [new CellPart(CellPart.State, hidden)],
            OperandSizes = ResetAfter ? [] : [hidden],
            PhaseCount = ResetAfter ? 1 : 2,
            Products = ResetAfter
                ? [new Product(Phase: 0, Operand: 0, Matrix: 0, Column: 0, 3 * hidden, Apart: true)]
                :
                [
                    new Product(Phase: 0, Operand: 0, Matrix: 0, Column: 0, 2 * hidden),
                    new Product(Phase: 1, Operand: 1, Matrix: 1, Column: 2 * hidden, hidden),
                ],
            Trace =
            [
                new CellPart("UpdateGate", hidden),
                new CellPart("ResetGate", hidden),
                new CellPart("Candidate", hidden),
            ],
        };
    }

    private abstract class Maths<T>(GruCell cell, KernelSet<T> kernels, int hidden) : CellMaths<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly Clip<T> _clip = new(cell.ActivationClip);

        protected int Hidden => hidden;

        protected KernelSet<T> Kernels => kernels;

        // The common activations: fused kernels support them, and their derivatives follow from the gate values.
        protected bool IsCommon { get; } = cell.GateActivation.Kind == RnnActivation.Sigmoid
            && cell.CandidateActivation.Kind == RnnActivation.Tanh
            && cell.ActivationClip is null;

        protected Span<T> Gate(Span<T> rows, int row, int gate) => rows.Slice(((row * 3) + gate) * Hidden, Hidden);

        protected ReadOnlySpan<T> Gate(ReadOnlySpan<T> rows, int row, int gate) =>
            rows.Slice(((row * 3) + gate) * Hidden, Hidden);

        protected Span<T> Part(Span<T> rows, int row) => rows.Slice(row * Hidden, Hidden);

        protected ReadOnlySpan<T> Part(ReadOnlySpan<T> rows, int row) => rows.Slice(row * Hidden, Hidden);

        public override CellMaths<T> OfUnits(int first, int count) => cell.CreateMaths(kernels, count);

        protected void ActivateGates(Frame<T> frame, int row, int unit = 0)
        {
            Activate(Gate(frame.Projection, row, UpdateGate)[unit..], cell.GateActivation, Part(frame.Trace(UpdateGate), row)[unit..]);
            Activate(Gate(frame.Projection, row, ResetGate)[unit..], cell.GateActivation, Part(frame.Trace(ResetGate), row)[unit..]);
        }

        protected void MakeState(Frame<T> frame, int row, int unit = 0)
        {
            Span<T> candidate = Part(frame.Trace(Candidate), row)[unit..];
            Activate(Gate(frame.Projection, row, Candidate)[unit..], cell.CandidateActivation, candidate);
            PointwiseKernels.Blend(
                Part(frame.Trace(UpdateGate), row)[unit..],
                Part(frame.PreviousState(0), row)[unit..],
                candidate,
                Part(frame.State(0), row)[unit..]);
        }

        protected GruGradientRows<T> GradientRows(BackwardFrame<T> frame)
        {
            for (int row = 0; !IsCommon && row < frame.Rows; row++)
            {
                Slopes(frame, row, UpdateGate, cell.GateActivation);
                Slopes(frame, row, ResetGate, cell.GateActivation);
                Slopes(frame, row, Candidate, cell.CandidateActivation);
            }

            return new GruGradientRows<T>
            {
                Hidden = Hidden,
                Pre = frame.Projection,
                Update = frame.Trace(UpdateGate),
                Reset = frame.Trace(ResetGate),
                Candidate = frame.Trace(Candidate),
                Before = frame.PreviousState(0),
                State = frame.StateGradient(0),
                BeforeGradient = frame.PreviousStateGradient(0),
            };
        }

        protected void Slopes(BackwardFrame<T> frame, int row, int gate, RnnActivationFunction activation)
        {
            Span<T> pre = Gate(frame.Projection, row, gate);
            activation.Slope(kernels, _clip, pre, Part(frame.Trace(gate), row), pre);
        }

        private void Activate(Span<T> pre, RnnActivationFunction activation, Span<T> gate)
        {
            _clip.Apply(pre);
            activation.Apply(kernels, pre, gate);
        }
    }

    private sealed class AfterMaths<T>(GruCell cell, KernelSet<T> kernels, int hidden) : Maths<T>(cell, kernels, hidden)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public override void Forward(int phase, Frame<T> frame)
        {
            int done = IsCommon ? RunFused(frame) : 0;
            for (int row = 0; done < Hidden && row < frame.Rows; row++)
            {
                RunFrom(done, frame, row);
            }
        }

        private int RunFused(Frame<T> frame) => Kernels.GruAfter(
            frame.Projection,
            frame.Recurrent,
            frame.PreviousState(0),
            frame.Trace(UpdateGate),
            frame.Trace(ResetGate),
            frame.Trace(Candidate),
            frame.State(0),
            Hidden);

        private void RunFrom(int unit, Frame<T> frame, int row)
        {
            PointwiseKernels.Add(Gate(frame.Recurrent, row, UpdateGate)[unit..], Gate(frame.Projection, row, UpdateGate)[unit..]);
            PointwiseKernels.Add(Gate(frame.Recurrent, row, ResetGate)[unit..], Gate(frame.Projection, row, ResetGate)[unit..]);
            ActivateGates(frame, row, unit);
            PointwiseKernels.MultiplyAdd(
                Part(frame.Trace(ResetGate), row)[unit..],
                Gate(frame.Recurrent, row, Candidate)[unit..],
                Gate(frame.Projection, row, Candidate)[unit..]);
            MakeState(frame, row, unit);
        }

        public override void Backward(int phase, BackwardFrame<T> frame)
        {
            GruGradientRows<T> gradient = GradientRows(frame);
            gradient.Recurrent = frame.Recurrent;
            Kernels.Gradients.Gru(ref gradient, IsCommon);
        }
    }

    private sealed class BeforeMaths<T>(GruCell cell, KernelSet<T> kernels, int hidden) : Maths<T>(cell, kernels, hidden)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public override void Forward(int phase, Frame<T> frame)
        {
            for (int row = 0; row < frame.Rows; row++)
            {
                if (phase == 0)
                {
                    ActivateGates(frame, row);
                    PointwiseKernels.Multiply(
                        Part(frame.Trace(ResetGate), row), Part(frame.PreviousState(0), row), Part(frame.Operand(1), row));
                }
                else
                {
                    MakeState(frame, row);
                }
            }
        }

        public override void Backward(int phase, BackwardFrame<T> frame)
        {
            if (phase == 1)
            {
                GruGradientRows<T> gradient = GradientRows(frame);
                Kernels.Gradients.Gru(ref gradient, IsCommon);
                return;
            }

            for (int row = 0; row < frame.Rows; row++)
            {
                // The operand is r∘h(t−1). Phase 1 has stored the slope of r in pre, except in the common form.
                Span<T> pre = Gate(frame.Projection, row, ResetGate);
                if (IsCommon)
                {
                    Slopes(frame, row, ResetGate, RnnActivation.Sigmoid);
                }

                ReadOnlySpan<T> operand = Part(frame.OperandGradient(1), row);
                PointwiseKernels.Multiply(operand, pre, pre);
                PointwiseKernels.Multiply(Part(frame.PreviousState(0), row), pre, pre);
                PointwiseKernels.MultiplyAdd(operand, Part(frame.Trace(ResetGate), row), Part(frame.PreviousStateGradient(0), row));
            }
        }
    }
}
