namespace RnnPS;

/// <summary>Validates the numeric options of training.</summary>
internal static class NumberRules
{
    /// <summary>Requires a finite number above 0.</summary>
    public static void Positive(double value, string name) =>
        Require(value > 0 && double.IsFinite(value), value, name, "a finite number above 0");

    /// <summary>Requires a finite number of 0 or more.</summary>
    public static void NotNegative(double value, string name) =>
        Require(value >= 0 && double.IsFinite(value), value, name, "a finite number of 0 or more");

    /// <summary>Requires a number from 0 to less than 1, for example a dropout or the decay rate of a running mean.</summary>
    public static void Fraction(double value, string name) =>
        Require(value is >= 0 and < 1, value, name, "a number from 0 to less than 1");

    /// <summary>Requires an integer of at least a minimum.</summary>
    public static void AtLeast(int least, int value, string name) =>
        Require(value >= least, value, name, FormattableString.Invariant($"at least {least}"));

    private static void Require(bool valid, double value, string name, string expected)
    {
        if (!valid)
        {
            throw new RnnException(
                RnnErrorId.TrainingOption, FormattableString.Invariant($"{name} is {value}: expected {expected}."), value);
        }
    }
}
