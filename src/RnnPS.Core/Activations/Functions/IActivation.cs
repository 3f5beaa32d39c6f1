using System.Numerics;

namespace RnnPS;

/// <summary>An activation function f with constants α and β, as maths over whole spans.</summary>
/// <remarks>
/// The functions are structs, so that the compiler makes a loop of its own for each of them.
/// </remarks>
internal interface IActivation
{
    /// <summary>The default constants; 0 for a constant that the function does not have.</summary>
    static virtual (double Alpha, double Beta) Defaults => (0, 0);

    /// <summary>y = f(x), element by element.</summary>
    /// <typeparam name="T">The precision: float or double.</typeparam>
    /// <param name="kernels">The kernels of one vector width.</param>
    /// <param name="constants">The constants.</param>
    /// <param name="x">The pre-activations.</param>
    /// <param name="y">The result, as long as <paramref name="x"/>; may be the same span.</param>
    static abstract void Apply<T>(KernelSet<T> kernels, ActivationConstants<T> constants, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>slope = f′(x), element by element, and 0 where x was clipped.</summary>
    /// <typeparam name="T">The precision: float or double.</typeparam>
    /// <param name="kernels">The kernels of one vector width.</param>
    /// <param name="constants">The constants.</param>
    /// <param name="clip">The clip of x. A value at the bound or beyond it was clipped.</param>
    /// <param name="x">The pre-activations.</param>
    /// <param name="y">f(x).</param>
    /// <param name="slope">The result; may be the same span as one of the others.</param>
    static abstract void Slope<T>(
        KernelSet<T> kernels, ActivationConstants<T> constants, Clip<T> clip, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> slope)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>The constants of an activation function in one precision.</summary>
/// <typeparam name="T">The precision: float or double.</typeparam>
/// <param name="Alpha">The constant α.</param>
/// <param name="Beta">The constant β.</param>
internal readonly record struct ActivationConstants<T>(T Alpha, T Beta);
