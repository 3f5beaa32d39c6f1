using System.Globalization;

namespace RnnPS;

/// <summary>
/// One layer of a model: a cell that reads its input in one direction, or two that read it in both and whose states are
/// merged.
/// </summary>
public sealed class RnnStackLayer
{
    /// <summary>Creates a layer that reads in one direction.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="direction">Forward or Reverse.</param>
    /// <exception cref="RnnException">The direction takes two cells, or is none (<see cref="RnnErrorId.Direction"/>).</exception>
    public RnnStackLayer(RnnCell cell, RnnDirection direction = RnnDirection.Forward)
    {
        ArgumentNullException.ThrowIfNull(cell);
        if (direction is not (RnnDirection.Forward or RnnDirection.Reverse))
        {
            throw new RnnException(
                RnnErrorId.Direction,
                $"The direction {direction} does not fit one cell, {cell}: give Forward or Reverse, or two cells, one for "
                + "each direction.",
                direction);
        }

        Forward = direction == RnnDirection.Forward ? cell : null;
        Backward = direction == RnnDirection.Reverse ? cell : null;
    }

    /// <summary>Creates a layer that reads in both directions.</summary>
    /// <param name="forward">The cell that reads from the first timestep.</param>
    /// <param name="backward">The cell that reads from the last timestep; its kind and sizes may differ.</param>
    /// <param name="merge">How their states become one.</param>
    /// <exception cref="RnnException">
    /// The input sizes differ (<see cref="RnnErrorId.WeightShape"/>), or the states can't be merged
    /// (<see cref="RnnErrorId.Merge"/>).
    /// </exception>
    public RnnStackLayer(RnnCell forward, RnnCell backward, RnnMerge merge = RnnMerge.Concat)
    {
        ArgumentNullException.ThrowIfNull(forward);
        ArgumentNullException.ThrowIfNull(backward);
        if (forward.InputSize != backward.InputSize)
        {
            throw new RnnException(
                RnnErrorId.WeightShape,
                $"The two directions of a layer read one input: {forward} takes {RnnMessages.Count(forward.InputSize, "feature")}, "
                + $"{backward} takes {backward.InputSize}. Give two cells of one input size.",
                backward);
        }

        if (!Enum.IsDefined(merge))
        {
            throw new RnnException(
                RnnErrorId.Merge, $"There is no merge '{merge}': expected Concat, Sum, Multiply or Average.", merge);
        }

        if (merge != RnnMerge.Concat && forward.OutputSize != backward.OutputSize)
        {
            throw new RnnException(
                RnnErrorId.Merge,
                $"The states of {forward} and {backward} differ in size and can't be merged by {merge}: give cells of one "
                + "size, or merge by Concat.",
                merge);
        }

        Forward = forward;
        Backward = backward;
        Merge = merge;
    }

    /// <summary>The order in which the layer reads.</summary>
    public RnnDirection Direction => (Forward, Backward) switch
    {
        (not null, not null) => RnnDirection.Bidirectional,
        (not null, null) => RnnDirection.Forward,
        _ => RnnDirection.Reverse,
    };

    /// <summary>The cell that reads from the first timestep; null in a reverse layer.</summary>
    public RnnCell? Forward { get; }

    /// <summary>The cell that reads from the last timestep; null in a forward layer.</summary>
    public RnnCell? Backward { get; }

    /// <summary>How the two directions' states become one; null where there is one.</summary>
    public RnnMerge? Merge { get; }

    /// <summary>The cells' kind; two that differ are joined by a plus sign.</summary>
    public string Kind => string.Join('+', Cells.Select(cell => cell.Kind).Distinct());

    /// <summary>The number of features that come in at a timestep.</summary>
    public int InputSize => First.InputSize;

    /// <summary>The number of units of the cell, or of the forward cell.</summary>
    public int HiddenSize => First.HiddenSize;

    /// <summary>The number of components that the layer hands on, after the merge.</summary>
    public int OutputSize => Merge == RnnMerge.Concat ? Forward!.OutputSize + Backward!.OutputSize : First.OutputSize;

    /// <summary>How many numbers training may change.</summary>
    public long ParameterCount => Cells.Sum(cell => cell.ParameterCount);

    /// <summary>The one or two cells, forward before backward.</summary>
    internal IEnumerable<RnnCell> Cells
    {
        get
        {
            if (Forward is not null)
            {
                yield return Forward;
            }

            if (Backward is not null)
            {
                yield return Backward;
            }
        }
    }

    private RnnCell First => (Forward ?? Backward)!;

    /// <summary>The kind, the direction and the sizes, as <c>Lstm 3→16 Bidirectional (Concat)</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Kind} {InputSize}→{OutputSize} {Direction}{(Merge is { } merge ? $" ({merge})" : string.Empty)}");

    /// <summary>The same layer with one cell replaced.</summary>
    /// <param name="index">Its place among <see cref="Cells"/>.</param>
    /// <param name="cell">What takes its place.</param>
    internal RnnStackLayer With(int index, RnnCell cell) => Merge is { } merge
        ? new RnnStackLayer(index == 0 ? cell : Forward!, index == 1 ? cell : Backward!, merge)
        : new RnnStackLayer(cell, Direction);
}
