namespace RnnPS.Core.Tests;

/// <summary>The engine against the same networks by plain loops.</summary>
[Trait("Vectors", "Yes")]
public sealed class NaiveTests
{
    private const double Tolerance = 1e-12;

    // The same thousand in every run: a seed of CsCheck pins its first case only.
    [Fact]
    public void The_engine_gives_what_the_equations_give()
    {
        for (int seed = 0; seed < 1000; seed++)
        {
            Check(new RandomNetwork(Depth: 1 + (seed % 3), seed, Streams: false));
        }
    }

    private static void Check(RandomNetwork network)
    {
        RnnModel model = network.CreateModel();
        RnnSequence[] sequences = network.CreateSequences(model.InputSize);
        RnnState[] states = network.CreateStates(model, sequences.Length);
        NaiveResult[] expected = [.. sequences.Zip(states, new NaiveNetwork(model).Run)];

        RnnStep[] steps = [.. new RnnBatch(model).Run(sequences, states)];

        bool lastOnly = model.OutputStep == RnnOutputStep.Last;
        Assert.Equal(sequences.Sum(sequence => lastOnly ? 1 : sequence.Length), steps.Length);
        foreach (RnnStep step in steps)
        {
            Compare(expected[(int)step.Sequence], step, sequences[(int)step.Sequence]);
        }

        for (int i = 0; i < sequences.Length; i++)
        {
            CompareFinal(expected[i], states[i]);
        }
    }

    private static void Compare(NaiveResult expected, RnnStep step, RnnSequence sequence)
    {
        int t = (int)step.Step;
        Assert.Equal(sequence.Values[t], step.InputVector);
        Near.Equal(expected.States[t], step.State, Tolerance, $"state of {step}");
        Near.Equal(expected.Outputs[t], step.OutputVector, Tolerance, $"output of {step}");
        Dictionary<string, RnnVector> all = step.ToVectors().ToDictionary(pair => pair.Key, pair => pair.Value);
        Assert.Equal(expected.Others[t].Keys, all.Keys.Where(IsOfModel));
        foreach ((string name, double[] vector) in expected.Others[t])
        {
            Near.Equal(vector, all[name], Tolerance, $"{name} of {step}");
        }

        IReadOnlyList<RnnStep> cells = step is StackStep stack and not FinalStep { Layers.Count: 1 } ? stack.Layers : [step];
        Assert.Equal(expected.Cells.Length, cells.Count);
        for (int cell = 0; cell < cells.Count; cell++)
        {
            Dictionary<string, double[]> vectors = expected.Cells[cell][t].Vectors;
            Dictionary<string, RnnVector> actual = cells[cell].ToVectors().ToDictionary(pair => pair.Key, pair => pair.Value);
            actual.Remove("Output");
            // The input of a single cell is the vector of the token that the step shows as its input.
            actual["Input"] = actual.GetValueOrDefault("Embedding", actual["Input"]);
            Array.ForEach([.. actual.Keys.Where(IsOfModel)], name => actual.Remove(name));
            Assert.Equal(vectors.Keys.Order(), actual.Keys.Order());
            foreach ((string name, double[] vector) in vectors)
            {
                Near.Equal(vector, actual[name], Tolerance, $"{name} of cell {cell} of {step}");
            }
        }
    }

    // The vectors that belong to no cell.
    private static bool IsOfModel(string name) => name is "Embedding" or "FinalState" || name.StartsWith("Dense", StringComparison.Ordinal);

    private static void CompareFinal(NaiveResult expected, RnnState state)
    {
        for (int cell = 0; cell < expected.Cells.Length; cell++)
        {
            Near.Equal(expected.FinalH[cell], state.Values[cell], Tolerance, $"final h of cell {cell}");
            Near.Equal(expected.FinalC[cell] ?? [], state.CellStates[cell] ?? default, Tolerance, $"final c of cell {cell}");
        }
    }
}
