using System.Text.RegularExpressions;

namespace RnnPS.Files;

/// <summary>The weights in an .h5 file: a group for each layer, whose attribute weight_names lists its weights in order.</summary>
/// <param name="group">The group model_weights.</param>
internal sealed partial class LegacyWeights(Hdf5Group group) : KerasWeights
{
    private static readonly string[] Roles = ["kernel", "recurrent_kernel", "bias", "embeddings", "gamma", "beta", "moving_mean", "moving_variance", "mean", "variance"];

    private Hdf5Group? _layer;
    private KerasLayer? _current;
    private Queue<string> _left = [];

    /// <inheritdoc/>
    public override void Start(KerasLayer layer, int earlier)
    {
        _current = layer;
        _layer = group.Group(layer.Name);
        _left = new((_layer?.Texts("weight_names") ?? []).Where(name => IsWeight(Role(name))));
    }

    /// <inheritdoc/>
    public override KerasTensor[] Take(string part, params IReadOnlyList<string> names) => [.. names.Where(IsWeight).Select(Next)];

    /// <inheritdoc/>
    public override void RequireAllTaken()
    {
        if (_left.Count > 0)
        {
            throw Wrong(_current!, $"more weights than expected ({MessageText.Names(_left)})");
        }
    }

    private KerasTensor Next(string expected)
    {
        if (!_left.TryDequeue(out string? name))
        {
            throw Wrong(_current!, $"no weight '{expected}'");
        }

        // Their order counts in Keras. A name of another weight shows that the file is damaged; Theano's can have any name.
        return Role(name) == expected || !Roles.Contains(Role(name)) ? _layer!.Tensor(name) : throw Wrong(_current!, $"the weight '{MessageText.Excerpt(name)}' in the place of '{expected}'");
    }

    private static string Role(string name) => Suffix().Replace(name[(name.LastIndexOf('/') + 1)..], string.Empty);

    // TensorFlow adds the number of an output, and a number to a name that is taken.
    [GeneratedRegex(@"(_[0-9]+)?(:[0-9]+)?$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Suffix();
}
