namespace RnnPS.Core.Tests;

/// <summary>What a step shows of its cell or cells.</summary>
[Trait("Vectors", "Yes")]
public sealed class StepTests
{
    private static readonly RnnMatrix Values = new Draw(91).Matrix(4, 2);

    [Theory]
    [InlineData(RnnCellKind.Elman)]
    [InlineData(RnnCellKind.Lstm)]
    [InlineData(RnnCellKind.Gru)]
    public void A_step_has_a_property_for_each_part_of_its_cell(RnnCellKind kind)
    {
        int gates = RnnCellType.Of(kind).GateCount;
        RnnCell cell = RnnCellType.Of(kind).Create(new RnnCellOptions(new RnnMatrix(1, gates, new double[gates]), new RnnMatrix(1, gates, new double[gates])));
        RnnStep step = new RnnBatch(new RnnModel([cell])).Run([new RnnSequence(0, new RnnMatrix(1, 1, [0.5]))]).Single();

        Assert.All(
            cell.Layout.Trace.Concat(cell.Layout.States).Select(part => part.Name).Concat(cell.Gates),
            name => Assert.NotNull(step.GetType().GetProperty(name)));
    }

    [Fact]
    public void A_step_of_three_bidirectional_LSTMs_has_six_layers_with_their_gates()
    {
        StackStep step = Step(Bidirectional(depth: 3), 2);

        Assert.Equal(6, step.Layers.Count);
        for (int i = 0; i < 6; i++)
        {
            LstmLayerStep cell = Assert.IsType<LstmLayerStep>(step.Layers[i]);
            Assert.Equal((i / 2, i % 2 == 0 ? RnnDirection.Forward : RnnDirection.Reverse), (cell.Layer, cell.Direction));
            Assert.IsAssignableFrom<LstmStep>(cell);
            Assert.Equal((2L, step.Sequence, step.Source), (cell.Step, cell.Sequence, cell.Source));
            Assert.Equal(12, cell.PreActivation.Length);
            for (int j = 0; j < 3; j++)
            {
                Assert.Equal(Sigmoid(cell.PreActivation[j]), cell.InputGate[j], 1e-15);
                Assert.Equal(Sigmoid(cell.PreActivation[3 + j]), cell.ForgetGate[j], 1e-15);
                Assert.Equal(Math.Tanh(cell.PreActivation[6 + j]), cell.Candidate[j], 1e-15);
                Assert.Equal(Sigmoid(cell.PreActivation[9 + j]), cell.OutputGate[j], 1e-15);
                Assert.Equal(cell.OutputGate[j] * Math.Tanh(cell.CellState[j]), cell.State[j], 1e-15);
            }
        }
    }

    [Fact]
    public void The_input_of_a_cell_in_a_stack_is_what_the_layer_below_hands_on()
    {
        StackStep step = Step(Bidirectional(depth: 2), 1);

        Assert.Equal(Values[1], step.Layers[0].Input);
        Assert.Equal(Values[1], step.Layers[1].Input);
        double[] below = [.. step.Layers[0].State, .. step.Layers[1].State];
        Assert.Equal(below, (RnnVector)step.Layers[2].Input);
        Assert.Equal(below, (RnnVector)step.Layers[3].Input);
        Assert.Equal([.. step.Layers[2].State, .. step.Layers[3].State], step.State);
        Assert.Equal(step.State, step.Output);
    }

    [Fact]
    public void A_merged_layer_hands_on_what_the_merge_makes()
    {
        StackStep step = Step(
            new RnnModel([new RnnStackLayer(Cells.Gru(2, 3), Cells.Elman(2, 3), RnnMerge.Multiply), new RnnStackLayer(Cells.Elman(3, 1))]), 0);

        Assert.Equal(step.Layers[0].State.Zip(step.Layers[1].State, (a, b) => a * b), (RnnVector)step.Layers[2].Input);
        Assert.Equal(RnnDirection.Forward, Assert.IsType<ElmanLayerStep>(step.Layers[2]).Direction);
        Assert.IsType<double>(step.Layers[2].Output);
    }

    [Fact]
    public void A_single_cell_shows_itself_without_layers()
    {
        Assert.IsType<LstmStep>(Only(Cells.Lstm(2, 3)));
        Assert.IsType<ElmanStep>(Only(Cells.Elman(2, 3)));
        GruStep gru = Assert.IsType<GruStep>(Only(Cells.Gru(2, 3)));
        // From a state of zeros, of which the update gate can keep nothing.
        for (int j = 0; j < 3; j++)
        {
            Assert.Equal(Sigmoid(gru.PreActivation[j]), gru.UpdateGate[j], 1e-15);
            Assert.Equal(Sigmoid(gru.PreActivation[3 + j]), gru.ResetGate[j], 1e-15);
            Assert.Equal(Math.Tanh(gru.PreActivation[6 + j]), gru.Candidate[j], 1e-15);
            Assert.Equal((1 - gru.UpdateGate[j]) * gru.Candidate[j], gru.State[j], 1e-15);
        }

        static RnnStep Only(RnnCell cell) => new RnnBatch(new RnnModel(cell)).Run([new RnnSequence(0, Values)]).First();
    }

    [Fact]
    public void A_coupled_LSTM_forgets_what_it_does_not_take_in()
    {
        var model = new RnnModel(Cells.Lstm(2, 3, new LstmOptions { Coupled = true }));

        var step = (LstmStep)new RnnBatch(model).Run([new RnnSequence(0, Values)]).Last();

        Assert.Equal(9, step.PreActivation.Length);
        Assert.Equal(step.InputGate.Select(i => 1 - i), step.ForgetGate);
    }

    [Fact]
    public void The_columns_of_a_step_have_names_of_their_own()
    {
        foreach (RnnModel model in new[] { Bidirectional(depth: 3), new RnnModel(Cells.Gru(2, 1)), new RnnModel([Cells.Lstm(2, 2), Cells.Gru(2, 2)]) })
        {
            RnnStep step = new RnnBatch(model).Run([new RnnSequence(0, Values)]).First();
            string[] names = [.. step.ToVectors().Select(pair => pair.Key)];

            Assert.Equal(names, names.Distinct(StringComparer.OrdinalIgnoreCase));
            Assert.Equal(("Input", "Output"), (names[0], names[^1]));
        }

        Assert.Equal(
            [
                "Input", "Layer0PreActivation", "Layer0UpdateGate", "Layer0ResetGate", "Layer0Candidate", "Layer0State",
                "Layer1ForwardPreActivation", "Layer1ForwardState", "Layer1ReversePreActivation", "Layer1ReverseState", "State", "Output",
            ],
            Step(new RnnModel([new RnnStackLayer(Cells.Gru(2, 2)), new RnnStackLayer(Cells.Elman(2, 2), Cells.Elman(2, 2))]), 0)
                .ToVectors().Select(pair => pair.Key));
    }

    [Fact]
    public void A_model_that_puts_out_once_gives_the_last_step_with_the_final_states_of_both_directions()
    {
        RnnCell forward = Cells.Elman(2, 3);
        RnnCell backward = Cells.Gru(2, 2);
        RnnSequence[] sequences = [new RnnSequence("a", Values)];
        var every = new RnnModel([new RnnStackLayer(forward, backward)]);
        var last = new RnnModel([new RnnStackLayer(forward, backward)], outputStep: RnnOutputStep.Last);
        RnnStep[] steps = [.. new RnnBatch(every).Run(sequences)];

        FinalStep step = Assert.IsType<FinalStep>(Assert.Single(new RnnBatch(last).Run(sequences)));

        Assert.Equal(3, step.Step);
        Assert.Equal([.. steps[3].State.Take(3), .. steps[0].State.Skip(3)], step.FinalState);
        Assert.Equal(step.FinalState, step.Output);
        // The rest belongs to the last timestep itself.
        Assert.Equal(steps[3].State, step.State);
        Assert.Equal(((StackStep)steps[3]).Layers[1].State, step.Layers[1].State);
        Assert.Equal(step.FinalState, ((FinalStep)RnnStep.FromJson(step.ToJson(), "a", null)).FinalState);
    }

    [Fact]
    public void A_reverse_cell_that_puts_out_once_tells_its_final_state_from_its_state_by_name()
    {
        RnnCell cell = Cells.Lstm(2, 3);
        RnnSequence[] sequences = [new RnnSequence("a", Values)];
        RnnStep[] steps = [.. new RnnBatch(new RnnModel([new RnnStackLayer(cell, RnnDirection.Reverse)])).Run(sequences)];

        RnnStep step = Assert.Single(new RnnBatch(new RnnModel([new RnnStackLayer(cell, RnnDirection.Reverse)], outputStep: RnnOutputStep.Last)).Run(sequences));

        FinalStep final = Assert.IsType<FinalStep>(step);
        Assert.Equal(steps[0].State, final.FinalState);
        Assert.Equal(steps[3].State, final.State);
        Assert.Equal(((LstmStep)steps[3]).ForgetGate, ((LstmStep)final.Layers[0]).ForgetGate);
        Assert.Equal(["State", "FinalState", "Output"], final.ToVectors().Select(pair => pair.Key).TakeLast(3));
    }

    [Theory]
    [InlineData(RnnPrecision.Double)]
    [InlineData(RnnPrecision.Single)]
    public void A_softmax_of_large_numbers_is_stable(RnnPrecision precision)
    {
        var model = new RnnModel(
            [new RnnStackLayer(new ElmanCell(new RnnMatrix(1, 1, [1]), new RnnMatrix(1, 1, [0]), null, RnnActivation.Identity))],
            new RnnMatrix(1, 3, [1e4, 1e4, -1e4]),
            outputActivation: RnnOutputActivation.Softmax);
        RnnSequence[] sequences = [new RnnSequence(0, new RnnMatrix(2, 1, [1, -1]))];

        RnnStep[] steps = [.. new RnnBatch(model, precision).Run(sequences)];

        Assert.Equal([0.5, 0.5, 0], steps[0].OutputVector);
        Assert.Equal([0, 0, 1], steps[1].OutputVector);
    }

    private static RnnModel Bidirectional(int depth) => new(
        Enumerable.Range(0, depth).Select(layer => new RnnStackLayer(Cells.Lstm(layer == 0 ? 2 : 6, 3), Cells.Lstm(layer == 0 ? 2 : 6, 3))));

    private static StackStep Step(RnnModel model, int index) =>
        (StackStep)new RnnBatch(model).Run([new RnnSequence("a", Values, source: ["p", "q", "r", "s"])]).ElementAt(index);

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
