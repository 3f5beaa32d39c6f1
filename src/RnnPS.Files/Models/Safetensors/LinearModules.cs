using System.Globalization;

namespace RnnPS.Files;

/// <summary>The linear and embedding modules of a state_dict: tensors that are called weight and bias.</summary>
internal sealed class LinearModules
{
    private const string Weight = "weight";
    private const string Bias = "bias";

    // The names of embeddings have it. Linear layers without a bias have the same shape.
    private const string EmbeddingWord = "emb";

    // A search for an order of many layers of the same size would take too long.
    private const int MostLayers = 8;

    private readonly SafetensorsReader _reader;
    private readonly List<Module> _modules = [];

    /// <summary>Finds the modules of a file.</summary>
    /// <param name="reader">The file.</param>
    public LinearModules(SafetensorsReader reader)
    {
        _reader = reader;
        foreach (TensorInfo tensor in reader.Tensors.Values.Where(tensor => tensor.Shape.Count == 2))
        {
            if (tensor.Name == Weight || tensor.Name.EndsWith("." + Weight, StringComparison.Ordinal))
            {
                string prefix = tensor.Name[..^Weight.Length];
                bool hasBias = reader.Tensors.ContainsKey(prefix + Bias);
                _modules.Add(new Module(prefix, tensor.Shape[1], tensor.Shape[0], hasBias));
            }
        }
    }

    /// <summary>Takes the embedding, if there is one.</summary>
    /// <param name="size">The number of inputs of the layer above.</param>
    /// <returns>The layer, or null.</returns>
    /// <exception cref="RnnException">There is more than one (<see cref="RnnErrorId.ModelUnsupported"/>).</exception>
    public EmbeddingLayer? TakeEmbedding(int size)
    {
        Module[] found = [.. _modules.Where(module =>
            !module.HasBias && module.Inputs == size && module.Prefix.Contains(EmbeddingWord, StringComparison.OrdinalIgnoreCase))];
        if (found.Length > 1)
        {
            throw ModelFaults.Unsupported($"{found.Length} embeddings ({MessageText.Names(found.Select(module => module.Prefix))})");
        }

        if (found.Length == 0)
        {
            return null;
        }

        _modules.Remove(found[0]);
        return new EmbeddingLayer(_reader.Matrix(found[0].Prefix + Weight));
    }

    /// <summary>Takes the linear layers, in the order in which each reads the layer below it.</summary>
    /// <param name="size">The number of outputs of the recurrent layers.</param>
    /// <returns>The layers, without activations.</returns>
    /// <exception cref="RnnException">They have no such order, or several (<see cref="RnnErrorId.ModelUnsupported"/>).</exception>
    public IEnumerable<DenseLayer> TakeChain(int size)
    {
        if (_modules.Count > MostLayers)
        {
            throw ModelFaults.Unsupported($"{_modules.Count} linear layers ({MessageText.Names(_modules.Select(module => module.Prefix))})");
        }

        List<Module[]> orders = [];
        Search([], size, orders);
        Module[]? order = orders.Count == 1 ? orders[0] : orders.Find(IsNumbered);
        if (order is null && orders.Count > 0)
        {
            throw ModelFaults.Unsupported($"linear layers in an order that their sizes do not tell ({MessageText.Names(_modules.Select(module => module.Prefix))})");
        }

        // Without an order the tensors are left over, and the error about them names them.
        return order is null ? [] : order.Select(Read);
    }

    private void Search(List<Module> chain, long size, List<Module[]> orders)
    {
        if (chain.Count == _modules.Count)
        {
            orders.Add([.. chain]);
            return;
        }

        foreach (Module next in _modules.Where(module => module.Inputs == size && !chain.Contains(module)))
        {
            chain.Add(next);
            Search(chain, next.Outputs, orders);
            chain.RemoveAt(chain.Count - 1);
        }
    }

    // Whether the modules are those of one nn.Sequential or nn.ModuleList in their order: head.0, head.2.
    private static bool IsNumbered(Module[] order) =>
        order.All(module => module.Number is not null && module.Parent == order[0].Parent)
        && order.Zip(order.Skip(1)).All(pair => pair.First.Number < pair.Second.Number);

    private DenseLayer Read(Module module) => new(
        _reader.Transposed(module.Prefix + Weight, 0),
        module.HasBias ? _reader.Vector(module.Prefix + Bias, 0) : null,
        RnnActivation.Identity);

    /// <summary>A module with a matrix.</summary>
    /// <param name="Prefix">What precedes the names of its tensors.</param>
    /// <param name="Inputs">The number of columns.</param>
    /// <param name="Outputs">The number of rows.</param>
    /// <param name="HasBias">Whether it has a bias.</param>
    private sealed record Module(string Prefix, long Inputs, long Outputs, bool HasBias)
    {
        private string Name => Prefix.TrimEnd('.');

        public string Parent => Name[..(Name.LastIndexOf('.') + 1)];

        public int? Number => int.TryParse(Name[Parent.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
    }
}
