using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace RnnPS;

/// <summary>The weights of one cell in one precision, laid out for the kernels.</summary>
/// <typeparam name="T">The precision: float or double.</typeparam>
internal sealed class CellPlan<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
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

    public CellLayout Layout { get; }

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

    /// <summary>Copies changed parameters into the existing buffers.</summary>
    /// <param name="parameters">The cell's parameters.</param>
    public void Load(CellParameters<T> parameters)
    {
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
