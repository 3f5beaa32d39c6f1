using System.Collections.Immutable;

namespace RnnPS;

/// <summary>Checks that the layers of a model fit together.</summary>
internal static class ModelRules
{
    /// <summary>Requires vectors of tokens that the first layer can read; null is allowed.</summary>
    public static void RequireEmbedding(RnnMatrix? weights, ImmutableArray<RnnStackLayer> stack)
    {
        if (weights is not null)
        {
            WeightRules.Matrix(
                weights,
                nameof(RnnModel.EmbeddingWeights),
                columns: stack[0].InputSize,
                to: $"the input of the first layer, {RnnMessages.Count(stack[0].InputSize, "number")} per timestep");
        }
    }

    /// <summary>Requires that each layer reads what the layer below it outputs.</summary>
    public static void RequireStack(ImmutableArray<RnnStackLayer> layers)
    {
        int cell = layers[0].Cells.Count();
        for (int i = 1; i < layers.Length; i++)
        {
            foreach (RnnCell above in layers[i].Cells)
            {
                WeightRules.Matrix(
                    above.InputWeights,
                    FormattableString.Invariant($"{nameof(RnnModel.Layers)}[{cell++}].{nameof(RnnCell.InputWeights)}"),
                    rows: layers[i - 1].OutputSize,
                    to: $"the output of layer {i - 1}, {RnnMessages.Count(layers[i - 1].OutputSize, "number")} per timestep");
            }
        }
    }

    /// <summary>Requires a fraction, and several layers if it is not 0.</summary>
    public static void RequireDropout(double dropout, int layers)
    {
        NumberRules.Fraction(dropout, nameof(RnnModel.Dropout));
        if (dropout > 0 && layers == 1)
        {
            throw new RnnException(
                RnnErrorId.Parameters,
                FormattableString.Invariant($"{nameof(RnnModel.Dropout)} is {dropout}, but the model has only one layer, and dropout acts between layers: add a layer, or leave {nameof(RnnModel.Dropout)} out."),
                dropout);
        }
    }

    /// <summary>Requires that each dense layer reads what the layer below it outputs.</summary>
    /// <param name="dense">The layers.</param>
    /// <param name="size">The output size of the last recurrent layer.</param>
    /// <returns>The output size of the last dense layer, or the given size if there is none.</returns>
    public static int RequireDense(ImmutableArray<RnnDenseLayer> dense, int size)
    {
        for (int i = 0; i < dense.Length; i++)
        {
            ArgumentNullException.ThrowIfNull(dense[i]);
            WeightRules.Matrix(
                dense[i].Weights,
                RnnDenseLayer.FullNames(i).Weights,
                rows: size,
                to: $"the output of the layer below it, {RnnMessages.Count(size, "number")} per timestep");
            size = dense[i].OutputSize;
        }

        return size;
    }

    /// <summary>Creates the output layer; null without weights.</summary>
    /// <param name="size">The output size of the layer below it.</param>
    /// <param name="weights">The weights, or null.</param>
    /// <param name="bias">The bias, or null.</param>
    /// <param name="activation">The activation function.</param>
    public static OutputLayer? Output(int size, RnnMatrix? weights, RnnVector? bias, RnnOutputActivation activation)
    {
        if (weights is null)
        {
            return (bias, activation) switch
            {
                (null, RnnOutputActivation.Identity) => null,
                (null, _) => throw new RnnException(
                    RnnErrorId.Parameters,
                    $"OutputActivation {activation} was given without OutputWeights: give both, or neither.",
                    activation),
                _ => throw new RnnException(
                    RnnErrorId.WeightShape, "OutputBias was given without OutputWeights: give both, or neither.", bias),
            };
        }

        WeightRules.Matrix(weights, nameof(RnnModel.OutputWeights), rows: size);
        return new OutputLayer(
            weights, WeightRules.OptionalVector(bias, nameof(RnnModel.OutputBias), weights.Columns), activation);
    }
}
