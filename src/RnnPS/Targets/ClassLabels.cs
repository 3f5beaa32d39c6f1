using System.Globalization;

namespace RnnPS;

/// <summary>Reads targets that are classes, as names or as indices. The first target decides which of the two they are.</summary>
/// <param name="known">The names of the classes, in the order of their indices; null to find them in the targets.</param>
internal sealed class ClassLabels(IReadOnlyList<string>? known)
{
    private readonly Dictionary<string, int> _indices =
        (known ?? []).Index().DistinctBy(item => item.Item, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(item => item.Item, item => item.Index, StringComparer.OrdinalIgnoreCase);

    // Null until there is a target.
    private bool? _areNames;
    private int[]? _order;

    /// <summary>Whether the targets are names.</summary>
    public bool AreNames => _areNames == true;

    /// <summary>Whether the targets are names, which the targets alone define.</summary>
    public bool AreFound => known is null && AreNames;

    /// <summary>The names of the classes, in the order of their final indices: as they were given, or sorted.</summary>
    public IReadOnlyList<string> Names => known ?? [.. _indices.Keys.Order(StringComparer.OrdinalIgnoreCase)];

    /// <summary>Reads one target.</summary>
    /// <param name="value">The name or the index of a class.</param>
    /// <param name="texts">How text writes numbers.</param>
    /// <returns>The index, which <see cref="Sort"/> makes final; NaN for a missing target.</returns>
    /// <exception cref="RnnException">
    /// The name is not one of the known classes (<see cref="RnnErrorId.Classes"/>), or the target is neither a name nor a number.
    /// </exception>
    public double Read(object? value, NumberTexts texts)
    {
        object? plain = NumberReader.Unwrap(value);
        string? name = plain is string or Enum or decimal || plain?.GetType().IsPrimitive == true ? Convert.ToString(plain, CultureInfo.InvariantCulture)!.Trim() : null;
        if (name is not null && known is not null && _indices.TryGetValue(name, out int index))
        {
            _areNames = true;
            return index;
        }

        bool isNumber = plain is not (string or bool or char or Enum) || texts.TryParse(name, out _);
        double number = isNumber ? NumberReader.Read(plain, texts) : 0;
        if (double.IsNaN(number))
        {
            return number;
        }

        if (known is not null)
        {
            return isNumber && !known.Any(one => NumberText.TryParse(one, out _)) ? number : throw Unknown(name!, known);
        }

        _areNames ??= !isNumber;
        return AreNames ? Add(name!) : NumberReader.Read(plain, texts);
    }

    /// <summary>Takes the order of the classes from a model, instead of the order of the names.</summary>
    /// <param name="classes">The names of the model's classes.</param>
    /// <exception cref="RnnException">A name is not one of them (<see cref="RnnErrorId.Classes"/>).</exception>
    public void SortAs(IReadOnlyList<string> classes)
    {
        var places = classes.Index().ToDictionary(item => item.Item, item => item.Index, StringComparer.OrdinalIgnoreCase);
        _order = new int[_indices.Count];
        foreach ((string name, int index) in _indices)
        {
            _order[index] = places.TryGetValue(name, out int place) ? place : throw Unknown(name, classes);
        }
    }

    /// <summary>Returns the final index of a class.</summary>
    /// <param name="index">The index that <see cref="Read"/> returned, or NaN.</param>
    public double Sort(double index)
    {
        if (!AreFound || double.IsNaN(index))
        {
            return index;
        }

        _order ??= CreateOrder();
        return _order[(int)index];
    }

    // From the order in which the names appeared to the order of the names.
    private int[] CreateOrder()
    {
        var order = new int[_indices.Count];
        foreach ((int sorted, string name) in Names.Index())
        {
            order[_indices[name]] = sorted;
        }

        return order;
    }

    private int Add(string name)
    {
        if (!_indices.TryGetValue(name, out int index))
        {
            _indices.Add(name, index = _indices.Count);
        }

        return index;
    }

    private static RnnException Unknown(string name, IReadOnlyList<string> classes) => new(
        RnnErrorId.Classes,
        classes.Count == 0
            ? $"'{MessageText.Excerpt(name)}' is the name of a class, but the model was not trained on names: give the index of the class, counted from 0."
            : $"'{MessageText.Excerpt(name)}' is not a class of the model: expected one of {MessageText.Names(classes)}. Correct the target, or leave the row out.",
        name);
}
