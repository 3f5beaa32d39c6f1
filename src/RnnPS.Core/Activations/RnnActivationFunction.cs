using System.Globalization;

namespace RnnPS;

/// <summary>An activation with its two constants, where its kind has any.</summary>
/// <remarks>
/// A value of <see cref="RnnActivation"/> converts to the function with the constants that ONNX gives it by default.
/// </remarks>
public readonly record struct RnnActivationFunction
{
    /// <summary>Creates the function.</summary>
    /// <param name="kind">Which function.</param>
    /// <param name="alpha">Its α; null for the kind's default.</param>
    /// <param name="beta">Its β; null for the kind's default.</param>
    /// <exception cref="RnnException">
    /// There is no such kind, or a constant is not finite (<see cref="RnnErrorId.Activation"/>).
    /// </exception>
    public RnnActivationFunction(RnnActivation kind, double? alpha = null, double? beta = null)
    {
        if (!Enum.IsDefined(kind))
        {
            throw NoSuchActivation(kind);
        }

        (double defaultAlpha, double defaultBeta) = Defaults(kind);
        Kind = kind;
        Alpha = RequireFinite(alpha ?? defaultAlpha, "α");
        Beta = RequireFinite(beta ?? defaultBeta, "β");
    }

    /// <summary>Which function.</summary>
    public RnnActivation Kind { get; }

    /// <summary>The constant α; 0 where the kind has none.</summary>
    public double Alpha { get; }

    /// <summary>The constant β; 0 where the kind has none.</summary>
    public double Beta { get; }

    /// <summary>The function with its kind's default constants.</summary>
    /// <param name="kind">Which function.</param>
    public static implicit operator RnnActivationFunction(RnnActivation kind) => new(kind);

    /// <summary>The function of a name, with its default constants; PowerShell converts text by it.</summary>
    /// <param name="text">The name of a <see cref="RnnActivation"/>, in any case.</param>
    /// <returns>The function.</returns>
    /// <exception cref="RnnException">There is none of that name (<see cref="RnnErrorId.Activation"/>).</exception>
    public static RnnActivationFunction Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        // Enum.Parse would also take numbers, and several names at once.
        foreach (RnnActivation kind in Enum.GetValues<RnnActivation>())
        {
            if (text.Trim().Equals(kind.ToString(), StringComparison.OrdinalIgnoreCase))
            {
                return kind;
            }
        }

        throw NoSuchActivation(text);
    }

    /// <summary>The name, with the constants where they are not the default ones: <c>LeakyRelu(0.2, 0)</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => (Alpha, Beta) == Defaults(Kind)
        ? Kind.ToString()
        : string.Create(CultureInfo.InvariantCulture, $"{Kind}({Alpha}, {Beta})");

    // ONNX operators version 22: LeakyRelu, ThresholdedRelu, HardSigmoid, Elu; the others are the identical function.
    private static (double Alpha, double Beta) Defaults(RnnActivation kind) => kind switch
    {
        RnnActivation.LeakyRelu => (0.01, 0),
        RnnActivation.ThresholdedRelu or RnnActivation.Elu or RnnActivation.Affine => (1, 0),
        RnnActivation.HardSigmoid => (0.2, 0.5),
        RnnActivation.ScaledTanh => (1, 1),
        _ => (0, 0),
    };

    private static RnnException NoSuchActivation(object given) => new(
        RnnErrorId.Activation,
        $"There is no activation '{given}': expected one of {string.Join(", ", Enum.GetNames<RnnActivation>())}.",
        given);

    private static double RequireFinite(double value, string name) => double.IsFinite(value) ? value : throw new RnnException(
        RnnErrorId.Activation,
        FormattableString.Invariant($"The constant {name} of an activation is {value}: expected a finite number."),
        value);
}
