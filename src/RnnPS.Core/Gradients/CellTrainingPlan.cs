using System.Numerics;

namespace RnnPS;

/// <summary>One cell's weights laid out for the way there and back, and laid out anew when they have changed.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class CellTrainingPlan<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly CellParameters<T> _parameters;

    /// <summary>Makes the room.</summary>
    /// <param name="forward">The plan of the way there.</param>
    /// <param name="parameters">The parameters, which <see cref="Load"/> and <see cref="LoadTransposed"/> read.</param>
    public CellTrainingPlan(CellPlan<T> forward, CellParameters<T> parameters)
    {
        Forward = forward;
        _parameters = parameters;
        InputTransposed = Transposed(forward.InputWeights);
        RecurrentTransposed = [.. forward.RecurrentMatrices.Select(Transposed)];
    }

    /// <summary>The plan of the way there.</summary>
    public CellPlan<T> Forward { get; }

    /// <summary>Wᵀ.</summary>
    public PackedMatrix<T> InputTransposed { get; }

    /// <summary>The transposes of the recurrent matrices.</summary>
    public PackedMatrix<T>[] RecurrentTransposed { get; }

    /// <summary>Takes over the parameters as they are now, for the way there.</summary>
    public void Load() => Forward.Load(_parameters);

    /// <summary>Takes over the parameters as they are now, for the way back.</summary>
    /// <param name="inputs">Whether derivatives with respect to the input are wanted, too.</param>
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
