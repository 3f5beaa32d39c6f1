using System.Numerics;

namespace RnnPS;

/// <summary>
/// All parameters of a model in one precision, in arrays that may be changed: what an optimizer steps over, and, in another set
/// of the same shape, their gradients.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class ParameterSet<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Dictionary<string, ParameterGroup<T>> _byName;

    private ParameterSet(ParameterGroup<T>[] groups)
    {
        Groups = groups;
        _byName = groups.ToDictionary(group => group.Name);
    }

    /// <summary>The groups, in the order of <see cref="WeightSet.Arrays"/>.</summary>
    public ParameterGroup<T>[] Groups { get; }

    /// <summary>How many numbers there are.</summary>
    public long Count => Groups.Sum(group => (long)group.Values.Length);

    /// <summary>The group of a name.</summary>
    public ParameterGroup<T> this[string name] => _byName[name];

    /// <summary>Copies the parameters of a model.</summary>
    /// <param name="weights">The model's weights.</param>
    /// <returns>A set of its own.</returns>
    /// <exception cref="RnnException">A weight is too large for the precision (<see cref="RnnErrorId.WeightNotFinite"/>).</exception>
    public static ParameterSet<T> From(WeightSet weights)
    {
        var set = new ParameterSet<T>(
            [.. weights.Arrays().Select(array => new ParameterGroup<T>(array.Name, array.Values.Rows, array.Values.Columns))]);
        foreach (CellWeight array in weights.Arrays())
        {
            PackedWeights.Convert<T>(array.Values.AsSpan(), array.Name).CopyTo(set[array.Name].Values, 0);
        }

        return set;
    }

    /// <summary>The groups of one cell.</summary>
    /// <param name="index">The cell's index among the model's cells.</param>
    /// <param name="cell">The cell.</param>
    public CellParameters<T> OfCell(int index, RnnCell cell) =>
        new(cell.Weights.ToDictionary(weight => weight.Name, weight => this[WeightSet.FullName(index, weight.Name)]));

    /// <summary>A set of the same groups, all zeros.</summary>
    public ParameterSet<T> CreateZeros() =>
        new([.. Groups.Select(group => new ParameterGroup<T>(group.Name, group.Rows, group.Columns))]);

    /// <summary>The group of a name; null where there is none, as of a bias that the model does not have.</summary>
    public ParameterGroup<T>? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Takes over the numbers of a set of the same groups.</summary>
    public void CopyFrom(ParameterSet<T> other)
    {
        for (int i = 0; i < Groups.Length; i++)
        {
            other.Groups[i].Values.CopyTo(Groups[i].Values, 0);
        }
    }

    /// <summary>Makes all numbers zero.</summary>
    public void Clear()
    {
        foreach (ParameterGroup<T> group in Groups)
        {
            Array.Clear(group.Values);
        }
    }

    /// <summary>A model's weights with these numbers.</summary>
    /// <param name="like">Weights of the same shapes, which give all else: kinds, options, directions.</param>
    /// <returns>A new set.</returns>
    /// <exception cref="RnnException">A number is not finite (<see cref="RnnErrorId.WeightNotFinite"/>).</exception>
    public WeightSet ToWeightSet(WeightSet like) => like.With(
        array =>
        {
            ParameterGroup<T> group = this[array.Name];
            return new RnnMatrix(group.Rows, group.Columns, [.. group.Values.Select(double.CreateTruncating)]);
        });
}
