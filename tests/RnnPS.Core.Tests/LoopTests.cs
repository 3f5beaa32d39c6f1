using System.Numerics;

namespace RnnPS.Core.Tests;

/// <summary>
/// A cell with two phases, an operand of its own and products apart from the projection runs through the same loop:
/// h = (1 − r)∘h' + r∘c with r = sigmoid(P_r + Q_r), c = tanh(P_c + (r∘h')·R_c).
/// </summary>
public sealed class LoopTests
{
    [Theory]
    [InlineData(1, 7)]
    [InlineData(3, 7)]
    [InlineData(3, 2)]
    public void A_cell_with_two_phases_runs_through_the_unchanged_loop(int rows, int chunk)
    {
        const int inputs = 2;
        const int hidden = 3;
        const int steps = 7;
        var cell = TwoPhaseCell.Create(inputs, hidden);
        double[][] input = Runs.Input(steps * rows, inputs, seed: 5);
        var plan = new WeightPlan<double>([cell], null);
        var pass = new ForwardPass<double>(plan, Tape.Trace, chunk, rows);
        var expected = new double[rows][];
        Array.Fill(expected, new double[hidden]);

        for (int start = 0; start < steps; start += chunk)
        {
            int count = Math.Min(chunk, steps - start);
            for (int t = 0; t < count; t++)
            {
                for (int row = 0; row < rows; row++)
                {
                    input[((start + t) * rows) + row].CopyTo(pass.Input(t)[(row * inputs)..]);
                }
            }

            pass.Run(count);
            for (int t = 0; t < count; t++)
            {
                for (int row = 0; row < rows; row++)
                {
                    (expected[row], double[] gate) = cell.Reference(input[((start + t) * rows) + row], expected[row]);
                    for (int i = 0; i < hidden; i++)
                    {
                        Assert.Equal(expected[row][i], pass.State(0, 0, t)[(row * hidden) + i], 1e-14);
                        Assert.Equal(gate[i], pass.Trace(0, 0, t)[(row * hidden) + i], 1e-14);
                    }
                }
            }
        }
    }

    [Fact]
    public void Both_tapes_give_the_same_states()
    {
        var plan = new WeightPlan<double>([TwoPhaseCell.Create(2, 3)], null);
        var none = new ForwardPass<double>(plan, Tape.None, 5);
        var trace = new ForwardPass<double>(plan, Tape.Trace, 5);
        for (int t = 0; t < 5; t++)
        {
            none.Input(t)[0] = trace.Input(t)[0] = t;
            none.Input(t)[1] = trace.Input(t)[1] = -0.5 * t;
        }

        none.Run(5);
        trace.Run(5);

        for (int t = 0; t < 5; t++)
        {
            Assert.Equal(trace.State(0, 0, t).ToArray(), none.State(0, 0, t).ToArray());
        }
    }

    [Fact]
    public void The_loop_computes_in_single_precision_too()
    {
        RnnModel model = Runs.Random(2, 5, 1, seed: 3);
        var single = new ForwardPass<float>(new WeightPlan<float>(model.Layers, model.Weights.Output), Tape.Trace, 9);
        double[][] input = Runs.Input(9, 2, seed: 4);
        for (int t = 0; t < 9; t++)
        {
            single.Input(t)[0] = (float)input[t][0];
            single.Input(t)[1] = (float)input[t][1];
        }

        single.Run(9);

        List<RnnStep> steps = Runs.Run(model, input);
        for (int t = 0; t < 9; t++)
        {
            Assert.Equal((double)steps[t].Output, single.Output(t)[0], 1e-5);
        }
    }

    private sealed class TwoPhaseCell(RnnMatrix input, RnnMatrix gate, RnnMatrix candidate, RnnVector bias)
        : RnnCell(input, gate, bias, null)
    {
        public override string Kind => "TwoPhase";

        internal override CellLayout Layout { get; } = new()
        {
            InputSize = input.Rows,
            ProjectionColumns = 2 * gate.Rows,
            RecurrentColumns = 2 * gate.Rows,
            StateSizes = [gate.Rows],
            OperandSizes = [gate.Rows],
            PhaseCount = 2,
            Products =
            [
                new Product(Phase: 0, Operand: 0, Matrix: 0, Column: 0, Columns: gate.Rows),
                new Product(Phase: 1, Operand: 1, Matrix: 1, Column: gate.Rows, Columns: gate.Rows),
            ],
            Trace = [new TracePart("ResetGate", gate.Rows)],
        };

        internal override System.Collections.Immutable.ImmutableArray<RnnMatrix> RecurrentMatrices =>
            [RecurrentWeights, candidate];

        public static TwoPhaseCell Create(int inputs, int hidden)
        {
            var random = new CounterRandom(11, 0);
            long element = 0;
            RnnMatrix Draw(int rows, int columns) => new(
                rows, columns, [.. Enumerable.Range(0, rows * columns).Select(_ => random.Uniform(element++) - 0.5)]);
            return new TwoPhaseCell(
                Draw(inputs, 2 * hidden), Draw(hidden, hidden), Draw(hidden, hidden), Draw(1, 2 * hidden)[0]);
        }

        /// <summary>The same maths written out, element by element.</summary>
        public (double[] State, double[] Gate) Reference(double[] x, double[] h)
        {
            int hidden = HiddenSize;
            double Projected(int column) =>
                Bias!.Value[column] + x.Select((value, i) => value * InputWeights[i, column]).Sum();
            double[] r = [.. Enumerable.Range(0, hidden).Select(j =>
                1 / (1 + Math.Exp(-(Projected(j) + h.Select((value, i) => value * RecurrentWeights[i, j]).Sum()))))];
            double[] c = [.. Enumerable.Range(0, hidden).Select(j =>
                Math.Tanh(Projected(hidden + j) + h.Select((value, i) => r[i] * value * candidate[i, j]).Sum()))];
            return ([.. h.Select((value, j) => ((1 - r[j]) * value) + (r[j] * c[j]))], r);
        }

        internal override CellMaths<T> CreateMaths<T>() => new Maths<T>(HiddenSize);

        internal override RnnCell With(RnnMatrix inputWeights, RnnMatrix recurrentWeights, RnnVector? bias) =>
            new TwoPhaseCell(inputWeights, recurrentWeights, candidate, bias!.Value);

        private sealed class Maths<T>(int hidden) : CellMaths<T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            public override void Forward(int phase, Frame<T> frame)
            {
                for (int row = 0; row < frame.Rows; row++)
                {
                    for (int j = 0; j < hidden; j++)
                    {
                        Element(phase, frame, row, j);
                    }
                }
            }

            private void Element(int phase, Frame<T> frame, int row, int j)
            {
                int wide = (row * 2 * hidden) + j;
                int narrow = (row * hidden) + j;
                if (phase == 0)
                {
                    T r = T.One / (T.One + T.Exp(-(frame.Projection[wide] + frame.Recurrent[wide])));
                    frame.Trace(0)[narrow] = r;
                    frame.Operand(1)[narrow] = r * frame.PreviousState(0)[narrow];
                    return;
                }

                T gate = frame.Trace(0)[narrow];
                T c = T.Tanh(frame.Projection[wide + hidden] + frame.Recurrent[wide + hidden]);
                frame.State(0)[narrow] = ((T.One - gate) * frame.PreviousState(0)[narrow]) + (gate * c);
            }
        }
    }
}
