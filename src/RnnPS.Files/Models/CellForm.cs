namespace RnnPS.Files;

/// <summary>The kind and the options of a cell: everything but its weights.</summary>
internal sealed record CellForm
{
    /// <summary>The kind of the cell.</summary>
    public required RnnCellKind Kind { get; init; }

    /// <summary>The activation function of an Elman cell's state, or of the candidate of a gated cell.</summary>
    public RnnActivationFunction Activation { get; init; } = RnnActivation.Tanh;

    /// <summary>The activation function of the gates of a gated cell.</summary>
    public RnnActivationFunction GateActivation { get; init; } = RnnActivation.Sigmoid;

    /// <summary>The activation function of an LSTM's cell state.</summary>
    public RnnActivationFunction CellStateActivation { get; init; } = RnnActivation.Tanh;

    /// <summary>Whether an LSTM couples its forget gate to its input gate.</summary>
    public bool Coupled { get; init; }

    /// <summary>Whether the reset gate of a GRU multiplies the recurrent product.</summary>
    public bool ResetAfter { get; init; } = true;

    /// <summary>The bound that clips the input of each activation; null for none.</summary>
    public double? ActivationClip { get; init; }

    /// <summary>The seed that generated the weights; null if the weights were given.</summary>
    public int? Seed { get; init; }

    /// <summary>Gets the form of a cell.</summary>
    /// <param name="cell">The cell.</param>
    /// <returns>The form.</returns>
    public static CellForm Of(RnnCell cell) => cell switch
    {
        ElmanCell elman => new CellForm
        {
            Kind = RnnCellKind.Elman,
            Activation = elman.Activation,
            ActivationClip = elman.ActivationClip,
            Seed = elman.Seed,
        },
        LstmCell lstm => new CellForm
        {
            Kind = RnnCellKind.Lstm,
            Activation = lstm.CandidateActivation,
            GateActivation = lstm.GateActivation,
            CellStateActivation = lstm.CellStateActivation,
            Coupled = lstm.Coupled,
            ActivationClip = lstm.ActivationClip,
            Seed = lstm.Seed,
        },
        GruCell gru => new CellForm
        {
            Kind = RnnCellKind.Gru,
            Activation = gru.CandidateActivation,
            GateActivation = gru.GateActivation,
            ResetAfter = gru.ResetAfter,
            ActivationClip = gru.ActivationClip,
            Seed = gru.Seed,
        },
        _ => throw new ArgumentOutOfRangeException(nameof(cell), cell, null),
    };

    /// <summary>Creates a cell of this form.</summary>
    /// <param name="arrays">Its weights.</param>
    /// <returns>The cell.</returns>
    /// <exception cref="RnnException">The constructor of the cell refuses a weight.</exception>
    public RnnCell ToCell(CellArrays arrays)
    {
        RnnMatrix input = arrays[CellArray.InputWeights];
        RnnMatrix recurrent = arrays[CellArray.RecurrentWeights];
        RnnVector? bias = arrays.Vector(CellArray.Bias);
        RnnVector? recurrentBias = arrays.Vector(CellArray.RecurrentBias);
        return Kind switch
        {
            RnnCellKind.Elman => new ElmanCell(input, recurrent, bias, Activation, Seed, recurrentBias, ActivationClip),
            RnnCellKind.Lstm => new LstmCell(input, recurrent, bias, recurrentBias, LstmOptions(arrays), Seed),
            RnnCellKind.Gru => new GruCell(input, recurrent, bias, recurrentBias, GruOptions(), Seed),
            _ => throw ModelFaults.Unsupported($"a cell of the kind {Kind}"),
        };
    }

    private LstmOptions LstmOptions(CellArrays arrays) => new()
    {
        Peepholes = arrays.Vector(CellArray.Peepholes),
        ProjectionWeights = arrays.Matrix(CellArray.ProjectionWeights),
        Coupled = Coupled,
        GateActivation = GateActivation,
        CandidateActivation = Activation,
        CellStateActivation = CellStateActivation,
        ActivationClip = ActivationClip,
    };

    private GruOptions GruOptions() => new()
    {
        ResetAfter = ResetAfter,
        GateActivation = GateActivation,
        CandidateActivation = Activation,
        ActivationClip = ActivationClip,
    };
}
