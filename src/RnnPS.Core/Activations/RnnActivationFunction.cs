using System.Globalization;

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

        (double defaultAlpha, double defaultBeta) = Defaults(kind);
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
    public override string ToString() => (Alpha, Beta) == Defaults(Kind)
        ? Kind.ToString()
        : string.Create(CultureInfo.InvariantCulture, $"{Kind}({Alpha}, {Beta})");

    // Defaults of LeakyRelu, ThresholdedRelu, HardSigmoid and Elu: ONNX operators, version 22. Affine and ScaledTanh default to x
    // and tanh(x).
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
