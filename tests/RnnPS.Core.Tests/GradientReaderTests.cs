using CsCheck;

namespace RnnPS.Core.Tests;

/// <summary>Gradients as objects: against PyTorch, against differences of plain loops, and their parts against their sum.</summary>
[Trait("Vectors", "Yes")]
public sealed class GradientReaderTests
{
    private const double Difference = 1e-5;
    private const double Rounding = 1e-12;

    public static TheoryData<string> GoldenCases() => GoldenGradientTests.Cases();

    [Theory]
    [MemberData(nameof(GoldenCases))]
    public void Weights_and_inputs_have_the_gradients_of_PyTorch(string name)
    {
        var golden = new GoldenCase(name);
        RnnModel model = golden.ToModel();
        RnnState[] states = golden.StartStates(model);
        (double[][][] input, double[][][] target, int[] lengths) = (golden.Input, golden.Target, golden.Lengths);
        GradientReader[] readers = [.. Enumerable.Range(0, input.Length).Select(batch => new GradientReader(
            model,
            Series([.. input[batch][..lengths[batch]].Zip(target[batch], (x, y) => (double[])[.. x, .. y])], model.InputSize, states[batch]),
            new GradientReaderOptions { Loss = golden.LossFunction, Reduction = golden.Reduction }))];
        var total = new WeightGradientTotal(golden.Reduction);
        foreach (GradientReader reader in readers)
        {
            total.Add([.. reader.Weights()], reader.LossWeight);
        }

        // The reference divides the sum over the steps by the number of sequences, and the mean by the number of all steps.
        double Share(GradientReader reader) => golden.Reduction == RnnReduction.Sum
            ? 1.0 / input.Length
            : reader.LossWeight / readers.Sum(one => one.LossWeight);
        Dictionary<string, double[]> expected = golden.Gradients;
        RnnWeightGradient[] gradients = [.. total.Gradients()];
        Assert.Equal(expected.Keys.Order(), gradients.Select(gradient => gradient.Name).Order());
        foreach (RnnWeightGradient gradient in gradients)
        {
            double factor = golden.Reduction == RnnReduction.Sum ? 1.0 / input.Length : 1;
            Near.Equal(expected[gradient.Name], Numbers(gradient).Select(value => factor * value), 1e-10, $"{gradient.Name}");
        }

        double[][][] inputGradient = golden.Expected("inputGradient");
        for (int batch = 0; batch < readers.Length; batch++)
        {
            RnnInputGradient[] inputs = [.. readers[batch].Inputs()];
            Assert.Equal(lengths[batch], inputs.Length);
            for (int t = 0; t < inputs.Length; t++)
            {
                Near.Equal(input[batch][t], inputs[t].Input, 0, $"input {t}");
                Near.Equal(inputGradient[batch][t], inputs[t].Gradient.Select(value => value * Share(readers[batch])), 1e-10, $"gradient {t}");
            }
        }
    }

    [Fact]
    public void The_starting_example_has_the_gradients_of_its_tutorial()
    {
        var reader = new GradientReader(RnnModel.StartingExample(), Series([[1, 1.5], [2, 2.7]], 1), new GradientReaderOptions());

        RnnWeightGradient[] gradients = [.. reader.Weights()];

        Assert.Equal(
            ["Layers[0].InputWeights", "Layers[0].RecurrentWeights", "Layers[0].Bias", "OutputWeights", "OutputBias"],
            gradients.Select(gradient => gradient.Name));
        Assert.Equal([0.119844, 0.251040], Rounded(gradients[0]));
        Assert.Equal([0.007585, 0.012743, 0.006526, 0.010965], Rounded(gradients[1]));
        Assert.Equal([0.105721, 0.227312], Rounded(gradients[2]));
        Assert.Equal([0.112373, 0.104484], Rounded(gradients[3]));
        Assert.Equal([0.176710], Rounded(gradients[4]));
        Assert.Equal(
            [typeof(RnnMatrix), typeof(RnnMatrix), typeof(RnnVector), typeof(RnnMatrix), typeof(RnnVector)],
            gradients.Select(gradient => gradient.Gradient.GetType()));
        Assert.Equal(gradients.Select(gradient => gradient.Gradient.GetType()), gradients.Select(gradient => gradient.Value.GetType()));
        static IEnumerable<double> Rounded(RnnWeightGradient gradient) => Numbers(gradient).Select(value => Math.Round(value, 6));
    }

    [Fact]
    public void The_parts_of_the_steps_and_of_the_losses_add_up_to_the_gradient() => RandomNetwork.Any.Sample(
        network =>
        {
            RnnModel model = network.CreateModel();
            foreach (TrainingSeries series in SeriesOf(network, model))
            {
                Dictionary<string, double[]> whole = Sums(Read(model, series, perLoss: false, reader => reader.Weights()));
                Equal(whole, Sums(Read(model, series, perLoss: false, reader => reader.WeightsPerStep())), "steps");
                Equal(whole, Sums(Read(model, series, perLoss: true, reader => reader.Weights())), "losses");
                Equal(whole, Sums(Read(model, series, perLoss: true, reader => reader.WeightsPerStep())), "steps of losses");

                RnnStateGradient[] states = [.. Read(model, series, perLoss: false, reader => reader.States())];
                double[] ofLosses = new double[states.Sum(state => state.Gradient.Length)];
                int place = 0;
                foreach (RnnStateGradient state in Read(model, series, perLoss: true, reader => reader.States()))
                {
                    foreach (double value in state.Gradient)
                    {
                        ofLosses[place] += value;
                        place = (place + 1) % ofLosses.Length;
                    }
                }

                double[] expected = [.. states.SelectMany(state => state.Gradient)];
                Near.Equal(expected, ofLosses, Rounding * Math.Max(1, expected.Max(Math.Abs)), $"states of {network}");
            }

            void Equal(Dictionary<string, double[]> expected, Dictionary<string, double[]> actual, string what)
            {
                Assert.Equal(expected.Keys, actual.Keys);
                foreach ((string name, double[] values) in expected)
                {
                    Near.Equal(values, actual[name], Rounding * Math.Max(1, values.Max(Math.Abs)), $"{what} of {name} of {network}");
                }
            }
        },
        seed: "0N0XIzNsQ0O2",
        iter: 150,
        threads: 1);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void The_part_of_a_step_is_the_difference_that_its_own_weights_make(int kind)
    {
        (RnnModel model, TrainingSeries series, RnnSequence inputs, RnnState start) = Example(kind);
        RnnWeightGradient[] parts = [.. Read(model, series, perLoss: false, reader => reader.WeightsPerStep())];

        foreach (RnnWeightGradient part in parts.Where(part => part.Name.StartsWith("Layers[", StringComparison.Ordinal)))
        {
            int cell = part.Name["Layers[".Length] - '0';
            string array = part.Name[(part.Name.IndexOf('.', StringComparison.Ordinal) + 1)..];
            double[] differences = [.. Enumerable.Range(0, Numbers(part).Length).Select(element => Slope(change => Loss(model, series, inputs, start, new NaiveNetwork(model)
            {
                CellAt = (index, t, of) => (index, t) == (cell, part.Step) ? Changed(of, array, element, change) : of,
            })))];
            Near.Equal(differences, Numbers(part), 1e-8, $"{part.Name} at step {part.Step}");
        }

        Assert.Equal(inputs.Length * model.WeightNames.Count, parts.Length);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void The_gradient_of_a_state_is_the_difference_that_it_makes(int kind)
    {
        (RnnModel model, TrainingSeries series, RnnSequence inputs, RnnState start) = Example(kind);
        RnnStateGradient[] states = [.. Read(model, series, perLoss: false, reader => reader.States())];
        int cells = model.Layers.Count;

        Assert.Equal(inputs.Length * cells, states.Length);
        for (int i = 0; i < states.Length; i++)
        {
            (int cell, RnnStateGradient state) = (i % cells, states[i]);
            double[] Differences(int size, Action<NaiveStep, int, double> apply) => [.. Enumerable.Range(0, size).Select(unit => Slope(change =>
                Loss(model, series, inputs, start, new NaiveNetwork(model)
                {
                    Change = (index, t, step) =>
                    {
                        if ((index, t) == (cell, state.Step))
                        {
                            apply(step, unit, change);
                        }
                    },
                })))];
            Near.Equal(Differences(state.Gradient.Length, (step, unit, change) => step.H[unit] += change), state.Gradient, 1e-8, $"{state}");
            if (state.CellStateGradient is { } gradient)
            {
                RnnVector? peepholes = ((LstmCell)model.Layers[cell]).Peepholes;
                Near.Equal(Differences(gradient.Length, (step, unit, change) => ChangeCellState(step, unit, change, peepholes)), gradient, 1e-8, $"cell state of {state}");
            }
        }

        Assert.Contains(states, state => state.CellStateGradient is not null == (kind != 2));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void The_gradient_of_the_initial_state_and_of_the_inputs_are_differences(int kind)
    {
        (RnnModel model, TrainingSeries series, RnnSequence inputs, RnnState start) = Example(kind);

        RnnStateGradient[] initial = [.. Read(model, series, perLoss: false, reader => reader.InitialStates())];
        Assert.Equal(model.Layers.Count, initial.Length);
        for (int cell = 0; cell < initial.Length; cell++)
        {
            RnnState With(int part, int unit, double change) => new(
                model,
                [.. start.Values.Select((h, i) => part == 0 && i == cell ? Changed(h, unit, change) : h)],
                [.. start.CellStates.Select((c, i) => part == 1 && i == cell ? Changed(c!.Value, unit, change) : c)]);
            double[] Differences(int part, int size) => [.. Enumerable.Range(0, size).Select(unit =>
                Slope(change => Loss(model, series, inputs, With(part, unit, change), new NaiveNetwork(model))))];
            Assert.Null(initial[cell].Step);
            Assert.Equal(start.Values[cell], initial[cell].State);
            Near.Equal(Differences(0, initial[cell].Gradient.Length), initial[cell].Gradient, 1e-8, $"state {cell}");
            if (initial[cell].CellStateGradient is { } gradient)
            {
                Assert.Equal(start.CellStates[cell], initial[cell].CellState);
                Near.Equal(Differences(1, gradient.Length), gradient, 1e-8, $"cell state {cell}");
            }
        }

        RnnInputGradient[] ofInputs = [.. Read(model, series, perLoss: false, reader => reader.Inputs())];
        foreach (RnnInputGradient input in ofInputs)
        {
            double[] differences = [.. Enumerable.Range(0, model.InputSize).Select(feature => Slope(change => Loss(
                model, series, new RnnSequence("s", inputs.Values.With((int)input.Step, feature, inputs.Values[(int)input.Step, feature] + change)), start, new NaiveNetwork(model))))];
            Near.Equal(differences, input.Gradient, 1e-8, $"{input}");
        }

        Assert.Equal(inputs.Length, ofInputs.Length);
    }

    [Theory]
    [InlineData(RnnReduction.Sum)]
    [InlineData(RnnReduction.Mean)]
    public void With_a_scaling_all_gradients_are_those_of_raw_numbers(RnnReduction reduction)
    {
        RnnModel model = Runs.Random(2, 3, 1, seed: 4);
        model.SetScaling(
            RnnScaler.Create(RnnScaling.Standard, new RnnVector([50, -3]), new RnnVector([20, 0.5])),
            RnnScaler.Create(RnnScaling.Standard, new RnnVector([7]), new RnnVector([4])));
        double[][] inputs = [[50, -3], [70, -2.5], [45, -3.5]];
        double[] targets = [6, 9, 12];
        foreach (RnnLossFunction loss in new[] { RnnLossFunction.MeanSquaredError, RnnLossFunction.MeanAbsoluteError, RnnLossFunction.Huber(2) })
        {
            double Loss(RnnModel of, double[][] x)
            {
                var meter = new LossMeter([.. targets.Select(target => (double[])[target])], totals: true, loss, reduction);
                Runs.Run(of, x).ForEach(step => meter.Measure(step));
                return meter.Totals().Single().Value;
            }

            var reader = new GradientReader(
                model,
                Series([.. inputs.Zip(targets, (x, y) => (double[])[.. x, y])], 2, state: null),
                new GradientReaderOptions { Loss = loss, Reduction = reduction });

            foreach (RnnWeightGradient gradient in reader.Weights())
            {
                RnnMatrix values = model.WeightOf(gradient.Name);
                double[] differences = [.. Enumerable.Range(0, values.Rows * values.Columns).Select(element => Slope(change =>
                {
                    RnnModel changed = model.Copy();
                    (int row, int column) = Math.DivRem(element, values.Columns);
                    changed.SetWeight(gradient.Name, row, column, values[row, column] + change);
                    return Loss(changed, inputs);
                }))];
                Near.Equal(differences, Numbers(gradient), 1e-7, $"{loss}: {gradient.Name}");
            }

            foreach (RnnInputGradient gradient in reader.Inputs())
            {
                double[] differences = [.. Enumerable.Range(0, 2).Select(feature => Slope(change =>
                    Loss(model, [.. inputs.Select((x, t) => t == gradient.Step ? (double[])[.. x.Select((value, i) => i == feature ? value + change : value)] : x)])))];
                Near.Equal(inputs[gradient.Step], gradient.Input, 0);
                Near.Equal(differences, gradient.Gradient, 1e-7, $"{loss}: {gradient}");
            }
        }
    }

    [Fact]
    public void A_truncated_gradient_is_that_of_chunks_that_carry_the_state()
    {
        foreach (int kind in new[] { 0, 2 })
        {
            (RnnModel model, TrainingSeries series, RnnSequence inputs, RnnState start) = Example(kind);
            RnnStateGradient[] states = [.. Read(model, series, perLoss: false, reader => reader.States())];
            int cells = model.Layers.Count;
            var truncated = new GradientReaderOptions { TruncatedLength = 2 };
            var expected = new Dictionary<string, double[]>();
            var chunks = new List<RnnStateGradient>();
            for (int from = 0; from < inputs.Length; from += 2)
            {
                IEnumerable<RnnStateGradient> before = states.Skip((from - 1) * cells).Take(cells);
                RnnState state = from == 0 ? start : new RnnState(model, [.. before.Select(one => one.State)], [.. before.Select(one => one.CellState)]);
                TrainingSeries chunk = Part(series, inputs, from, Math.Min(2, inputs.Length - from), state);
                foreach ((string name, double[] values) in Sums(Read(model, chunk, perLoss: false, reader => reader.Weights())))
                {
                    expected[name] = expected.TryGetValue(name, out double[]? sum) ? [.. sum.Zip(values, (a, b) => a + b)] : values;
                }

                chunks.AddRange(Read(model, chunk, perLoss: false, reader => reader.States()));
            }

            Dictionary<string, double[]> actual = Sums([.. new GradientReader(model, series, truncated).Weights()]);
            foreach ((string name, double[] values) in expected)
            {
                Near.Equal(values, actual[name], Rounding, $"{name}");
            }

            RnnStateGradient[] actualStates = [.. new GradientReader(model, series, truncated).States()];
            Assert.Equal(states.Select(state => state.Step), actualStates.Select(state => state.Step));
            Assert.All(actualStates.Zip(chunks), pair => Near.Equal(pair.Second.Gradient, pair.First.Gradient, Rounding));
            Assert.Equal(cells, new GradientReader(model, series, truncated).InitialStates().Count());
            // The whole gradient differs, or the test shows nothing.
            Assert.NotEqual(states[0].Norm, actualStates[0].Norm);
            // The losses of later chunks do not reach the initial state.
            RnnStateGradient[] perLoss = [.. new GradientReader(model, series, truncated with { PerLoss = true }).InitialStates()];
            Assert.Equal(inputs.Length * cells, perLoss.Length);
            Assert.All(perLoss, one => Assert.Equal(one.LossStep < 2, one.Norm > 0));
        }
    }

    [Fact]
    public void Only_the_last_loss_counts_if_asked_and_the_mean_divides_by_the_weights()
    {
        RnnModel model = Runs.Random(1, 3, 1, seed: 6);
        var weighted = new TrainingSeries(
            new RnnSequence("s", new RnnMatrix(3, 3, [1, 2, 2, 3, 4, 1, 5, 6, 5])), [0], [1], weight: 2);
        Dictionary<string, double[]>[] losses = [.. new GradientReader(model, weighted, new GradientReaderOptions { PerLoss = true })
            .Weights().GroupBy(gradient => gradient.LossStep).Select(group => Sums([.. group]))];

        Dictionary<string, double[]> last = Sums([.. new GradientReader(model, weighted, new GradientReaderOptions { LastOnly = true }).Weights()]);
        var mean = new GradientReader(model, weighted, new GradientReaderOptions { Reduction = RnnReduction.Mean });
        Dictionary<string, double[]> means = Sums([.. mean.Weights()]);

        Assert.Equal(3, losses.Length);
        Assert.Equal(8, mean.LossWeight);
        foreach ((string name, double[] values) in losses[^1])
        {
            Near.Equal(values, last[name], Rounding, $"{name}");
            Near.Equal(values.Select((value, i) => (value + losses[0][name][i] + losses[1][name][i]) / 8), means[name], Rounding, $"{name}");
        }
    }

    [Fact]
    public void Keeping_the_cell_states_gradient_changes_no_bit_of_the_others() => RandomNetwork.Any.Sample(
        network =>
        {
            RnnModel model = network.CreateModel();
            RnnSequence[] sequences = network.CreateSequences(model.InputSize);
            var draw = new Draw(network.Seed);
            TrainingSequence[] batch = [.. sequences.Select(sequence => new TrainingSequence
            {
                Inputs = sequence.Values.AsSpan().ToArray(),
                Targets = draw.Matrix(model.OutputStep == RnnOutputStep.Last ? 1 : sequence.Length, model.OutputSize).AsSpan().ToArray(),
                Mask = sequence.Mask.ToArray(),
                Length = sequence.Length,
            })];
            double[][] Run(bool keepsParts)
            {
                var pass = new TrainingPass<double>(
                    model.Weights, ParameterSet<double>.From(model.Weights), new TrainingOptions { KeepsParts = keepsParts });
                pass.Run(new TrainingBatch { Sequences = batch });
                return [.. pass.Gradients.Groups.Select(group => group.Values)];
            }

            Assert.Equal(Run(keepsParts: false), Run(keepsParts: true));
        },
        seed: "0N0XIzNsQ0O2",
        iter: 60,
        threads: 1);

    [Fact]
    public void What_can_not_be_read_is_refused()
    {
        var both = new RnnModel([new RnnStackLayer(Cells.Elman(1, 2), Cells.Elman(1, 2))], new Draw(1).Matrix(4, 1));
        TrainingSeries series = Series([[1, 2], [3, 4]], 1);

        Refusals.Check("chunks in reverse", () => new GradientReader(both, series, new GradientReaderOptions { TruncatedLength = 1 }), RnnErrorId.Direction, "leave -TruncatedLength out");
        Refusals.Check("no step", () => new GradientReader(both, series, new GradientReaderOptions { TruncatedLength = 0 }), RnnErrorId.TrainingOption, "at least 1");
        Refusals.Check("no memory", () => new GradientReader(
            new RnnModel(Cells.Elman(1, 2000)), Series([[1, .. new double[2000]]], 1), new GradientReaderOptions { Memory = MemoryLimit.Of(1000) }), RnnErrorId.Memory, "smaller model");
    }

    // Kinds: an LSTM with peepholes below a GRU, both directions, and a GRU that resets before below an Elman cell.
    private static (RnnModel Model, TrainingSeries Series, RnnSequence Inputs, RnnState Start) Example(int kind)
    {
        var draw = new Draw(100 + kind);
        LstmCell Lstm(int inputs, bool peepholes) => new(
            draw.Matrix(inputs, 12), draw.Contracting(3, 4, 3), draw.Vector(12), options: new LstmOptions { Peepholes = peepholes ? draw.Vector(9) : null });
        GruCell Gru(int inputs, bool after) => new(
            draw.Matrix(inputs, 9), draw.Contracting(3, 3, 3), draw.Vector(9), draw.Vector(9), new GruOptions { ResetAfter = after });
        ElmanCell Elman(int inputs) => new(draw.Matrix(inputs, 3), draw.Contracting(3, 1, 3), draw.Vector(3));
        RnnStackLayer[] layers = kind switch
        {
            0 => [new RnnStackLayer(Lstm(2, peepholes: true)), new RnnStackLayer(Gru(3, after: true))],
            1 => [new RnnStackLayer(Elman(2), Lstm(2, peepholes: false)), new RnnStackLayer(Gru(6, after: true), RnnDirection.Reverse)],
            _ => [new RnnStackLayer(Gru(2, after: false)), new RnnStackLayer(Elman(3))],
        };
        var model = new RnnModel(layers, draw.Matrix(3, 2), draw.Vector(2));
        var start = new RnnState(
            model,
            [.. model.Layers.Select(cell => draw.Vector(cell.OutputSize))],
            [.. model.Layers.Select(cell => cell is LstmCell ? draw.Vector(cell.HiddenSize) : (RnnVector?)null)]);
        double[][] rows = [.. Enumerable.Range(0, 5).Select(_ => draw.Vector(4).ToArray())];
        return (model, Series(rows, 2, start), new RnnSequence("s", new RnnMatrix(5, 2, [.. rows.SelectMany(row => row[..2])])), start);
    }

    private static double Loss(RnnModel model, TrainingSeries series, RnnSequence inputs, RnnState start, NaiveNetwork network)
    {
        double[][] outputs = network.Run(inputs, start).Outputs;
        var target = new double[model.OutputSize];
        double sum = 0;
        for (int t = 0; t < outputs.Length; t++)
        {
            series.CopyTarget(t, target);
            sum += outputs[t].Zip(target, (y, wanted) => (y - wanted) * (y - wanted)).Average();
        }

        return sum;
    }

    private static double Slope(Func<double, double> loss) => (loss(Difference) - loss(-Difference)) / (2 * Difference);

    // h = o∘tanh(c), and a peephole of o sees c.
    private static void ChangeCellState(NaiveStep step, int unit, double change, RnnVector? peepholes)
    {
        int units = step.C!.Length;
        step.C[unit] += change;
        double o = step.Vectors["OutputGate"][unit];
        if (peepholes is { } seen)
        {
            o = 1 / (1 + Math.Exp(-(step.Vectors["PreActivation"][(3 * units) + unit] + (seen[(2 * units) + unit] * change))));
        }

        step.H[unit] = o * Math.Tanh(step.C[unit]);
    }

    private static RnnCell Changed(RnnCell cell, string array, int element, double change)
    {
        Dictionary<string, RnnMatrix> weights = cell.Weights.ToDictionary(weight => weight.Name, weight => weight.Values);
        RnnMatrix values = weights[array];
        (int row, int column) = Math.DivRem(element, values.Columns);
        weights[array] = values.With(row, column, values[row, column] + change);
        return cell.With(weights);
    }

    private static RnnVector Changed(RnnVector vector, int unit, double change) =>
        new([.. vector.Select((value, i) => i == unit ? value + change : value)]);

    private static double[] Numbers(RnnWeightGradient gradient) =>
        gradient.Gradient is RnnVector vector ? vector.ToArray() : ((RnnMatrix)gradient.Gradient).AsSpan().ToArray();

    private static IReadOnlyList<TGradient> Read<TGradient>(
        RnnModel model, TrainingSeries series, bool perLoss, Func<GradientReader, IEnumerable<TGradient>> read) =>
        [.. read(new GradientReader(model, series, new GradientReaderOptions { PerLoss = perLoss }))];

    private static Dictionary<string, double[]> Sums(IEnumerable<RnnWeightGradient> parts)
    {
        var sums = new Dictionary<string, double[]>();
        foreach (RnnWeightGradient part in parts)
        {
            double[] values = Numbers(part);
            sums[part.Name] = sums.TryGetValue(part.Name, out double[]? sum) ? [.. sum.Zip(values, (a, b) => a + b)] : values;
        }

        return sums;
    }

    private static IEnumerable<TrainingSeries> SeriesOf(RandomNetwork network, RnnModel model)
    {
        var draw = new Draw(network.Seed + 9);
        RnnSequence[] sequences = network.CreateSequences(model.InputSize);
        RnnState[] states = network.CreateStates(model, sequences.Length);
        for (int i = 0; i < sequences.Length; i++)
        {
            RnnSequence sequence = sequences[i];
            if (sequence.Mask.Count > 0 && !sequence.Mask.Contains(true))
            {
                continue;
            }

            double[] values = [.. sequence.Values.SelectMany(row => row.Concat(draw.Vector(model.OutputSize)))];
            int columns = sequence.FeatureCount + model.OutputSize;
            yield return new TrainingSeries(
                new RnnSequence(sequence.Key, new RnnMatrix(sequence.Length, columns, values), mask: sequence.Mask.Count == 0 ? null : sequence.Mask),
                [.. Enumerable.Range(0, sequence.FeatureCount)],
                [.. Enumerable.Range(sequence.FeatureCount, model.OutputSize)])
            {
                InitialState = states[i],
            };
        }
    }

    private static TrainingSeries Part(TrainingSeries series, RnnSequence inputs, int from, int count, RnnState state)
    {
        var target = new double[series.TargetSize];
        return Series(
            [.. Enumerable.Range(from, count).Select(t =>
            {
                series.CopyTarget(t, target);
                return (double[])[.. inputs.Values[t], .. target];
            })],
            series.InputSize,
            state);
    }

    private static TrainingSeries Series(double[][] rows, int inputs, RnnState? state = null) => new(
        new RnnSequence("s", new RnnMatrix(rows.Length, rows[0].Length, [.. rows.SelectMany(row => row)])),
        [.. Enumerable.Range(0, inputs)],
        [.. Enumerable.Range(inputs, rows[0].Length - inputs)])
    {
        InitialState = state,
    };
}
