namespace RnnPS.Core.Tests;

/// <summary>Losses, and functions of the same kind, keep their digits for large logits and for a sure class.</summary>
/// <remarks>The numbers are literals of mathematics: ln 2, ln 3, and log(1 + e^−x) = e^−x − e^−2x/2 + …</remarks>
[Trait("Vectors", "Yes")]
public sealed class LossPrecisionTests
{
    private const double Ln2 = 0.69314718055994530942;
    private const double Ln3 = 1.09861228866810969140;
    private const double ExpMinus40 = 4.2483542552915889953e-18;
    private const double ExpMinus100 = 3.7200759760208359630e-44;
    private const double ExpMinus700 = 9.8596765437597708567e-305;

    public static TheoryData<double[], double[], double> Softmax => new()
    {
        // Equal logits, whatever their size: the logarithm of the number of classes.
        { [1e8, 1e8], [0], Ln2 },
        { [1e8, 1e8], [1], Ln2 },
        { [1e16, 1e16], [0], Ln2 },
        { [-1e16, -1e16], [1], Ln2 },
        { [1e300, 1e300, 1e300], [2], Ln3 },
        { [1e8, 1e8], [0.25, 0.75], Ln2 },
        // Large logits with a margin of 1 and of 2: log(1 + e^−1), and 1 or 2 more for the other class.
        { [1e8, 1e8 - 1], [0], 0.31326168751822283405 },
        { [1e8, 1e8 - 1], [1], 1.31326168751822283405 },
        { [-1e12, -1e12 + 2], [0], 2.12692801104297249644 },
        // A sure class.
        { [40, 0], [0], ExpMinus40 },
        { [0, 40], [1], ExpMinus40 },
        { [0, 40], [0], 40 },
        { [1e6, 1e6 - 40], [0], ExpMinus40 },
        { [0, 40, 0], [1], 2 * ExpMinus40 },
        { [0, 40, 0], [0, 1, 0], 2 * ExpMinus40 },
        { [100, 0], [0], ExpMinus100 },
        { [-700, 0], [1], ExpMinus700 },
        { [800, 0], [0], 0 },
        // Half of each class: half of each loss.
        { [1e15, 1e15 - 40], [0.5, 0.5], 20 },
    };

    public static TheoryData<double, double, double, double> Binary => new()
    {
        // Logit, target, loss, derivative σ(z) − t.
        { 0, 1, Ln2, -0.5 },
        { 40, 1, ExpMinus40, -ExpMinus40 },
        { -40, 0, ExpMinus40, ExpMinus40 },
        { 100, 1, ExpMinus100, -ExpMinus100 },
        { -700, 0, ExpMinus700, ExpMinus700 },
        { 1e16, 1, 0, 0 },
        { -1e16, 0, 0, 0 },
        { 1e16, 0, 1e16, 1 },
        { -1e16, 1, 1e16, -1 },
        // z·(1 − t) with 1 − t = 2^−40.
        { 1e16, 1 - (1.0 / (1L << 40)), 1e16 / (1L << 40), 1.0 / (1L << 40) },
    };

    [Theory]
    [MemberData(nameof(Softmax))]
    public void Softmax_cross_entropy_keeps_its_digits(double[] logits, double[] target, double expected) =>
        Close(expected, RnnLossFunction.SoftmaxCrossEntropy.Evaluate(logits, target), 4e-16);

    [Theory]
    [MemberData(nameof(Binary))]
    public void Binary_cross_entropy_keeps_its_digits(double logit, double target, double expected, double slope)
    {
        (double loss, double[] gradient) = Measure<double>(RnnLossFunction.BinaryCrossEntropy, [logit], [target]);

        Close(expected, loss, 4e-16);
        Close(slope, gradient[0], 4e-16);
    }

    [Fact]
    public void The_derivative_of_a_sure_class_is_minus_the_sum_of_the_others()
    {
        // p(0) − 1 = −(e^−40 + e^−41)/(1 + …), to 16 digits.
        (_, double[] sure) = Measure<double>(RnnLossFunction.SoftmaxCrossEntropy, [40, 0, -1], [0]);
        double other = ExpMinus40 * Math.Exp(-1);

        Close(-(ExpMinus40 + other), sure[0], 4e-16);
        Close(ExpMinus40, sure[1], 4e-16);
        Close(other, sure[2], 4e-16);

        (_, double[] shares) = Measure<double>(RnnLossFunction.SoftmaxCrossEntropy, [40, 0, -1], [1, 0, 0]);
        Close(sure[0], shares[0], 4e-16);

        (_, double[] wrong) = Measure<double>(RnnLossFunction.SoftmaxCrossEntropy, [40, 0], [1]);
        Close(1, wrong[0], 4e-16);
        Close(-1, wrong[1], 4e-16);

        (_, double[] even) = Measure<double>(RnnLossFunction.SoftmaxCrossEntropy, [1e16, 1e16], [0]);
        Close(-0.5, even[0], 4e-16);
        Close(0.5, even[1], 4e-16);

        // 1000 equal classes: p = 1/1000, also for the first, which stands for the largest logit.
        (_, double[] many) = Measure<double>(RnnLossFunction.SoftmaxCrossEntropy, [.. Enumerable.Repeat(3.0, 1000)], [999]);
        Close(0.001, many[0], 4e-15);
        Close(-0.999, many[999], 4e-15);
    }

    [Fact]
    public void Single_precision_keeps_its_digits_too()
    {
        (double even, double[] slope) = Measure<float>(RnnLossFunction.SoftmaxCrossEntropy, [1e8f, 1e8f], [1]);
        (double sure, double[] others) = Measure<float>(RnnLossFunction.SoftmaxCrossEntropy, [40, 0], [0]);
        (double binary, double[] unlikely) = Measure<float>(RnnLossFunction.BinaryCrossEntropy, [40], [1]);

        Close(Ln2, even, 2e-7);
        Close(-0.5, slope[1], 2e-7);
        Close(ExpMinus40, sure, 2e-6);
        Close(-ExpMinus40, others[0], 2e-6);
        Close(ExpMinus40, binary, 2e-6);
        Close(-ExpMinus40, unlikely[0], 2e-6);
    }

    [Fact]
    public void A_logit_that_is_no_number_shows_in_the_loss()
    {
        Assert.True(double.IsNaN(RnnLossFunction.SoftmaxCrossEntropy.Evaluate([1, double.NaN], [0])));
        Assert.True(double.IsNaN(RnnLossFunction.SoftmaxCrossEntropy.Evaluate([double.NaN, 1, 2], [0, 1, 0])));
        Assert.False(double.IsFinite(RnnLossFunction.SoftmaxCrossEntropy.Evaluate([double.PositiveInfinity, 1], [1])));
        Assert.True(double.IsNaN(RnnLossFunction.BinaryCrossEntropy.Evaluate([double.NaN], [1])));
    }

    // log(1 + e^x) far below 0, and e^x − 1 near 0: e^x − 1 = x + x²/2 + …
    [Theory]
    [InlineData(RnnActivation.Softplus, -40, ExpMinus40)]
    [InlineData(RnnActivation.Softplus, -100, ExpMinus100)]
    [InlineData(RnnActivation.Softplus, -1, 0.31326168751822283405)]
    [InlineData(RnnActivation.Softplus, 0, Ln2)]
    [InlineData(RnnActivation.Softplus, 1e16, 1e16)]
    [InlineData(RnnActivation.Elu, -1e-10, -9.9999999995e-11)]
    [InlineData(RnnActivation.Elu, -1e-20, -1e-20)]
    [InlineData(RnnActivation.Elu, -1e-5, -9.9999500001666662500e-6)]
    [InlineData(RnnActivation.Elu, -800, -1)]
    public void Softplus_and_elu_keep_their_digits(RnnActivation activation, double x, double expected)
    {
        var cell = new ElmanCell(new RnnMatrix(1, 1, [1]), new RnnMatrix(1, 1, [0]), activation: activation);

        Close(expected, Assert.Single(Runs.Run(new RnnModel(cell), [[x]])).State[0], 4e-16);
    }

    private static void Close(double expected, double actual, double relative) => Assert.True(
        Math.Abs(expected - actual) <= relative * Math.Abs(expected), $"expected {expected:R}, was {actual:R}");

    private static (double Loss, double[] Gradient) Measure<T>(RnnLossFunction loss, T[] logits, T[] target)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var losses = new T[1];
        var gradient = new T[logits.Length];
        loss.Evaluate(new LossRows<T>(logits, target, losses, gradient), RnnOutputActivation.Identity);
        return (double.CreateChecked(losses[0]), [.. gradient.Select(double.CreateChecked)]);
    }
}
