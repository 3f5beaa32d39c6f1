namespace RnnPS.Files.Onnx;

/// <summary>Activation functions in ONNX: as attributes of recurrent operators, and as operators of their own.</summary>
internal static class OnnxActivation
{
    extension(RnnActivationFunction function)
    {
        /// <summary>The name among the activations of a recurrent operator.</summary>
        private string RecurrentName => function.Kind == RnnActivation.Identity ? nameof(RnnActivation.Affine) : function.Kind.ToString();

        private bool HasAlpha => function.HasBeta || function.Kind is RnnActivation.LeakyRelu or RnnActivation.ThresholdedRelu or RnnActivation.Elu;

        private bool HasBeta => function.Kind is RnnActivation.HardSigmoid or RnnActivation.ScaledTanh or RnnActivation.Affine or RnnActivation.Identity;

        // Identity is the Affine function with α = 1 and β = 0.
        private float Alpha(string name) => function.Kind == RnnActivation.Identity ? 1 : FloatTensor.Single(function.Alpha, $"The constant α of {name}");

        private float Beta(string name) => FloatTensor.Single(function.Beta, $"The constant β of {name}");
    }

    /// <summary>Returns the attributes of a recurrent operator that say its activations.</summary>
    /// <remarks>
    /// Every constant is written, defaults too: ONNX Runtime takes 0 for the constants of ThresholdedRelu, Affine and ScaledTanh that a
    /// file leaves out. ONNX lists constants only for the functions that have them.
    /// </remarks>
    /// <param name="cells">The cells, the forward cell before the reverse cell.</param>
    public static IEnumerable<AttributeProto> Attributes(OnnxCell[] cells)
    {
        yield return AttributeProto.Of("activations", cells.SelectMany(cell => cell.Activations.Select(function => function.RecurrentName)));
        float[] alphas =
            [.. cells.SelectMany(cell => cell.Activations.Where(function => function.HasAlpha).Select(function => function.Alpha(cell.Name)))];
        float[] betas =
            [.. cells.SelectMany(cell => cell.Activations.Where(function => function.HasBeta).Select(function => function.Beta(cell.Name)))];
        // ONNX's checker does not accept an empty list.
        if (alphas.Length > 0)
        {
            yield return AttributeProto.Of("activation_alpha", alphas);
        }

        if (betas.Length > 0)
        {
            yield return AttributeProto.Of("activation_beta", betas);
        }
    }

    /// <summary>Reads the activations of a recurrent operator.</summary>
    /// <param name="node">The operator.</param>
    /// <param name="directions">The number of directions.</param>
    /// <returns>The functions of each direction, in ONNX's order: f, g, h.</returns>
    /// <exception cref="RnnException">
    /// A function is unknown (<see cref="RnnErrorId.ModelUnsupported"/>), or there are too few (<see cref="RnnErrorId.ModelFile"/>).
    /// </exception>
    public static RnnActivationFunction[][] Read(OnnxNode node, int directions)
    {
        string[] usual = node.Operator switch
        {
            "RNN" => ["Tanh"],
            "GRU" => ["Sigmoid", "Tanh"],
            _ => ["Sigmoid", "Tanh", "Tanh"],
        };
        IReadOnlyList<string> names = node.Texts("activations") is { Count: > 0 } given
            ? given
            : [.. Enumerable.Repeat(usual, directions).SelectMany(names => names)];
        if (names.Count != usual.Length * directions)
        {
            throw node.Damaged(FormattableString.Invariant($"has {names.Count} activations instead of {usual.Length * directions}"));
        }

        // The constants follow each other in the order of the functions that have them.
        var alphas = new Queue<float>(node.Numbers("activation_alpha"));
        var betas = new Queue<float>(node.Numbers("activation_beta"));
        RnnActivationFunction[] functions = [.. names.Select(name =>
        {
            RnnActivation kind = Array.Find(Enum.GetValues<RnnActivation>(), kind => kind.ToString().Equals(name, StringComparison.OrdinalIgnoreCase)) is var found
                && found.ToString().Equals(name, StringComparison.OrdinalIgnoreCase)
                    ? found
                    : throw node.Unsupported($"has the activation '{MessageText.Excerpt(name)}', which is none of ONNX");
            var function = new RnnActivationFunction(kind);
            function = new RnnActivationFunction(
                kind,
                function.HasAlpha && alphas.TryDequeue(out float alpha) ? alpha : null,
                function.HasBeta && betas.TryDequeue(out float beta) ? beta : null);
            return function is { Kind: RnnActivation.Affine, Alpha: 1, Beta: 0 } ? RnnActivation.Identity : function;
        })];
        return [.. functions.Chunk(usual.Length)];
    }

    /// <summary>Applies a function to each element of a value.</summary>
    /// <param name="graph">The graph to which the operators are added.</param>
    /// <param name="x">The name of the value.</param>
    /// <param name="function">The function.</param>
    /// <param name="name">The name of the layer, for error messages.</param>
    /// <returns>The name of the result.</returns>
    public static string Apply(OnnxGraph graph, string x, RnnActivationFunction function, string name)
    {
        string Constant(float value) => graph.Scalar(value);
        return function.Kind switch
        {
            RnnActivation.Identity => x,
            RnnActivation.Affine => graph.Add(
                "Add", [graph.Add("Mul", [x, Constant(function.Alpha(name))]), Constant(function.Beta(name))]),
            RnnActivation.ScaledTanh => graph.Add(
                "Mul", [graph.Add("Tanh", [graph.Add("Mul", [x, Constant(function.Beta(name))])]), Constant(function.Alpha(name))]),
            RnnActivation.HardSigmoid => graph.Add(
                "HardSigmoid", [x], AttributeProto.Of("alpha", function.Alpha(name)), AttributeProto.Of("beta", function.Beta(name))),
            _ when function.HasAlpha => graph.Add(function.Kind.ToString(), [x], AttributeProto.Of("alpha", function.Alpha(name))),
            _ => graph.Add(function.Kind.ToString(), [x]),
        };
    }
}
