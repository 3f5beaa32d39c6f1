namespace RnnPS.Core.Tests;

/// <summary>Norms of numbers whose squares overflow or vanish, and clipping by them.</summary>
public sealed class NormTests
{
    // 3, 4 → 5 and 2, 3, 6 → 7, in units that are powers of two or of ten.
    [Theory]
    [InlineData(new[] { 3.0, 4 }, 5)]
    [InlineData(new[] { 3e200, 4e200 }, 5e200)]
    [InlineData(new[] { 3e160, -4e160, 0 }, 5e160)]
    [InlineData(new[] { 3e307, 4e307 }, 5e307)]
    [InlineData(new[] { 2e-200, 3e-200, 6e-200 }, 7e-200)]
    [InlineData(new[] { -3e-300, 4e-300 }, 5e-300)]
    [InlineData(new[] { 3e-320, 4e-320 }, 5e-320)]
    [InlineData(new[] { 1e200, 1, 1e-200 }, 1e200)]
    [InlineData(new[] { 1e-160, 1e-170 }, 1e-160)]
    [InlineData(new[] { 0.0, 0 }, 0)]
    public void A_norm_neither_overflows_nor_vanishes(double[] values, double expected)
    {
        double tolerance = Math.Max(1e-14 * expected, double.Epsilon);
        Assert.Equal(expected, EuclideanNorm.Of(values), tolerance);
        Assert.Equal(expected, GradientClipping.Norm<double>([values]), tolerance);
        Assert.Equal(expected, GradientClipping.Norm<double>([.. values.Select(value => new[] { value })]), tolerance);
    }

    [Fact]
    public void A_norm_that_no_double_holds_and_one_of_no_number_stay_visible()
    {
        Assert.Equal(double.PositiveInfinity, GradientClipping.Norm<double>([[1.5e308, 1.5e308]]));
        Assert.Equal(double.PositiveInfinity, GradientClipping.Norm<double>([[1, double.NegativeInfinity]]));
        Assert.True(double.IsNaN(GradientClipping.Norm<double>([[1, double.NaN]])));
    }

    [Theory]
    [InlineData(1e154, 1)]
    [InlineData(1e200, 1)]
    [InlineData(1e307, 1)]
    [InlineData(1e307, 0.001)]
    [InlineData(1e300, 1e-12)]
    [InlineData(1e300, 1e100)]
    public void A_gradient_of_any_size_is_clipped_to_the_bound(double unit, double bound)
    {
        double[][] gradients = [[3 * unit], [0, -4 * unit]];

        double clipped = GradientClipping.ByNorm(gradients, GradientClipping.Norm(gradients), bound);

        Assert.Equal(bound, clipped, 1e-12 * bound);
        Assert.Equal(0.6 * bound, gradients[0][0], 1e-12 * bound);
        Assert.Equal([0, -0.8 * bound], gradients[1].Select(value => Math.Round(value / bound, 12) * bound));
    }

    [Fact]
    public void A_gradient_in_single_precision_is_clipped_to_its_bound()
    {
        float[][] gradients = [[3e37f], [4e37f]];

        double clipped = GradientClipping.ByNorm(gradients, GradientClipping.Norm(gradients), 1e-3);

        Assert.Equal(1e-3, clipped, 1e-9);
        Assert.Equal(6e-4, gradients[0][0], 1e-9);
        Assert.Equal(8e-4, gradients[1][0], 1e-9);
    }

    [Fact]
    public void Training_clips_a_gradient_of_1e160()
    {
        // y = w·x with x = 1e160 and the mean absolute error: dL/dw = x, and the bias has 1. A step of 1 along the clipped gradient.
        var cell = new ElmanCell(new RnnMatrix(1, 1, [0]), new RnnMatrix(1, 1, [0]), activation: RnnActivation.Identity);
        var model = new RnnModel(cell);
        var series = new TrainingSeries(new RnnSequence("s", new RnnMatrix(1, 2, [1e160, -1])), [0], [1]);

        RnnEpoch epoch = new RnnTrainer(model, [series], new RnnTrainingOptions
        {
            Loss = RnnLossFunction.MeanAbsoluteError,
            Optimizer = RnnOptimizer.Parse("Sgd") with { LearningRate = 1 },
            ClipNorm = 0.25,
            Epochs = 1,
            Scaling = RnnScaling.None,
        }).Run().Single();

        Assert.Equal(1e160, epoch.GradientNorm, 1e146);
        Assert.Equal(0.25, epoch.ClippedGradientNorm, 1e-12);
        Assert.Equal(-0.25, model.Layers[0].InputWeights[0, 0], 1e-12);
    }

    [Theory]
    [InlineData(1e160)]
    [InlineData(1e-170)]
    public void Measured_gradients_of_such_a_size_have_a_norm(double unit)
    {
        // h(t) = unit·h(t − 1) + x(t), loss |h(2)| : dL/dh(2) = 1 and dL/dh(1) = unit.
        var cell = new ElmanCell(new RnnMatrix(1, 1, [1]), new RnnMatrix(1, 1, [unit]), activation: RnnActivation.Identity);
        var sequence = new RnnSequence("s", new RnnMatrix(2, 1, [1, 1]));
        RnnGradients gradients = RnnGradients.Measure(
            new RnnModel(cell),
            [sequence],
            [new RnnMatrix(2, 1, [0, -1])],
            new RnnGradientOptions { Loss = RnnLossFunction.MeanAbsoluteError, Weights = [[0, 1]] });

        Assert.Equal(unit, gradients.States[0].Norms[0], 1e-13 * unit);
        Assert.Equal(1, gradients.States[0].Norms[1], 1e-13);
        RnnParameterGradient input = gradients.Parameters.Single(parameter => parameter.Name.EndsWith("InputWeights", StringComparison.Ordinal));
        Assert.Equal(1 + unit, input.Norm, 1e-13 * (1 + unit));
        // dL/dW = 1 + unit, and dL/dR = h(1) = 1.
        Assert.Equal(Math.Max(1, unit) * (unit > 1 ? 1 : Math.Sqrt(2)), gradients.Norm, 1e-13 * gradients.Norm);
    }

    [Fact]
    public void A_gradient_measured_in_single_precision_squares_in_double()
    {
        // 1e30 squared is more than a float holds.
        var cell = new ElmanCell(new RnnMatrix(1, 1, [1]), new RnnMatrix(1, 1, [1e30]), activation: RnnActivation.Identity);
        RnnGradients gradients = RnnGradients.Measure(
            new RnnModel(cell),
            [new RnnSequence("s", new RnnMatrix(2, 1, [1, 1]))],
            [new RnnMatrix(2, 1, [0, -1])],
            new RnnGradientOptions { Loss = RnnLossFunction.MeanAbsoluteError, Weights = [[0, 1]], Precision = RnnPrecision.Single });

        Assert.Equal(1e30, gradients.States[0].Norms[0], 1e23);
    }
}
