namespace RnnPS;

/// <summary>
/// The properties and the factory of each kind of cell. A new kind of cell adds an entry here and one to its step types.
/// </summary>
public sealed class RnnCellType
{
    private static readonly Dictionary<RnnCellKind, RnnCellType> Known = new()
    {
        [RnnCellKind.Elman] = new(options => new ElmanCell(
            options.Input, options.Recurrent, options.Bias, options.Activation, options.Seed, options.RecurrentBias))
        {
            GateCount = 1,
        },
        [RnnCellKind.Lstm] = new(options => new LstmCell(
            options.Input,
            options.Recurrent,
            options.Bias,
            options.RecurrentBias,
            new LstmOptions { CandidateActivation = options.Activation, CellStateActivation = options.Activation },
            options.Seed))
        {
            GateCount = 4,
            ForgetGate = 1,
            PyTorchGates = new RnnList<int>([0, 1, 2, 3]),
        },
        [RnnCellKind.Gru] = new(options => new GruCell(
            options.Input,
            options.Recurrent,
            options.Bias,
            options.RecurrentBias,
            new GruOptions { ResetAfter = !options.ResetBefore, CandidateActivation = options.Activation },
            options.Seed))
        {
            GateCount = 3,
            HasResetGate = true,
            PyTorchGates = new RnnList<int>([1, 0, 2]),
        },
    };

    private readonly Func<RnnCellOptions, RnnCell> _create;

    private RnnCellType(Func<RnnCellOptions, RnnCell> create) => _create = create;

    /// <summary>The number of gates in the columns of the weights; 1 for an Elman cell.</summary>
    public int GateCount { get; private init; }

    /// <summary>
    /// For each of PyTorch's gates the index of the cell's gate: i, f, g, o are i, f, c, o here, and r, z, n are z, r, h here.
    /// </summary>
    public IReadOnlyList<int> PyTorchGates { get; private init; } = new RnnList<int>([0]);

    /// <summary>
    /// The index of the forget gate, whose bias is initialized to 1 so that an untrained cell keeps its state (Jozefowicz et al.
    /// 2015, "An empirical exploration of recurrent network architectures"); null if the kind has none.
    /// </summary>
    public int? ForgetGate { get; private init; }

    /// <summary>
    /// Whether the kind has a reset gate. By default the gate multiplies the recurrent product, and the cell has a recurrent
    /// bias. With <see cref="RnnCellOptions.ResetBefore"/> it multiplies the state before the product.
    /// </summary>
    public bool HasResetGate { get; private init; }

    /// <summary>Gets the type of a kind.</summary>
    /// <param name="kind">The kind.</param>
    /// <returns>The type.</returns>
    public static RnnCellType Of(RnnCellKind kind) => Known[kind];

    /// <summary>Creates a cell.</summary>
    /// <param name="options">The weights and options of the cell.</param>
    /// <returns>The cell.</returns>
    /// <exception cref="RnnException">Shapes do not match, or a weight is not finite; see the constructor of the cell.</exception>
    public RnnCell Create(RnnCellOptions options) => _create(options);
}
