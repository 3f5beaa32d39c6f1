using System.Globalization;

namespace RnnPS;

/// <summary>
/// One layer of a model. It has one cell that reads in one direction, or two cells that read in both directions and whose
/// hidden states are merged.
/// </summary>
public sealed class RnnStackLayer
{
    /// <summary>Creates a layer that reads in one direction.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="direction">Forward or Reverse.</param>
    /// <exception cref="RnnException">The direction is not Forward or Reverse (<see cref="RnnErrorId.Direction"/>).</exception>
    public RnnStackLayer(RnnCell cell, RnnDirection direction = RnnDirection.Forward)
    {
        ArgumentNullException.ThrowIfNull(cell);
        if (direction is not (RnnDirection.Forward or RnnDirection.Reverse))
        {
            throw new RnnException(
                RnnErrorId.Direction,
                $"The direction {direction} does not fit the single cell {cell}: give Forward or Reverse, or two cells, one for "
                + "each direction.",
                direction);
        }

        Forward = direction == RnnDirection.Forward ? cell : null;
        Reverse = direction == RnnDirection.Reverse ? cell : null;
    }

    /// <summary>Creates a layer that reads in both directions.</summary>
    /// <param name="forward">The cell that reads from the first timestep.</param>
    /// <param name="reverse">The cell that reads from the last timestep. Its kind and hidden size may differ.</param>
    /// <param name="merge">The function that merges the two hidden states.</param>
    /// <exception cref="RnnException">
    /// The input sizes differ (<see cref="RnnErrorId.WeightShape"/>), the merge is unknown, or it needs states of one size
    /// (<see cref="RnnErrorId.Merge"/>).
    /// </exception>
    public RnnStackLayer(RnnCell forward, RnnCell reverse, RnnMerge merge = RnnMerge.Concat)
    {
        ArgumentNullException.ThrowIfNull(forward);
        ArgumentNullException.ThrowIfNull(reverse);
        if (forward.InputSize != reverse.InputSize)
        {
            throw new RnnException(
                RnnErrorId.WeightShape,
                $"The two cells of a layer read the same input: {forward} takes {RnnMessages.Count(forward.InputSize, "feature")}, "
                + $"{reverse} takes {reverse.InputSize}. Give two cells with the same input size.",
                reverse);
        }

        if (!Enum.IsDefined(merge))
        {
            throw new RnnException(
                RnnErrorId.Merge, $"There is no merge '{merge}': expected Concat, Sum, Multiply or Average.", merge);
        }

        if (merge != RnnMerge.Concat && forward.OutputSize != reverse.OutputSize)
        {
            throw new RnnException(
                RnnErrorId.Merge,
                $"The states of {forward} and {reverse} differ in size and can't be merged by {merge}: give cells of the same "
                + "size, or merge by Concat.",
                merge);
        }

        Forward = forward;
        Reverse = reverse;
        Merge = merge;
    }

    /// <summary>The order in which the layer reads.</summary>
    public RnnDirection Direction => (Forward, Reverse) switch
    {
        (not null, not null) => RnnDirection.Bidirectional,
        (not null, null) => RnnDirection.Forward,
        _ => RnnDirection.Reverse,
    };

    /// <summary>The cell that reads from the first timestep; null in a reverse layer.</summary>
    public RnnCell? Forward { get; }

    /// <summary>The cell that reads from the last timestep; null in a forward layer.</summary>
    public RnnCell? Reverse { get; }

    /// <summary>The function that merges the hidden states of both directions; null in a layer with one direction.</summary>
    public RnnMerge? Merge { get; }

    /// <summary>The kind of the cells. Two different kinds are joined by a plus sign.</summary>
    public string Kind => string.Join('+', Cells.Select(cell => cell.Kind).Distinct());

    /// <summary>The number of input features of a timestep.</summary>
    public int InputSize => First.InputSize;

    /// <summary>The number of units of the cell, or of the forward cell.</summary>
    public int HiddenSize => First.HiddenSize;

    /// <summary>The number of outputs of the layer, after the merge.</summary>
    public int OutputSize => Merge == RnnMerge.Concat ? Forward!.OutputSize + Reverse!.OutputSize : First.OutputSize;

    /// <summary>The number of trainable parameters.</summary>
    public long ParameterCount => Cells.Sum(cell => cell.ParameterCount);

    /// <summary>The cells: the forward cell, then the reverse cell.</summary>
    internal IEnumerable<RnnCell> Cells
    {
        get
        {
            if (Forward is not null)
            {
                yield return Forward;
            }

            if (Reverse is not null)
            {
                yield return Reverse;
            }
        }
    }

    private RnnCell First => (Forward ?? Reverse)!;

    /// <summary>Formats the kind, the sizes and the direction, for example <c>Lstm 3→16 Bidirectional (Concat)</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Kind} {InputSize}→{OutputSize} {Direction}{(Merge is { } merge ? $" ({merge})" : string.Empty)}");

    /// <summary>Creates a copy of the layer with one cell replaced.</summary>
    /// <param name="index">The index of the cell in <see cref="Cells"/>.</param>
    /// <param name="cell">The new cell.</param>
    internal RnnStackLayer With(int index, RnnCell cell) => Merge is { } merge
        ? new RnnStackLayer(index == 0 ? cell : Forward!, index == 1 ? cell : Reverse!, merge)
        : new RnnStackLayer(cell, Direction);
}
