using TorchSharp;
using TorchSharp.Modules;

namespace RnnPS.Benchmarks;

/// <summary>PyTorch through TorchSharp: its own layers, without gradients, on its default number of threads.</summary>
internal sealed class TorchCompetitor : Competitor
{
    private readonly torch.nn.Module _module;
    private readonly torch.Tensor[] _input;
    private readonly torch.Tensor? _outputWeights;
    private readonly torch.Tensor? _outputBias;
    private torch.Tensor _last = torch.zeros(1);

    public TorchCompetitor(ForwardWork work, RnnPrecision precision)
    {
        Precision = precision;
        RnnModel model = work.Model;
        torch.ScalarType type = precision == RnnPrecision.Single ? torch.ScalarType.Float32 : torch.ScalarType.Float64;
        _module = Module(model, type);
        using IDisposable guard = torch.no_grad();
        foreach ((string name, Parameter parameter) in _module.named_parameters())
        {
            parameter.copy_(Weights(model, name));
        }

        torch.Tensor input = torch.tensor(work.Input, [work.Steps, work.Rows, model.InputSize]).to_type(type);
        _input = work.StepByStep ? input.split(1) : [input];
        if (model.OutputWeights is { } weights)
        {
            _outputWeights = Transposed(weights).to_type(type);
            _outputBias = model.OutputBias is { } bias ? torch.tensor(bias.ToArray()).to_type(type) : null;
        }
    }

    /// <summary>The number of threads that PyTorch uses.</summary>
    public static int Threads => torch.get_num_threads();

    /// <inheritdoc/>
    public override string Name => "PyTorch";

    /// <inheritdoc/>
    public override RnnPrecision Precision { get; }

    /// <inheritdoc/>
    public override void Run()
    {
        using IDisposable guard = torch.no_grad();
        torch.Tensor? h = null;
        torch.Tensor? c = null;
        foreach (torch.Tensor input in _input)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            torch.Tensor y;
            (y, torch.Tensor nextH, torch.Tensor? nextC) = Call(input, h, c);
            if (_outputWeights is not null)
            {
                y = torch.nn.functional.linear(y, _outputWeights, _outputBias);
            }

            h?.Dispose();
            c?.Dispose();
            _last.Dispose();
            (_last, h, c) = (y.MoveToOuterDisposeScope(), nextH.MoveToOuterDisposeScope(), nextC?.MoveToOuterDisposeScope());
        }

        h?.Dispose();
        c?.Dispose();
    }

    /// <inheritdoc/>
    public override double[] LastOutputs()
    {
        using torch.Tensor last = _last[-1].to_type(torch.ScalarType.Float64).contiguous();
        return [.. last.data<double>()];
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _module.Dispose();
        Array.ForEach(_input, tensor => tensor.Dispose());
        _outputWeights?.Dispose();
        _outputBias?.Dispose();
        _last.Dispose();
        base.Dispose();
    }

    private static torch.nn.Module Module(RnnModel model, torch.ScalarType type)
    {
        (long inputs, long hidden, long layers) = (model.InputSize, model.HiddenSize, model.Layers.Count);
        return model.Layers[0] switch
        {
            LstmCell => torch.nn.LSTM(inputs, hidden, layers, dtype: type),
            GruCell => torch.nn.GRU(inputs, hidden, layers, dtype: type),
            _ => torch.nn.RNN(inputs, hidden, layers, dtype: type),
        };
    }

    // PyTorch's names end with the layer, as in weight_ih_l0. Its matrices are transposed. A GRU's gates are r, z, n.
    private static torch.Tensor Weights(RnnModel model, string name)
    {
        RnnCell cell = model.Layers[name[^1] - '0'];
        torch.Tensor ours = name[..^3] switch
        {
            "weight_ih" => Transposed(cell.InputWeights),
            "weight_hh" => Transposed(cell.RecurrentWeights),
            "bias_ih" => Bias(cell.Bias),
            _ => Bias(cell.RecurrentBias),
        };
        if (cell is GruCell)
        {
            torch.Tensor[] gates = ours.chunk(3);
            return torch.cat([gates[1], gates[0], gates[2]]);
        }

        return ours;

        torch.Tensor Bias(RnnVector? bias) => torch.tensor(bias?.ToArray() ?? new double[cell.InputWeights.Columns]);
    }

    private static torch.Tensor Transposed(RnnMatrix matrix) =>
        torch.tensor(matrix.AsSpan().ToArray(), [matrix.Rows, matrix.Columns]).t().contiguous();

    private (torch.Tensor Y, torch.Tensor H, torch.Tensor? C) Call(torch.Tensor x, torch.Tensor? h, torch.Tensor? c)
    {
        switch (_module)
        {
            case LSTM lstm:
                return lstm.call(x, h is null ? null : (h, c!));
            case GRU gru:
                (torch.Tensor y, torch.Tensor state) = gru.call(x, h);
                return (y, state, null);
            default:
                (y, state) = ((RNN)_module).call(x, h);
                return (y, state, null);
        }
    }
}
