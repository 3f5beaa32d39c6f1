using System.Collections.Immutable;

namespace RnnPS;

/// <summary>The output layer, the same at every step: y = h·Weights + Bias.</summary>
/// <param name="Weights">[hidden × output].</param>
/// <param name="Bias">[output], or null.</param>
internal sealed record OutputLayer(RnnMatrix Weights, RnnVector? Bias);

/// <summary>
/// All weights of a model behind one reference: a run takes the set once and never sees a half-changed one.
/// </summary>
/// <param name="Cells">The layers, from the input up.</param>
/// <param name="Output">The output layer, or null where the output is the last state.</param>
internal sealed record WeightSet(ImmutableArray<RnnCell> Cells, OutputLayer? Output)
{
    private readonly Lazy<WeightPlan<double>> _plan = new(() => new WeightPlan<double>(Cells, Output));

    /// <summary>The plan in double precision, made once for the set.</summary>
    public WeightPlan<double> Plan => _plan.Value;

    /// <summary>The same set with one weight changed; names are those of <see cref="RnnModel.SetWeight"/>.</summary>
    public WeightSet With(string name, int row, int column, double value)
    {
        if (!double.IsFinite(value))
        {
            throw new RnnException(
                RnnErrorId.WeightNotFinite,
                FormattableString.Invariant($"{value} can't be a weight: expected a finite number."),
                value);
        }

        if (Output is not null && Is(name, nameof(RnnModel.OutputWeights)))
        {
            return new WeightSet(Cells, Output with { Weights = Set(name, Output.Weights, row, column, value) });
        }

        if (Output?.Bias is { } outputBias && Is(name, nameof(RnnModel.OutputBias)))
        {
            return new WeightSet(Cells, Output with { Bias = Set(name, outputBias, row, column, value) });
        }

        for (int i = 0; i < Cells.Length; i++)
        {
            string layer = FormattableString.Invariant($"{nameof(RnnModel.Layers)}[{i}].");
            if (name.StartsWith(layer, StringComparison.OrdinalIgnoreCase)
                && WithCell(Cells[i], name, name[layer.Length..], row, column, value) is { } changed)
            {
                return new WeightSet(Cells.SetItem(i, changed), Output);
            }
        }

        throw new RnnException(
            RnnErrorId.UnknownWeight,
            $"The model has no weights named '{name}': expected one of {string.Join(", ", Names())}.",
            name);
    }

    private static RnnCell? WithCell(RnnCell cell, string fullName, string name, int row, int column, double value)
    {
        if (Is(name, nameof(RnnCell.InputWeights)))
        {
            return cell.With(Set(fullName, cell.InputWeights, row, column, value), cell.RecurrentWeights, cell.Bias);
        }

        if (Is(name, nameof(RnnCell.RecurrentWeights)))
        {
            return cell.With(cell.InputWeights, Set(fullName, cell.RecurrentWeights, row, column, value), cell.Bias);
        }

        return cell.Bias is { } bias && Is(name, nameof(RnnCell.Bias))
            ? cell.With(cell.InputWeights, cell.RecurrentWeights, Set(fullName, bias, row, column, value))
            : null;
    }

    private static RnnMatrix Set(string name, RnnMatrix matrix, int row, int column, double value) =>
        row >= 0 && row < matrix.Rows && column >= 0 && column < matrix.Columns
            ? matrix.With(row, column, value)
            : throw new RnnException(
                RnnErrorId.UnknownWeight,
                $"{name} is {matrix} (rows×columns) and has no element [{row}, {column}]: both count from 0.",
                (row, column));

    private static RnnVector Set(string name, RnnVector vector, int row, int column, double value) =>
        Set(name, new RnnMatrix(1, vector.Length, vector.ToArray()), row, column, value)[0];

    private static bool Is(string name, string known) => name.Equals(known, StringComparison.OrdinalIgnoreCase);

    private IEnumerable<string> Names()
    {
        for (int i = 0; i < Cells.Length; i++)
        {
            yield return $"Layers[{i}].{nameof(RnnCell.InputWeights)}";
            yield return $"Layers[{i}].{nameof(RnnCell.RecurrentWeights)}";
            if (Cells[i].Bias is not null)
            {
                yield return $"Layers[{i}].{nameof(RnnCell.Bias)}";
            }
        }

        if (Output is not null)
        {
            yield return nameof(RnnModel.OutputWeights);
        }

        if (Output?.Bias is not null)
        {
            yield return nameof(RnnModel.OutputBias);
        }
    }
}
