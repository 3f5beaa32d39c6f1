namespace RnnPS.Files.Onnx;

/// <summary>The operators that RnnPS reads.</summary>
internal static class OperatorTable
{
    private static readonly Dictionary<string, Func<OnnxNode, GraphValue[]>> Readers = new(StringComparer.Ordinal)
    {
        ["RNN"] = RecurrentOperator.Read,
        ["GRU"] = RecurrentOperator.Read,
        ["LSTM"] = RecurrentOperator.Read,
        ["Split"] = SelectionOperators.Split,
        ["Identity"] = One(ShapeOperators.Identity),
        ["Dropout"] = One(ShapeOperators.Dropout),
        ["Cast"] = One(ShapeOperators.Cast),
        ["CastLike"] = One(ShapeOperators.Identity),
        ["Shape"] = One(ShapeOperators.Shape),
        ["Size"] = One(ShapeOperators.Size),
        ["Transpose"] = One(ShapeOperators.Transpose),
        ["Squeeze"] = One(ShapeOperators.Squeeze),
        ["Unsqueeze"] = One(ShapeOperators.Unsqueeze),
        ["Flatten"] = One(ShapeOperators.Flatten),
        ["Expand"] = One(ShapeOperators.Expand),
        ["Reshape"] = One(ShapeOperators.Reshape),
        ["Constant"] = One(ConstantOperators.Constant),
        ["ConstantOfShape"] = One(ConstantOperators.ConstantOfShape),
        ["Tile"] = One(ConstantOperators.Tile),
        ["Range"] = One(ConstantOperators.Range),
        ["Gather"] = One(SelectionOperators.Gather),
        ["Slice"] = One(SelectionOperators.Slice),
        ["Concat"] = One(SelectionOperators.Concat),
        ["Add"] = One(ArithmeticOperators.Add),
        ["Sum"] = One(ArithmeticOperators.Add),
        ["Mean"] = One(ArithmeticOperators.Mean),
        ["Sub"] = One(ArithmeticOperators.Sub),
        ["Mul"] = One(ArithmeticOperators.Mul),
        ["Div"] = One(ArithmeticOperators.Div),
        ["Neg"] = One(ArithmeticOperators.Neg),
        ["Sqrt"] = One(ArithmeticOperators.Map(Math.Sqrt)),
        ["Reciprocal"] = One(ArithmeticOperators.Map(value => 1 / value)),
        ["Equal"] = One(ArithmeticOperators.Equal),
        ["Where"] = One(ArithmeticOperators.Where),
        ["ReduceSum"] = One(LayerOperators.Reduction(RnnMerge.Sum)),
        ["ReduceMean"] = One(LayerOperators.Reduction(RnnMerge.Average)),
        ["ReduceProd"] = One(LayerOperators.Reduction(RnnMerge.Multiply)),
        ["MatMul"] = One(LayerOperators.MatMul),
        ["Gemm"] = One(LayerOperators.Gemm),
        ["BatchNormalization"] = One(LayerOperators.BatchNormalization),
        ["Softmax"] = One(LayerOperators.Softmax),
        ["Exp"] = One(LayerOperators.Exp),
        ["Clip"] = One(LayerOperators.Clip),
        ["Relu"] = One(LayerOperators.Activation(RnnActivation.Relu)),
        ["Tanh"] = One(LayerOperators.Activation(RnnActivation.Tanh)),
        ["Sigmoid"] = One(LayerOperators.Activation(RnnActivation.Sigmoid)),
        ["LeakyRelu"] = One(LayerOperators.Activation(RnnActivation.LeakyRelu)),
        ["ThresholdedRelu"] = One(LayerOperators.Activation(RnnActivation.ThresholdedRelu)),
        ["HardSigmoid"] = One(LayerOperators.Activation(RnnActivation.HardSigmoid)),
        ["Elu"] = One(LayerOperators.Activation(RnnActivation.Elu)),
        ["Softsign"] = One(LayerOperators.Activation(RnnActivation.Softsign)),
        ["Softplus"] = One(LayerOperators.Activation(RnnActivation.Softplus)),
    };

    /// <summary>Reads an operator whose inputs are known.</summary>
    /// <param name="node">The operator.</param>
    /// <returns>Its outputs. There may be fewer or more than the node names.</returns>
    public static GraphValue[] Read(OnnxNode node)
    {
        UnknownValue[] unknown = [.. Enumerable.Range(0, node.InputCount).Select(node.Optional).OfType<UnknownValue>()];
        if (Array.Find(unknown, value => value.ComesFirst) is { } first)
        {
            return [first];
        }

        if (!Readers.TryGetValue(node.Operator, out Func<OnnxNode, GraphValue[]>? read))
        {
            RnnException fault = node.Unsupported("is not one that RnnPS reads");
            return [node.HasGraph ? new UnknownValue(fault, comesFirst: true) : unknown.FirstOrDefault() ?? new UnknownValue(fault)];
        }

        if (unknown.Length > 0)
        {
            return [unknown[0]];
        }

        try
        {
            return read(node);
        }
        catch (RnnException fault) when (fault.Id == RnnErrorId.ModelUnsupported)
        {
            return [new UnknownValue(fault)];
        }
    }

    private static Func<OnnxNode, GraphValue[]> One(Func<OnnxNode, GraphValue> read) => node => [read(node)];
}
