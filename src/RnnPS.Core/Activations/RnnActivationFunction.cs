using System.Globalization;
using System.Numerics;

namespace RnnPS;

/// <summary>An activation function with the values of its constants α and β.</summary>
/// <remarks>
/// A value of <see cref="RnnActivation"/> converts to the function with the default constants of ONNX.
/// </remarks>
public readonly record struct RnnActivationFunction
{
    /// <summary>Creates the function.</summary>
    /// <param name="kind">The kind of function.</param>
    /// <param name="alpha">The constant α; null for the default of the kind.</param>
    /// <param name="beta">The constant β; null for the default of the kind.</param>
    /// <exception cref="RnnException">
    /// The kind is unknown, or a constant is not finite (<see cref="RnnErrorId.Activation"/>).
    /// </exception>
    public RnnActivationFunction(RnnActivation kind, double? alpha = null, double? beta = null)
    {
        if (!Enum.IsDefined(kind))
        {
            throw NoSuchActivation(kind);
        }

        (double defaultAlpha, double defaultBeta) = ActivationMaths<double>.Of(kind).Defaults;
        Kind = kind;
        Alpha = RequireFinite(alpha ?? defaultAlpha, "α");
        Beta = RequireFinite(beta ?? defaultBeta, "β");
    }

    /// <summary>The kind of function.</summary>
    public RnnActivation Kind { get; }

    /// <summary>The constant α; 0 if the kind has none.</summary>
    public double Alpha { get; }

    /// <summary>The constant β; 0 if the kind has none.</summary>
    public double Beta { get; }

    /// <summary>Converts a kind to the function with default constants.</summary>
    /// <param name="kind">The kind of function.</param>
    public static implicit operator RnnActivationFunction(RnnActivation kind) => new(kind);

    /// <summary>Parses the name of a function, with default constants. PowerShell uses it to convert text.</summary>
    /// <param name="text">The name of a <see cref="RnnActivation"/>. Case is ignored.</param>
    /// <returns>The function.</returns>
    /// <exception cref="RnnException">The name is unknown (<see cref="RnnErrorId.Activation"/>).</exception>
    public static RnnActivationFunction Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        // Enum.Parse would also accept numbers and comma-separated names.
        foreach (RnnActivation kind in Enum.GetValues<RnnActivation>())
        {
            if (text.Trim().Equals(kind.ToString(), StringComparison.OrdinalIgnoreCase))
            {
                return kind;
            }
        }

        throw NoSuchActivation(text);
    }

    /// <summary>Formats the name, with the constants if they are not the defaults, for example <c>LeakyRelu(0.2, 0)</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => (Alpha, Beta) == ActivationMaths<double>.Of(Kind).Defaults
        ? Kind.ToString()
        : string.Create(CultureInfo.InvariantCulture, $"{Kind}({Alpha}, {Beta})");

    /// <summary>y = f(x), element by element.</summary>
    /// <typeparam name="T">The precision: float or double.</typeparam>
    /// <param name="kernels">The kernels of one vector width.</param>
    /// <param name="x">The pre-activations.</param>
    /// <param name="y">The result, as long as <paramref name="x"/>; may be the same span.</param>
    internal void Apply<T>(KernelSet<T> kernels, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => ActivationMaths<T>.Of(Kind).Apply(kernels, Constants<T>(), x, y);

    /// <summary>slope = f′(x), element by element, and 0 where x was clipped.</summary>
    /// <typeparam name="T">The precision: float or double.</typeparam>
    /// <param name="kernels">The kernels of one vector width.</param>
    /// <param name="clip">The clip of x. A value at the bound or beyond it was clipped.</param>
    /// <param name="x">The pre-activations.</param>
    /// <param name="y">f(x).</param>
    /// <param name="slope">The result; may be the same span as one of the others.</param>
    internal void Slope<T>(KernelSet<T> kernels, Clip<T> clip, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> slope)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        ActivationMaths<T>.Of(Kind).Slope(kernels, Constants<T>(), clip, x, y, slope);

    private ActivationConstants<T> Constants<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(T.CreateSaturating(Alpha), T.CreateSaturating(Beta));

    private static RnnException NoSuchActivation(object given) => new(
        RnnErrorId.Activation,
        $"There is no activation '{given}': expected one of {string.Join(", ", Enum.GetNames<RnnActivation>())}.",
        given);

    private static double RequireFinite(double value, string name) => double.IsFinite(value) ? value : throw new RnnException(
        RnnErrorId.Activation,
        FormattableString.Invariant($"The constant {name} of an activation is {value}: expected a finite number."),
        value);
}
