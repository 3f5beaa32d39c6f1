using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace RnnPS;

/// <summary>The weights of one cell in one precision, laid out for the kernels.</summary>
/// <typeparam name="T">The precision: float or double.</typeparam>
internal sealed class CellPlan<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private CellPlan<T>[]? _parts;

    public CellPlan(RnnCell cell, KernelSet<T> kernels, bool inBlocks)
    {
        Layout = cell.Layout;
        RecurrentParts = cell.RecurrentParts;
        Kernels = kernels;
        Maths = cell.CreateMaths(kernels);
        InputWeights = PackedWeights.Pack(kernels, cell.InputWeights, nameof(cell.InputWeights), inBlocks);
        RecurrentMatrices = [.. cell.RecurrentParts.Select(part => PackedWeights.Pack(
            kernels,
            cell.Weights.First(weight => weight.Name == part.Weight).Values.SliceColumns(part.Column, part.Columns),
            part.Weight,
            inBlocks))];
        double[] bias = cell.Bias?.ToArray() ?? [];
        double[] recurrent = cell.RecurrentBias?.ToArray() ?? [];
        if (!Layout.RecurrentBiasApart && recurrent.Length > 0)
        {
            // Both biases are added to P, so they combine into one.
            bias = bias.Length == 0 ? recurrent : [.. bias.Zip(recurrent, (a, b) => a + b)];
            recurrent = [];
        }

        Bias = Start(bias, Layout.ProjectionColumns, nameof(cell.Bias));
        RecurrentBias = Start(recurrent, Layout.RecurrentColumns, nameof(cell.RecurrentBias));
    }

    // Some units of a cell.
    private CellPlan(CellPlan<T> whole, int firstUnit, int units)
    {
        int hidden = whole.Layout.HiddenSize;
        Layout = whole.Layout.OfUnits(units);
        RecurrentParts = whole.RecurrentParts;
        Kernels = whole.Kernels;
        Maths = whole.Maths.OfUnits(firstUnit, units);
        InputWeights = whole.InputWeights.Select(hidden, firstUnit, units);
        RecurrentMatrices = [.. whole.RecurrentMatrices.Select(matrix => matrix.Select(hidden, firstUnit, units))];
        Bias = PackedWeights.OfUnits(whole.Bias, hidden, firstUnit, units);
        RecurrentBias = PackedWeights.OfUnits(whole.RecurrentBias, hidden, firstUnit, units);
        FirstUnit = firstUnit;
    }

    public CellLayout Layout { get; }

    /// <summary>The unit of the whole cell that is the first one here.</summary>
    public int FirstUnit { get; }

    public CellMaths<T> Maths { get; }

    public KernelSet<T> Kernels { get; }

    public PackedMatrix<T> InputWeights { get; }

    /// <summary>The initial value of each row of P.</summary>
    public T[] Bias { get; }

    /// <summary>The initial value of each row of Q.</summary>
    public T[] RecurrentBias { get; }

    public PackedMatrix<T>[] RecurrentMatrices { get; }

    /// <summary>The size of the recurrent matrices that each step reads, in bytes.</summary>
    public long RecurrentBytes => RecurrentMatrices.Sum(matrix => (long)matrix.Depth * matrix.Columns * Unsafe.SizeOf<T>());

    /// <summary>The source columns of each recurrent matrix.</summary>
    public ImmutableArray<RecurrentPart> RecurrentParts { get; }

    /// <summary>The plans of a cell's units in some parts, whose results have the same bits. They are laid out once.</summary>
    /// <param name="count">The number of parts.</param>
    /// <remarks>The cell must have <see cref="CellLayout.HasSeparateUnits"/>.</remarks>
    public CellPlan<T>[] Parts(int count)
    {
        CellPlan<T>[]? parts = _parts;
        if (parts?.Length != count)
        {
            int hidden = Layout.HiddenSize;
            // Whole vectors, so that only the last part has a rest.
            int[] bounds = [.. Enumerable.Range(0, count).Select(i => hidden * i / count / Kernels.Lanes * Kernels.Lanes), hidden];
            // Two threads may lay out the same at the same time, which does no harm.
            parts = [.. Enumerable.Range(0, count).Select(i => new CellPlan<T>(this, bounds[i], bounds[i + 1] - bounds[i]))];
            _parts = parts;
        }

        return parts;
    }

    /// <summary>Copies changed parameters into the existing buffers.</summary>
    /// <param name="parameters">The cell's parameters.</param>
    public void Load(CellParameters<T> parameters)
    {
        _parts = null;
        InputWeights.Fill(parameters.InputWeights.Values, InputWeights.Columns, InputWeights.Depth);
        for (int i = 0; i < RecurrentMatrices.Length; i++)
        {
            ParameterGroup<T> weights = parameters[RecurrentParts[i].Weight];
            RecurrentMatrices[i].Fill(weights.Values.AsSpan(RecurrentParts[i].Column), weights.Columns, weights.Rows);
        }

        Array.Clear(Bias);
        parameters.Bias?.Values.CopyTo(Bias, 0);
        if (Layout.RecurrentBiasApart)
        {
            parameters.RecurrentBias?.Values.CopyTo(RecurrentBias, 0);
        }
        else if (parameters.RecurrentBias is { } recurrent)
        {
            PointwiseKernels.Add(recurrent.Values, Bias);
        }

        Maths.Load(parameters);
    }

    private static T[] Start(double[] bias, int columns, string name) =>
        bias.Length == 0 ? new T[columns] : PackedWeights.Convert<T>(bias, name);
}
