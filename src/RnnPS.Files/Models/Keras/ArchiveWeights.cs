using System.Globalization;
using System.Text.RegularExpressions;

namespace RnnPS.Files;

/// <summary>
/// The weights in a .keras file: a group for each object, named by the attributes of Python that lead to it. In a list of layers, groups
/// have the name of the class and are counted: layers/lstm, layers/lstm_1.
/// </summary>
/// <param name="root">The root of model.weights.h5.</param>
internal sealed partial class ArchiveWeights(Hdf5Group root) : KerasWeights
{
    // What Keras 2.12 and 2.13 called the list of layers.
    private const string OldLayers = "_layer_checkpoint_dependencies";

    private KerasLayer? _current;
    private string _path = string.Empty;
    private int _earlier;

    /// <inheritdoc/>
    public override void Start(KerasLayer layer, int earlier)
    {
        _current = layer;
        _path = UniqueName(layer.Class, earlier);
        _earlier = earlier;
    }

    /// <inheritdoc/>
    public override KerasTensor[] Take(string part, params IReadOnlyList<string> names)
    {
        Hdf5Group group = Variables(part) ?? throw Wrong(_current!, $"no group 'layers/{MessageText.Excerpt(_path)}{(part.Length == 0 ? part : "/" + part)}/vars'");
        // The variables are numbered from 0 on.
        return group.Has(Number(names.Count))
            ? throw Wrong(_current!, FormattableString.Invariant($"more than {RnnMessages.Count(names.Count, "weight")}"))
            : [.. Enumerable.Range(0, names.Count).Where(i => IsWeight(names[i])).Select(i => group.Tensor(Number(i)))];
    }

    /// <inheritdoc/>
    public override void RequireAllTaken()
    {
        // Each part was compared when it was taken.
    }

    /// <summary>The name of a group in a list, as Keras makes it.</summary>
    /// <param name="className">The class of the object.</param>
    /// <param name="earlier">The number of objects of the same class before it.</param>
    /// <returns>For example simple_rnn_1.</returns>
    public static string UniqueName(string className, int earlier)
    {
        string name = Hump().Replace(Word().Replace(className, "$1_$2"), "$1_$2").ToLowerInvariant();
        return earlier == 0 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}_{earlier}");
    }

    private static string Number(int i) => i.ToString(CultureInfo.InvariantCulture);

    private Hdf5Group? Variables(string part)
    {
        foreach (string list in (string[])["layers", OldLayers])
        {
            string path = string.Join('/', ((string[])[list, list == OldLayers ? OldName() : _path, part]).Where(name => name.Length > 0));
            // Python on Windows wrote one group with backslashes in its name.
            if ((root.Group(path) ?? root.Group(path.Replace('/', '\\')))?.Group("vars") is { } group)
            {
                return group;
            }
        }

        return null;
    }

    // Keras 2.12 counted each layer twice, and wrote it once: the numbers have gaps.
    private string OldName()
    {
        string name = UniqueName(_current!.Class, 0);
        string[] names =
        [
            .. (root.Group(OldLayers)?.Names() ?? [])
                .Where(found => found == name || (found.StartsWith($"{name}_", StringComparison.Ordinal) && int.TryParse(found.AsSpan(name.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _)))
                .OrderBy(found => found.Length).ThenBy(found => found, StringComparer.Ordinal),
        ];
        return _earlier < names.Length ? names[_earlier] : _path;
    }

    [GeneratedRegex("(.)([A-Z][a-z]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex("([a-z])([A-Z])", RegexOptions.CultureInvariant)]
    private static partial Regex Hump();
}
