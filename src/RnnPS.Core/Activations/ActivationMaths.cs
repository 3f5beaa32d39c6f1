using System.Numerics;

namespace RnnPS;

/// <summary>The activation functions by their names.</summary>
/// <typeparam name="T">The precision: float or double.</typeparam>
internal abstract class ActivationMaths<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // A new activation adds its line here.
    private static readonly Dictionary<RnnActivation, ActivationMaths<T>> Known = new()
    {
        [RnnActivation.Tanh] = new ActivationMaths<T, TanhActivation>(),
        [RnnActivation.Relu] = new ActivationMaths<T, ReluActivation>(),
        [RnnActivation.Sigmoid] = new ActivationMaths<T, SigmoidActivation>(),
        [RnnActivation.Identity] = new ActivationMaths<T, IdentityActivation>(),
        [RnnActivation.LeakyRelu] = new ActivationMaths<T, LeakyReluActivation>(),
        [RnnActivation.ThresholdedRelu] = new ActivationMaths<T, ThresholdedReluActivation>(),
        [RnnActivation.HardSigmoid] = new ActivationMaths<T, HardSigmoidActivation>(),
        [RnnActivation.Elu] = new ActivationMaths<T, EluActivation>(),
        [RnnActivation.Softsign] = new ActivationMaths<T, SoftsignActivation>(),
        [RnnActivation.Softplus] = new ActivationMaths<T, SoftplusActivation>(),
        [RnnActivation.ScaledTanh] = new ActivationMaths<T, ScaledTanhActivation>(),
        [RnnActivation.Affine] = new ActivationMaths<T, AffineActivation>(),
    };

    /// <summary>The default constants; 0 for a constant that the function does not have.</summary>
    public abstract (double Alpha, double Beta) Defaults { get; }

    /// <summary>Finds a function.</summary>
    /// <param name="kind">A defined kind.</param>
    public static ActivationMaths<T> Of(RnnActivation kind) => Known[kind];

    /// <summary>As <see cref="IActivation.Apply"/>.</summary>
    public abstract void Apply(KernelSet<T> kernels, ActivationConstants<T> constants, ReadOnlySpan<T> x, Span<T> y);

    /// <summary>As <see cref="IActivation.Slope"/>.</summary>
    public abstract void Slope(
        KernelSet<T> kernels, ActivationConstants<T> constants, Clip<T> clip, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> slope);
}

/// <summary>One activation function.</summary>
/// <typeparam name="T">The precision: float or double.</typeparam>
/// <typeparam name="TFunction">The function.</typeparam>
internal sealed class ActivationMaths<T, TFunction> : ActivationMaths<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TFunction : struct, IActivation
{
    /// <inheritdoc/>
    public override (double Alpha, double Beta) Defaults => TFunction.Defaults;

    /// <inheritdoc/>
    public override void Apply(KernelSet<T> kernels, ActivationConstants<T> constants, ReadOnlySpan<T> x, Span<T> y) =>
        TFunction.Apply(kernels, constants, x, y);

    /// <inheritdoc/>
    public override void Slope(
        KernelSet<T> kernels, ActivationConstants<T> constants, Clip<T> clip, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> slope) =>
        TFunction.Slope(kernels, constants, clip, x, y, slope);
}
