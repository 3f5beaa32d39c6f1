using CsCheck;

namespace RnnPS.Core.Tests;

/// <summary>Steps and states that leave the process as JSON come back with the same bits.</summary>
public sealed class JsonTests
{
    private const string Pinned = "0N0XIzNsQ0O2";

    [Fact]
    public void A_step_comes_back_with_every_vector_and_its_place_in_a_run() =>
        RandomNetwork.Any.Sample(
            network =>
            {
                RnnModel model = network.CreateModel();
                RnnStep[] steps = [.. new RnnBatch(model).Run(network.CreateSequences(model.InputSize))];

                RnnStep[] back = [.. steps.Select(step => RnnStep.FromJson(step.ToJson(), step.Sequence, "row"))];

                for (int i = 0; i < steps.Length; i++)
                {
                    Same(steps[i], back[i]);
                    Assert.Equal(steps[i].IsMasked, back[i].IsMasked);
                    Assert.Equal(steps[i].Logits(), back[i].Logits());
                    Assert.Equal("row", back[i].Source);
                    Same(back[i], RnnStep.FromJson(back[i].ToJson(), back[i].Sequence, null));
                    if (steps[i] is StackStep stack)
                    {
                        Assert.All(stack.Layers.Zip(((StackStep)back[i]).Layers), pair => Same(pair.First, pair.Second));
                        Assert.All(stack.Layers, layer => Same(layer, RnnStep.FromJson(layer.ToJson(), layer.Sequence, null)));
                    }
                }

                // The same steps belong together.
                Assert.Equal(
                    steps.Select(step => Array.FindIndex(steps, other => other.Run == step.Run)),
                    back.Select(step => Array.FindIndex(back, other => other.Run == step.Run)));
            },
            seed: Pinned,
            iter: 200);

    [Fact]
    public void The_loss_of_steps_that_came_back_is_the_same()
    {
        // The cross-entropy is computed from the logits, which a step with a softmax does not show.
        var model = new RnnModel(
            [new RnnStackLayer(new ElmanCell(new RnnMatrix(1, 2, [1, -1]), new RnnMatrix(2, 2, [0.1, 0.2, 0.3, 0.4])))],
            new RnnMatrix(2, 3, [300, -200, 1, 0, 100, -100]),
            outputActivation: RnnOutputActivation.Softmax);
        RnnStep[] steps = [.. Runs.Run(model, [[1], [-2], [3]])];
        var here = new LossMeter(loss: RnnLossFunction.SoftmaxCrossEntropy);
        var there = new LossMeter(loss: RnnLossFunction.SoftmaxCrossEntropy);

        foreach (RnnStep step in steps)
        {
            here.Measure(step, [1]);
            there.Measure(RnnStep.FromJson(step.ToJson(), step.Sequence, null), [1]);
        }

        Assert.Equal(here.Totals().Single().Steps, there.Totals().Single().Steps);
        Assert.True(here.Totals().Single().Total > 400, "The example needs logits beyond what a softmax can show.");
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("\"Data\":[", "\"Data\":[1,")]
    [InlineData("\"Step\":1", "\"Step\":-1")]
    [InlineData("\"Kind\":\"Elman\"", "\"Kind\":\"Other\"")]
    [InlineData("\"Kind\":\"Elman\"", "\"Kind\":\"Lstm\"")]
    [InlineData("\"Kind\":\"Elman\"", "\"Kind\":null")]
    [InlineData("\"Input\":[0,1]", "\"Input\":[0,2147483647]")]
    [InlineData("\"Input\":[0,1]", "\"Input\":[2147483647,2]")]
    [InlineData("\"Input\":[0,1]", "\"Input\":[-1,1]")]
    [InlineData("\"Input\":[0,1]", "\"Input\":[0]")]
    [InlineData("\"Cells\":[", "\"Cells\":[null,")]
    [InlineData("\"Classes\":[]", "\"Classes\":[\"a\"],\"Other\":1")]
    [InlineData("\"Classes\":[]", "\"Classes\":[\"a\",\"b\",\"c\"]")]
    [InlineData("\"Place\":null", "\"Place\":7")]
    public void Text_that_is_no_step_is_an_error(string find, string? replace = null)
    {
        string good = Runs.Run(RnnModel.StartingExample(), [[1], [2]])[1].ToJson();
        string json = replace is null ? find : good.Replace(find, replace, StringComparison.Ordinal);

        Assert.NotEqual(good, json);
        Refusals.Check(json, () => RnnStep.FromJson(json, 0, null), RnnErrorId.StepExpected, "not that of a step");
    }

    [Fact]
    public void A_state_comes_back_with_its_numbers_and_its_steps() =>
        RandomNetwork.Any.Sample(
            network =>
            {
                RnnModel model = network.CreateModel();
                foreach (RnnState state in network.CreateStates(model, 3))
                {
                    var advanced = new RnnState(model, state.Values, state.CellStates, stepCount: 123_456_789_012);

                    var back = RnnState.FromJson(advanced.ToJson());

                    Assert.Equal(advanced.StepCount, back.StepCount);
                    Assert.Equal(advanced.Values.SelectMany(value => value), back.Values.SelectMany(value => value));
                    Assert.Equal(advanced.CellStates.SelectMany(value => value ?? []), back.CellStates.SelectMany(value => value ?? []));
                    Assert.Equal(advanced.ToJson(), back.Copy(model).ToJson());
                }
            },
            seed: Pinned,
            iter: 100);

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("""{"StepCount":0}""")]
    [InlineData("""{"StepCount":0,"Cells":[]}""")]
    [InlineData("""{"StepCount":0,"Cells":[null]}""")]
    [InlineData("""{"StepCount":0,"Cells":[[]]}""")]
    [InlineData("""{"StepCount":0,"Cells":[[[1],[1],[1]]]}""")]
    [InlineData("""{"StepCount":0,"Cells":[[[]]]}""")]
    [InlineData("""{"StepCount":0,"Cells":[[["NaN"]]]}""")]
    [InlineData("""{"StepCount":-1,"Cells":[[[1]]]}""")]
    [InlineData("""{"StepCount":1e99,"Cells":[[[1]]]}""")]
    public void Text_that_is_no_state_is_an_error(string json) =>
        Refusals.Check(json, () => RnnState.FromJson(json), RnnErrorId.StateShape, "not that of a state");

    private static void Same(RnnStep expected, RnnStep actual)
    {
        Assert.Equal(expected.GetType(), actual.GetType());
        Assert.Equal(expected.Step, actual.Step);
        Assert.Equal(expected.Sequence, actual.Sequence);
        Assert.Equal(expected.ToVectors().Select(vector => vector.Key), actual.ToVectors().Select(vector => vector.Key));
        Assert.Equal(expected.ToVectors().SelectMany(vector => vector.Value), actual.ToVectors().SelectMany(vector => vector.Value));
        Assert.Equal(expected.State, actual.State);
        Assert.Equal(expected.Prediction, actual.Prediction);
        Assert.Equal(expected.OutputActivation, actual.OutputActivation);
    }
}
