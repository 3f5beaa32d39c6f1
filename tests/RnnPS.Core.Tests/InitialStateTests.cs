namespace RnnPS.Core.Tests;

/// <summary>States that sequences start from and end in: in batches, in training and in gradients.</summary>
[Trait("Vectors", "Yes")]
public sealed class InitialStateTests
{
    private static readonly RnnTrainingOptions Plain = new()
    {
        Epochs = 1,
        Scaling = RnnScaling.None,
        Optimizer = new SgdOptimizer { LearningRate = 0.1 },
    };

    public static TheoryData<string> Bidirectional =>
        [.. GoldenCase.Names("golden").Where(name => name.Contains("bidirectional", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Bidirectional))]
    public void Final_states_of_both_directions_are_PyTorchs(string name)
    {
        var golden = new GoldenCase(name);
        RnnModel model = golden.ToModel();

        RnnState[] states = [.. new RnnBatch(model).FinalStates(golden.Sequences, golden.StartStates(model))];

        Assert.Equal(golden.Lengths.Select(length => (long)length), states.Select(state => state.StepCount));
        for (int cell = 0; cell < model.Layers.Count; cell++)
        {
            for (int batch = 0; batch < states.Length; batch++)
            {
                Near.Equal(golden.FinalState("h")![cell][batch], states[batch].Values[cell], 1e-12, $"h of cell {cell}, sequence {batch}");
                Near.Equal(golden.FinalState("c")?[cell][batch] ?? [], states[batch].CellStates[cell] ?? new RnnVector([]), 1e-12, $"c of cell {cell}, sequence {batch}");
            }
        }
    }

    [Fact]
    public void A_sequence_that_overflows_has_no_final_state_and_bad_timesteps_are_told()
    {
        var doubling = new RnnModel(new ElmanCell(new RnnMatrix(1, 1, [1]), new RnnMatrix(1, 1, [1e200]), null, RnnActivation.Identity));
        RnnSequence[] sequences = [Sequence("a", 1, double.NaN), Sequence("b", 1, 1, 1), Sequence("c", double.NaN), Sequence("d", 2)];
        List<string> faults = [];

        RnnState[] states = [.. new RnnBatch(doubling).FinalStates(
            sequences, [.. sequences.Select(_ => new RnnState(doubling))], (sequence, step, _) => faults.Add($"{sequence.Key} {step}"))];

        Assert.Equal([1.0, 2.0], states.Select(state => state.Value[0]));
        Assert.Equal(["a 1", "b 2", "c 0"], faults);
    }

    [Theory]
    [InlineData(RnnCellKind.Elman, RnnOutputStep.Every, RnnDirection.Forward)]
    [InlineData(RnnCellKind.Lstm, RnnOutputStep.Every, RnnDirection.Bidirectional)]
    [InlineData(RnnCellKind.Gru, RnnOutputStep.Every, RnnDirection.Forward)]
    [InlineData(RnnCellKind.Lstm, RnnOutputStep.Last, RnnDirection.Forward)]
    [InlineData(RnnCellKind.Gru, RnnOutputStep.Last, RnnDirection.Reverse)]
    public void A_training_step_goes_down_the_slope_of_plain_loops_from_the_initial_states(
        RnnCellKind kind, RnnOutputStep outputStep, RnnDirection direction)
    {
        RnnModel model = Model(kind, direction, outputStep);
        RnnState[] states = [State(model, 3), State(model, 4)];
        double[][] before = [.. states.Select(Numbers)];
        TrainingSeries[] series = [Series("a", states[0], 0.3, -0.2, 0.8), Series("b", states[1], 0.5, 0.1)];
        RnnModel start = new(model.Weights);

        RnnEpoch epoch = new RnnTrainer(model, series, Plain).Run().Single();

        Near.Equal([Loss(start, states)], [epoch.Loss], 1e-12, $"loss");
        foreach (CellWeight array in start.Weights.Arrays())
        {
            double[] now = model.Weights.Arrays().Single(other => other.Name == array.Name).Values.AsSpan().ToArray();
            for (int i = 0; i < now.Length; i++)
            {
                (int row, int column) = (i / array.Values.Columns, i % array.Values.Columns);
                double slope = (Moved(start, array, row, column, 1e-5, states) - Moved(start, array, row, column, -1e-5, states)) / 2e-5;
                Assert.Equal(array.Values[row, column] - (0.1 * slope), now[i], 1e-9);
            }
        }

        Assert.Equal(before, states.Select(Numbers));

        double Loss(RnnModel of, RnnState[] from) => NaiveLoss(of, [(Sequence("a", 0.3, -0.2, 0.8), from[0]), (Sequence("b", 0.5, 0.1), from[1])]);

        double Moved(RnnModel of, CellWeight array, int row, int column, double by, RnnState[] from)
        {
            var moved = new RnnModel(of.Weights);
            moved.SetWeight(array.Name, row, column, array.Values[row, column] + by);
            return Loss(moved, from);
        }
    }

    [Fact]
    public void Chunks_carry_on_from_the_initial_state()
    {
        RnnModel model = Model(RnnCellKind.Lstm);
        RnnState state = State(model, 5);
        double[] before = Numbers(state);
        // Without a change of the weights, the loss of the chunks is that of the whole.
        RnnTrainingOptions still = Plain with { Optimizer = new SgdOptimizer { LearningRate = 1e-300 }, TruncatedLength = 2 };

        // The second series fits in one chunk beside the chunks of the first.
        RnnEpoch epoch = new RnnTrainer(model, [Series("a", state, 0.3, -0.2, 0.8, 0.1, 0.4), Series("b", state, 0.5)], still).Run().Single();

        Near.Equal([NaiveLoss(model, [(Sequence("a", 0.3, -0.2, 0.8, 0.1, 0.4), state), (Sequence("b", 0.5), state)])], [epoch.Loss], 1e-12, $"loss");
        Assert.Equal(before, Numbers(state));
    }

    [Theory]
    [InlineData(RnnOutputStep.Every)]
    [InlineData(RnnOutputStep.Last)]
    public void Validation_and_the_kept_loss_start_from_the_initial_states(RnnOutputStep outputStep)
    {
        RnnModel model = Model(RnnCellKind.Gru, outputStep: outputStep);
        RnnState[] states = [State(model, 6), State(model, 7)];
        TrainingSeries[] series = [Series("a", states[0], 0.3, -0.2, 0.8, 0.5), Series("b", states[1], 0.5, 0.1, 0.7, 0.9)];

        RnnEpoch epoch = new RnnTrainer(model, series, Plain with { ValidationFraction = 0.5 }).Run().Single();

        // Half of each sequence, or one of the two sequences.
        double expected = outputStep == RnnOutputStep.Last
            ? NaiveLoss(model, [(Sequence("b", 0.5, 0.1, 0.7, 0.9), states[1])])
            : NaiveLoss(model, [(Sequence("a", 0.3, -0.2, 0.8, 0.5), states[0]), (Sequence("b", 0.5, 0.1, 0.7, 0.9), states[1])], from: 2);
        Near.Equal([expected], [epoch.ValidationLoss!.Value], 1e-12, $"validation loss");

        _ = new RnnTrainer(model, series, Plain).Run().Count();
        double kept = NaiveLoss(model, [(Sequence("a", 0.3, -0.2, 0.8, 0.5), states[0]), (Sequence("b", 0.5, 0.1, 0.7, 0.9), states[1])]);
        Near.Equal([kept], [model.Training!.KeptLoss!.Value], 1e-12, $"kept loss");
    }

    [Fact]
    public void Every_window_starts_from_the_initial_state()
    {
        RnnModel model = Model(RnnCellKind.Elman);
        RnnState state = State(model, 8);
        RnnTrainingOptions still = Plain with { Optimizer = new SgdOptimizer { LearningRate = 1e-300 }, SequenceLength = 2 };

        RnnEpoch epoch = new RnnTrainer(model, [Series("a", state, 0.3, -0.2, 0.8, 0.1)], still).Run().Single();

        Near.Equal([NaiveLoss(model, [(Sequence("a", 0.3, -0.2), state), (Sequence("a", 0.8, 0.1), state)])], [epoch.Loss], 1e-12, $"loss");
    }

    [Fact]
    public void Without_shuffling_an_epoch_is_one_training_after_the_other()
    {
        RnnModel whole = Model(RnnCellKind.Lstm);
        RnnModel one = new(whole.Weights);
        TrainingSeries[] series = [.. Enumerable.Range(0, 5).Select(i => Series(i, null, 0.1 * i, -0.2, 0.3 * i))];
        RnnTrainingOptions options = Plain with { BatchSize = 1, Shuffle = false, Epochs = 2 };

        _ = new RnnTrainer(whole, series, options).Run().Count();
        foreach (TrainingSeries next in series.Concat(series))
        {
            _ = new RnnTrainer(one, [next], Plain).Run().Count();
        }

        Assert.Equal(Numbers(one), Numbers(whole));
        RnnModel shuffled = Model(RnnCellKind.Lstm);
        _ = new RnnTrainer(shuffled, series, options with { Shuffle = true, Seed = 1 }).Run().Count();
        Assert.NotEqual(Numbers(whole), Numbers(shuffled));
    }

    [Fact]
    public void A_training_resumes_exactly_and_only_with_the_same_order_and_states()
    {
        TrainingSeries[] Data(int seed) => [.. Enumerable.Range(0, 4).Select(i => Series(i, State(Model(RnnCellKind.Gru), seed + i), 0.1 * i, -0.2, 0.3))];
        RnnTrainingOptions options = Plain with { BatchSize = 1, Shuffle = false, Epochs = 4, Optimizer = RnnOptimizer.Parse("Adam") };
        List<TrainingCheckpoint> saved = [];
        RnnModel whole = Model(RnnCellKind.Gru);
        _ = new RnnTrainer(whole, Data(1), options) { Save = saved.Add }.Run().Count();

        RnnModel resumed = Model(RnnCellKind.Gru);
        _ = new RnnTrainer(resumed, Data(1), options).Run(saved[1]).Count();

        Assert.Equal(Numbers(whole), Numbers(resumed));
        Refusals.Check(
            "order", () => new RnnTrainer(resumed, Data(1), options with { Shuffle = true }).Run(saved[1]), RnnErrorId.CheckpointMismatch, "not shuffled");
        Refusals.Check("states", () => new RnnTrainer(resumed, Data(2), options).Run(saved[1]), RnnErrorId.CheckpointMismatch, "data");
    }

    [Theory]
    [InlineData(RnnPrecision.Double, null)]
    [InlineData(RnnPrecision.Double, 2)]
    [InlineData(RnnPrecision.Single, 2)]
    public void A_running_state_is_advanced_over_all_rows_with_the_kept_weights(RnnPrecision precision, int? truncated)
    {
        RnnModel model = Model(RnnCellKind.Lstm);
        RnnState state = State(model, 9);
        RnnState start = state.Copy(model);
        RnnSequence rows = Sequence("a", 0.3, -0.2, 0.8, 0.1, 0.7);
        var series = new TrainingSeries(rows, [0], [0], lead: 1) { InitialState = start };
        RnnTrainingOptions options = Plain with { Precision = precision, TruncatedLength = truncated, Epochs = 3, KeepWeights = RnnKeptWeights.Best };

        _ = new RnnTrainer(model, [series], options) { State = state }.Run().Count();

        NaiveResult expected = new NaiveNetwork(model).Run(rows, start);
        Near.Equal(expected.FinalH[0], state.Value, Near.Tolerance(precision), $"h");
        Near.Equal(expected.FinalC[0]!, state.CellStates[0]!.Value, Near.Tolerance(precision), $"c");
        Assert.Equal(5, state.StepCount);
    }

    [Fact]
    public void A_running_state_needs_the_inputs_of_the_last_rows_and_stays_after_an_error()
    {
        RnnModel model = Model(RnnCellKind.Gru);
        RnnState state = State(model, 10);
        double[] before = Numbers(state);
        double[] weights = Numbers(model);
        TrainingSeries Rows(RnnMissingValue missing) => new(
            new RnnSequence("a", new RnnMatrix(3, 2, [0.1, 1, 0.2, 2, double.NaN, 3])), [0], [1], lead: 1, missing)
        {
            InitialState = state.Copy(model),
        };

        Refusals.Check(
            "missing", () => new RnnTrainer(model, [Rows(RnnMissingValue.Error)], Plain) { State = state }.Run().Count(), RnnErrorId.MissingValue, "Step 2");
        Assert.Equal(before, Numbers(state));
        Assert.Equal(weights, Numbers(model));

        _ = new RnnTrainer(model, [Rows(RnnMissingValue.Mask)], Plain) { State = state }.Run().Count();
        Assert.Equal(2, state.StepCount);
    }

    [Fact]
    public void Gradients_from_an_initial_state_are_right()
    {
        RnnModel model = Model(RnnCellKind.Gru, RnnDirection.Bidirectional);
        RnnState state = State(model, 11);
        TrainingSeries series = Series("a", state, 0.3, -0.2, 0.8);

        RnnGradientCheck check = GradientMeter.Check(model, [series, Series("b", null, 0.1)], RnnLossFunction.MeanSquaredError, samples: 50);
        RnnGradient gradient = GradientMeter.Measure(model, series, RnnLossFunction.MeanSquaredError, lastOnly: false, _ => [])[0];

        Assert.All(check.Groups, group => Assert.InRange(group.MaxRelativeError, 0, 1e-7));
        // The sum over three steps.
        Near.Equal([3 * NaiveLoss(model, [(Sequence("a", 0.3, -0.2, 0.8), state)])], [gradient.Loss], 1e-12, $"loss");
    }

    [Fact]
    public void States_of_other_sizes_or_too_large_are_refused()
    {
        RnnModel model = Model(RnnCellKind.Gru);
        var other = new RnnState(Runs.Random(1, 5, 1, seed: 1));
        var large = new RnnState(model, new RnnVector([1e300, 0]));

        Refusals.Check("size", () => new RnnTrainer(model, [Series("a", other, 1, 2)], Plain), RnnErrorId.StateShape, "5 components");
        Refusals.Check(
            "precision", () => new RnnTrainer(model, [Series("a", large, 1, 2)], Plain with { Precision = RnnPrecision.Single }), RnnErrorId.NotFinite, "1E+300");
    }

    private static RnnSequence Sequence(object key, params double[] values) => new(key, new RnnMatrix(values.Length, 1, values));

    // The target of each row is twice its value.
    private static TrainingSeries Series(object key, RnnState? state, params double[] values) => new(
        new RnnSequence(key, new RnnMatrix(values.Length, 2, [.. values.SelectMany(value => new[] { value, 2 * value })])), [0], [1])
    {
        InitialState = state,
    };

    // The mean squared error to twice the inputs, of all steps from an index on, or of the last.
    private static double NaiveLoss(RnnModel model, (RnnSequence Sequence, RnnState State)[] runs, int from = 0) => runs.SelectMany(run =>
    {
        double[][] outputs = new NaiveNetwork(model).Run(run.Sequence, run.State).Outputs;
        int first = model.OutputStep == RnnOutputStep.Last ? run.Sequence.Length - 1 : from;
        return Enumerable.Range(first, run.Sequence.Length - first).Select(t => Math.Pow(outputs[t][0] - (2 * run.Sequence.Values[t][0]), 2));
    }).Average();

    private static RnnModel Model(
        RnnCellKind kind, RnnDirection direction = RnnDirection.Forward, RnnOutputStep outputStep = RnnOutputStep.Every)
    {
        var draw = new Draw(21);
        RnnCell Cell() => kind switch
        {
            RnnCellKind.Elman => new ElmanCell(draw.Matrix(1, 2), draw.Matrix(2, 2), draw.Vector(2)),
            RnnCellKind.Lstm => new LstmCell(draw.Matrix(1, 8), draw.Matrix(2, 8), draw.Vector(8)),
            _ => new GruCell(draw.Matrix(1, 6), draw.Matrix(2, 6), draw.Vector(6), draw.Vector(6)),
        };
        RnnStackLayer layer = direction == RnnDirection.Bidirectional ? new RnnStackLayer(Cell(), Cell()) : new RnnStackLayer(Cell(), direction);
        return new RnnModel([layer], draw.Matrix(layer.OutputSize, 1), draw.Vector(1), outputStep: outputStep);
    }

    private static RnnState State(RnnModel model, int seed)
    {
        var draw = new Draw(seed);
        return new RnnState(
            model,
            [.. model.Layers.Select(cell => draw.Vector(cell.OutputSize))],
            [.. model.Layers.Select(cell => cell is LstmCell ? draw.Vector(cell.HiddenSize) : (RnnVector?)null)]);
    }

    private static double[] Numbers(RnnState state) =>
        [.. state.Values.Concat(state.CellStates.OfType<RnnVector>()).SelectMany(vector => vector.ToArray()), state.StepCount];

    private static double[] Numbers(RnnModel model) => [.. model.Weights.Arrays().SelectMany(array => array.Values.AsSpan().ToArray())];
}
