namespace RnnPS.Core.Tests;

public sealed class ModelTests
{
    [Theory]
    [InlineData("Layers[0].InputWeights", 0, 1)]
    [InlineData("layers[0].recurrentweights", 1, 0)]
    [InlineData("Layers[0].Bias", 0, 1)]
    [InlineData("OutputWeights", 1, 0)]
    [InlineData("OutputBias", 0, 0)]
    public void One_weight_can_be_set_for_the_next_run(string name, int row, int column)
    {
        RnnModel model = RnnModel.StartingExample();
        double before = (double)Runs.Run(model, [[1], [2]])[1].Output;

        model.SetWeight(name, row, column, 7);

        Assert.NotEqual(before, (double)Runs.Run(model, [[1], [2]])[1].Output);
        double[] all =
        [
            .. model.Layers[0].InputWeights.AsSpan(), .. model.Layers[0].RecurrentWeights.AsSpan(),
            .. model.Layers[0].Bias!.Value, .. model.OutputWeights!.AsSpan(), .. model.OutputBias!.Value,
        ];
        Assert.Single(all, 7.0);
    }

    [Theory]
    [InlineData("Layers[1].Bias", 0, 0, 1, RnnErrorId.UnknownWeight, "Layers[1].Bias")]
    [InlineData("Weights", 0, 0, 1, RnnErrorId.UnknownWeight, "OutputBias")]
    [InlineData("OutputWeights", 2, 0, 1, RnnErrorId.UnknownWeight, "2×1")]
    [InlineData("OutputWeights", 0, -1, 1, RnnErrorId.UnknownWeight, "[0, -1]")]
    [InlineData("OutputWeights", 0, 0, double.NaN, RnnErrorId.WeightNotFinite, "NaN")]
    public void A_weight_that_is_not_there_changes_nothing(
        string name, int row, int column, double value, string id, string text)
    {
        RnnModel model = RnnModel.StartingExample();
        WeightSet before = model.Weights;

        RnnException error = Assert.Throws<RnnException>(() => model.SetWeight(name, row, column, value));

        Assert.Equal(id, error.Id);
        Assert.Contains(text, error.Message, StringComparison.Ordinal);
        Assert.Same(before, model.Weights);
    }

    [Fact]
    public void A_run_keeps_the_weights_that_it_started_with()
    {
        RnnModel model = RnnModel.StartingExample();
        var run = new RnnRun(model);
        model.SetWeight("OutputBias", 0, 0, 100);
        run.Add([1], 0);

        Assert.Equal(1.5612838815180548, (double)run.Flush().Single().Output, 1e-15);
    }

    [Fact]
    public void Sizes_of_layers_must_fit()
    {
        RnnCell cell = RnnModel.StartingExample().Layers[0];

        Assert.Equal(RnnErrorId.WeightShape, Assert.Throws<RnnException>(() => new RnnModel([cell, cell])).Id);
        Assert.Equal(RnnErrorId.Size, Assert.Throws<RnnException>(() => new RnnModel(Array.Empty<RnnCell>())).Id);
        Assert.Equal(
            RnnErrorId.WeightShape,
            Assert.Throws<RnnException>(() => new RnnModel([cell], new RnnMatrix(3, 1, [1, 2, 3]))).Id);
    }

    [Fact]
    public void A_state_fits_only_models_of_its_sizes()
    {
        var state = new RnnState(RnnModel.StartingExample());

        Assert.Equal(
            RnnErrorId.StateShape,
            Assert.Throws<RnnException>(() => new RnnRun(Runs.Random(1, 3, 1, seed: 1), state)).Id);
    }

    [Fact]
    public void The_text_of_a_model_is_its_kind_and_sizes()
    {
        Assert.Equal("Elman 1→2→1", RnnModel.StartingExample().ToString());
        Assert.Equal("Elman 1→2", RnnModel.StartingExample().Layers[0].ToString());
    }
}
