namespace RnnPS.Core.Tests;

/// <summary>A state belongs to one run at a time: no step is lost without an error.</summary>
public sealed class StateInUseTests
{
    private static readonly RnnModel Model = RnnModel.StartingExample();

    [Fact]
    public void A_run_can_not_go_on_after_another_started_on_its_state()
    {
        var state = new RnnState(Model);
        var first = new RnnRun(Model, state);
        first.Add([1], 0);
        Assert.Single(first.Flush());
        var second = new RnnRun(Model, state);
        second.Add([2], 0);
        Assert.Single(second.Flush());
        RnnVector after = state.Value;

        Refused(() => first.Add([3], 1));

        Assert.Equal(after, state.Value);
        Assert.Equal(2, state.StepCount);
        second.Add([3], 1);
        Assert.Single(second.Flush());
        Assert.Equal(3, state.StepCount);
    }

    [Fact]
    public void Nor_can_it_commit_the_steps_that_it_computed_before()
    {
        var state = new RnnState(Model);
        var first = new RnnRun(Model, state);
        first.Add([1], 0);
        first.Add([2], 1);
        using IEnumerator<RnnStep> steps = first.Flush().GetEnumerator();
        Assert.True(steps.MoveNext());
        _ = new RnnRun(Model, state);

        Refused(() => steps.MoveNext());
        Assert.Equal(1, state.StepCount);
    }

    [Fact]
    public void Nor_can_a_batch()
    {
        var state = new RnnState(Model);
        var first = new RnnRun(Model, state);
        first.Add([1], 0);
        RnnSequence sequence = new("s", new RnnMatrix(2, 1, [1, 2]));
        Assert.Equal(2, new RnnBatch(Model).Run([sequence], [state]).Count());

        Refused(() => first.Advance());
        Assert.Equal(2, state.StepCount);
        // Two sequences of one batch run at once.
        Refused(() => _ = new RnnBatch(Model).Run([sequence, sequence], [state, state]).ToList());
    }

    [Fact]
    public void A_reserved_state_can_not_be_reserved_until_it_is_released()
    {
        var state = new RnnState(Model);
        IDisposable first = state.Reserve();

        Refused(() => state.Reserve());
        first.Dispose();
        IDisposable second = state.Reserve();
        // The first has no part in the second.
        first.Dispose();
        Refused(() => state.Reserve());
        second.Dispose();
        state.Reserve().Dispose();
    }

    [Fact]
    public void A_copy_is_free()
    {
        var state = new RnnState(Model);
        using IDisposable reservation = state.Reserve();

        state.Copy(Model).Reserve().Dispose();
    }

    [Fact]
    public void A_state_keeps_the_number_of_its_steps_and_refuses_less_than_none()
    {
        RnnVector[] h = [new RnnVector([0.5, -0.5])];

        Assert.Equal(7, new RnnState(Model, h, stepCount: 7).StepCount);
        Assert.Equal(7, new RnnState(Model, h, stepCount: 7).Copy(Model).StepCount);
        Refusals.Check("less than none", () => new RnnState(Model, h, stepCount: -1), RnnErrorId.StateShape, "-1");
    }

    private static void Refused(Action act) => Assert.Equal(RnnErrorId.StateInUse, Assert.Throws<RnnException>(act).Id);
}
