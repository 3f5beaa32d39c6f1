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
}
