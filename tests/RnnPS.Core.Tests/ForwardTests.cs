using CsCheck;

namespace RnnPS.Core.Tests;

[Trait("Vectors", "Yes")]
public sealed class ForwardTests
{
    // The last digit depends on the machine's tanh.
    private const double Relative = 4e-16;

    [Fact]
    public void The_starting_example_gives_its_numbers()
    {
        List<RnnStep> steps = Runs.Run(RnnModel.StartingExample(), [[1], [2]]);

        Assert.Equal(2, steps.Count);
        Close([0.6, 0.5], ((ElmanStep)steps[0]).PreActivation, Relative);
        Close([0.5370495669980352, 0.46211715726000974], steps[0].State, Relative);
        Close([1.5612838815180548], [(double)steps[0].Output], Relative);
        Close([1.2923401038778066, 1.3922567763036109], ((ElmanStep)steps[1]).PreActivation, Relative);
        Close([0.8597381843462615, 0.8836664119437349], steps[1].State, Relative);
        Close([2.727071008233731], [(double)steps[1].Output], Relative);
        Assert.Equal(11, RnnModel.StartingExample().ParameterCount);
        Assert.Equal((2 + 1) * 2 + 2, RnnModel.StartingExample().Layers[0].ParameterCount);
    }

    [Fact]
    public void Whole_chunked_and_step_by_step_give_the_same_bits() =>
        Gen.Select(Gen.Int[1, 5], Gen.Int[1, 17], Gen.Int[1, 3], Gen.Int[1, 40], Gen.Int[1, 9], Gen.Int[0, 999])
            .Sample(
                (inputs, hidden, outputs, length, chunk, modelSeed) =>
                {
                    RnnModel model = Runs.Random(inputs, hidden, outputs, modelSeed);
                    double[][] input = Runs.Input(length, inputs, modelSeed);
                    List<RnnStep> whole = Runs.Run(model, input, chunk: 64);
                    List<RnnStep> chunked = Runs.Run(model, input, chunk);
                    List<RnnStep> single = Runs.Run(model, input, chunk: 1);
                    var state = new RnnState(model);
                    List<RnnStep> carried =
                    [
                        .. Runs.Run(model, input[..(length / 2)], chunk, state),
                        .. Runs.Run(model, input[(length / 2)..], chunk, state),
                    ];
                    for (int t = 0; t < length; t++)
                    {
                        foreach (List<RnnStep> other in new[] { chunked, single, carried })
                        {
                            Assert.Equal(whole[t].State, other[t].State);
                            Assert.Equal(((ElmanStep)whole[t]).PreActivation, ((ElmanStep)other[t]).PreActivation);
                            Assert.Equal(whole[t].OutputVector, other[t].OutputVector);
                        }
                    }

                    Assert.Equal(length, state.StepCount);
                },
                seed: "0N0XIzNsQ0O2",
                iter: 200);

    [Fact]
    public void Stopping_between_steps_leaves_the_state_of_the_last_step_seen()
    {
        RnnModel model = RnnModel.StartingExample();
        var state = new RnnState(model);
        var run = new RnnRun(model, state);
        for (int t = 0; t < 10; t++)
        {
            run.Add([t], t);
        }

        RnnStep third = run.Flush().Take(3).Last();

        Assert.Equal(third.State, state.Value);
        Assert.Equal(3, state.StepCount);
    }

    [Fact]
    public void A_step_keeps_its_numbers_while_the_run_goes_on()
    {
        var run = new RnnRun(RnnModel.StartingExample(), capacity: 1);
        run.Add([1], 0);
        RnnStep first = run.Flush().Single();
        double[] before = first.State.ToArray();

        run.Add([100], 1);
        _ = run.Flush().Single();

        Assert.Equal(before, first.State.ToArray());
    }

    [Fact]
    public void A_cancelled_run_throws_and_hands_out_nothing()
    {
        var run = new RnnRun(RnnModel.StartingExample());
        run.Add([1], 0);
        using var source = new CancellationTokenSource();
        source.Cancel();

        Assert.Throws<OperationCanceledException>(() => run.Flush(source.Token).ToList());
    }

    [Theory]
    [InlineData(new[] { 1.0, 2.0 }, RnnErrorId.InputLength, "[1 2]")]
    [InlineData(new double[0], RnnErrorId.InputLength, "0 features")]
    [InlineData(new[] { double.NaN }, RnnErrorId.MissingValue, "feature 0")]
    [InlineData(new[] { double.NegativeInfinity }, RnnErrorId.NotFinite, "-Infinity")]
    public void A_bad_timestep_is_left_out_and_the_run_goes_on(double[] bad, string id, string value)
    {
        var run = new RnnRun(RnnModel.StartingExample());
        run.Add([1], 0);

        RnnException error = Assert.Throws<RnnException>(() => run.Add(bad, 1));
        run.Add([2], 2);
        List<RnnStep> steps = [.. run.Flush()];

        Assert.Equal(id, error.Id);
        Assert.Contains(value, error.Message, StringComparison.Ordinal);
        Assert.Equal([0L, 2L], steps.Select(step => step.Step));
        Close([2.727071008233731], [(double)steps[1].Output], Relative);
    }

    [Theory]
    [InlineData(RnnActivation.Tanh, 0.5, 0.46211715726000974)]
    [InlineData(RnnActivation.Relu, 0.5, 0.5)]
    [InlineData(RnnActivation.Relu, -0.5, 0)]
    [InlineData(RnnActivation.Sigmoid, 0.5, 0.6224593312018546)]
    [InlineData(RnnActivation.Sigmoid, -1000, 0)]
    [InlineData(RnnActivation.Identity, -0.5, -0.5)]
    public void Activations_are_the_functions_of_their_names(RnnActivation activation, double x, double y)
    {
        var model = new RnnModel([new ElmanCell(new RnnMatrix(1, 1, [1]), new RnnMatrix(1, 1, [0]), null, activation)]);

        Close([y], Runs.Run(model, [[x]])[0].State, Relative);
    }

    // The values are those of Python's math module.
    [Theory]
    [InlineData(RnnActivation.LeakyRelu, 0.2, null, -0.75, -0.15)]
    [InlineData(RnnActivation.LeakyRelu, null, null, -0.75, -0.0075)]
    [InlineData(RnnActivation.LeakyRelu, 0.2, null, 0.75, 0.75)]
    [InlineData(RnnActivation.ThresholdedRelu, 0.5, null, 0.75, 0.75)]
    [InlineData(RnnActivation.ThresholdedRelu, 0.75, null, 0.75, 0.75)]
    [InlineData(RnnActivation.ThresholdedRelu, null, null, 0.75, 0)]
    [InlineData(RnnActivation.HardSigmoid, null, null, -0.75, 0.35)]
    [InlineData(RnnActivation.HardSigmoid, 0.5, 0.75, 2, 1)]
    [InlineData(RnnActivation.HardSigmoid, null, null, -3, 0)]
    [InlineData(RnnActivation.Elu, 0.5, null, -0.75, -0.26381672362949266)]
    [InlineData(RnnActivation.Elu, 0.5, null, 0.75, 0.75)]
    [InlineData(RnnActivation.Softsign, null, null, -0.75, -0.42857142857142855)]
    [InlineData(RnnActivation.Softplus, null, null, -0.75, 0.38687100611489994)]
    [InlineData(RnnActivation.Softplus, null, null, 1000, 1000)]
    [InlineData(RnnActivation.ScaledTanh, 1.7, 0.6, -0.75, -0.7172283089250134)]
    [InlineData(RnnActivation.Affine, 1.5, 0.25, -0.75, -0.875)]
    public void Activations_have_their_constants(RnnActivation activation, double? alpha, double? beta, double x, double y)
    {
        var function = new RnnActivationFunction(activation, alpha, beta);
        var model = new RnnModel([new ElmanCell(new RnnMatrix(1, 1, [1]), new RnnMatrix(1, 1, [0]), null, function)]);

        Near.Equal([y], Runs.Run(model, [[x]])[0].State, 1e-15, $"{function} of {x}");
    }

    [Fact]
    public void A_cell_alone_puts_out_its_state()
    {
        var model = new RnnModel([RnnModel.StartingExample().Layers[0]]);

        RnnStep step = Runs.Run(model, [[1]])[0];

        Assert.Equal(step.State, (RnnVector)step.Output);
    }

    private static void Close(IEnumerable<double> expected, IEnumerable<double> actual, double relative)
    {
        double[] left = [.. expected];
        double[] right = [.. actual];
        Assert.Equal(left.Length, right.Length);
        for (int i = 0; i < left.Length; i++)
        {
            double bound = relative * Math.Max(Math.Abs(left[i]), relative < 1e-15 ? 0 : 1);
            if (!(Math.Abs(left[i] - right[i]) <= bound))
            {
                Assert.Fail($"[{i}]: expected {left[i]:R}, was {right[i]:R}");
            }
        }
    }
}
