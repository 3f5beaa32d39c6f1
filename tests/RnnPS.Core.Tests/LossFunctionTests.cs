namespace RnnPS.Core.Tests;

/// <summary>Each loss by its formula, its derivative by central differences, and its numbers far out.</summary>
[Trait("Vectors", "Yes")]
public sealed class LossFunctionTests
{
    private const double Step = 1e-6;

    private static readonly double[] Outputs = [0.7, -1.3, 0.2, 2.4];

    public static TheoryData<string> Names()
    {
        var names = new TheoryData<string>();
        foreach (string name in RnnLossFunction.Names)
        {
            names.Add(name);
        }

        return names;
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_loss_is_found_by_its_name_in_any_case(string name)
    {
        Assert.Equal(name, RnnLossFunction.Parse(name.ToUpperInvariant()).Name);
        Assert.Equal(RnnLossFunction.Parse(name), RnnLossFunction.Parse(name.ToLowerInvariant()));
    }

    [Fact]
    public void Losses_are_what_their_formulas_say()
    {
        double[] target = [0.5, 0.2, 0.1, 1];
        double Mean(Func<double, double, double> of) => Outputs.Zip(target, of).Average();

        Assert.Equal(Mean((y, t) => (y - t) * (y - t)), RnnLossFunction.MeanSquaredError.Evaluate(Outputs, target), 1e-15);
        Assert.Equal(Mean((y, t) => Math.Abs(y - t)), RnnLossFunction.MeanAbsoluteError.Evaluate(Outputs, target), 1e-15);
        Assert.Equal(
            Mean((y, t) => Math.Abs(y - t) <= 0.3 ? (y - t) * (y - t) / 2 : 0.3 * (Math.Abs(y - t) - 0.15)),
            RnnLossFunction.Huber(0.3).Evaluate(Outputs, target),
            1e-15);
        Assert.Equal(Mean((y, t) => Math.Exp(y) - (t * y)), RnnLossFunction.Poisson.Evaluate(Outputs, target), 1e-15);
        Assert.Equal(
            Mean((z, t) => (-t * Math.Log(Sigmoid(z))) - ((1 - t) * Math.Log(1 - Sigmoid(z)))),
            RnnLossFunction.BinaryCrossEntropy.Evaluate(Outputs, target),
            1e-14);
        double[] softmax = [.. Outputs.Select(z => Math.Exp(z) / Outputs.Sum(Math.Exp))];
        Assert.Equal(-Math.Log(softmax[2]), RnnLossFunction.SoftmaxCrossEntropy.Evaluate(Outputs, [2]), 1e-14);
        double[] distribution = [0.5, 0.2, 0.3, 0];
        Assert.Equal(
            -softmax.Zip(distribution, (p, share) => share * Math.Log(p)).Sum(),
            RnnLossFunction.SoftmaxCrossEntropy.Evaluate(Outputs, distribution),
            1e-14);
        // Two targets, each with the quantiles 0.1 and 0.9.
        double[] two = [0.5, 0.9];
        Assert.Equal(
            Outputs.Select((y, i) => Quantile(i % 2 == 0 ? 0.1 : 0.9, two[i / 2] - y)).Average(),
            RnnLossFunction.Pinball(0.1, 0.9).Evaluate(Outputs, two),
            1e-15);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_derivative_is_that_of_central_differences(string name)
    {
        RnnLossFunction loss = name == nameof(RnnLossFunction.Pinball) ? RnnLossFunction.Pinball(0.1, 0.9) : RnnLossFunction.Parse(name);
        foreach (double[] target in Targets(name))
        {
            foreach (RnnOutputActivation activation in Enum.GetValues<RnnOutputActivation>().Where(activation => Fits(loss, activation)))
            {
                var gradient = new double[Outputs.Length];
                Measure(loss, activation, Outputs, target, gradient);
                for (int i = 0; i < Outputs.Length; i++)
                {
                    double[] above = [.. Outputs];
                    double[] below = [.. Outputs];
                    above[i] += Step;
                    below[i] -= Step;
                    double numeric = (Measure(loss, activation, above, target, []) - Measure(loss, activation, below, target, [])) / (2 * Step);
                    Assert.True(
                        Math.Abs(numeric - gradient[i]) <= 1e-8 * Math.Max(1, Math.Abs(numeric)),
                        $"{loss} with {activation}, output {i}: expected {numeric:R}, was {gradient[i]:R}");
                }
            }
        }
    }

    [Fact]
    public void At_a_kink_the_derivative_is_zero_or_that_of_a_side()
    {
        Assert.Equal([0, 0], Gradient(RnnLossFunction.MeanAbsoluteError, [1, 2], [1, 2]));
        Assert.Equal([0], Gradient(RnnLossFunction.Pinball(0.1), [1], [1]));
        Assert.Equal([2, -2], Gradient(RnnLossFunction.Huber(4), [5, 1], [1, 5]));
    }

    [Theory]
    [InlineData(RnnPrecision.Double)]
    [InlineData(RnnPrecision.Single)]
    public void Logits_far_out_give_finite_losses_and_derivatives(RnnPrecision precision)
    {
        double[] far = [900, -900, 30];
        foreach ((RnnLossFunction loss, double[] target, double expected, double[] slope) in new[]
        {
            (RnnLossFunction.SoftmaxCrossEntropy, new double[] { 1 }, 1800, new double[] { 1, -1, 0 }),
            (RnnLossFunction.SoftmaxCrossEntropy, [0], 0, [0, 0, 0]),
            (RnnLossFunction.BinaryCrossEntropy, [0, 1, 1], 600, [1.0 / 3, -1.0 / 3, 0]),
        })
        {
            (double value, double[] gradient) = precision == RnnPrecision.Double
                ? Far(loss, far, target)
                : Far<float>(loss, [.. far.Select(z => (float)z)], [.. target.Select(t => (float)t)]);
            Assert.Equal(expected, value, 1e-3);
            Near.Equal(slope, gradient, 1e-6, $"{loss}");
        }

        // Of a loss that is nearly none, the digits are there, too.
        Assert.Equal(Math.Exp(-40), RnnLossFunction.BinaryCrossEntropy.Evaluate([40], [1]), 1e-30);
    }

    [Fact]
    public void A_model_with_an_activation_gets_the_loss_of_its_logits()
    {
        foreach ((RnnOutputActivation activation, RnnLossFunction loss, double[] target) in new[]
        {
            (RnnOutputActivation.Sigmoid, RnnLossFunction.BinaryCrossEntropy, new double[] { 0, 1 }),
            (RnnOutputActivation.Softmax, RnnLossFunction.SoftmaxCrossEntropy, [1]),
        })
        {
            // Its outputs are 1 and 0 to the last bit.
            var model = new RnnModel(
                [new RnnStackLayer(Cells.Elman(1, 2))], new RnnMatrix(2, 2, [0, 0, 0, 0]), new RnnVector([800, -800]), activation);
            RnnStep step = Assert.Single(Runs.Run(model, [[1]]));

            Assert.Equal(activation == RnnOutputActivation.Softmax ? 1600 : 800, new LossMeter(loss: loss).Measure(step, target).Loss, 1e-9);
        }
    }

    [Theory]
    [InlineData(nameof(RnnLossFunction.SoftmaxCrossEntropy), new double[] { 4 }, RnnErrorId.Target)]
    [InlineData(nameof(RnnLossFunction.SoftmaxCrossEntropy), new double[] { -1 }, RnnErrorId.Target)]
    [InlineData(nameof(RnnLossFunction.SoftmaxCrossEntropy), new double[] { 1.5 }, RnnErrorId.Target)]
    [InlineData(nameof(RnnLossFunction.SoftmaxCrossEntropy), new double[] { 0.5, 0.5, 0.5, 0 }, RnnErrorId.Target)]
    [InlineData(nameof(RnnLossFunction.SoftmaxCrossEntropy), new double[] { 1.5, -0.5, 0, 0 }, RnnErrorId.Target)]
    [InlineData(nameof(RnnLossFunction.SoftmaxCrossEntropy), new double[] { 1, 0 }, RnnErrorId.TargetLength)]
    [InlineData(nameof(RnnLossFunction.SoftmaxCrossEntropy), new double[] { double.NaN }, RnnErrorId.MissingValue)]
    [InlineData(nameof(RnnLossFunction.BinaryCrossEntropy), new double[] { 0, 1, 1.1, 0 }, RnnErrorId.Target)]
    [InlineData(nameof(RnnLossFunction.Poisson), new double[] { 0, -1, 2, 3 }, RnnErrorId.Target)]
    [InlineData(nameof(RnnLossFunction.Huber), new double[] { 0, 1 }, RnnErrorId.TargetLength)]
    [InlineData(nameof(RnnLossFunction.Pinball), new double[] { 0 }, RnnErrorId.TargetLength)]
    [InlineData(nameof(RnnLossFunction.MeanSquaredError), new double[] { 0, 1, double.PositiveInfinity, 2 }, RnnErrorId.NotFinite)]
    public void A_target_that_the_loss_is_not_defined_for_is_an_error(string name, double[] target, string id)
    {
        RnnException error = Assert.Throws<RnnException>(() => RnnLossFunction.Parse(name).RequireTarget(target, outputs: 4, step: 17));

        Assert.Equal(id, error.Id);
        Assert.Contains("step 17", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_loss_with_impossible_constants_or_for_another_model_is_an_error()
    {
        void Refused(Action action) => Assert.Equal(RnnErrorId.Loss, Assert.Throws<RnnException>(action).Id);

        Refused(() => RnnLossFunction.Parse("Hubert"));
        Refused(() => RnnLossFunction.Huber(0));
        Refused(() => RnnLossFunction.Huber(double.NaN));
        Refused(() => RnnLossFunction.Pinball());
        Refused(() => RnnLossFunction.Pinball(0.5, 1));
        Refused(() => RnnLossFunction.Pinball(double.NaN));
        Refused(() => RnnLossFunction.Pinball(0.1, 0.1));
        Refused(() => RnnLossFunction.Pinball(0.9, 0.5, 0.9));
        Refused(() => RnnLossFunction.Pinball(0.1, 0.9).RequireFits(3, RnnOutputActivation.Identity));
        Refused(() => RnnLossFunction.SoftmaxCrossEntropy.RequireFits(1, RnnOutputActivation.Identity));
        Refused(() => RnnLossFunction.SoftmaxCrossEntropy.RequireFits(2, RnnOutputActivation.Sigmoid));
        Refused(() => RnnLossFunction.BinaryCrossEntropy.RequireFits(2, RnnOutputActivation.Softmax));
        RnnLossFunction.Pinball(0.1, 0.9).RequireFits(4, RnnOutputActivation.Identity);
        RnnLossFunction.SoftmaxCrossEntropy.RequireFits(2, RnnOutputActivation.Softmax);
    }

    private static double Sigmoid(double z) => 1 / (1 + Math.Exp(-z));

    private static double Quantile(double quantile, double difference) =>
        Math.Max(quantile * difference, (quantile - 1) * difference);

    private static double[][] Targets(string name) => name switch
    {
        nameof(RnnLossFunction.SoftmaxCrossEntropy) => [[2], [0.5, 0.2, 0.3, 0]],
        nameof(RnnLossFunction.Pinball) => [[0.5, 0.9]],
        _ => [[0.5, 0.25, 0.1, 1]],
    };

    private static bool Fits(RnnLossFunction loss, RnnOutputActivation activation)
    {
        try
        {
            loss.RequireFits(Outputs.Length, activation);
            return true;
        }
        catch (RnnException)
        {
            return false;
        }
    }

    private static double[] Gradient(RnnLossFunction loss, double[] output, double[] target)
    {
        var gradient = new double[output.Length];
        Measure(loss, RnnOutputActivation.Identity, output, target, gradient);
        return gradient;
    }

    // The loss of sums that go through an activation first, unless the loss takes the sums.
    private static double Measure(
        RnnLossFunction loss, RnnOutputActivation activation, double[] sums, double[] target, double[] gradient)
    {
        double[] read = [.. sums];
        if (!loss.ReadsLogits(activation))
        {
            double total = sums.Sum(Math.Exp);
            read = [.. sums.Select(z => activation == RnnOutputActivation.Softmax ? Math.Exp(z) / total : Sigmoid(z))];
        }

        var losses = new double[1];
        loss.Evaluate(new LossRows<double>(read, target, losses, gradient), activation);
        return losses[0];
    }

    private static (double Loss, double[] Gradient) Far(RnnLossFunction loss, double[] logits, double[] target) =>
        Far<double>(loss, logits, target);

    private static (double Loss, double[] Gradient) Far<T>(RnnLossFunction loss, T[] logits, T[] target)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var losses = new T[1];
        var gradient = new T[logits.Length];
        loss.Evaluate(new LossRows<T>(logits, target, losses, gradient), RnnOutputActivation.Identity);
        return (double.CreateChecked(losses[0]), [.. gradient.Select(double.CreateChecked)]);
    }
}
