using System.Numerics;

namespace RnnPS;

/// <summary>The steps that a loss is computed of at once.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <param name="output">[count × outputs], what the loss reads: outputs, or logits.</param>
/// <param name="target">[count × components of a target].</param>
/// <param name="losses">[count], to be written.</param>
/// <param name="gradient">[count × outputs], the derivative of each step's loss, to be written; empty where none is wanted.</param>
internal readonly ref struct LossRows<T>(ReadOnlySpan<T> output, ReadOnlySpan<T> target, Span<T> losses, Span<T> gradient)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> _output = output;
    private readonly ReadOnlySpan<T> _target = target;

    /// <summary>How many steps.</summary>
    public int Count => Losses.Length;

    /// <summary>The components of an output.</summary>
    public int Outputs { get; } = output.Length / Math.Max(losses.Length, 1);

    /// <summary>The components of a target.</summary>
    public int Targets { get; } = target.Length / Math.Max(losses.Length, 1);

    /// <summary>The losses.</summary>
    public Span<T> Losses { get; } = losses;

    /// <summary>All derivatives; empty where none is wanted.</summary>
    public Span<T> Gradient { get; } = gradient;

    /// <summary>The same steps with another output of the same size.</summary>
    public LossRows<T> WithOutput(ReadOnlySpan<T> output) => new(output, _target, Losses, Gradient);

    /// <summary>One step's output.</summary>
    public ReadOnlySpan<T> OutputOf(int row) => _output.Slice(row * Outputs, Outputs);

    /// <summary>One step's target.</summary>
    public ReadOnlySpan<T> TargetOf(int row) => _target.Slice(row * Targets, Targets);

    /// <summary>One step's derivatives; empty where none is wanted.</summary>
    public Span<T> GradientOf(int row) => Gradient.IsEmpty ? [] : Gradient.Slice(row * Outputs, Outputs);
}
