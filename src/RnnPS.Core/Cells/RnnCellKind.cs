namespace RnnPS;

/// <summary>The kinds of recurrent cells.</summary>
public enum RnnCellKind
{
    /// <summary>The simple recurrent cell: h = f(x·W + h·R + b).</summary>
    Elman,

    /// <summary>Long short-term memory: a cell state with input, forget and output gates.</summary>
    Lstm,

    /// <summary>The gated recurrent unit: an update gate and a reset gate, without a cell state.</summary>
    Gru,
}
