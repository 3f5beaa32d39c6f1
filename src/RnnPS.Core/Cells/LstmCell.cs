using System.Collections.Immutable;
using System.Numerics;

namespace RnnPS;

/// <summary>
/// The long short-term memory of Hochreiter and Schmidhuber (1997), with the forget gate of Gers et al. (2000):
/// c(t) = f∘c(t−1) + i∘c̃, h(t) = o∘tanh(c(t)). The columns of the weights are in the gate order i, f, c, o.
/// </summary>
public sealed class LstmCell : RnnCell
{
    private const int InputGate = 0;
    private const int ForgetGate = 1;
    private const int Candidate = 2;
    private const int OutputGate = 3;

    /// <summary>Creates a cell from its weights.</summary>
    /// <param name="inputWeights">
    /// The input weights W, [input × 4·hidden], concatenated in the gate order i, f, c, o. With coupled gates: i, c, o,
    /// [input × 3·hidden].
    /// </param>
    /// <param name="recurrentWeights">
    /// The recurrent weights R, [hidden × 4·hidden], or [projection × 4·hidden] with a projection.
    /// </param>
    /// <param name="bias">The bias b, [4·hidden]; null for none.</param>
    /// <param name="recurrentBias">A second bias, added to the first, [4·hidden]; null for none.</param>
    /// <param name="options">The peepholes, projection, coupling and activations; null for the standard LSTM.</param>
    /// <param name="seed">The seed that generated the weights; null if the weights were given.</param>
    /// <exception cref="RnnException">
    /// The shapes do not match (<see cref="RnnErrorId.WeightShape"/>), a matrix is empty
    /// (<see cref="RnnErrorId.WeightEmpty"/>), a weight is not finite (<see cref="RnnErrorId.WeightNotFinite"/>), or the
    /// clip is not above 0 (<see cref="RnnErrorId.Activation"/>).
    /// </exception>
    public LstmCell(
        RnnMatrix inputWeights,
        RnnMatrix recurrentWeights,
        RnnVector? bias = null,
        RnnVector? recurrentBias = null,
        LstmOptions? options = null,
        int? seed = null)
        : this(new CellWeights(inputWeights, recurrentWeights, bias, recurrentBias), options ?? new LstmOptions(), seed)
    {
    }

    private LstmCell(CellWeights weights, LstmOptions options, int? seed)
        : base(
            weights with { OutputSize = options.ProjectionWeights?.Columns },
            GateCount(options.Coupled),
            options.ActivationClip,
            seed)
    {
        Options = options;
        WeightRules.OptionalVector(options.Peepholes, nameof(Peepholes), (GateCount(options.Coupled) - 1) * HiddenSize);
        if (options.ProjectionWeights is { } projection)
        {
            WeightRules.Matrix(projection, nameof(ProjectionWeights), rows: HiddenSize);
        }

        Layout = CreateLayout();
    }

    /// <inheritdoc/>
    public override string Kind => "Lstm";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Gates => Coupled
        ? ["InputGate", "Candidate", "OutputGate"]
        : ["InputGate", "ForgetGate", "Candidate", "OutputGate"];

    /// <summary>The peephole weights from the cell state to the gates i, f, o (i, o with coupled gates); null for none.</summary>
    public RnnVector? Peepholes => Options.Peepholes;

    /// <summary>The projection of the hidden state, [hidden × projection]; null for none.</summary>
    public RnnMatrix? ProjectionWeights => Options.ProjectionWeights;

    /// <summary>Whether the forget gate is coupled to the input gate: f = 1 − i.</summary>
    public bool Coupled => Options.Coupled;

    /// <summary>The activation function of the gates i, f and o.</summary>
    public RnnActivationFunction GateActivation => Options.GateActivation;

    /// <summary>The activation function of the candidate.</summary>
    public RnnActivationFunction CandidateActivation => Options.CandidateActivation;

    /// <summary>The activation function of the cell state, applied before the output gate.</summary>
    public RnnActivationFunction CellStateActivation => Options.CellStateActivation;

    internal override CellLayout Layout { get; }

    internal override IEnumerable<CellWeight> Weights
    {
        get
        {
            foreach (CellWeight weight in base.Weights)
            {
                yield return weight;
            }

            if (Peepholes is { } peepholes)
            {
                yield return new CellWeight(nameof(Peepholes), peepholes.ToRow(), IsVector: true);
            }

            if (ProjectionWeights is { } projection)
            {
                yield return new CellWeight(nameof(ProjectionWeights), projection);
            }
        }
    }

    internal override ImmutableArray<RecurrentPart> RecurrentParts => ProjectionWeights is null
        ? base.RecurrentParts
        : [.. base.RecurrentParts, new RecurrentPart(nameof(ProjectionWeights), 0, OutputSize)];

    private LstmOptions Options { get; }

    internal override CellMaths<T> CreateMaths<T>(KernelSet<T> kernels) => new Maths<T>(
        this, kernels, HiddenSize, Peepholes is { } peepholes ? PackedWeights.Convert<T>(peepholes.AsSpan(), nameof(Peepholes)) : []);

    internal override RnnCell With(IReadOnlyDictionary<string, RnnMatrix> weights)
    {
        LstmOptions options = Options with
        {
            Peepholes = CellWeights.Vector(weights, nameof(Peepholes)),
            ProjectionWeights = weights.GetValueOrDefault(nameof(ProjectionWeights)),
        };
        return new LstmCell(CellWeights.From(weights), options, Seed);
    }

    private static int GateCount(bool coupled) => coupled ? 3 : 4;

    private CellLayout CreateLayout()
    {
        int columns = InputWeights.Columns;
        var gates = new Product(Phase: 0, Operand: 0, Matrix: 0, Column: 0, columns);
        bool projected = ProjectionWeights is not null;
        return new CellLayout
        {
            InputSize = InputSize,
            HiddenSize = HiddenSize,
            ProjectionColumns = columns,
            RecurrentColumns = projected ? OutputSize : 0,
            States = [new CellPart(CellPart.State, OutputSize), new CellPart("CellState", HiddenSize)],
            KeptSizes = [HiddenSize],
            OperandSizes = projected ? [HiddenSize] : [],
            PhaseCount = projected ? 2 : 1,
            Products = projected
                ? [gates, new Product(Phase: 1, Operand: 1, Matrix: 1, Column: 0, OutputSize, Apart: true)]
                : [gates],
            Trace =
            [
                new CellPart("InputGate", HiddenSize),
                new CellPart("ForgetGate", HiddenSize),
                new CellPart("Candidate", HiddenSize),
                new CellPart("OutputGate", HiddenSize),
            ],
        };
    }

    private sealed class Maths<T>(LstmCell cell, KernelSet<T> kernels, int hidden, T[] peepholes) : CellMaths<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly bool _projected = cell.ProjectionWeights is not null;
        private readonly Clip<T> _clip = new(cell.ActivationClip);

        // The index of gate c among the columns; o follows it. It is also the index of o among the peepholes.
        private readonly int _candidate = cell.Coupled ? 1 : 2;

        // The standard LSTM: fused kernels support it, and the derivatives of its activations follow from the gate values.
        private readonly bool _isCommon = cell is { Coupled: false, Peepholes: null, ActivationClip: null }
            && cell.GateActivation.Kind == RnnActivation.Sigmoid
            && cell.CandidateActivation.Kind == RnnActivation.Tanh
            && cell.CellStateActivation.Kind == RnnActivation.Tanh;

        public override CellMaths<T> OfUnits(int first, int count) => new Maths<T>(
            cell, kernels, count, PackedWeights.OfUnits(peepholes, hidden, first, count));

        public override void Forward(int phase, Frame<T> frame)
        {
            if (phase == 1)
            {
                frame.Recurrent.CopyTo(frame.State(0));
                return;
            }

            Span<T> unprojected = _projected ? frame.Operand(1) : frame.State(0);
            int done = _isCommon ? RunFused(frame, unprojected) : 0;
            for (int row = 0; done < hidden && row < frame.Rows; row++)
            {
                RunFrom(done, frame, row, Part(unprojected, row));
            }
        }

        public override void Backward(int phase, BackwardFrame<T> frame)
        {
            if (phase == 1)
            {
                frame.StateGradient(0).CopyTo(frame.Recurrent);
                return;
            }

            var gradient = new LstmGradientRows<T>
            {
                Hidden = hidden,
                Pre = frame.Projection,
                Input = frame.Trace(InputGate),
                Forget = frame.Trace(ForgetGate),
                Candidate = frame.Trace(Candidate),
                Output = frame.Trace(OutputGate),
                Before = frame.PreviousState(1),
                Squashed = frame.Kept(0),
                State = _projected ? frame.OperandGradient(1) : frame.StateGradient(0),
                Cell = frame.StateGradient(1),
                Total = frame.TotalGradient(1),
                Peepholes = peepholes,
                Coupled = cell.Coupled,
            };
            for (int row = 0; !_isCommon && row < frame.Rows; row++)
            {
                StoreSlopes(frame, row);
            }

            kernels.Gradients.Lstm(ref gradient, _isCommon);
        }

        public override void AddGradients(BackwardFrame<T> frame)
        {
            for (int row = 0; peepholes.Length > 0 && row < frame.Rows; row++)
            {
                AddPeepholes(frame, row, frame.ParameterGradient(nameof(Peepholes)));
            }
        }

        public override void Load(CellParameters<T> parameters) =>
            parameters.Find(nameof(Peepholes))?.Values.CopyTo(peepholes, 0);

        private int RunFused(Frame<T> frame, Span<T> h) => kernels.Lstm(
            frame.Projection,
            frame.PreviousState(1),
            frame.Trace(InputGate),
            frame.Trace(ForgetGate),
            frame.Trace(Candidate),
            frame.Trace(OutputGate),
            frame.State(1),
            frame.Kept(0),
            h,
            hidden);

        // Computes the units that the fused kernel left: the last few that do not fill a vector register, or all.
        private void RunFrom(int done, Frame<T> frame, int row, Span<T> h)
        {
            Span<T> pre = Pre(frame.Projection, row, frame.Rows);
            ReadOnlySpan<T> before = Part(frame.PreviousState(1), row)[done..];
            Span<T> c = Part(frame.State(1), row)[done..];
            Span<T> i = Part(frame.Trace(InputGate), row)[done..];
            Span<T> f = Part(frame.Trace(ForgetGate), row)[done..];
            Span<T> candidate = Part(frame.Trace(Candidate), row)[done..];
            Span<T> o = Part(frame.Trace(OutputGate), row)[done..];
            Span<T> squashed = Part(frame.Kept(0), row)[done..];
            Activate(Gate(pre, 0)[done..], before, Peephole(0), cell.GateActivation, i);
            if (cell.Coupled)
            {
                PointwiseKernels.OneMinus(i, f);
            }
            else
            {
                Activate(Gate(pre, 1)[done..], before, Peephole(1), cell.GateActivation, f);
            }

            Activate(Gate(pre, _candidate)[done..], [], [], cell.CandidateActivation, candidate);
            PointwiseKernels.MultiplySum(f, before, i, candidate, c);
            Activate(Gate(pre, _candidate + 1)[done..], c, Peephole(_candidate), cell.GateActivation, o);

            c.CopyTo(squashed);
            _clip.Apply(squashed);
            cell.CellStateActivation.Apply(kernels, squashed, squashed);
            PointwiseKernels.Multiply(o, squashed, h[done..]);
        }

        private void StoreSlopes(BackwardFrame<T> frame, int row)
        {
            Span<T> pre = Pre(frame.Projection, row, frame.Rows);
            Span<T> squashed = Part(frame.Kept(0), row);
            Slopes(Gate(pre, 0), Part(frame.Trace(InputGate), row), cell.GateActivation);
            if (!cell.Coupled)
            {
                Slopes(Gate(pre, 1), Part(frame.Trace(ForgetGate), row), cell.GateActivation);
            }

            Slopes(Gate(pre, _candidate), Part(frame.Trace(Candidate), row), cell.CandidateActivation);
            Slopes(Gate(pre, _candidate + 1), Part(frame.Trace(OutputGate), row), cell.GateActivation);
            PointwiseKernels.Multiply(squashed, Gate(pre, _candidate + 1), Gate(pre, _candidate + 1));
            cell.CellStateActivation.Slope(kernels, _clip, Part(frame.State(1), row), squashed, squashed);
        }

        private void Slopes(Span<T> pre, ReadOnlySpan<T> gate, RnnActivationFunction activation) =>
            activation.Slope(kernels, _clip, pre, gate, pre);

        private void AddPeepholes(BackwardFrame<T> frame, int row, Span<T> gradient)
        {
            Span<T> pre = Pre(frame.Projection, row, frame.Rows);
            ReadOnlySpan<T> before = Part(frame.PreviousState(1), row);
            PointwiseKernels.MultiplyAdd(Gate(pre, 0), before, Gate(gradient, 0));
            if (!cell.Coupled)
            {
                PointwiseKernels.MultiplyAdd(Gate(pre, 1), before, Gate(gradient, 1));
            }

            PointwiseKernels.MultiplyAdd(Gate(pre, _candidate + 1), Part(frame.State(1), row), Gate(gradient, _candidate));
        }

        // Leaves the input of the activation in pre, for the trace.
        private void Activate(
            Span<T> pre, ReadOnlySpan<T> seen, ReadOnlySpan<T> peephole, RnnActivationFunction activation, Span<T> gate)
        {
            if (!peephole.IsEmpty)
            {
                PointwiseKernels.MultiplyAdd(peephole, seen, pre);
            }

            _clip.Apply(pre);
            activation.Apply(kernels, pre, gate);
        }

        private static Span<T> Pre(Span<T> projection, int row, int rows)
        {
            int columns = projection.Length / rows;
            return projection.Slice(row * columns, columns);
        }

        private Span<T> Gate(Span<T> pre, int gate) => pre.Slice(gate * hidden, hidden);

        private ReadOnlySpan<T> Peephole(int gate) =>
            peepholes.Length == 0 ? [] : peepholes.AsSpan(gate * hidden, hidden);

        private Span<T> Part(Span<T> rows, int row) => rows.Slice(row * hidden, hidden);

        private ReadOnlySpan<T> Part(ReadOnlySpan<T> rows, int row) => rows.Slice(row * hidden, hidden);
    }
}
