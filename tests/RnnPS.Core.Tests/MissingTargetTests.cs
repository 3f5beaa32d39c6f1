namespace RnnPS.Core.Tests;

/// <summary>A missing target counts for no loss, and never hides an input. The losses are those of the equations.</summary>
[Trait("Vectors", "Yes")]
public sealed class MissingTargetTests
{
    private const double Gap = double.NaN;

    private static readonly RnnTrainingOptions Once = new() { Epochs = 1, Scaling = RnnScaling.None };

    [Theory]
    [InlineData(RnnMissingValue.Error, RnnOutputStep.Every)]
    [InlineData(RnnMissingValue.Mask, RnnOutputStep.Every)]
    [InlineData(RnnMissingValue.CarryForward, RnnOutputStep.Every)]
    [InlineData(RnnMissingValue.Interpolate, RnnOutputStep.Every)]
    [InlineData(RnnMissingValue.Error, RnnOutputStep.Last)]
    [InlineData(RnnMissingValue.Mask, RnnOutputStep.Last)]
    [InlineData(RnnMissingValue.CarryForward, RnnOutputStep.Last)]
    public void All_inputs_before_a_single_target_are_read(RnnMissingValue rule, RnnOutputStep outputStep)
    {
        RnnModel model = Model(outputStep);
        double[] x = [.. Enumerable.Range(0, 10).Select(i => (double)i)];

        Near.Equal([Loss(model, x, (9, 1.0))], [Trained(model, x, [.. Enumerable.Repeat(Gap, 9), 1], rule)], 1e-12, $"loss");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    public void A_label_may_stand_in_any_row_of_a_sequence(int row)
    {
        RnnModel model = Model(RnnOutputStep.Last);
        double[] x = [0.3, -1, 2, 0.5, 1];
        double[] y = [.. Enumerable.Range(0, 5).Select(i => i == row ? 0.7 : Gap)];

        // The output once a sequence comes after its last input, wherever the label is written.
        Near.Equal([Loss(model, x, (4, 0.7))], [Trained(model, x, y, RnnMissingValue.Mask)], 1e-12, $"loss");
    }

    [Fact]
    public void A_step_with_a_missing_input_holds_the_state_and_other_targets_count()
    {
        RnnModel model = Model(RnnOutputStep.Every);
        double[] y = [1, 2, 3, Gap, 5];

        double loss = Trained(model, [0.1, Gap, 0.4, 0.2, 0.3], y, RnnMissingValue.Mask);

        Near.Equal([Loss(model, [0.1, 0.4, 0.2, 0.3], (0, 1), (1, 3), (3, 5))], [loss], 1e-12, $"loss");
    }

    [Fact]
    public void Rows_that_are_only_targets_need_no_input_and_a_filled_input_is_no_target()
    {
        RnnModel model = Model(RnnOutputStep.Every);
        // Predicts the next value; the last is missing, and the one in the middle is filled with 2 as an input only.
        var series = new TrainingSeries(new RnnSequence("a", new RnnMatrix(5, 1, [1, Gap, 3, 4, Gap])), [0], [0], lead: 1, RnnMissingValue.Interpolate);

        double loss = new RnnTrainer(model, [series], Once).Run().Single().Loss;

        Near.Equal([Loss(Model(RnnOutputStep.Every), [1, 2, 3, 4], (1, 3), (2, 4))], [loss], 1e-12, $"loss");
        Refusals.Check(
            "an input", () => new TrainingSeries(new RnnSequence("a", new RnnMatrix(3, 1, [1, Gap, 3])), [0], [0], lead: 1),
            RnnErrorId.MissingValue, "Step 1 of sequence a");
    }

    [Fact]
    public void Columns_that_are_neither_inputs_nor_targets_may_have_gaps()
    {
        RnnModel model = Model(RnnOutputStep.Every);
        var series = new TrainingSeries(new RnnSequence("a", new RnnMatrix(2, 3, [0.1, 1, Gap, 0.2, 2, Gap])), [0], [1]);

        Near.Equal(
            [Loss(Model(RnnOutputStep.Every), [0.1, 0.2], (0, 1), (1, 2))], [new RnnTrainer(model, [series], Once).Run().Single().Loss], 1e-12, $"loss");
    }

    [Fact]
    public void Data_without_any_target_is_refused_and_the_column_named()
    {
        var table = new RnnSequence("a", new RnnMatrix(2, 2, [0.1, Gap, 0.2, Gap]), ["x", "sales"]);

        Refusals.Check(
            "no target", () => new RnnTrainer(Model(RnnOutputStep.Every), [new TrainingSeries(table, [0], [1])], Once),
            RnnErrorId.MissingValue, "sales");
    }

    [Fact]
    public void Weights_multiply_the_losses_and_the_mean_divides_by_their_sum()
    {
        RnnModel model = Model(RnnOutputStep.Every);
        var table = new RnnSequence("a", new RnnMatrix(3, 3, [0.1, 1, 2, 0.2, 2, 0, 0.4, 3, 0.5]));
        double[] errors = [.. Errors(model, [0.1, 0.2, 0.4], (0, 1), (1, 2), (2, 3))];

        RnnEpoch epoch = new RnnTrainer(model, [new TrainingSeries(table, [0], [1], weight: 2)], Once).Run().Single();

        Near.Equal([((2 * errors[0]) + (0.5 * errors[2])) / 2.5], [epoch.Loss], 1e-12, $"loss");
        Refusals.Check(
            "a weight", () => new TrainingSeries(new RnnSequence("a", new RnnMatrix(1, 3, [1, 2, -1])), [0], [1], weight: 2),
            RnnErrorId.StepWeight, "-1");
    }

    [Fact]
    public void Class_weights_are_PyTorchs()
    {
        RnnModel model = Runs.Random(1, 4, 2, seed: 1);
        double[] x = [0.1, 0.2, 0.4];
        int[] classes = [0, 1, 1];
        NaiveResult result = new NaiveNetwork(model).Run(new RnnSequence("a", new RnnMatrix(3, 1, x)));
        // −log softmax, and the weighted mean of CrossEntropyLoss(weight=[1, 3]).
        double[] losses = [.. classes.Select((one, step) => Math.Log(result.Outputs[step].Sum(Math.Exp)) - result.Outputs[step][one])];
        double expected = (losses[0] + (3 * losses[1]) + (3 * losses[2])) / 7;
        var series = new TrainingSeries(new RnnSequence("a", new RnnMatrix(3, 2, [0.1, 0, 0.2, 1, 0.4, 1])), [0], [1]);
        RnnTrainingOptions options = Once with { Loss = RnnLossFunction.SoftmaxCrossEntropy, ClassWeights = [1, 3] };

        Near.Equal([expected], [new RnnTrainer(model, [series], options).Run().Single().Loss], 1e-12, $"loss");
        Refusals.Check("a count", () => new RnnTrainer(model, [series], options with { ClassWeights = [1] }), RnnErrorId.StepWeight, "2 classes");
        Refusals.Check("a sign", () => new RnnTrainer(model, [series], options with { ClassWeights = [1, -1] }), RnnErrorId.StepWeight, "class 1");
        Refusals.Check(
            "a loss", () => new RnnTrainer(Model(RnnOutputStep.Every), [series], Once with { ClassWeights = [1, 3] }), RnnErrorId.StepWeight, "MeanSquaredError");
    }

    [Fact]
    public void Rows_before_the_lead_have_no_class()
    {
        RnnModel model = Runs.Random(1, 4, 2, seed: 1);
        NaiveResult result = new NaiveNetwork(model).Run(new RnnSequence("a", new RnnMatrix(2, 1, [0.1, 0.2])));
        double[] losses = [.. new[] { 1, 0 }.Select((one, step) => Math.Log(result.Outputs[step].Sum(Math.Exp)) - result.Outputs[step][one])];
        // The first row's 7 is the target of no step.
        var series = new TrainingSeries(new RnnSequence("a", new RnnMatrix(3, 2, [0.1, 7, 0.2, 1, 0.4, 0])), [0], [1], lead: 1);
        RnnTrainingOptions options = Once with { Loss = RnnLossFunction.SoftmaxCrossEntropy, ClassWeights = [1, 3] };

        Near.Equal([((3 * losses[0]) + losses[1]) / 4], [new RnnTrainer(model, [series], options).Run().Single().Loss], 1e-12, $"loss");
    }

    private static RnnModel Model(RnnOutputStep outputStep)
    {
        RnnModel every = Runs.Random(1, 4, 1, seed: 1);
        return new RnnModel(every.Stack, every.OutputWeights, every.OutputBias, outputStep: outputStep);
    }

    private static double Trained(RnnModel model, double[] x, double[] y, RnnMissingValue rule)
    {
        var table = new RnnSequence("a", new RnnMatrix(x.Length, 2, [.. x.Zip(y).SelectMany(pair => new[] { pair.First, pair.Second })]));
        var copy = new RnnModel(model.Stack, model.OutputWeights, model.OutputBias, outputStep: model.OutputStep);
        return new RnnTrainer(copy, [new TrainingSeries(table, [0], [1], missing: rule)], Once).Run().Single().Loss;
    }

    private static double Loss(RnnModel model, double[] x, params (int Step, double Target)[] targets) => Errors(model, x, targets).Average();

    private static IEnumerable<double> Errors(RnnModel model, double[] x, params (int Step, double Target)[] targets)
    {
        NaiveResult result = new NaiveNetwork(model).Run(new RnnSequence("a", new RnnMatrix(x.Length, 1, x)));
        return targets.Select(target => Math.Pow(result.Outputs[target.Step][0] - target.Target, 2));
    }
}
