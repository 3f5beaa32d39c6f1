using System.Numerics;
using System.Runtime.InteropServices;

namespace RnnPS;

/// <summary>The derivatives of the activations over whole spans.</summary>
/// <remarks>At a kink the derivative is that of the side that <see cref="RnnActivation"/> tells.</remarks>
internal static class SlopeKernels
{
    private interface ISlope<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        static abstract Vector<T> Of(Vector<T> x, Vector<T> y, Vector<T> alpha, Vector<T> beta);
    }

    /// <summary>slope = f′(x), element by element, and 0 where x was clipped.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="kernels">The vectors to use.</param>
    /// <param name="function">The function f.</param>
    /// <param name="clip">The clip of the input of f. An input at the bound or beyond it was clipped.</param>
    /// <param name="x">The inputs of f.</param>
    /// <param name="y">The outputs of f.</param>
    /// <param name="slope">The result; may be the same span as one of the others.</param>
    public static void Apply<T>(
        KernelSet<T> kernels, RnnActivationFunction function, Clip<T> clip, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> slope)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        switch (function.Kind)
        {
            case RnnActivation.Tanh:
                Run<T, TanhSlope<T>>(function, clip, x, y, slope);
                break;
            case RnnActivation.Relu:
                Run<T, ReluSlope<T>>(function, clip, x, y, slope);
                break;
            case RnnActivation.Sigmoid:
                Run<T, SigmoidSlope<T>>(function, clip, x, y, slope);
                break;
            case RnnActivation.Identity:
                Run<T, IdentitySlope<T>>(function, clip, x, y, slope);
                break;
            case RnnActivation.LeakyRelu:
                Run<T, LeakyReluSlope<T>>(function, clip, x, y, slope);
                break;
            case RnnActivation.ThresholdedRelu:
                Run<T, ThresholdedReluSlope<T>>(function, clip, x, y, slope);
                break;
            case RnnActivation.HardSigmoid:
                Run<T, HardSigmoidSlope<T>>(function, clip, x, y, slope);
                break;
            case RnnActivation.Elu:
                Run<T, EluSlope<T>>(function, clip, x, y, slope);
                break;
            case RnnActivation.Softsign:
                Run<T, SoftsignSlope<T>>(function, clip, x, y, slope);
                break;
            case RnnActivation.Softplus:
                Softplus(kernels, clip, x, slope);
                break;
            case RnnActivation.ScaledTanh:
                Run<T, ScaledTanhSlope<T>>(function, clip, x, y, slope);
                break;
            case RnnActivation.Affine:
                Run<T, AffineSlope<T>>(function, clip, x, y, slope);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(function), function.Kind, "No such activation.");
        }
    }

    // The derivative of log(1 + e^x) is sigmoid(x); from y, it would lose all digits far below 0.
    private static void Softplus<T>(KernelSet<T> kernels, Clip<T> clip, ReadOnlySpan<T> x, Span<T> slope)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!clip.Cuts)
        {
            kernels.Sigmoid(x, slope);
            return;
        }

        Span<T> one = stackalloc T[1];
        for (int i = 0; i < x.Length; i++)
        {
            bool cut = clip.Reached(x[i]);
            kernels.Sigmoid(x.Slice(i, 1), one);
            slope[i] = cut ? T.Zero : one[0];
        }
    }

    private static void Run<T, TSlope>(
        RnnActivationFunction function, Clip<T> clip, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> slope)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSlope : struct, ISlope<T>
    {
        KernelChecks.RequireLengths(x.Length, y.Length, slope.Length);
        var alpha = new Vector<T>(T.CreateSaturating(function.Alpha));
        var beta = new Vector<T>(T.CreateSaturating(function.Beta));
        var bound = new Vector<T>(clip.Bound);
        ref T from = ref MemoryMarshal.GetReference(x);
        ref T activated = ref MemoryMarshal.GetReference(y);
        ref T to = ref MemoryMarshal.GetReference(slope);
        int i = 0;
        for (; i + Vector<T>.Count <= x.Length; i += Vector<T>.Count)
        {
            var value = Vector.LoadUnsafe(ref from, (nuint)i);
            Uncut(value, TSlope.Of(value, Vector.LoadUnsafe(ref activated, (nuint)i), alpha, beta), bound).StoreUnsafe(ref to, (nuint)i);
        }

        if (i < x.Length)
        {
            Span<T> rest = stackalloc T[2 * Vector<T>.Count];
            rest.Clear();
            x[i..].CopyTo(rest);
            y[i..].CopyTo(rest[Vector<T>.Count..]);
            var value = new Vector<T>(rest);
            Uncut(value, TSlope.Of(value, new Vector<T>(rest[Vector<T>.Count..]), alpha, beta), bound).CopyTo(rest);
            rest[..(x.Length - i)].CopyTo(slope[i..]);
        }
    }

    private static Vector<T> Uncut<T>(Vector<T> x, Vector<T> slope, Vector<T> bound)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Vector.ConditionalSelect(Vector.GreaterThanOrEqual(Vector.Abs(x), bound), Vector<T>.Zero, slope);

    private readonly struct TanhSlope<T> : ISlope<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static Vector<T> Of(Vector<T> x, Vector<T> y, Vector<T> alpha, Vector<T> beta) => Vector<T>.One - (y * y);
    }

    private readonly struct ReluSlope<T> : ISlope<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static Vector<T> Of(Vector<T> x, Vector<T> y, Vector<T> alpha, Vector<T> beta) =>
            Vector.ConditionalSelect(Vector.GreaterThan(x, Vector<T>.Zero), Vector<T>.One, Vector<T>.Zero);
    }

    private readonly struct SigmoidSlope<T> : ISlope<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static Vector<T> Of(Vector<T> x, Vector<T> y, Vector<T> alpha, Vector<T> beta) => y - (y * y);
    }

    private readonly struct IdentitySlope<T> : ISlope<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static Vector<T> Of(Vector<T> x, Vector<T> y, Vector<T> alpha, Vector<T> beta) => Vector<T>.One;
    }

    private readonly struct LeakyReluSlope<T> : ISlope<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static Vector<T> Of(Vector<T> x, Vector<T> y, Vector<T> alpha, Vector<T> beta) =>
            Vector.ConditionalSelect(Vector.GreaterThan(x, Vector<T>.Zero), Vector<T>.One, alpha);
    }

    private readonly struct ThresholdedReluSlope<T> : ISlope<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static Vector<T> Of(Vector<T> x, Vector<T> y, Vector<T> alpha, Vector<T> beta) =>
            Vector.ConditionalSelect(Vector.GreaterThanOrEqual(x, alpha), Vector<T>.One, Vector<T>.Zero);
    }

    private readonly struct HardSigmoidSlope<T> : ISlope<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static Vector<T> Of(Vector<T> x, Vector<T> y, Vector<T> alpha, Vector<T> beta) => Vector.ConditionalSelect(
            Vector.GreaterThan(y, Vector<T>.Zero) & Vector.LessThan(y, Vector<T>.One), alpha, Vector<T>.Zero);
    }

    private readonly struct EluSlope<T> : ISlope<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static Vector<T> Of(Vector<T> x, Vector<T> y, Vector<T> alpha, Vector<T> beta) =>
            Vector.ConditionalSelect(Vector.GreaterThan(x, Vector<T>.Zero), Vector<T>.One, y + alpha);
    }

    private readonly struct SoftsignSlope<T> : ISlope<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static Vector<T> Of(Vector<T> x, Vector<T> y, Vector<T> alpha, Vector<T> beta)
        {
            Vector<T> scale = Vector<T>.One + Vector.Abs(x);
            return Vector<T>.One / (scale * scale);
        }
    }

    private readonly struct ScaledTanhSlope<T> : ISlope<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // β·(α − y²/α), and 0 where α is.
        public static Vector<T> Of(Vector<T> x, Vector<T> y, Vector<T> alpha, Vector<T> beta) => Vector.ConditionalSelect(
            Vector.Equals(alpha, Vector<T>.Zero), Vector<T>.Zero, beta * (alpha - (y * y / alpha)));
    }

    private readonly struct AffineSlope<T> : ISlope<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static Vector<T> Of(Vector<T> x, Vector<T> y, Vector<T> alpha, Vector<T> beta) => alpha;
    }
}
