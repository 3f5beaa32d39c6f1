namespace RnnPS.Core.Tests;

/// <summary>A number that overflows ends its sequence with an error; no step has a number that is infinite or NaN.</summary>
public sealed class OverflowTests
{
    // With the input 1: h = 1, 1e100, 1e200, 1e300, and then more than a double holds.
    private static readonly RnnModel Linear = Cell(1, 1e100);

    public static TheoryData<string, RnnModel, double[], int> Cases => new()
    {
        { "PreActivation", Linear, [1, 1, 1, 1, 1, 1], 4 },
        { "PreActivation", Cell(1e300, 0), [1, 1e10, 1], 1 },
        // Signs alternate, and the sum of two infinite terms is no number, which relu would turn into 0.
        { "PreActivation", Cell(1, -1e200), [1, 1, 1], 2 },
        { "PreActivation", Opposed(RnnActivation.Relu), [1, 1e308, 1], 1 },
        { "PreActivation", Opposed(RnnActivation.ThresholdedRelu), [1, 1e308, 1], 1 },
        { "PreActivation", Opposed(RnnActivation.Tanh), [1, 1e308, 1], 1 },
        { "PreActivation", Opposed(RnnActivation.HardSigmoid), [1, 1e308, 1], 1 },
        // The state is finite, the output is not.
        { "Output", new RnnModel([Elman(1, 0)], new RnnMatrix(1, 1, [1e200])), [1, 1e150, 2], 1 },
        { "Output", Scaled(), [1, 1e10, 2], 1 },
        { "Layer1PreActivation", new RnnModel([Elman(1, 0), Elman(1e200, 0)]), [1, 1e150, 2], 1 },
        {
            "Output",
            new RnnModel([new RnnStackLayer(Elman(1, 0))], new RnnMatrix(1, 2, [1e200, -1e200]), outputActivation: RnnOutputActivation.Softmax),
            [1, 1e150, 2],
            1
        },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_run_hands_out_the_finite_steps_and_names_the_first_other(string vector, RnnModel model, double[] input, int bad)
    {
        foreach (int chunk in new[] { 1, 2, 64 })
        {
            var state = new RnnState(model);
            var run = new RnnRun(model, state, capacity: chunk);
            var steps = new List<RnnStep>();

            RnnException error = Assert.Throws<RnnException>(() => Feed(run, input, steps));

            Check(error, vector, bad);
            Assert.Equal(Enumerable.Range(0, bad).Select(t => (long)t), steps.Select(step => step.Step));
            Assert.All(steps, AllFinite);
            Assert.Equal(bad, state.StepCount);
            Assert.Equal(steps[^1].State, state.Value);
            Assert.NotNull(run.Failure);
            Assert.Null(run.LastStep());
            Assert.Equal(RnnErrorId.NotFinite, Assert.Throws<RnnException>(() => run.Add([1], 9)).Id);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void So_does_a_batch_and_other_sequences_go_on(string vector, RnnModel model, double[] input, int bad)
    {
        RnnSequence[] sequences = [Sequence("bad", input), Sequence("good", [0.5, 0.25])];
        RnnState[] states = [new RnnState(model), new RnnState(model)];
        var faults = new List<(object Key, int Index, RnnException Error)>();

        RnnStep[] steps = [.. new RnnBatch(model).Run(sequences, states, (sequence, index, error) => faults.Add((sequence.Key, index, error)))];

        (object key, int index, RnnException only) = Assert.Single(faults);
        Check(only, vector, bad);
        Assert.Equal(("bad", bad), (key, index));
        Assert.Equal(bad, steps.Count(step => step.Sequence.Equals("bad")));
        Assert.Equal(2, steps.Count(step => step.Sequence.Equals("good")));
        Assert.All(steps, AllFinite);
        Assert.Equal([bad, 2], states.Select(state => state.StepCount));
    }

    [Fact]
    public void The_last_step_alone_is_not_handed_out_either()
    {
        var state = new RnnState(Linear);
        var run = new RnnRun(Linear, state);
        for (int t = 0; t < 6; t++)
        {
            run.Add([1], t);
        }

        Check(Assert.Throws<RnnException>(() => run.Advance()), "PreActivation", 4);
        Assert.Equal((4, 1e300), (state.StepCount, state.Value[0]));
        Assert.Null(run.LastStep());
        Check(
            Assert.Throws<RnnException>(() => new RnnBatch(Linear, lastOnly: true).Run([Sequence("a", [1, 1, 1, 1, 1, 1])]).ToList()),
            "PreActivation",
            4);
    }

    [Fact]
    public void An_output_once_a_sequence_is_checked_when_it_is_computed()
    {
        var once = new RnnModel([new RnnStackLayer(Elman(1, 0))], new RnnMatrix(1, 1, [1e200]), outputStep: RnnOutputStep.Last);
        var run = new RnnRun(once);
        run.Add([1e150], 0);
        run.Advance();

        Check(Assert.Throws<RnnException>(() => run.LastStep()), "Output", 0);
        Check(Assert.Throws<RnnException>(() => new RnnBatch(once).Run([Sequence("a", [1, 1e150])]).ToList()), "Output", 1);
        Assert.Equal(2e200, (double)Assert.Single(new RnnBatch(once).Run([Sequence("a", [1e150, 2])])).Output);
    }

    [Theory]
    [InlineData(RnnOutputStep.Every)]
    [InlineData(RnnOutputStep.Last)]
    public void A_rate_that_overflows_is_an_error_too(RnnOutputStep when)
    {
        // y = x is the logarithm of the rate, and e^709.7 is nearly the largest double.
        var model = new RnnModel([new RnnStackLayer(Elman(1, 0))], new RnnMatrix(1, 1, [1]), outputStep: when);
        model.Publish(model.Weights.With(new RnnTraining { Loss = RnnLossFunction.Poisson }));

        Assert.Equal(RnnLink.Log, model.Link);
        Check(Assert.Throws<RnnException>(() => new RnnBatch(model).Run([Sequence("a", [3, 710])]).ToList()), "Prediction", 1);
        Assert.Equal(Math.Exp(709.7), (double)new RnnBatch(model).Run([Sequence("a", [3, 709.7])]).Last().Prediction);
    }

    [Fact]
    public void Single_precision_overflows_sooner_and_says_so()
    {
        RnnModel model = Cell(1, 1e15);

        Assert.Equal(4, Runs.Run(model, [[1], [1], [1], [1]]).Count);
        RnnException error = Assert.Throws<RnnException>(
            () => Runs.Run(model, [[1], [1], [1], [1]], precision: RnnPrecision.Single));

        Check(error, "PreActivation", 3);
        Assert.Contains("run the model in double precision", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_model_that_reads_in_reverse_hands_out_nothing_of_such_a_sequence(bool both)
    {
        var model = new RnnModel([both ? new RnnStackLayer(Elman(1, 0), Elman(1, 1e100)) : new RnnStackLayer(Elman(1, 1e100), RnnDirection.Reverse)]);
        var faults = new List<RnnException>();
        RnnState[] states = [new RnnState(model), new RnnState(model)];

        RnnStep[] steps = [.. new RnnBatch(model).Run(
            [Sequence("bad", [1, 1, 1, 1, 1, 1]), Sequence("good", [1, 1, 1])], states, (_, _, error) => faults.Add(error))];

        Assert.Equal(RnnErrorId.NotFinite, Assert.Single(faults).Id);
        Assert.Equal(3, steps.Length);
        Assert.All(steps, AllFinite);
        Assert.Equal([0L, 3], states.Select(state => state.StepCount));
    }

    [Fact]
    public void A_gated_cell_names_its_cell_state_or_its_pre_activation()
    {
        // All gates are 1 to the last bit, so the cell state grows by 1e308 at every step, and tanh hides it from the hidden state.
        var cell = new LstmCell(
            new RnnMatrix(1, 4, [1, 1, 1e308, 1]),
            new RnnMatrix(1, 4, new double[4]),
            new RnnVector([100, 100, 0, 100]),
            options: new LstmOptions { CandidateActivation = RnnActivation.Identity });

        RnnException error = Assert.Throws<RnnException>(() => Runs.Run(new RnnModel(cell), [[1], [1], [1]]));

        Check(error, "CellState", 1);
    }

    [Fact]
    public void A_forecast_names_the_step_of_the_history_or_of_the_future()
    {
        var options = new RnnForecastOptions { Count = 5, Lead = 1, Feedback = FeedbackMap.Create(1, 1, [], []) };

        Check(
            Assert.Throws<RnnException>(() => new RnnForecaster(Linear, options).Run(Sequence("h", [1, 1, 1, 1, 1, 1])).ToList()),
            "PreActivation",
            4);
        RnnException future = Assert.Throws<RnnException>(() => new RnnForecaster(Linear, options).Run(Sequence("h", [1, 1])).ToList());
        Assert.Equal(RnnErrorId.NotFinite, future.Id);
        Assert.Contains("The forecast for step 5", future.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Training_that_overflows_in_its_validation_part_reports_the_loss()
    {
        double[] table = [1, 1, 1, 1, 1, 1, 1, 1];
        var series = new TrainingSeries(new RnnSequence("s", new RnnMatrix(8, 1, table)), [0], [0], lead: 1);
        RnnModel model = Cell(1, 1e100);

        RnnException error = Assert.Throws<RnnException>(() => new RnnTrainer(
            model, [series], new RnnTrainingOptions { Epochs = 1, Scaling = RnnScaling.None, SequenceLength = 1, ValidationFraction = 0.7 }).Run().ToList());

        Assert.Equal(RnnErrorId.LossNotFinite, error.Id);
    }

    [Fact]
    public void A_loss_that_overflows_is_an_error_of_its_step()
    {
        List<RnnStep> steps = Runs.Run(Cell(1, 0), [[1e200], [3]]);
        var meter = new LossMeter([[0], [1]]);

        RnnException error = Assert.Throws<RnnException>(() => meter.Measure(steps[0]));
        Assert.Equal(4, meter.Measure(steps[1])!.Loss);

        Assert.Equal(RnnErrorId.LossNotFinite, error.Id);
        Assert.Contains("step 0", error.Message, StringComparison.Ordinal);
        Assert.Equal(4, Assert.Single(meter.Totals()).Total);
    }

    private static void Check(RnnException error, string vector, int step)
    {
        Assert.Equal(RnnErrorId.NotFinite, error.Id);
        Assert.Contains($"{vector} of step {step} became", error.Message, StringComparison.Ordinal);
    }

    private static void Feed(RnnRun run, double[] input, List<RnnStep> steps)
    {
        for (int t = 0; t < input.Length; t++)
        {
            run.Add([input[t]], t);
            if (run.Pending == run.Capacity || t == input.Length - 1)
            {
                foreach (RnnStep step in run.Flush())
                {
                    steps.Add(step);
                }
            }
        }
    }

    private static void AllFinite(RnnStep step) =>
        Assert.All(step.ToVectors().SelectMany(vector => vector.Value), number => Assert.True(double.IsFinite(number)));

    private static RnnSequence Sequence(string key, double[] input) => new(key, new RnnMatrix(input.Length, 1, input));

    private static ElmanCell Elman(double input, double recurrent) => new(
        new RnnMatrix(1, 1, [input]), new RnnMatrix(1, 1, [recurrent]), activation: RnnActivation.Identity);

    private static RnnModel Cell(double input, double recurrent) => new(Elman(input, recurrent));

    // Two units of ±10·x feed each other: one infinite term of each sign.
    private static RnnModel Opposed(RnnActivation activation) => new(
        [Elman(1, 0), new ElmanCell(new RnnMatrix(1, 1, [10]), new RnnMatrix(1, 1, [-10]), activation: activation)]);

    private static RnnModel Scaled()
    {
        var model = new RnnModel([Elman(1, 0)], new RnnMatrix(1, 1, [1]));
        model.SetScaling(null, RnnScaler.Create(RnnScaling.Standard, new RnnVector([0]), new RnnVector([1e300])));
        return model;
    }
}
