using System.Numerics;

namespace RnnPS;

/// <summary>The weights of one cell, packed for the forward and the backward pass. They are packed again after each update.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class CellTrainingPlan<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly CellParameters<T> _parameters;

    /// <summary>Allocates the packed weights.</summary>
    /// <param name="forward">The plan of the forward pass.</param>
    /// <param name="parameters">The parameters that <see cref="Load"/> and <see cref="LoadTransposed"/> read.</param>
    public CellTrainingPlan(CellPlan<T> forward, CellParameters<T> parameters)
    {
        Forward = forward;
        _parameters = parameters;
        InputTransposed = Transposed(forward.InputWeights);
        RecurrentTransposed = [.. forward.RecurrentMatrices.Select(Transposed)];
    }

    /// <summary>The plan of the forward pass.</summary>
    public CellPlan<T> Forward { get; }

    /// <summary>Wᵀ, the transposed input weights.</summary>
    public PackedMatrix<T> InputTransposed { get; }

    /// <summary>The transposed recurrent matrices.</summary>
    public PackedMatrix<T>[] RecurrentTransposed { get; }

    /// <summary>Packs the current parameters for the forward pass.</summary>
    public void Load() => Forward.Load(_parameters);

    /// <summary>Packs the current parameters for the backward pass.</summary>
    /// <param name="inputs">Whether to pack the input weights too, for derivatives with respect to the input.</param>
    public void LoadTransposed(bool inputs)
    {
        if (inputs)
        {
            ParameterGroup<T> weights = _parameters.InputWeights;
            InputTransposed.FillTransposed(weights.Values, weights.Columns, weights.Columns);
        }

        for (int i = 0; i < RecurrentTransposed.Length; i++)
        {
            RecurrentPart part = Forward.RecurrentParts[i];
            ParameterGroup<T> weights = _parameters[part.Weight];
            RecurrentTransposed[i].FillTransposed(weights.Values.AsSpan(part.Column), weights.Columns, part.Columns);
        }
    }

    private static PackedMatrix<T> Transposed(PackedMatrix<T> matrix) =>
        new(matrix.Columns, matrix.Depth, matrix.Lanes, inBlocks: true);
}
