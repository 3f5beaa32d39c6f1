namespace RnnPS.Core.Tests;

/// <summary>What a model makes of a sequence, by <see cref="NaiveNetwork"/>.</summary>
/// <param name="Cells">[cell][time].</param>
/// <param name="States">[time][component]: what the last layer hands on.</param>
/// <param name="Outputs">[time][component].</param>
/// <param name="Others">[time]: the vectors of the token, of the final state and of the dense layers, by the names that steps show them by.</param>
/// <param name="FinalH">[cell][component].</param>
/// <param name="FinalC">[cell][component], null for a cell without one.</param>
internal sealed record NaiveResult(
    NaiveStep[][] Cells,
    double[][] States,
    double[][] Outputs,
    Dictionary<string, double[]>[] Others,
    double[][] FinalH,
    double[]?[] FinalC);

/// <summary>
/// A whole network by plain loops, one layer after the other and one sequence at a time: the embedding, directions, merges, masks,
/// dense layers and the output layer, with no code of the engine.
/// </summary>
/// <param name="model">The network.</param>
/// <param name="clipsCellState">Whether an LSTM's clip also cuts what enters the activation of its cell state.</param>
internal sealed class NaiveNetwork(RnnModel model, bool clipsCellState = true)
{
    /// <summary>The cell that runs a timestep, by the index of the cell and the timestep; null for that of the model.</summary>
    public Func<int, int, RnnCell, RnnCell>? CellAt { get; init; }

    /// <summary>Changes what a cell made of a timestep, by the index of the cell and the timestep, before anything reads it.</summary>
    public Action<int, int, NaiveStep>? Change { get; init; }

    /// <summary>Runs a sequence that has no missing value.</summary>
    public NaiveResult Run(RnnSequence sequence, RnnState? start = null)
    {
        int length = sequence.Length;
        bool[] valid = sequence.Mask.Count == 0 ? [.. Enumerable.Repeat(true, length)] : [.. sequence.Mask];
        Dictionary<string, double[]>[] others = [.. Enumerable.Range(0, length).Select(_ => new Dictionary<string, double[]>())];
        double[][] values = [.. Enumerable.Range(0, length).Select(t => Input(sequence.Values[t].ToArray(), valid[t], others[t]))];
        var cells = new List<NaiveStep[]>();
        var finalH = new List<double[]>();
        var finalC = new List<double[]?>();
        double[] whole = [];
        foreach (RnnStackLayer layer in model.Stack)
        {
            var states = new List<double[][]>();
            var finals = new List<double[]>();
            foreach ((RnnCell cell, bool reverse) in CellsOf(layer))
            {
                double[] h = start?.Values[cells.Count].ToArray() ?? new double[cell.OutputSize];
                double[]? c = cell is LstmCell ? start?.CellStates[cells.Count]?.ToArray() ?? new double[cell.HiddenSize] : null;
                NaiveStep[] steps = RunCell(cells.Count, cell, reverse, values, valid, ref h, ref c);
                cells.Add(steps);
                finalH.Add(h);
                finalC.Add(c);
                states.Add([.. steps.Select(step => step.H)]);
                // Of nothing but masked steps there is no final state, only the zeros that they repeat.
                finals.Add(valid.Contains(true) ? h : new double[h.Length]);
            }

            values = [.. Enumerable.Range(0, length).Select(t => Merge(layer.Merge, [.. states.Select(state => state[t])]))];
            whole = Merge(layer.Merge, [.. finals]);
        }

        bool once = model.OutputStep == RnnOutputStep.Last;
        if (once && model.Stack[^1].Reverse is not null)
        {
            Array.ForEach(others, step => step.Add("FinalState", whole));
        }

        double[][] outputs = [.. values.Select((state, t) => Output(Dense(once ? whole : state, others[t])))];
        return new NaiveResult([.. cells], values, outputs, others, [.. finalH], [.. finalC]);
    }

    // The token of a masked step is not looked up.
    private double[] Input(double[] values, bool valid, Dictionary<string, double[]> others)
    {
        if (model.EmbeddingWeights is not { } embedding)
        {
            return values;
        }

        double[] vector = new double[embedding.Columns];
        for (int j = 0; valid && j < vector.Length; j++)
        {
            vector[j] = embedding[(int)values[0], j];
        }

        others.Add("Embedding", vector);
        return vector;
    }

    private double[] Dense(double[] x, Dictionary<string, double[]> others)
    {
        for (int layer = 0; layer < model.DenseLayers.Count; layer++)
        {
            RnnDenseLayer dense = model.DenseLayers[layer];
            double[] pre = Affine(x, dense.Weights, dense.Bias);
            x = [.. pre.Select(value => NaiveCell.Activate(dense.Activation, value))];
            others.Add($"Dense{layer}PreActivation", pre);
            others.Add($"Dense{layer}Output", x);
        }

        return x;
    }

    private static double[] Affine(double[] x, RnnMatrix weights, RnnVector? bias)
    {
        double[] y = new double[weights.Columns];
        for (int j = 0; j < y.Length; j++)
        {
            y[j] = bias?[j] ?? 0;
            for (int k = 0; k < x.Length; k++)
            {
                y[j] += x[k] * weights[k, j];
            }
        }

        return y;
    }

    private static IEnumerable<(RnnCell Cell, bool Reverse)> CellsOf(RnnStackLayer layer)
    {
        if (layer.Forward is not null)
        {
            yield return (layer.Forward, false);
        }

        if (layer.Reverse is not null)
        {
            yield return (layer.Reverse, true);
        }
    }

    private NaiveStep[] RunCell(
        int index, RnnCell cell, bool reverse, double[][] input, bool[] valid, ref double[] h, ref double[]? c)
    {
        var steps = new NaiveStep[input.Length];
        NaiveStep last = NaiveCell.Zeros(cell);
        for (int i = 0; i < input.Length; i++)
        {
            int t = reverse ? input.Length - 1 - i : i;
            if (valid[t])
            {
                last = NaiveCell.Step(CellAt?.Invoke(index, t, cell) ?? cell, input[t], h, c, clipsCellState);
                Change?.Invoke(index, t, last);
                h = last.H;
                c = last.C;
                steps[t] = last;
                continue;
            }

            // What came in is the timestep's own; all else is repeated.
            var masked = new NaiveStep();
            foreach ((string name, double[] vector) in last.Vectors)
            {
                masked.Vectors.Add(name, name == "Input" ? input[t] : vector);
            }

            steps[t] = masked;
        }

        return steps;
    }

    private static double[] Merge(RnnMerge? merge, double[][] states)
    {
        if (states.Length == 1)
        {
            return states[0];
        }

        if (merge == RnnMerge.Concat)
        {
            return [.. states[0], .. states[1]];
        }

        double[] merged = new double[states[0].Length];
        for (int j = 0; j < merged.Length; j++)
        {
            (double a, double b) = (states[0][j], states[1][j]);
            merged[j] = merge switch
            {
                RnnMerge.Sum => a + b,
                RnnMerge.Multiply => a * b,
                RnnMerge.Average => (a + b) / 2,
                _ => throw new InvalidOperationException($"There is no merge {merge}."),
            };
        }

        return merged;
    }

    private double[] Output(double[] x)
    {
        if (model.OutputWeights is not { } weights)
        {
            return x;
        }

        double[] y = Affine(x, weights, model.OutputBias);
        double sum = y.Sum(Math.Exp);
        return model.OutputActivation switch
        {
            RnnOutputActivation.Sigmoid => [.. y.Select(value => 1 / (1 + Math.Exp(-value)))],
            RnnOutputActivation.Softmax => [.. y.Select(value => Math.Exp(value) / sum)],
            _ => y,
        };
    }
}
