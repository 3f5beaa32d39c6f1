namespace RnnPS.Core.Tests;

/// <summary>One timestep of one cell: everything that a step of the engine shows, by the names that it shows it by.</summary>
internal sealed class NaiveStep
{
    public Dictionary<string, double[]> Vectors { get; } = [];

    public double[] H => Vectors["State"];

    public double[]? C => Vectors.GetValueOrDefault("CellState");
}

/// <summary>
/// The cells once more, element by element, straight from the equations, with no code of the engine: what it is checked
/// against.
/// </summary>
internal static class NaiveCell
{
    /// <param name="cell">The cell.</param>
    /// <param name="x">What comes in.</param>
    /// <param name="h">The state before.</param>
    /// <param name="c">The cell state before; null where there is none.</param>
    /// <param name="clipsCellState">Whether an LSTM's clip also cuts what enters the activation of its cell state.</param>
    public static NaiveStep Step(RnnCell cell, double[] x, double[] h, double[]? c, bool clipsCellState = true) => cell switch
    {
        ElmanCell elman => Elman(elman, x, h),
        LstmCell lstm => Lstm(lstm, x, h, c!, clipsCellState),
        GruCell gru => Gru(gru, x, h),
        _ => throw new InvalidOperationException($"There are no equations for {cell}."),
    };

    /// <summary>What a masked step before the first valid one shows.</summary>
    public static NaiveStep Zeros(RnnCell cell)
    {
        var zeros = new double[cell.InputSize];
        NaiveStep step = Step(cell, zeros, new double[cell.OutputSize], cell is LstmCell ? new double[cell.HiddenSize] : null);
        foreach (double[] vector in step.Vectors.Values)
        {
            Array.Clear(vector);
        }

        return step;
    }

    /// <summary>f(x) by its formula (ONNX operators, "Activation functions").</summary>
    public static double Activate(RnnActivationFunction f, double x) => f.Kind switch
    {
        RnnActivation.Tanh => Math.Tanh(x),
        RnnActivation.Relu => x > 0 ? x : 0,
        RnnActivation.Sigmoid => 1 / (1 + Math.Exp(-x)),
        RnnActivation.Identity => x,
        RnnActivation.LeakyRelu => x >= 0 ? x : f.Alpha * x,
        RnnActivation.ThresholdedRelu => x >= f.Alpha ? x : 0,
        RnnActivation.HardSigmoid => Math.Max(0, Math.Min(1, (f.Alpha * x) + f.Beta)),
        RnnActivation.Elu => x >= 0 ? x : f.Alpha * (Math.Exp(x) - 1),
        RnnActivation.Softsign => x / (1 + Math.Abs(x)),
        RnnActivation.Softplus => Math.Log(1 + Math.Exp(x)),
        RnnActivation.ScaledTanh => f.Alpha * Math.Tanh(f.Beta * x),
        RnnActivation.Affine => (f.Alpha * x) + f.Beta,
        _ => throw new InvalidOperationException($"There is no formula for {f}."),
    };

    private static NaiveStep Elman(ElmanCell cell, double[] x, double[] h)
    {
        double[] pre = new double[cell.HiddenSize];
        double[] state = new double[cell.HiddenSize];
        for (int j = 0; j < state.Length; j++)
        {
            pre[j] = Clip(cell, InputSum(cell, x, j) + RecurrentSum(cell, h, j));
            state[j] = Activate(cell.Activation, pre[j]);
        }

        return Make(x, ("PreActivation", pre), ("State", state));
    }

    private static NaiveStep Lstm(LstmCell cell, double[] x, double[] h, double[] c, bool clipsCellState)
    {
        int n = cell.HiddenSize;
        // The places of the gates among the columns, and of the peepholes.
        (int I, int F, int C, int O) column = cell.Coupled ? (0, -1, 1, 2) : (0, 1, 2, 3);
        (int I, int F, int O) peephole = cell.Coupled ? (0, -1, 1) : (0, 1, 2);
        double[] pre = new double[cell.InputWeights.Columns];
        double[] i = new double[n];
        double[] f = new double[n];
        double[] candidate = new double[n];
        double[] o = new double[n];
        double[] state = new double[n];
        double[] unprojected = new double[n];
        double Enter(int gate, int j, int seenBy, double seen)
        {
            int k = (gate * n) + j;
            double sum = InputSum(cell, x, k) + RecurrentSum(cell, h, k);
            if (cell.Peepholes is { } peepholes && seenBy >= 0)
            {
                sum += peepholes[(seenBy * n) + j] * seen;
            }

            return pre[k] = Clip(cell, sum);
        }

        for (int j = 0; j < n; j++)
        {
            i[j] = Activate(cell.GateActivation, Enter(column.I, j, peephole.I, c[j]));
            f[j] = cell.Coupled ? 1 - i[j] : Activate(cell.GateActivation, Enter(column.F, j, peephole.F, c[j]));
            candidate[j] = Activate(cell.CandidateActivation, Enter(column.C, j, seenBy: -1, 0));
            state[j] = (f[j] * c[j]) + (i[j] * candidate[j]);
            o[j] = Activate(cell.GateActivation, Enter(column.O, j, peephole.O, state[j]));
            unprojected[j] = o[j] * Activate(cell.CellStateActivation, clipsCellState ? Clip(cell, state[j]) : state[j]);
        }

        return Make(
            x,
            ("PreActivation", pre),
            ("InputGate", i),
            ("ForgetGate", f),
            ("Candidate", candidate),
            ("OutputGate", o),
            ("CellState", state),
            ("State", cell.ProjectionWeights is { } projection ? Multiply(unprojected, projection) : unprojected));
    }

    private static NaiveStep Gru(GruCell cell, double[] x, double[] h)
    {
        int n = cell.HiddenSize;
        double[] pre = new double[3 * n];
        double[] z = new double[n];
        double[] r = new double[n];
        double[] candidate = new double[n];
        double[] state = new double[n];
        for (int j = 0; j < n; j++)
        {
            pre[j] = Clip(cell, InputSum(cell, x, j) + RecurrentSum(cell, h, j));
            pre[n + j] = Clip(cell, InputSum(cell, x, n + j) + RecurrentSum(cell, h, n + j));
            z[j] = Activate(cell.GateActivation, pre[j]);
            r[j] = Activate(cell.GateActivation, pre[n + j]);
        }

        double[] reset = new double[n];
        for (int j = 0; j < n; j++)
        {
            reset[j] = r[j] * h[j];
        }

        for (int j = 0; j < n; j++)
        {
            int k = (2 * n) + j;
            // After: r∘(h·R + b'); before: (r∘h)·R + b'.
            double recurrent = cell.ResetAfter ? r[j] * RecurrentSum(cell, h, k) : RecurrentSum(cell, reset, k);
            pre[k] = Clip(cell, InputSum(cell, x, k) + recurrent);
            candidate[j] = Activate(cell.CandidateActivation, pre[k]);
            state[j] = (z[j] * h[j]) + ((1 - z[j]) * candidate[j]);
        }

        return Make(
            x, ("PreActivation", pre), ("UpdateGate", z), ("ResetGate", r), ("Candidate", candidate), ("State", state));
    }

    private static double InputSum(RnnCell cell, double[] x, int column) => Sum(x, cell.InputWeights, cell.Bias, column);

    private static double RecurrentSum(RnnCell cell, double[] h, int column) =>
        Sum(h, cell.RecurrentWeights, cell.RecurrentBias, column);

    private static double Sum(double[] x, RnnMatrix weights, RnnVector? bias, int column)
    {
        double sum = 0;
        for (int k = 0; k < x.Length; k++)
        {
            sum += x[k] * weights[k, column];
        }

        return sum + (bias?[column] ?? 0);
    }

    private static double[] Multiply(double[] x, RnnMatrix weights)
    {
        double[] y = new double[weights.Columns];
        for (int j = 0; j < y.Length; j++)
        {
            y[j] = Sum(x, weights, null, j);
        }

        return y;
    }

    private static double Clip(RnnCell cell, double x) =>
        cell.ActivationClip is { } bound ? Math.Max(-bound, Math.Min(bound, x)) : x;

    private static NaiveStep Make(double[] x, params (string Name, double[] Values)[] vectors)
    {
        var step = new NaiveStep();
        step.Vectors.Add("Input", [.. x]);
        foreach ((string name, double[] values) in vectors)
        {
            step.Vectors.Add(name, values);
        }

        return step;
    }
}
