namespace RnnPS;

/// <summary>The kinds of recurrent cells.</summary>
public enum RnnCellKind
{
    /// <summary>The plain cell: h = f(x·W + h·R + b).</summary>
    Elman,

    /// <summary>Long short-term memory: a cell state behind input, forget and output gates.</summary>
    Lstm,

    /// <summary>The gated recurrent unit: an update and a reset gate, and no second state.</summary>
    Gru,
}
