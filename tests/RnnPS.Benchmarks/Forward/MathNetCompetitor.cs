using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace RnnPS.Benchmarks;

/// <summary>
/// MathNet.Numerics as a .NET user would use it, in double precision, with one product and one map per step. It already
/// computes one step at a time, so it also stands for works with a call per step.
/// </summary>
internal sealed class MathNetCompetitor : Competitor
{
    /// <summary>The peer's name.</summary>
    public const string PeerName = "MathNet";

    private readonly ForwardWork _work;
    private readonly Layer[] _layers;
    private readonly Matrix<double>[] _input;
    private readonly Matrix<double>? _outputWeights;
    private readonly Matrix<double>? _outputBias;
    private Matrix<double>[] _states = [];
    private Matrix<double>[] _outputs = [];

    public MathNetCompetitor(ForwardWork work)
    {
        _work = work;
        _layers = [.. work.Model.Layers.Select(cell => new Layer(cell, work.Rows))];
        int inputs = work.Model.InputSize;
        _input = [.. work.Input.Chunk(work.Rows * inputs)
            .Select(step => Matrix<double>.Build.Dense(work.Rows, inputs, (row, column) => step[(row * inputs) + column]))];
        if (work.Model.OutputWeights is { } weights)
        {
            _outputWeights = Dense(weights);
            _outputBias = Repeat(work.Model.OutputBias, weights.Columns, work.Rows);
        }
    }

    /// <inheritdoc/>
    public override string Name => PeerName;

    /// <inheritdoc/>
    public override RnnPrecision Precision => RnnPrecision.Double;

    /// <inheritdoc/>
    public override void Run()
    {
        Matrix<double>[] values = _input;
        foreach (Layer layer in _layers)
        {
            _states = new Matrix<double>[_work.Steps];
            layer.Run(values, _states);
            values = _states;
        }

        _outputs = _outputWeights is null ? _states : [.. _states.Select(state => (state * _outputWeights) + _outputBias)];
    }

    /// <inheritdoc/>
    public override double[] LastOutputs() => _outputs[^1].ToRowMajorArray();

    private static Matrix<double> Dense(RnnMatrix matrix) =>
        Matrix<double>.Build.Dense(matrix.Rows, matrix.Columns, (row, column) => matrix[row, column]);

    private static Matrix<double> Repeat(RnnVector? bias, int columns, int rows) =>
        Matrix<double>.Build.Dense(rows, columns, (_, column) => bias?[column] ?? 0);

    private sealed class Layer(RnnCell cell, int rows)
    {
        private readonly Matrix<double> _w = Dense(cell.InputWeights);
        private readonly Matrix<double> _r = Dense(cell.RecurrentWeights);
        private readonly Matrix<double> _bias = Repeat(cell.Bias, cell.InputWeights.Columns, rows);
        private readonly Matrix<double> _recurrentBias = Repeat(cell.RecurrentBias, cell.InputWeights.Columns, rows);

        public void Run(Matrix<double>[] input, Matrix<double>[] states)
        {
            Matrix<double> h = Matrix<double>.Build.Dense(rows, cell.HiddenSize);
            Matrix<double> c = h;
            for (int step = 0; step < input.Length; step++)
            {
                Matrix<double> p = (input[step] * _w) + _bias;
                Matrix<double> q = h * _r;
                switch (cell)
                {
                    case LstmCell:
                        Matrix<double> sum = p + q;
                        c = Gate(sum, 1).Map(SpecialFunctions.Logistic).PointwiseMultiply(c)
                            + Gate(sum, 0).Map(SpecialFunctions.Logistic).PointwiseMultiply(Gate(sum, 2).PointwiseTanh());
                        h = Gate(sum, 3).Map(SpecialFunctions.Logistic).PointwiseMultiply(c.PointwiseTanh());
                        break;
                    case GruCell:
                        q += _recurrentBias;
                        Matrix<double> z = (Gate(p, 0) + Gate(q, 0)).Map(SpecialFunctions.Logistic);
                        Matrix<double> r = (Gate(p, 1) + Gate(q, 1)).Map(SpecialFunctions.Logistic);
                        Matrix<double> candidate = (Gate(p, 2) + r.PointwiseMultiply(Gate(q, 2))).PointwiseTanh();
                        h = candidate + z.PointwiseMultiply(h - candidate);
                        break;
                    default:
                        h = (p + q).PointwiseTanh();
                        break;
                }

                states[step] = h;
            }
        }

        private Matrix<double> Gate(Matrix<double> gates, int gate) =>
            gates.SubMatrix(0, rows, gate * cell.HiddenSize, cell.HiddenSize);
    }
}
