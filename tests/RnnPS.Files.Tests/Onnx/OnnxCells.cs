using RnnPS.Core.Tests;

namespace RnnPS.Files.Tests;

/// <summary>Cells of every kind that ONNX has, with drawn weights.</summary>
internal static class OnnxCells
{
    public static readonly string[] Kinds =
    [
        "Elman", "Lstm", "Lstm peepholes", "Lstm coupled", "Lstm coupled peepholes", "Lstm projection", "Gru after", "Gru before",
    ];

    /// <summary>Creates a cell.</summary>
    /// <param name="draw">Draws the weights.</param>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="inputs">The number of inputs.</param>
    /// <param name="hidden">The number of units.</param>
    /// <param name="bias">Whether to give each of the two biases.</param>
    /// <param name="f">The activation of an Elman cell or of gates; null for the usual one.</param>
    /// <param name="g">The activation of the candidate; null for the usual one.</param>
    /// <param name="h">The activation of the cell state; null for the usual one.</param>
    /// <param name="clip">The clip.</param>
    public static RnnCell Create(
        Draw draw,
        string kind,
        int inputs = 3,
        int hidden = 4,
        (bool Input, bool Recurrent)? bias = null,
        RnnActivationFunction? f = null,
        RnnActivationFunction? g = null,
        RnnActivationFunction? h = null,
        double? clip = null)
    {
        bool coupled = kind.Contains("coupled", StringComparison.Ordinal);
        int gates = kind[0] switch
        {
            'E' => 1,
            'G' => 3,
            _ => coupled ? 3 : 4,
        };
        RnnMatrix? projection = kind == "Lstm projection" ? draw.Contracting(hidden, 1, 2) : null;
        RnnMatrix input = draw.Matrix(inputs, gates * hidden);
        RnnMatrix recurrent = draw.Contracting(projection?.Columns ?? hidden, gates, hidden);
        RnnVector? first = bias is null or { Input: true } ? draw.Vector(gates * hidden) : null;
        RnnVector? second = bias is null or { Recurrent: true } ? draw.Vector(gates * hidden) : null;
        return kind[0] switch
        {
            'E' => new ElmanCell(input, recurrent, first, f, recurrentBias: second, activationClip: clip),
            'G' => new GruCell(input, recurrent, first, second, new GruOptions
            {
                ResetAfter = kind == "Gru after",
                GateActivation = f ?? RnnActivation.Sigmoid,
                CandidateActivation = g ?? RnnActivation.Tanh,
                ActivationClip = clip,
            }),
            _ => new LstmCell(input, recurrent, first, second, new LstmOptions
            {
                Coupled = coupled,
                ProjectionWeights = projection,
                Peepholes = kind.Contains("peepholes", StringComparison.Ordinal) ? draw.Vector((gates - 1) * hidden) : null,
                GateActivation = f ?? RnnActivation.Sigmoid,
                CandidateActivation = g ?? RnnActivation.Tanh,
                CellStateActivation = h ?? RnnActivation.Tanh,
                ActivationClip = clip,
            }),
        };
    }
}
