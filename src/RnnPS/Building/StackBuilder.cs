using System.Collections;

namespace RnnPS;

/// <summary>Creates the layers of a model from the parameters of New-RnnModel.</summary>
internal static class StackBuilder
{
    /// <summary>Creates all layers with random weights.</summary>
    /// <exception cref="RnnException">
    /// A size is too large for an array or for the free memory, or the number of directions or merges is not the number of layers.
    /// </exception>
    public static IReadOnlyList<RnnStackLayer> Draw(
        RnnCellKind kind,
        int inputSize,
        IReadOnlyList<int> hiddenSizes,
        RnnActivation activation,
        IReadOnlyList<RnnDirection>? directions,
        IReadOnlyList<RnnMerge>? merges,
        RnnInitializer initializer,
        int seed,
        MemoryLimit memory,
        CancellationToken cancellation)
    {
        RequireOneForEach(directions?.Count, hiddenSizes.Count, "Direction", RnnErrorId.Direction);
        RequireOneForEach(merges?.Count, hiddenSizes.Count, "Merge", RnnErrorId.Merge);
        List<RnnStackLayer> stack = [];
        int place = 0;
        foreach (int hidden in hiddenSizes)
        {
            RnnCell Draw() => DrawnWeights.Cell(
                kind,
                stack.Count == 0 ? inputSize : stack[^1].OutputSize,
                hidden,
                activation,
                resetBefore: false,
                initializer,
                seed,
                memory,
                cancellation,
                place++);
            RnnDirection direction = ForLayer(directions, stack.Count, RnnDirection.Forward);
            stack.Add(direction == RnnDirection.Bidirectional
                ? new RnnStackLayer(Draw(), Draw(), ForLayer(merges, stack.Count, RnnMerge.Concat))
                : new RnnStackLayer(Draw(), direction));
        }

        RequireMerges(stack, merges);
        return stack;
    }

    /// <summary>Creates the layers from cells and pairs of cells.</summary>
    /// <exception cref="RnnException">
    /// An item is not a cell, a direction does not fit, or the number of directions or merges is not the number of layers.
    /// </exception>
    public static IReadOnlyList<RnnStackLayer> Read(
        IReadOnlyList<object?> cells, IReadOnlyList<RnnDirection>? directions, IReadOnlyList<RnnMerge>? merges)
    {
        if (directions is [RnnDirection.Bidirectional] && cells.Count % 2 == 0 && !cells.Any(NumberReader.IsList))
        {
            // Two cells that are said to be bidirectional are a pair.
            cells = [.. cells.Chunk(2)];
        }

        RequireOneForEach(directions?.Count, cells.Count, "Direction", RnnErrorId.Direction);
        RequireOneForEach(merges?.Count, cells.Count, "Merge", RnnErrorId.Merge);
        List<RnnStackLayer> stack = [];
        foreach (object? item in cells)
        {
            object? plain = NumberReader.Unwrap(item);
            if (!NumberReader.IsList(plain))
            {
                stack.Add(new RnnStackLayer(ReadCell(plain), ForLayer(directions, stack.Count, RnnDirection.Forward)));
                continue;
            }

            object?[] pair = ListReader.ToArray((IEnumerable)plain!);
            RnnDirection direction = ForLayer(directions, stack.Count, RnnDirection.Bidirectional);
            if (pair.Length != 2 || direction != RnnDirection.Bidirectional)
            {
                throw new RnnException(
                    RnnErrorId.Direction,
                    pair.Length != 2
                        ? $"Layer {stack.Count} has {RnnMessages.Count(pair.Length, "cell")}: expected one cell, or a pair of a forward and a backward cell."
                        : $"Layer {stack.Count} is a pair of cells, but its direction is {direction}: a pair must be Bidirectional. Leave "
                            + "-Direction out, or give one cell.",
                    item);
            }

            stack.Add(new RnnStackLayer(ReadCell(pair[0]), ReadCell(pair[1]), ForLayer(merges, stack.Count, RnnMerge.Concat)));
        }

        RequireMerges(stack, merges);
        return stack;
    }

    /// <summary>Gets the activation function of each hidden dense layer.</summary>
    /// <param name="activations">One function for all layers, or one for each; null for relu.</param>
    /// <param name="layers">The number of dense layers.</param>
    /// <exception cref="RnnException">
    /// The number of functions is not the number of layers, or there is no layer (<see cref="RnnErrorId.Parameters"/>).
    /// </exception>
    public static IReadOnlyList<RnnActivationFunction> DenseActivations(IReadOnlyList<RnnActivationFunction>? activations, int layers)
    {
        if (activations is not null && layers == 0)
        {
            throw new RnnException(
                RnnErrorId.Parameters,
                "-DenseActivation was given without -DenseSize: give the size of each dense layer, or leave -DenseActivation out.",
                activations);
        }

        RequireOneForEach(activations?.Count, layers, "DenseActivation", RnnErrorId.Parameters);
        return [.. Enumerable.Range(0, layers).Select(layer => ForLayer(activations, layer, RnnActivation.Relu))];
    }

    private static RnnCell ReadCell(object? item) => NumberReader.Unwrap(item) switch
    {
        RnnCell cell => cell,
        var other => throw new RnnException(
            RnnErrorId.CellExpected,
            $"{ValueDescription.Of(other)} is not a cell: expected one cell of New-RnnCell for each layer, or a pair of cells "
            + "for a bidirectional layer.",
            other),
    };

    private static T ForLayer<T>(IReadOnlyList<T>? values, int layer, T otherwise) =>
        values is null ? otherwise : values[values.Count == 1 ? 0 : layer];

    private static void RequireOneForEach(int? count, int layers, string parameter, string id)
    {
        if (count is not (null or 1) && count != layers)
        {
            throw new RnnException(
                id,
                $"-{parameter} has {count} values for {RnnMessages.Count(layers, "layer")}: give one value for all layers, or one for each layer.",
                count);
        }
    }

    private static void RequireMerges(List<RnnStackLayer> stack, IReadOnlyList<RnnMerge>? merges)
    {
        if (merges is not null && stack.TrueForAll(layer => layer.Merge is null))
        {
            throw new RnnException(
                RnnErrorId.Merge,
                "-Merge was given, but no layer is bidirectional: leave -Merge out, or give -Direction Bidirectional.",
                merges);
        }
    }
}
