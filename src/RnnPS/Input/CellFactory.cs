namespace RnnPS;

/// <summary>Makes a cell of a kind from what New-RnnCell and New-RnnModel let one choose.</summary>
internal static class CellFactory
{
    /// <summary>How many gates a kind's weights hold side by side.</summary>
    public static int Gates(RnnCellKind kind) => kind switch
    {
        RnnCellKind.Lstm => 4,
        RnnCellKind.Gru => 3,
        _ => 1,
    };

    /// <summary>The cell.</summary>
    /// <exception cref="RnnException">Shapes do not fit.</exception>
    public static RnnCell Create(
        RnnCellKind kind,
        RnnMatrix input,
        RnnMatrix recurrent,
        RnnVector? bias,
        RnnVector? recurrentBias,
        RnnActivation activation,
        bool resetBefore,
        int? seed = null) => kind switch
        {
            RnnCellKind.Lstm => new LstmCell(
                input,
                recurrent,
                bias,
                recurrentBias,
                new LstmOptions { CandidateActivation = activation, CellStateActivation = activation },
                seed),
            RnnCellKind.Gru => new GruCell(
                input,
                recurrent,
                bias,
                recurrentBias,
                new GruOptions { ResetAfter = !resetBefore, CandidateActivation = activation },
                seed),
            _ => new ElmanCell(input, recurrent, bias, activation, seed, recurrentBias),
        };
}
