namespace RnnPS.Files.Onnx;

/// <summary>Groups the parts of a signal's axes in another way, in the same order.</summary>
internal sealed class SignalReshape
{
    private readonly Signal _signal;
    private readonly List<AxisPart> _parts;
    private readonly AxisPart? _time;
    private List<AxisPart>? _features;

    /// <summary>Starts with the axes of a signal.</summary>
    /// <param name="signal">The signal.</param>
    public SignalReshape(Signal signal)
    {
        _signal = signal;
        _parts = [.. signal.Axes.SelectMany(axis => axis)];
        _features = signal.Features?.ToList();
        _time = signal.Content.Time;
    }

    /// <summary>Gives the signal another shape.</summary>
    /// <param name="target">The sizes of the axes.</param>
    /// <param name="rest">The axis that has what the others leave; −1 for none.</param>
    /// <returns>The signal; null if an axis of it would have pieces of several axes.</returns>
    public Signal? To(Extent[] target, int rest)
    {
        var axes = new AxisPart[target.Length][];
        int fromStart = rest < 0 ? target.Length : rest;
        for (int axis = 0; axis < fromStart; axis++)
        {
            if (Take(target[axis], fromEnd: false) is not { } parts)
            {
                return null;
            }

            axes[axis] = parts;
        }

        for (int axis = target.Length - 1; axis > rest && rest >= 0; axis--)
        {
            if (Take(target[axis], fromEnd: true) is not { } parts)
            {
                return null;
            }

            axes[axis] = parts;
        }

        if (rest >= 0)
        {
            axes[rest] = [.. _parts];
        }
        else if (Signal.Wide(_parts).Any())
        {
            return null;
        }

        return new Signal(_signal.Content, axes, _features?.ToArray());
    }

    // Takes parts whose product is a size; null if there are none.
    private AxisPart[]? Take(Extent size, bool fromEnd)
    {
        List<AxisPart> taken = [];
        if (size.Value == 1 && _parts.Count > 0 && Next(fromEnd).Size.Value == 1)
        {
            Move(fromEnd, taken);
        }

        Extent needed = size;
        while (needed.Value != 1)
        {
            if (_parts.Count == 0)
            {
                return null;
            }

            AxisPart next = Next(fromEnd);
            if (needed.Quotient(next.Size) is { } left)
            {
                needed = left;
            }
            else if (needed.Value is not null && next.Size.Value is null && taken.Count == 0)
            {
                // The graph runs only with a batch or a time of this size.
                needed = Extent.One;
            }
            else if (next.Size.Quotient(needed) is { } others && next != _time)
            {
                Split(fromEnd, fromEnd ? [new AxisPart(others), new AxisPart(needed)] : [new AxisPart(needed), new AxisPart(others)]);
                needed = Extent.One;
            }
            else
            {
                return null;
            }

            Move(fromEnd, taken);
        }

        return [.. taken];
    }

    private AxisPart Next(bool fromEnd) => fromEnd ? _parts[^1] : _parts[0];

    private void Move(bool fromEnd, List<AxisPart> to)
    {
        to.Insert(fromEnd ? 0 : to.Count, Next(fromEnd));
        _parts.RemoveAt(fromEnd ? _parts.Count - 1 : 0);
    }

    private void Split(bool fromEnd, AxisPart[] parts)
    {
        AxisPart whole = Next(fromEnd);
        List<AxisPart> Replaced(List<AxisPart> list) => [.. list.SelectMany(part => part == whole ? parts : [part])];
        List<AxisPart> all = Replaced(_parts);
        _parts.Clear();
        _parts.AddRange(all);
        _features = _features is null ? null : Replaced(_features);
    }
}
