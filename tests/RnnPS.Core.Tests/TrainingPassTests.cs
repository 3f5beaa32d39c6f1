using System.Numerics;

namespace RnnPS.Core.Tests;

[Trait("Vectors", "Yes")]
public sealed class TrainingPassTests
{
    private const double Step = 1e-5;

    [Theory]
    [InlineData(RnnPrecision.Double)]
    [InlineData(RnnPrecision.Single)]
    public void Gradients_have_the_same_bits_for_any_number_of_threads_and_in_buffers_used_before(RnnPrecision precision)
    {
        if (precision == RnnPrecision.Double)
        {
            SameBits<double>();
        }
        else
        {
            SameBits<float>();
        }
    }

    [Fact]
    public void The_gradient_of_a_large_batch_is_the_mean_of_those_of_its_sequences()
    {
        RnnModel model = Network();
        TrainingSequence[] batch = Batch(model, 37);
        ParameterSet<double> parameters = ParameterSet<double>.From(model.Weights);
        var options = new TrainingOptions { Reduction = RnnReduction.Sum, Threads = 3 };
        var pass = new TrainingPass<double>(model.Weights, parameters, options);
        TrainingLoss loss = pass.Run(new TrainingBatch { Sequences = batch });
        double[][] all = [.. pass.Gradients.Groups.Select(group => group.Values.ToArray())];

        var alone = new TrainingPass<double>(model.Weights, parameters, options);
        var sums = all.Select(group => new double[group.Length]).ToArray();
        var total = new TrainingLoss(0, 0, 0);
        foreach (TrainingSequence sequence in batch)
        {
            total += alone.Run(new TrainingBatch { Sequences = [sequence] });
            for (int group = 0; group < sums.Length; group++)
            {
                for (int i = 0; i < sums[group].Length; i++)
                {
                    sums[group][i] += alone.Gradients.Groups[group].Values[i] / batch.Length;
                }
            }
        }

        Assert.Equal(total.Value(RnnReduction.Sum), loss.Value(RnnReduction.Sum), 1e-12);
        Assert.Equal((total.Weight, total.Sequences), (loss.Weight, loss.Sequences));
        for (int group = 0; group < sums.Length; group++)
        {
            Near.Equal(sums[group], all[group], 1e-12, $"{pass.Gradients.Groups[group]}");
        }
    }

    // So large that threads share the layout of its weights, the sum of its gradients and the change of its parameters.
    [Fact]
    public void A_large_model_trains_to_the_same_bits_on_any_number_of_threads()
    {
        var model = new RnnModel([Cells.Lstm(2, 200)], new Draw(93).Matrix(200, 1));
        TrainingSequence[] batch = Batch(model, 9);
        double[][] one = Train(1);
        double[][] start = [.. ParameterSet<double>.From(model.Weights).Groups.Select(group => group.Values)];

        Assert.All(one.Zip(start), pair => Assert.NotEqual(pair.Second, pair.First));
        Assert.Equal(one, Train(2));
        Assert.Equal(one, Train(5));

        double[][] Train(int threads)
        {
            ParameterSet<double> parameters = ParameterSet<double>.From(model.Weights);
            var pass = new TrainingPass<double>(model.Weights, parameters, new TrainingOptions { Threads = threads });
            double[][] values = [.. parameters.Groups.Select(group => group.Values)];
            Optimizer<double> optimizer = new AdamOptimizer().Create<double>([.. values.Select(array => array.Length)]);
            for (int step = 0; step < 3; step++)
            {
                pass.Run(new TrainingBatch { Sequences = batch });
                optimizer.Step(values, [.. pass.Gradients.Groups.Select(group => group.Values)], 0.01, threads);
            }

            return values;
        }
    }

    // The last batch of an epoch: the state of a small tanh cell goes from step to step in one kernel.
    [Theory]
    [InlineData(3)]
    [InlineData(20)]
    public void One_sequence_in_the_buffers_of_many_has_the_bits_of_one_alone(int hidden)
    {
        var model = new RnnModel(Cells.Elman(2, hidden));
        TrainingSequence[] batch = Batch(model, 9);
        ParameterSet<double> parameters = ParameterSet<double>.From(model.Weights);
        var used = new TrainingPass<double>(model.Weights, parameters, new TrainingOptions());
        used.Run(new TrainingBatch { Sequences = batch });
        var alone = new TrainingPass<double>(model.Weights, parameters, new TrainingOptions());
        var last = new TrainingBatch { Sequences = [batch.MaxBy(sequence => sequence.Length)!] };

        Assert.Equal(alone.Run(last).Total, used.Run(last).Total);
        Assert.Equal(alone.Gradients.Groups.Select(group => group.Values), used.Gradients.Groups.Select(group => group.Values));
    }

    [Fact]
    public void Dropout_leaves_out_its_share_scales_the_rest_and_has_the_gradient_of_what_is_left()
    {
        RnnModel model = Network();
        TrainingSequence[] sequences = Batch(model, 12);
        ParameterSet<double> parameters = ParameterSet<double>.From(model.Weights);
        var options = new TrainingOptions { Dropout = 0.4, Seed = 5, Threads = 2 };
        var pass = new TrainingPass<double>(model.Weights, parameters, options);
        var batch = new TrainingBatch { Sequences = sequences, Epoch = 3, Update = 7 };
        double loss = pass.Run(batch).Value(RnnReduction.Mean);
        double[][] gradients = [.. pass.Gradients.Groups.Select(group => group.Values.ToArray())];

        // The same key leaves out the same numbers, another one others, and none are left out of what is only measured.
        Assert.Equal(loss, pass.Run(batch).Value(RnnReduction.Mean));
        Assert.NotEqual(loss, pass.Run(batch with { Update = 8 }).Value(RnnReduction.Mean));
        Assert.NotEqual(loss, pass.Run(batch with { Epoch = 4 }).Value(RnnReduction.Mean));
        Assert.Equal(
            new TrainingPass<double>(model.Weights, parameters, new TrainingOptions()).Run(batch).Value(RnnReduction.Mean),
            pass.Evaluate(batch).Value(RnnReduction.Mean));
        for (int group = 0; group < gradients.Length; group++)
        {
            ref double weight = ref parameters.Groups[group].Values[0];
            double before = weight;
            weight = before + Step;
            double above = pass.Run(batch).Value(RnnReduction.Mean);
            weight = before - Step;
            double below = pass.Run(batch).Value(RnnReduction.Mean);
            weight = before;
            Near.Equal([(above - below) / (2 * Step)], [gradients[group][0]], 1e-8, $"{parameters.Groups[group]}");
        }

        var dropout = new DropoutMask<double>(0.4, seed: 5, [50], capacity: 400);
        dropout.Begin(0, 0, [0, 1]);
        double[] left = dropout.Forward(0, Enumerable.Repeat(3.0, 400 * 50).ToArray(), new Packing([200, 200])).ToArray();
        Assert.All(left, value => Assert.True(value is 0 or (> 4.99 and < 5.01)));
        Assert.Equal(0.4, left.Count(value => value == 0) / 20000.0, 0.02);
    }

    [Fact]
    public void The_gradient_at_the_states_and_the_start_is_that_of_central_differences()
    {
        RnnModel model = Network();
        TrainingSequence[] sequences = Batch(model, 2);
        var draw = new Draw(91);
        RnnVector[] h = [.. model.Layers.Select(cell => draw.Vector(cell.OutputSize))];
        RnnVector?[] c = [.. model.Layers.Select(cell => cell is LstmCell ? draw.Vector(cell.HiddenSize) : (RnnVector?)null)];
        var pass = new TrainingPass<double>(model.Weights, ParameterSet<double>.From(model.Weights), new TrainingOptions());
        double Loss(RnnVector[] start) => pass.Run(new TrainingBatch
        {
            Sequences = sequences,
            States = [.. sequences.Select(_ => new RnnState(model, start, c))],
        }).Value(RnnReduction.Mean);
        Loss(h);
        TrainingSlice<double> slice = Assert.Single(pass.Slices);
        for (int cell = 0; cell < h.Length; cell++)
        {
            double[] gradient = slice.Cells[cell].Gradient.StateBefore(0, 0).ToArray();
            int size = h[cell].Length;
            RnnVector[] above = [.. h];
            RnnVector[] below = [.. h];
            above[cell] = new RnnVector([h[cell][0] + Step, .. h[cell].Skip(1)]);
            below[cell] = new RnnVector([h[cell][0] - Step, .. h[cell].Skip(1)]);
            double numeric = (Loss(above) - Loss(below)) / (2 * Step);
            Near.Equal([numeric], [gradient[0] + gradient[size]], 1e-9, $"cell {cell}");
            Loss(h);
        }
    }

    [Fact]
    public void Gradients_at_states_and_inputs_lie_at_their_timesteps()
    {
        // h(t) = x(t) + 2·h(t − 1), loss (h − 0)²: dL/dh(2) = 2·h(2), and so on backward; the masked step hands on.
        var cell = new ElmanCell(new RnnMatrix(1, 1, [1]), new RnnMatrix(1, 1, [2]), activation: RnnActivation.Identity);
        var sequence = new RnnSequence("a", new RnnMatrix(4, 1, [1, 1, 9, 1]), mask: [true, true, false, true]);
        RnnGradients forward = RnnGradients.Measure(new RnnModel(cell), [sequence], [new RnnMatrix(4, 1, [0, 0, 0, 0])]);
        // The states are 1, 3, 7.
        double[] expected = [2 + (2 * (6 + (2 * 14.0))), 6 + (2 * 14.0), 0, 14];
        Assert.Equal(expected, Assert.Single(forward.States).Norms);
        Assert.Equal(expected, Assert.Single(forward.Inputs).AsSpan().ToArray());
        Assert.Equal(1 + 9 + 49, forward.Loss);
        Assert.Equal([(1 * 34) + (3 * 14.0)], forward.Parameters.Single(group => group.Name == "Layers[0].RecurrentWeights").Values.AsSpan().ToArray());

        RnnGradients backward = RnnGradients.Measure(
            new RnnModel([new RnnStackLayer(cell, RnnDirection.Reverse)]), [sequence], [new RnnMatrix(4, 1, [0, 0, 0, 0])], new RnnGradientOptions
            {
                Precision = RnnPrecision.Single,
            });
        Assert.Equal([14, 34, 0, 70], Assert.Single(backward.States).Norms);
        Assert.Equal(RnnDirection.Reverse, backward.States[0].Direction);
        Assert.Equal([14, 34, 0, 70], backward.Inputs[0].AsSpan().ToArray());
    }

    [Fact]
    public void A_batch_of_masked_steps_costs_nothing_and_keeps_the_state()
    {
        RnnModel model = RnnModel.StartingExample();
        var sequence = new TrainingSequence
        {
            Inputs = new double[] { 1, double.NaN },
            Targets = new double[] { 1, double.NaN },
            Mask = new[] { false, false },
            Length = 2,
        };
        sequence.Require(model.Weights, RnnLossFunction.MeanSquaredError, RnnPrecision.Double, []);
        var state = new RnnState(model, new RnnVector([0.5, 0.25]));
        var pass = new TrainingPass<double>(model.Weights, ParameterSet<double>.From(model.Weights), new TrainingOptions());
        TrainingLoss loss = pass.Run(new TrainingBatch { Sequences = [sequence], States = [state], KeepsStates = true });

        Assert.Equal(0, loss.Value(RnnReduction.Mean));
        Assert.Equal([0.5, 0.25], state.Value);
        Assert.All(pass.Gradients.Groups, group => Assert.All(group.Values, value => Assert.Equal(0, value)));
    }

    [Fact]
    public void What_does_not_fit_is_an_error()
    {
        RnnModel model = RnnModel.StartingExample();
        var good = new RnnSequence(0, new RnnMatrix(2, 1, [1, 2]));
        void Refused(string id, RnnSequence[] sequences, RnnMatrix[] targets, RnnGradientOptions? options = null) =>
            Assert.Equal(id, Assert.Throws<RnnException>(() => RnnGradients.Measure(model, sequences, targets, options)).Id);

        RnnMatrix target = new(2, 1, [1, 1]);
        Refused(RnnErrorId.EmptyInput, [], []);
        Refused(RnnErrorId.TargetLength, [good], []);
        Refused(RnnErrorId.TargetLength, [good], [new RnnMatrix(3, 1, [1, 1, 1])]);
        Refused(RnnErrorId.TargetLength, [good], [new RnnMatrix(2, 2, [1, 1, 1, 1])]);
        Refused(RnnErrorId.MissingValue, [good], [new RnnMatrix(2, 1, [1, double.NaN])]);
        Refused(RnnErrorId.MissingValue, [new RnnSequence(0, new RnnMatrix(2, 1, [1, double.NaN]))], [target]);
        Refused(RnnErrorId.InputLength, [new RnnSequence(0, new RnnMatrix(2, 2, [1, 2, 3, 4]))], [target]);
        Refused(RnnErrorId.SequenceLength, [new RnnSequence(0, new RnnMatrix(0, 1, []))], [new RnnMatrix(0, 1, [])]);
        Refused(RnnErrorId.StateShape, [good], [target], new RnnGradientOptions { States = [] });
        Refused(RnnErrorId.StepWeight, [good], [target], new RnnGradientOptions { Weights = [[1]] });
        Refused(RnnErrorId.StepWeight, [good], [target], new RnnGradientOptions { Weights = [[1, -1]] });
        Refused(RnnErrorId.Loss, [good], [target], new RnnGradientOptions { Loss = RnnLossFunction.SoftmaxCrossEntropy });
        Refused(RnnErrorId.NotFinite, [good], [new RnnMatrix(2, 1, [1, 1e300])], new RnnGradientOptions { Precision = RnnPrecision.Single });
    }

    private static void SameBits<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RnnModel model = Network();
        ParameterSet<T> parameters = ParameterSet<T>.From(model.Weights);
        TrainingSequence[] sequences = Batch(model, 45);
        T[][]? first = null;
        foreach (int threads in new[] { 1, 2, 5 })
        {
            var pass = new TrainingPass<T>(model.Weights, parameters, new TrainingOptions { Threads = threads });
            foreach (TrainingSequence[] batch in new[] { sequences[..3], sequences, sequences[..20], sequences })
            {
                pass.Run(new TrainingBatch { Sequences = batch });
            }

            T[][] gradients = [.. pass.Gradients.Groups.Select(group => group.Values.ToArray())];
            first ??= gradients;
            for (int group = 0; group < gradients.Length; group++)
            {
                Assert.Equal(first[group], gradients[group]);
            }
        }
    }

    private static RnnModel Network()
    {
        var draw = new Draw(90);
        return new RnnModel(
            [
                new RnnStackLayer(Cells.Lstm(2, 5), Cells.Lstm(2, 4)),
                new RnnStackLayer(Cells.Gru(9, 6)),
                new RnnStackLayer(Cells.Elman(6, 7), RnnDirection.Reverse),
            ],
            draw.Matrix(7, 2),
            draw.Vector(2));
    }

    private static TrainingSequence[] Batch(RnnModel model, int count)
    {
        var draw = new Draw(92);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            int length = draw.Int(1, 9);
            return new TrainingSequence
            {
                Inputs = draw.Matrix(length, model.InputSize).AsSpan().ToArray(),
                Targets = draw.Matrix(length, model.OutputSize).AsSpan().ToArray(),
                Length = length,
            };
        })];
    }
}
