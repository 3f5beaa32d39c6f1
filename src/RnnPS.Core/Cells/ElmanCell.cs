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
    /// <param name="activation">The function f.</param>
    /// <param name="seed">The seed that the weights were drawn from, or null.</param>
    /// <exception cref="RnnException">
    /// The shapes do not fit (<see cref="RnnErrorId.WeightShape"/>), a matrix is empty
    /// (<see cref="RnnErrorId.WeightEmpty"/>), or a weight is not finite (<see cref="RnnErrorId.WeightNotFinite"/>).
    /// </exception>
    public ElmanCell(
        RnnMatrix inputWeights,
        RnnMatrix recurrentWeights,
        RnnVector? bias = null,
        RnnActivation activation = RnnActivation.Tanh,
        int? seed = null)
        : base(
            WeightRules.Matrix(inputWeights, "InputWeights"),
            WeightRules.Matrix(recurrentWeights, "RecurrentWeights", columns: recurrentWeights?.Rows),
            bias is { } vector ? WeightRules.Vector(vector, "Bias", recurrentWeights!.Rows) : null,
            seed)
    {
        WeightRules.Matrix(inputWeights, "InputWeights", columns: recurrentWeights!.Rows);
        Activation = activation;
        Layout = new CellLayout
        {
            InputSize = InputSize,
            ProjectionColumns = HiddenSize,
            StateSizes = [HiddenSize],
            Products = [new Product(Phase: 0, Operand: 0, Matrix: 0, Column: 0, Columns: HiddenSize)],
        };
    }

    /// <inheritdoc/>
    public override string Kind => "Elman";

    /// <summary>The function that makes the state.</summary>
    public RnnActivation Activation { get; }

    internal override CellLayout Layout { get; }

    internal override CellMaths<T> CreateMaths<T>() => new Maths<T>(Activation);

    internal override RnnCell With(RnnMatrix inputWeights, RnnMatrix recurrentWeights, RnnVector? bias) =>
        new ElmanCell(inputWeights, recurrentWeights, bias, Activation, Seed);

    private sealed class Maths<T>(RnnActivation activation) : CellMaths<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public override void Forward(int phase, Frame<T> frame) =>
            ActivationKernels.Apply(activation, frame.Projection, frame.State(0));
    }
}
