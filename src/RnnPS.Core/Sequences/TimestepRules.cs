namespace RnnPS;

/// <summary>Validates the input values of a timestep.</summary>
public static class TimestepRules
{
    /// <summary>Requires one finite number for each input of the model.</summary>
    /// <param name="input">The values of the timestep.</param>
    /// <param name="inputSize">The input size of the model.</param>
    /// <param name="features">The names of the features; empty if they have none.</param>
    /// <param name="precision">The precision of the run.</param>
    /// <param name="allowsMissing">Whether values may be missing, because they are filled or masked later.</param>
    /// <param name="vocabularySize">The number of tokens, if the value is a token; null if it is any number.</param>
    /// <exception cref="RnnException">
    /// The length does not match (<see cref="RnnErrorId.InputLength"/>), a value is missing
    /// (<see cref="RnnErrorId.MissingValue"/>), a value is infinite or too large (<see cref="RnnErrorId.NotFinite"/>), or a value is
    /// not a token (<see cref="RnnErrorId.Token"/>).
    /// </exception>
    public static void Check(
        ReadOnlySpan<double> input,
        int inputSize,
        IReadOnlyList<string> features,
        RnnPrecision precision,
        bool allowsMissing = false,
        int? vocabularySize = null)
    {
        if (input.Length != inputSize)
        {
            throw new RnnException(
                RnnErrorId.InputLength,
                $"The timestep {new RnnVector(input.ToArray())} has {RnnMessages.Count(input.Length, "feature")}: the model takes {inputSize}. "
                + (vocabularySize is null
                    ? "Give one number for each input of the model."
                    : "A timestep is one token: -Input 1,2,3 is three of them. For several sequences, create an RnnSequence of each with New-RnnSequence."),
                input.ToArray());
        }

        for (int i = 0; i < input.Length; i++)
        {
            if (!allowsMissing && double.IsNaN(input[i]))
            {
                throw new RnnException(
                    RnnErrorId.MissingValue,
                    RnnMessages.MissingValue(i < features.Count ? features[i] : FormattableString.Invariant($"feature {i}")),
                    input[i]);
            }

            if (double.IsInfinity(input[i]))
            {
                throw new RnnException(RnnErrorId.NotFinite, RnnMessages.NotFinite(input[i]), input[i]);
            }

            if (precision == RnnPrecision.Single && float.IsInfinity((float)input[i]))
            {
                throw new RnnException(
                    RnnErrorId.NotFinite,
                    FormattableString.Invariant($"{input[i]} is too large for single precision: run the model in double precision, ")
                    + "or scale the value.",
                    input[i]);
            }

            if (vocabularySize is { } tokens && !double.IsNaN(input[i]))
            {
                RequireToken(input[i], tokens);
            }
        }
    }

    /// <summary>Requires a token.</summary>
    /// <param name="value">The input of the timestep.</param>
    /// <param name="vocabularySize">The number of tokens.</param>
    /// <param name="place">A text that names the timestep in the message; null if the caller reports the place of the error.</param>
    /// <exception cref="RnnException">
    /// The value is not an integer from 0 to <paramref name="vocabularySize"/> − 1 (<see cref="RnnErrorId.Token"/>).
    /// </exception>
    public static void RequireToken(double value, int vocabularySize, string? place = null)
    {
        // A comparison with NaN is false.
        if (!(value >= 0 && value < vocabularySize && value == Math.Floor(value)))
        {
            throw new RnnException(
                RnnErrorId.Token,
                FormattableString.Invariant($"{(place is null ? string.Empty : place + ": ")}{value} is not a token of the model: expected an integer from 0 to {vocabularySize - 1}. Give the index of the ")
                + "token in the vocabulary, or create a model with a larger -VocabularySize.",
                value);
        }
    }
}
