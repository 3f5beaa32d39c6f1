namespace RnnPS;

/// <summary>
/// Reads mask values. As in Keras, true or 1 is a valid timestep, and false or 0 is a masked one. The culture does not matter.
/// </summary>
public static class MaskRules
{
    /// <summary>Reads a text: true, false, 1 or 0. Case and surrounding white space do not matter.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The mask value; null if the text is not one.</returns>
    public static bool? Read(ReadOnlySpan<char> text) => text.Trim() switch
    {
        "1" => true,
        "0" => false,
        var word when word.Equals("true", StringComparison.OrdinalIgnoreCase) => true,
        var word when word.Equals("false", StringComparison.OrdinalIgnoreCase) => false,
        _ => null,
    };

    /// <summary>Reads a number: 1 or 0.</summary>
    /// <param name="number">The number.</param>
    /// <returns>The mask value; null if the number is not one.</returns>
    public static bool? Read(double number) => number switch
    {
        1 => true,
        0 => false,
        _ => null,
    };

    /// <summary>Whether a timestep is masked by its inputs.</summary>
    /// <param name="inputs">The inputs of the timestep, in the units of the data.</param>
    /// <param name="value">The number that masks; null for none. See <see cref="RnnModel.MaskValue"/>.</param>
    /// <returns>Whether all inputs equal the number.</returns>
    public static bool IsMasked(ReadOnlySpan<double> inputs, double? value) => value is { } number && !inputs.ContainsAnyExcept(number);

    /// <summary>Masks the timesteps that a model masks by their inputs.</summary>
    /// <param name="sequence">The sequence. Its features are the inputs of the model.</param>
    /// <param name="value">The number that masks; null for none. See <see cref="RnnModel.MaskValue"/>.</param>
    /// <returns>A copy with the mask, or the same sequence if no timestep is masked by it.</returns>
    public static RnnSequence Apply(RnnSequence sequence, double? value)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        if (value is null)
        {
            return sequence;
        }

        bool[] mask = [.. sequence.Values.Select(row => !IsMasked(row.AsSpan(), value))];
        return Array.IndexOf(mask, false) < 0 ? sequence : sequence.WithMask(mask);
    }

    /// <summary>Creates the error for a value that is not a mask value.</summary>
    /// <param name="description">The value, as the message shows it.</param>
    /// <param name="value">The value.</param>
    /// <returns>The error.</returns>
    public static RnnException NotAMask(string description, object? value) => new(
        RnnErrorId.MaskValue,
        $"{description} is not a mask value: expected true or 1 for a valid timestep, false or 0 for a masked one. Correct it, or leave the row out.",
        value);
}
