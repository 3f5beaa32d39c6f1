using System.Globalization;

namespace RnnPS;

/// <summary>
/// A hidden dense layer between the last recurrent layer and the output layer: y(t) = f(x(t)·Weights + Bias). It keeps no state.
/// </summary>
public sealed class RnnDenseLayer
{
    /// <summary>Creates a layer from its weights.</summary>
    /// <param name="weights">The weights, [input × size].</param>
    /// <param name="bias">The bias, [size]; null for none.</param>
    /// <param name="activation">The activation function f; null for Identity.</param>
    /// <exception cref="RnnException">
    /// The weights are empty (<see cref="RnnErrorId.WeightEmpty"/>), the bias has another length
    /// (<see cref="RnnErrorId.WeightShape"/>), or a number is not finite (<see cref="RnnErrorId.WeightNotFinite"/>).
    /// </exception>
    public RnnDenseLayer(RnnMatrix weights, RnnVector? bias = null, RnnActivationFunction? activation = null)
    {
        Weights = WeightRules.Matrix(weights, nameof(Weights));
        Bias = WeightRules.OptionalVector(bias, nameof(Bias), weights.Columns);
        Activation = activation ?? RnnActivation.Identity;
    }

    private RnnDenseLayer(RnnMatrix weights, RnnVector? bias, RnnActivationFunction activation) =>
        (Weights, Bias, Activation) = (weights, bias, activation);

    /// <summary>The weights, [input × size].</summary>
    public RnnMatrix Weights { get; }

    /// <summary>The bias, [size]; null if there is none.</summary>
    public RnnVector? Bias { get; }

    /// <summary>The activation function.</summary>
    public RnnActivationFunction Activation { get; }

    /// <summary>The number of components that the layer reads.</summary>
    public int InputSize => Weights.Rows;

    /// <summary>The number of components of the output.</summary>
    public int OutputSize => Weights.Columns;

    /// <summary>The number of trainable parameters.</summary>
    public long ParameterCount => Weights.AsSpan().Length + (Bias?.Length ?? 0);

    /// <summary>Formats the sizes and the activation, for example <c>Dense 16→32 Relu</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"Dense {InputSize}→{OutputSize} {Activation}");

    /// <summary>The names of a layer's weights and bias within the model.</summary>
    /// <param name="index">The zero-based index of the layer.</param>
    internal static (string Weights, string Bias) FullNames(int index)
    {
        string prefix = string.Create(CultureInfo.InvariantCulture, $"{nameof(RnnModel.DenseLayers)}[{index}].");
        return (prefix + nameof(Weights), prefix + nameof(Bias));
    }

    /// <summary>The parameter arrays.</summary>
    /// <param name="index">The zero-based index of the layer in the model.</param>
    internal IEnumerable<CellWeight> Arrays(int index)
    {
        (string weights, string bias) = FullNames(index);
        yield return new CellWeight(weights, Weights);
        if (Bias is { } values)
        {
            yield return new CellWeight(bias, values.ToRow(), IsVector: true);
        }
    }

    /// <summary>Creates a copy with other values in every array.</summary>
    /// <param name="index">The zero-based index of the layer in the model.</param>
    /// <param name="values">Returns the new values of an array in <see cref="Arrays"/>, in the same shape.</param>
    internal RnnDenseLayer With(int index, Func<CellWeight, RnnMatrix> values)
    {
        RnnMatrix[] arrays = [.. Arrays(index).Select(array => WeightRules.Change(array, values))];
        return new RnnDenseLayer(arrays[0], arrays.Length > 1 ? arrays[1][0] : null, Activation);
    }
}
