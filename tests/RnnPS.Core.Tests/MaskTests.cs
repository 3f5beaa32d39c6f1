namespace RnnPS.Core.Tests;

/// <summary>Masked steps by hand: the cell adds up what comes in, so that its state tells what it has read.</summary>
[Trait("Vectors", "Yes")]
public sealed class MaskTests
{
    private static readonly ElmanCell Sum = new(new RnnMatrix(1, 1, [1]), new RnnMatrix(1, 1, [1]), null, RnnActivation.Identity);

    // What is masked is not read, not even where it is missing.
    private static readonly RnnSequence Masked = new(
        "a", new RnnMatrix(5, 1, [100, 1, double.NaN, 2, 400]), mask: [false, true, false, true, false]);

    [Fact]
    public void A_masked_step_keeps_the_state_and_repeats_the_output()
    {
        RnnModel model = new([Sum], new RnnMatrix(1, 1, [10]), new RnnVector([5]));
        var state = new RnnState(model);

        RnnStep[] steps = [.. new RnnBatch(model).Run([Masked], [state])];

        Assert.Equal([0.0, 1, 1, 3, 3], steps.Select(step => step.State[0]));
        // The output layer serves the zeros before the first valid step, too.
        Assert.Equal([5.0, 15, 15, 35, 35], steps.Select(step => (double)step.Output));
        Assert.Equal([0L, 1, 2, 3, 4], steps.Select(step => step.Step));
        Assert.Equal([100.0, 1, double.NaN, 2, 400], steps.Select(step => (double)step.Input));
        Assert.Equal((3.0, 2L), (state.Value[0], state.StepCount));
    }

    [Fact]
    public void A_reverse_layer_repeats_what_comes_after()
    {
        var model = new RnnModel([new RnnStackLayer(Sum, RnnDirection.Reverse)]);

        Assert.Equal([3.0, 3, 2, 2, 0], new RnnBatch(model).Run([Masked]).Select(step => step.State[0]));
    }

    [Fact]
    public void Two_directions_repeat_each_its_own()
    {
        var model = new RnnModel([new RnnStackLayer(Sum, Sum, RnnMerge.Sum)]);

        Assert.Equal([3.0, 4, 3, 5, 3], new RnnBatch(model).Run([Masked]).Select(step => step.State[0]));
    }

    [Fact]
    public void The_layer_above_passes_over_the_same_steps()
    {
        var model = new RnnModel([Sum, Sum]);

        Assert.Equal([0.0, 1, 1, 4, 4], new RnnBatch(model).Run([Masked]).Select(step => step.State[0]));
    }

    [Fact]
    public void A_sequence_of_masked_steps_alone_is_zeros_and_leaves_the_state()
    {
        RnnModel model = new([Sum], new RnnMatrix(1, 1, [10]), new RnnVector([5]));
        var state = new RnnState(model, new RnnVector([9]));
        var nothing = new RnnSequence("b", new RnnMatrix(2, 1, [1, 2]), mask: [false, false]);

        RnnStep[] steps = [.. new RnnBatch(model).Run([nothing, Masked], [state, new RnnState(model)])];

        Assert.Equal([0.0, 0, 0, 1, 1, 3, 3], steps.Select(step => step.State[0]));
        Assert.Equal([5.0, 5], steps.Take(2).Select(step => (double)step.Output));
        Assert.Equal((9.0, 0L), (state.Value[0], state.StepCount));
    }

    [Fact]
    public void The_last_step_alone_may_be_a_masked_one()
    {
        var model = new RnnModel([new RnnStackLayer(Sum, Sum)]);

        RnnStep step = Assert.Single(new RnnBatch(model, lastOnly: true).Run([Masked]));

        Assert.Equal(4, step.Step);
        Assert.Equal([3, 0], step.State);
    }

    [Fact]
    public void A_slice_takes_its_part_of_the_mask()
    {
        RnnSequence slice = Masked.Slice(1, 3);

        Assert.Equal([true, false, true], slice.Mask);
        Assert.Equal([1L, 2, 3], Enumerable.Range(0, 3).Select(slice.StepAt));
        Assert.Equal([1.0, 1, 3], new RnnBatch(new RnnModel(Sum)).Run([slice]).Select(step => step.State[0]));
        Assert.Equal(["level"], new RnnSequence(0, new RnnMatrix(2, 1, [1, 2]), ["level"]).Slice(0, 1).FeatureNames);
    }

    [Theory]
    [InlineData(RnnMissingValue.Interpolate, 4.0)]
    [InlineData(RnnMissingValue.CarryForward, 2.0)]
    [InlineData(RnnMissingValue.Mask, double.NaN)]
    public void A_missing_value_is_not_filled_from_a_masked_row(RnnMissingValue policy, double filled)
    {
        var sequence = new RnnSequence("a", new RnnMatrix(5, 1, [2, 999, double.NaN, 999, 6]), mask: [true, false, true, false, true]);

        RnnSequence resolved = MissingValues.Resolve(sequence, policy);

        Assert.Equal([2.0, 999, filled, 999, 6], resolved.Values.Select(row => row[0]));
        Assert.Equal([true, false, policy != RnnMissingValue.Mask, false, true], resolved.Mask);
    }

    [Fact]
    public void A_second_mask_masks_more()
    {
        Assert.Equal([false, true, false, false, false], Masked.WithMask([true, true, true, false, true]).Mask);
        Assert.Empty(new RnnSequence(0, new RnnMatrix(2, 1, [1, 2])).WithMask([true, true]).Mask);
        Refusals.Check("length", () => Masked.WithMask([true]), RnnErrorId.MaskLength, "1 mask values for 5 timesteps");
    }

    [Fact]
    public void Masked_steps_have_no_loss_but_the_one_output_of_a_sequence_has()
    {
        var meter = new LossMeter([[0], [0], [0], [0], [0]]);
        foreach (RnnStep step in new RnnBatch(new RnnModel(Sum)).Run([Masked]))
        {
            meter.Measure(step);
        }

        // The outputs of the two valid steps are 1 and 3.
        Assert.Equal((2, 10.0), (meter.Totals().Single().Count, meter.Totals().Single().Total));
        var once = new LossMeter();
        once.Measure(new RnnBatch(new RnnModel([new RnnStackLayer(Sum)], outputStep: RnnOutputStep.Last)).Run([Masked]).Single(), [0], weight: 1);
        Assert.Equal(9, once.Totals().Single().Total);
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData(" TRUE ", true)]
    [InlineData("1", true)]
    [InlineData("False", false)]
    [InlineData("0", false)]
    [InlineData("2", null)]
    [InlineData("-1", null)]
    [InlineData("yes", null)]
    [InlineData("truth", null)]
    [InlineData("", null)]
    [InlineData("ﬁalse", null)]
    public void A_mask_value_is_true_false_1_or_0(string text, bool? expected) => Assert.Equal(expected, MaskRules.Read(text));
}
