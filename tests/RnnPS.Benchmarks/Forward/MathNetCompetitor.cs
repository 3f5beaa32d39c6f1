using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace RnnPS.Benchmarks;

/// <summary>MathNet.Numerics as a .NET user writes it, in double precision: a product and a map a step.</summary>
internal sealed class MathNetCompetitor : Competitor
{
    private readonly ForwardWork _work;
    private readonly Matrix<double> _w;
    private readonly Matrix<double> _r;
    private readonly Matrix<double> _bias;
    private readonly Matrix<double>[] _input;
    private readonly Matrix<double>[] _states;

    public MathNetCompetitor(ForwardWork work)
    {
        _work = work;
        RnnCell cell = work.Cell;
        _w = Dense(cell.InputWeights);
        _r = Dense(cell.RecurrentWeights);
        _bias = Matrix<double>.Build.Dense(work.Rows, cell.InputWeights.Columns, (_, column) => cell.Bias!.Value[column]);
        _input = [.. work.Input.Chunk(work.Rows * cell.InputSize)
            .Select(step => Matrix<double>.Build.Dense(work.Rows, cell.InputSize, (row, column) => step[(row * cell.InputSize) + column]))];
        _states = new Matrix<double>[work.Steps];
    }

    /// <inheritdoc/>
    public override string Name => "MathNet, double";

    /// <inheritdoc/>
    public override void Run()
    {
        int hidden = _work.Cell.HiddenSize;
        Matrix<double> h = Matrix<double>.Build.Dense(_work.Rows, hidden);
        Matrix<double> c = h;
        for (int step = 0; step < _work.Steps; step++)
        {
            Matrix<double> p = (_input[step] * _w) + _bias;
            Matrix<double> q = h * _r;
            switch (_work.Cell)
            {
                case LstmCell:
                    Matrix<double> sum = p + q;
                    c = Gate(sum, 1).Map(SpecialFunctions.Logistic).PointwiseMultiply(c)
                        + Gate(sum, 0).Map(SpecialFunctions.Logistic).PointwiseMultiply(Gate(sum, 2).PointwiseTanh());
                    h = Gate(sum, 3).Map(SpecialFunctions.Logistic).PointwiseMultiply(c.PointwiseTanh());
                    break;
                case GruCell:
                    q += _bias;
                    Matrix<double> z = (Gate(p, 0) + Gate(q, 0)).Map(SpecialFunctions.Logistic);
                    Matrix<double> r = (Gate(p, 1) + Gate(q, 1)).Map(SpecialFunctions.Logistic);
                    Matrix<double> candidate = (Gate(p, 2) + r.PointwiseMultiply(Gate(q, 2))).PointwiseTanh();
                    h = candidate + z.PointwiseMultiply(h - candidate);
                    break;
                default:
                    h = (p + q).PointwiseTanh();
                    break;
            }

            _states[step] = h;
        }

        Matrix<double> Gate(Matrix<double> gates, int gate) => gates.SubMatrix(0, _work.Rows, gate * hidden, hidden);
    }

    /// <inheritdoc/>
    public override double[] LastStates() => _states[^1].ToRowMajorArray();

    private static Matrix<double> Dense(RnnMatrix matrix) =>
        Matrix<double>.Build.Dense(matrix.Rows, matrix.Columns, (row, column) => matrix[row, column]);
}
