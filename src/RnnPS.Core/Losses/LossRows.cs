using System.Numerics;

namespace RnnPS;

/// <summary>The outputs and targets of several steps, and the spans that receive their losses and gradients.</summary>
/// <typeparam name="T">The precision: float or double.</typeparam>
/// <param name="output">The outputs or logits that the loss reads, [count × outputs].</param>
/// <param name="target">The targets, [count × components of a target].</param>
/// <param name="losses">The span that receives the losses, [count].</param>
/// <param name="gradient">The span that receives the derivatives of the losses, [count × outputs]; empty to skip them.</param>
internal readonly ref struct LossRows<T>(ReadOnlySpan<T> output, ReadOnlySpan<T> target, Span<T> losses, Span<T> gradient)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> _output = output;
    private readonly ReadOnlySpan<T> _target = target;

    /// <summary>The number of steps.</summary>
    public int Count => Losses.Length;

    /// <summary>The number of components of an output.</summary>
    public int Outputs { get; } = output.Length / Math.Max(losses.Length, 1);

    /// <summary>The number of components of a target.</summary>
    public int Targets { get; } = target.Length / Math.Max(losses.Length, 1);

    /// <summary>The losses.</summary>
    public Span<T> Losses { get; } = losses;

    /// <summary>The derivatives of all steps; empty if not requested.</summary>
    public Span<T> Gradient { get; } = gradient;

    /// <summary>Creates a copy with other outputs of the same size.</summary>
    public LossRows<T> WithOutput(ReadOnlySpan<T> output) => new(output, _target, Losses, Gradient);

    /// <summary>Gets the output of one step.</summary>
    public ReadOnlySpan<T> OutputOf(int row) => _output.Slice(row * Outputs, Outputs);

    /// <summary>Gets the target of one step.</summary>
    public ReadOnlySpan<T> TargetOf(int row) => _target.Slice(row * Targets, Targets);

    /// <summary>Gets the derivatives of one step; empty if not requested.</summary>
    public Span<T> GradientOf(int row) => Gradient.IsEmpty ? [] : Gradient.Slice(row * Outputs, Outputs);
}
