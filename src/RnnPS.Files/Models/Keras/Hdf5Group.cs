using PureHDF;

namespace RnnPS.Files;

/// <summary>A group of an HDF5 file.</summary>
internal sealed class Hdf5Group
{
    // Compressed numbers can be smaller in the file. Keras does not compress, and trained weights hardly become smaller.
    private const int MostCompression = 16;

    private readonly Hdf5File _file;
    private readonly IH5Group _group;
    private readonly string _path;

    /// <summary>Wraps a group.</summary>
    /// <param name="file">Its file.</param>
    /// <param name="group">The group of the library.</param>
    /// <param name="path">Its path, for messages.</param>
    public Hdf5Group(Hdf5File file, IH5Group group, string path)
    {
        _file = file;
        _group = group;
        _path = path;
        Hdf5File.Guard(() =>
        {
            Hdf5Links.RequireHardLinks(group);
            return true;
        });
    }

    /// <summary>Gets a group below this one.</summary>
    /// <param name="path">Its path, with slashes.</param>
    /// <returns>The group; null if there is none.</returns>
    public Hdf5Group? Group(string path)
    {
        Hdf5Group? group = this;
        foreach (string name in Parts(path))
        {
            group = group?.Child(name);
        }

        return group;
    }

    /// <summary>Whether there is a group or a dataset of a name in this group.</summary>
    /// <param name="name">The name.</param>
    /// <returns>True if there is.</returns>
    public bool Has(string name) => Hdf5File.Guard(() => _group.LinkExists(name));

    /// <summary>The names of the groups and datasets in this group.</summary>
    /// <returns>The names.</returns>
    public IReadOnlyList<string> Names() => Hdf5File.Guard<IReadOnlyList<string>>(() => [.. _group.Children().Select(child => child.Name)]);

    /// <summary>Reads a text attribute.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The text; null if there is no such attribute.</returns>
    public string? Text(string name) => Texts(name) is [string text, ..] ? text : null;

    /// <summary>Reads an attribute that is a list of texts. A long list is split among attributes whose names end in 0, 1, and so on.</summary>
    /// <param name="name">The name of the attribute.</param>
    /// <returns>The texts; null if there is no such attribute.</returns>
    public IReadOnlyList<string>? Texts(string name)
    {
        if (Hdf5File.Guard(() => _group.AttributeExists(name)))
        {
            return ReadTexts(name);
        }

        List<string> texts = [];
        int part = 0;
        for (; Hdf5File.Guard(() => _group.AttributeExists(FormattableString.Invariant($"{name}{part}"))); part++)
        {
            texts.AddRange(ReadTexts(FormattableString.Invariant($"{name}{part}")));
        }

        return part == 0 ? null : texts;
    }

    /// <summary>Reads a dataset of floating-point numbers.</summary>
    /// <param name="path">Its path, with slashes.</param>
    /// <returns>The tensor.</returns>
    /// <exception cref="RnnException">There is no such dataset (<see cref="RnnErrorId.ModelFile"/>).</exception>
    public KerasTensor Tensor(string path)
    {
        string[] parts = [.. Parts(path)];
        if (parts.Length == 0)
        {
            throw ModelFaults.Damaged($"has a weight without a name in '{MessageText.Excerpt(_path)}'");
        }

        Hdf5Group? group = Group(string.Join('/', parts[..^1]));
        string full = $"{_path}/{path}";
        return Hdf5File.Guard(() => group is not null && group._group.LinkExists(parts[^1]) && group._group.Get(parts[^1]) is IH5Dataset dataset
            ? Read(dataset, full)
            : throw ModelFaults.Damaged($"lacks the dataset '{MessageText.Excerpt(full)}'"));
    }

    private Hdf5Group? Child(string name) => Hdf5File.Guard(() =>
        _group.LinkExists(name) && _group.Get(name) is IH5Group child ? new Hdf5Group(_file, child, $"{_path}/{name}") : null);

    // Names come from the file, too.
    private static IEnumerable<string> Parts(string path) => path.Length == 0
        ? []
        : path.Split('/').Select(part => part is not ("" or "." or "..")
            ? part
            : throw ModelFaults.Damaged($"has the path '{MessageText.Excerpt(path)}', which Keras does not write"));

    private IReadOnlyList<string> ReadTexts(string name) => Hdf5File.Guard<IReadOnlyList<string>>(() =>
    {
        IH5Attribute attribute = _group.Attribute(name);
        long count = Count(attribute.Space);
        if (count > _file.Length)
        {
            throw ModelFaults.Damaged($"has the attribute '{MessageText.Excerpt(name)}', which claims more texts than the file can hold");
        }

        // NumPy makes an array of floating-point numbers of an empty list.
        if (count == 0)
        {
            return [];
        }

        return attribute.Type.Class is H5DataTypeClass.String or H5DataTypeClass.VariableLength
            && attribute.Read<string[]>([(ulong)count]) is var texts
            && Array.TrueForAll(texts, text => text is not null)
                ? texts
                : throw ModelFaults.Damaged($"has the attribute '{MessageText.Excerpt(name)}', which is not a text");
    });

    private KerasTensor Read(IH5Dataset dataset, string path)
    {
        Hdf5Links.RequireOwnData(dataset);
        long count = Count(dataset.Space);
        int most = dataset.Layout.Class == H5DataLayoutClass.Chunked ? MostCompression : 1;
        if (count > _file.Length * most / Math.Max(dataset.Type.Size, 1))
        {
            throw ModelFaults.Damaged($"has the dataset '{MessageText.Excerpt(path)}', which claims more numbers than the file can hold");
        }

        _file.Memory.Require(count * sizeof(double), "Reading the model", "free some, or read a smaller model");
        ulong[] shape = [(ulong)count];
        double[] values = (dataset.Type.Class, dataset.Type.Size) switch
        {
            (_, _) when count == 0 => [],
            (H5DataTypeClass.FloatingPoint, sizeof(double)) => dataset.Read<double[]>(memoryDims: shape),
            (H5DataTypeClass.FloatingPoint, sizeof(float)) => Array.ConvertAll(dataset.Read<float[]>(memoryDims: shape), value => (double)value),
            (H5DataTypeClass.FloatingPoint, 2) => Array.ConvertAll(dataset.Read<Half[]>(memoryDims: shape), value => (double)value),
            _ => throw new RnnException(
                RnnErrorId.ModelUnsupported,
                $"The file has the dataset '{MessageText.Excerpt(path)}' of numbers that are not floating-point numbers, for example of a quantized model, which RnnPS can't represent: save the model with floating-point weights.",
                path),
        };
        return new KerasTensor(path, [.. dataset.Space.Dimensions.Select(size => (int)size)], values);
    }

    // A scalar is one number.
    private static long Count(IH5Dataspace space) => space.Type switch
    {
        H5DataspaceType.Null => 0,
        H5DataspaceType.Scalar => 1,
        _ => checked((long)space.Dimensions.Aggregate(1UL, (product, size) => checked(product * size))),
    };
}
