namespace RnnPS.Files.Onnx;

/// <summary>Takes parts of what layers output: the last timestep, a direction, some features. Joins the outputs of cells.</summary>
internal static class SignalSelection
{
    /// <summary>Takes a range of an axis.</summary>
    /// <param name="node">The operator.</param>
    /// <param name="signal">The signal.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="start">The first index, from 0.</param>
    /// <param name="count">The number of indices.</param>
    /// <param name="keepsAxis">Whether the result has the axis; if not, the count is 1.</param>
    /// <returns>A signal, or a part of a graph input.</returns>
    /// <exception cref="RnnException">RnnPS can't represent the part (<see cref="RnnErrorId.ModelUnsupported"/>).</exception>
    public static GraphValue Take(OnnxNode node, Signal signal, int axis, Extent start, Extent count, bool keepsAxis)
    {
        AxisPart[] parts = signal.Axes[axis];
        Extent size = signal.Shape[axis];
        AxisPart? time = signal.Content.Time;
        bool isTime = time is not null && parts.Contains(time) && Signal.AreSame(parts, [time]);
        if (start.Value == 0 && count.Equals(size) && keepsAxis)
        {
            return signal;
        }

        if (count.Value == 1 && size.Value == 1 && !isTime)
        {
            return signal.With(signal.Content, axis, keepsAxis ? parts : null, signal.Features);
        }

        if (signal.GraphInput is { } input)
        {
            return new GivenValue([.. signal.Shape.Take(axis), .. keepsAxis ? (Extent[])[count] : [], .. signal.Shape.Skip(axis + 1)], input);
        }

        if (isTime)
        {
            return signal.With(TakeStep(node, signal, start, count, size), axis, keepsAxis ? [] : null, signal.Features);
        }

        AxisPart[] features = signal.Features ?? [];
        if (start.Value is not { } first || count.Value is not { } number || size.Value is not { } whole || first + number > whole || number == 0)
        {
            throw OtherPart();
        }

        // The axis of directions, or of layers: each index has some of the cells.
        int place = Array.FindIndex(features, part => Signal.AreSame(parts, [part]));
        if (signal.Content is CellOutputs cells && place >= 0 && place < features.Length - 1)
        {
            return TakeCells(signal, cells, axis, place, (int)first, (int)number, keepsAxis, []);
        }

        return Signal.AreSame(parts, features) ? TakeFeatures(node, signal, axis, (int)first, (int)number, keepsAxis)
            : throw OtherPart();

        RnnException OtherPart() => node.Unsupported($"takes a part of {signal} that is not the last timestep, a direction or some features: a part of the batch, for example");
    }

    /// <summary>Joins the outputs of cells along their features or along the axis of directions.</summary>
    /// <param name="node">The operator.</param>
    /// <param name="signals">The outputs.</param>
    /// <param name="axis">The axis.</param>
    /// <returns>The joined outputs.</returns>
    /// <exception cref="RnnException">They are not outputs of cells, or are joined along another axis (<see cref="RnnErrorId.ModelUnsupported"/>).</exception>
    public static Signal Join(OnnxNode node, Signal[] signals, int axis)
    {
        Signal first = signals[0];
        bool areCells = Array.TrueForAll(signals, signal =>
            signal is { Content: CellOutputs cells, Features: { } parts } && parts.Length == Math.Min(cells.Cells.Count, 2));
        if (!areCells)
        {
            throw node.Unsupported("joins the outputs of several layers");
        }

        CellOutput[] all = [.. signals.SelectMany(signal => ((CellOutputs)signal.Content).Cells)];
        bool isStacked = Array.TrueForAll(signals, signal => Signal.AreSame(signal.Axes[axis], signal.Features![..^1])) && SameSizes(all);
        bool isJoined = Array.TrueForAll(signals, signal => Signal.AreSame(signal.Axes[axis], signal.Features!));
        bool fits = Array.TrueForAll(signals, signal => Enumerable.Range(0, first.Rank).All(other => other == axis || HasAxisOf(signal, first, other)));
        if (!fits || !(isStacked || isJoined))
        {
            throw node.Unsupported("joins timesteps, sequences, or outputs of layers that do not lie side by side");
        }

        // A layer of one unit has no features to see: what is joined is then side by side in any case.
        AxisPart hidden = first.Features![^1];
        var cellsPart = new AxisPart(Extent.Of(all.Length));
        AxisPart[] features = SameSizes(all) ? [cellsPart, hidden] : [new AxisPart(Extent.Of(all.Sum(cell => (long)cell.Size)))];
        bool hasHiddenElsewhere = Enumerable.Range(0, first.Rank).Any(other => other != axis && first.Axes[other].Contains(hidden));
        return first.With(new CellOutputs(all), axis, isStacked && (hasHiddenElsewhere || !isJoined) ? [cellsPart] : features, features);
    }

    /// <summary>Takes the features of a layer at some indices.</summary>
    /// <param name="node">The operator.</param>
    /// <param name="signal">The signal.</param>
    /// <param name="indices">The indices.</param>
    /// <returns>The content.</returns>
    public static SignalContent TakeFeatures(OnnxNode node, Signal signal, int[] indices)
    {
        ChainOutput output = signal.Content.Resolve(node);
        return output with
        {
            Chain = output.Chain.Add(
                node,
                size =>
                {
                    var weights = new double[node.Reading.Take((long)size * indices.Length)];
                    for (int i = 0; i < indices.Length; i++)
                    {
                        weights[(indices[i] * indices.Length) + i] = 1;
                    }

                    return new DenseLayer(new RnnMatrix(size, indices.Length, weights), null, RnnActivation.Identity);
                },
                string.Join(' ', indices)),
        };
    }

    private static bool SameSizes(CellOutput[] cells) => Array.TrueForAll(cells, cell => cell.Size == cells[0].Size);

    // Whether an axis has the parts of another signal's. Each has features of its own, and no axis of directions here.
    private static bool HasAxisOf(Signal signal, Signal other, int axis)
    {
        AxisPart[] own = [.. Signal.Wide(signal.Axes[axis])];
        AxisPart[] others = [.. Signal.Wide(other.Axes[axis])];
        return own.Length == others.Length && own.Zip(others).All(pair =>
            pair.First == pair.Second || (pair.First == signal.Features![^1] && pair.Second == other.Features![^1]));
    }

    private static SignalContent TakeStep(OnnxNode node, Signal signal, Extent start, Extent count, Extent size)
    {
        bool isLast = count.Value == 1 && start.Equals(size - Extent.One);
        bool isFirst = count.Value == 1 && start.Value == 0;
        return isLast || isFirst
            ? signal.Content.AtStep(isLast) ?? throw node.Unsupported("takes a timestep of what has no timesteps")
            : throw node.Unsupported(count.Value == 1
                ? "takes a timestep that is not the last"
                : "takes only some timesteps");
    }

    private static Signal TakeFeatures(OnnxNode node, Signal signal, int axis, int start, int count, bool keepsAxis)
    {
        if (signal is { Content: CellOutputs cells, Features: [_, var hidden] } && hidden.Size.Value is { } size && start % size == 0 && count % size == 0)
        {
            return TakeCells(signal, cells, axis, 0, (int)(start / size), (int)(count / size), keepsAxis, [hidden]);
        }

        AxisPart[] taken = keepsAxis ? [new AxisPart(Extent.Of(count))] : [];
        return signal.With(TakeFeatures(node, signal, [.. Enumerable.Range(start, count)]), axis, keepsAxis ? taken : null, taken);
    }

    // Takes the cells at some indices of a part of the features: of the layers, or of the directions.
    private static Signal TakeCells(Signal signal, CellOutputs cells, int axis, int place, int start, int count, bool keepsAxis, AxisPart[] inner)
    {
        AxisPart[] features = signal.Features!;
        long size = features[place].Size.Value!.Value;
        long cellsPerIndex = Signal.SizeOf(features[(place + 1)..^1]).Value!.Value;
        AxisPart[] taken = count == 1 ? [] : [new AxisPart(Extent.Of(count))];
        return signal.With(
            new CellOutputs([.. cells.Cells.Where((_, cell) => cell / cellsPerIndex % size is var index && index >= start && index < start + count)]),
            axis,
            keepsAxis ? [.. taken, .. inner] : null,
            [.. features[..place], .. taken, .. features[(place + 1)..]]);
    }
}
