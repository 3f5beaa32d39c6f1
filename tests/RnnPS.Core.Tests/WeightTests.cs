namespace RnnPS.Core.Tests;

/// <summary>Every named array of every kind of cell can be set, and nothing else changes with it.</summary>
public sealed class WeightTests
{
    private const double Changed = 7.25;

    public static TheoryData<string> Names() => [.. Arrays(Stack()).Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Setting_a_weight_changes_that_one_alone(string name)
    {
        RnnModel model = Stack();
        Dictionary<string, RnnMatrix> before = Arrays(model);
        RnnMatrix array = before[name];
        (int row, int column) = (array.Rows - 1, array.Columns - 1);

        model.SetWeight(name, row, column, Changed);

        Dictionary<string, RnnMatrix> after = Arrays(model);
        Assert.Equal(before.Keys, after.Keys);
        foreach ((string other, RnnMatrix values) in before)
        {
            RnnMatrix expected = other == name ? values.With(row, column, Changed) : values;
            Assert.Equal(expected.AsSpan().ToArray(), after[other].AsSpan().ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_weight_that_was_set_is_run_with(string name)
    {
        RnnModel model = Stack();
        RnnSequence[] sequences = [new RnnSequence(0, new Draw(5).Matrix(3, 2))];
        double[] before = [.. new RnnBatch(model).Run(sequences).SelectMany(step => step.OutputVector)];

        model.SetWeight(name, 0, 0, Changed);

        Assert.NotEqual(before, [.. new RnnBatch(model).Run(sequences).SelectMany(step => step.OutputVector)]);
    }

    [Fact]
    public void The_names_of_a_models_weights_are_told_where_one_is_unknown()
    {
        RnnModel model = Stack();

        RnnException error = Assert.Throws<RnnException>(() => model.SetWeight("Layers[9].Bias", 0, 0, 1));

        Assert.Equal(RnnErrorId.UnknownWeight, error.Id);
        Assert.EndsWith($"expected one of {string.Join(", ", Arrays(model).Keys)}.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stack_has_these_arrays() => Assert.Equal(
        [
            "Layers[0].InputWeights", "Layers[0].RecurrentWeights", "Layers[0].Bias", "Layers[0].RecurrentBias",
            "Layers[0].Peepholes", "Layers[0].ProjectionWeights",
            "Layers[1].InputWeights", "Layers[1].RecurrentWeights", "Layers[1].Bias", "Layers[1].RecurrentBias",
            "Layers[2].InputWeights", "Layers[2].RecurrentWeights", "Layers[2].Bias", "Layers[2].RecurrentBias",
            "Layers[3].InputWeights", "Layers[3].RecurrentWeights", "Layers[3].Bias", "Layers[3].RecurrentBias",
            "Layers[4].InputWeights", "Layers[4].RecurrentWeights", "Layers[4].Bias",
            "OutputWeights", "OutputBias",
        ],
        Arrays(Stack()).Keys);

    [Fact]
    public void One_cell_in_both_directions_is_two_sets_of_weights()
    {
        GruCell shared = Cells.Gru(1, 2);
        var model = new RnnModel([new RnnStackLayer(shared, shared)]);
        double before = shared.InputWeights[0, 3];

        model.SetWeight("Layers[1].InputWeights", 0, 3, Changed);

        Assert.Equal(before, model.Layers[0].InputWeights[0, 3]);
        Assert.Equal(Changed, model.Layers[1].InputWeights[0, 3]);
        Assert.Same(shared, model.Layers[0]);
        Assert.Equal(before, shared.InputWeights[0, 3]);
    }

    [Theory]
    [InlineData("Layers[0].InputWeights")]
    [InlineData("OutputBias")]
    public void What_is_no_weight_of_a_model_stays_as_it_was(string name)
    {
        RnnModel before = Stack();
        RnnModel model = Stack();

        model.SetWeight(name, 0, 0, Changed);

        var lstm = (LstmCell)model.Layers[0];
        Assert.Equal((true, 0.9), (lstm.Coupled, lstm.ActivationClip));
        Assert.Equal(new RnnActivationFunction(RnnActivation.HardSigmoid, 0.25, 0.5), lstm.GateActivation);
        Assert.False(((GruCell)model.Layers[2]).ResetAfter);
        Assert.Equal(RnnMerge.Average, model.Stack[0].Merge);
        Assert.Equal(RnnDirection.Reverse, model.Stack[2].Direction);
        Assert.Equal((RnnOutputActivation.Softmax, RnnOutputStep.Last), (model.OutputActivation, model.OutputStep));
        Assert.Equal(before.ParameterCount, model.ParameterCount);
    }

    // An LSTM with everything beside a GRU, another GRU beside an Elman cell, and a reverse layer on top.
    private static RnnModel Stack()
    {
        var draw = new Draw(81);
        LstmCell lstm = Cells.Lstm(2, 3, new LstmOptions
        {
            Coupled = true,
            Peepholes = draw.Vector(6),
            ProjectionWeights = draw.Matrix(3, 2),
            GateActivation = new(RnnActivation.HardSigmoid, 0.25, 0.5),
            ActivationClip = 0.9,
        });
        return new RnnModel(
            [
                new RnnStackLayer(lstm, Cells.Gru(2, 2), RnnMerge.Average),
                new RnnStackLayer(Cells.Gru(2, 3, new GruOptions { ResetAfter = false }), Cells.Elman(2, 2, recurrentBias: true)),
                new RnnStackLayer(Cells.Elman(5, 2), RnnDirection.Reverse),
            ],
            draw.Matrix(2, 2),
            draw.Vector(2),
            RnnOutputActivation.Softmax,
            RnnOutputStep.Last);
    }

    private static Dictionary<string, RnnMatrix> Arrays(RnnModel model)
    {
        var arrays = new Dictionary<string, RnnMatrix>();
        for (int i = 0; i < model.Layers.Count; i++)
        {
            foreach (CellWeight weight in model.Layers[i].Weights)
            {
                arrays.Add($"Layers[{i}].{weight.Name}", weight.Values);
            }
        }

        arrays.Add("OutputWeights", model.OutputWeights!);
        arrays.Add("OutputBias", model.OutputBias!.Value.ToRow());
        return arrays;
    }
}
