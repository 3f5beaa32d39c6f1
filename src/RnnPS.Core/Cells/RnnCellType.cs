namespace RnnPS;

/// <summary>
/// What is made by default of each kind of cell: the table that every choice by kind reads. A new kind of cell adds its line here,
/// and one to the steps that show it.
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
        },
    };

    private readonly Func<RnnCellOptions, RnnCell> _create;

    private RnnCellType(Func<RnnCellOptions, RnnCell> create) => _create = create;

    /// <summary>The number of gates whose columns the weights hold side by side; 1 for a plain cell.</summary>
    public int GateCount { get; private init; }

    /// <summary>
    /// The index of the gate whose bias starts at 1, so that a new cell remembers (Jozefowicz et al. 2015, "An empirical exploration of
    /// recurrent network architectures"); null where the kind has none.
    /// </summary>
    public int? ForgetGate { get; private init; }

    /// <summary>
    /// Whether the kind has a reset gate. It may meet the state before the product or, by default, the product itself; then the cell
    /// has a recurrent bias, too.
    /// </summary>
    public bool HasResetGate { get; private init; }

    /// <summary>The type of a kind.</summary>
    /// <param name="kind">The kind.</param>
    /// <returns>The type.</returns>
    public static RnnCellType Of(RnnCellKind kind) => Known[kind];

    /// <summary>Creates a cell.</summary>
    /// <param name="options">Its weights and options.</param>
    /// <returns>The cell.</returns>
    /// <exception cref="RnnException">Shapes do not fit, or a weight is not finite, as the cell's constructor says.</exception>
    public RnnCell Create(RnnCellOptions options) => _create(options);
}
