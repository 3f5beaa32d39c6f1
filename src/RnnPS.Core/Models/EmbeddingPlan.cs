using System.Numerics;

namespace RnnPS;

/// <summary>The vectors of the tokens in a <see cref="WeightPlan{T}"/>.</summary>
/// <typeparam name="T">The precision: float or double.</typeparam>
internal sealed class EmbeddingPlan<T>(RnnMatrix weights)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private T[] _values = PackedWeights.Convert<T>(weights.AsSpan(), nameof(RnnModel.EmbeddingWeights));

    /// <summary>The number of components of a vector.</summary>
    public int Size { get; } = weights.Columns;

    /// <summary>Looks up the vector of a token.</summary>
    /// <param name="token">The token.</param>
    /// <exception cref="RnnException">The number is not a token (<see cref="RnnErrorId.Token"/>).</exception>
    public ReadOnlySpan<T> VectorOf(double token)
    {
        TimestepRules.RequireToken(token, weights.Rows);
        return _values.AsSpan((int)token * Size, Size);
    }

    /// <summary>Reads the parameters of a training from now on, without a copy.</summary>
    public void Load(ParameterSet<T> parameters) => _values = parameters[nameof(RnnModel.EmbeddingWeights)].Values;
}
