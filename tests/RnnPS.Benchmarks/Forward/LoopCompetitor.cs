using System.Numerics;

namespace RnnPS.Benchmarks;

/// <summary>Plain loops over arrays, without a library, for one sequence and one layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal abstract class LoopCompetitor<T>(ForwardWork work) : Competitor
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly RnnCell _cell = work.Model.Layers[0];

    /// <inheritdoc/>
    public override string Name => LoopCompetitor.PeerName;

    /// <inheritdoc/>
    public override RnnPrecision Precision => typeof(T) == typeof(float) ? RnnPrecision.Single : RnnPrecision.Double;

    /// <summary>The number of steps.</summary>
    protected int Steps { get; } = work.Steps;

    /// <summary>The input size.</summary>
    protected int Inputs => _cell.InputSize;

    /// <summary>The hidden size.</summary>
    protected int Hidden => _cell.HiddenSize;

    /// <summary>The input, [time × feature].</summary>
    protected T[] X { get; } = Convert(work.Input);

    /// <summary>The input weights, [input × gates·hidden].</summary>
    protected T[] W { get; } = Convert(work.Model.Layers[0].InputWeights.AsSpan());

    /// <summary>The recurrent weights, [hidden × gates·hidden].</summary>
    protected T[] R { get; } = Convert(work.Model.Layers[0].RecurrentWeights.AsSpan());

    /// <summary>The bias, [gates·hidden].</summary>
    protected T[] Bias { get; } = Convert(work.Model.Layers[0].Bias!.Value.AsSpan());

    /// <summary>The hidden states, [1 + time × hidden]. The first state is zeros.</summary>
    protected T[] H { get; } = new T[(work.Steps + 1) * work.Model.HiddenSize];

    /// <summary>Converts numbers to this precision.</summary>
    protected static T[] Convert(ReadOnlySpan<double> values)
    {
        var converted = new T[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            converted[i] = T.CreateTruncating(values[i]);
        }

        return converted;
    }

    /// <summary>Gets the last numbers.</summary>
    protected static double[] Last(T[] values, int count) => [.. values[^count..].Select(double.CreateTruncating)];
}

/// <summary>Creates the plain loops for a work.</summary>
internal static class LoopCompetitor
{
    /// <summary>The peer's name.</summary>
    public const string PeerName = "plain loop";

    /// <summary>Creates a competitor in each precision; none for a batch, for several layers, or for an LSTM.</summary>
    public static IEnumerable<Competitor> Of(ForwardWork work) => work switch
    {
        { Rows: > 1 } or { Model.Layers.Count: > 1 } => [],
        { Model.Kind: "Elman" } => [new ElmanLoopCompetitor<float>(work), new ElmanLoopCompetitor<double>(work)],
        { Model.Kind: "Gru" } => [new GruLoopCompetitor<float>(work), new GruLoopCompetitor<double>(work)],
        _ => [],
    };
}
