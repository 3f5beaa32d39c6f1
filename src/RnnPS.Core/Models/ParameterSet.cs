using System.Numerics;

namespace RnnPS;

/// <summary>
/// All parameters of a model in one precision, in mutable arrays. An optimizer updates one set; a second set of the same
/// shapes holds the gradients.
/// </summary>
/// <typeparam name="T">The precision: float or double.</typeparam>
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

    /// <summary>The total number of values.</summary>
    public long Count => Groups.Sum(group => (long)group.Values.Length);

    /// <summary>Gets the group with a name.</summary>
    public ParameterGroup<T> this[string name] => _byName[name];

    /// <summary>Creates a set from the weights of a model.</summary>
    /// <param name="weights">The model's weights.</param>
    /// <returns>A new set that shares no data with the model.</returns>
    /// <exception cref="RnnException">
    /// A weight is too large for the precision (<see cref="RnnErrorId.WeightNotFinite"/>).
    /// </exception>
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

    /// <summary>Gets the groups of one cell.</summary>
    /// <param name="index">The cell's index among the model's cells.</param>
    /// <param name="cell">The cell.</param>
    public CellParameters<T> OfCell(int index, RnnCell cell) =>
        new(cell.Weights.ToDictionary(weight => weight.Name, weight => this[WeightSet.FullName(index, weight.Name)]));

    /// <summary>Creates a set with the same groups, filled with zeros.</summary>
    public ParameterSet<T> CreateZeros() =>
        new([.. Groups.Select(group => new ParameterGroup<T>(group.Name, group.Rows, group.Columns))]);

    /// <summary>Finds the group with a name; null if the model has no such array, for example no bias.</summary>
    public ParameterGroup<T>? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Copies the values of a set with the same groups.</summary>
    public void CopyFrom(ParameterSet<T> other)
    {
        for (int i = 0; i < Groups.Length; i++)
        {
            other.Groups[i].Values.CopyTo(Groups[i].Values, 0);
        }
    }

    /// <summary>Sets all values to zero.</summary>
    public void Clear()
    {
        foreach (ParameterGroup<T> group in Groups)
        {
            Array.Clear(group.Values);
        }
    }

    /// <summary>Creates a weight set with these values.</summary>
    /// <param name="like">
    /// A weight set of the same shapes that supplies everything else: cell kinds, options and directions.
    /// </param>
    /// <returns>A new weight set.</returns>
    /// <exception cref="RnnException">A value is not finite (<see cref="RnnErrorId.WeightNotFinite"/>).</exception>
    public WeightSet ToWeightSet(WeightSet like) => like.With(
        array =>
        {
            ParameterGroup<T> group = this[array.Name];
            return new RnnMatrix(group.Rows, group.Columns, [.. group.Values.Select(double.CreateTruncating)]);
        });
}
