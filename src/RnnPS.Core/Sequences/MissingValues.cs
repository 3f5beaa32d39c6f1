namespace RnnPS;

/// <summary>Fills or masks the missing values of a sequence.</summary>
public static class MissingValues
{
    /// <summary>Applies a policy to a sequence, so that its unmasked rows have no missing values.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="policy">The policy for missing values.</param>
    /// <param name="features">The indices of the features that may not be missing; null for all. Other features stay as they are.</param>
    /// <param name="rows">The number of rows, from the first on, that may not be missing; null for all.</param>
    /// <returns>A new sequence, or the same one if no value is missing.</returns>
    /// <exception cref="RnnException">
    /// A value is missing and the policy is <see cref="RnnMissingValue.Error"/>, or a feature that must be filled has no values
    /// (<see cref="RnnErrorId.MissingValue"/>).
    /// </exception>
    public static RnnSequence Resolve(
        RnnSequence sequence, RnnMissingValue policy, IReadOnlyList<int>? features = null, int? rows = null)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        features ??= [.. Enumerable.Range(0, sequence.FeatureCount)];
        if (FindFirst(sequence, features, rows ?? sequence.Length) is not { } first)
        {
            return sequence;
        }

        if (policy == RnnMissingValue.Error)
        {
            throw Missing(sequence, first.Row, first.Feature);
        }

        double[] values = sequence.Values.AsSpan().ToArray();
        bool[] mask = sequence.Mask.Count > 0 ? [.. sequence.Mask] : [.. Enumerable.Repeat(true, sequence.Length)];
        foreach (int feature in features)
        {
            if (policy != RnnMissingValue.Mask)
            {
                Fill(sequence, feature, values, policy == RnnMissingValue.Interpolate);
            }

            for (int row = 0; row < sequence.Length; row++)
            {
                mask[row] &= !double.IsNaN(values[(row * sequence.FeatureCount) + feature]);
            }
        }

        return sequence.With(new RnnMatrix(sequence.Length, sequence.FeatureCount, values), mask.All(valid => valid) ? null : mask);
    }

    /// <summary>Creates the error for a missing value in training, which needs all rows.</summary>
    internal static RnnException Missing(RnnSequence sequence, int row, int feature)
    {
        string line = sequence.LineAt(row) is { } number ? FormattableString.Invariant($"Line {number}, step") : "Step";
        return new RnnException(
            RnnErrorId.MissingValue,
            FormattableString.Invariant($"{line} {sequence.StepAt(row)} of sequence {sequence.Key}: the value of {NameOf(sequence, feature)} is missing (an empty field, $null or NaN). ")
            + "Fill it in, leave the row out, or give -MissingValue Interpolate, CarryForward or Mask.",
            sequence.Source.Count > 0 ? sequence.Source[row] : sequence);
    }

    private static (int Row, int Feature)? FindFirst(RnnSequence sequence, IReadOnlyList<int> features, int rows)
    {
        ReadOnlySpan<double> values = sequence.Values.AsSpan();
        for (int row = 0; row < rows; row++)
        {
            if (IsMasked(sequence, row))
            {
                continue;
            }

            foreach (int feature in features)
            {
                if (double.IsNaN(values[(row * sequence.FeatureCount) + feature]))
                {
                    return (row, feature);
                }
            }
        }

        return null;
    }

    private static bool IsMasked(RnnSequence sequence, int row) => sequence.Mask.Count > 0 && !sequence.Mask[row];

    private static string NameOf(RnnSequence sequence, int feature) =>
        feature < sequence.FeatureNames.Count ? sequence.FeatureNames[feature] : FormattableString.Invariant($"feature {feature}");

    // A masked row is not read: it stays as it is, and its neighbours are not filled from it.
    private static void Fill(RnnSequence sequence, int feature, double[] values, bool interpolate)
    {
        int stride = sequence.FeatureCount;
        int before = -1;
        for (int row = 0; row <= sequence.Length; row++)
        {
            if (row < sequence.Length && (IsMasked(sequence, row) || double.IsNaN(values[(row * stride) + feature])))
            {
                continue;
            }

            if (before < 0 && row == sequence.Length)
            {
                throw new RnnException(
                    RnnErrorId.MissingValue,
                    FormattableString.Invariant($"Sequence {sequence.Key} has no values of {NameOf(sequence, feature)}, so the missing ones can't be filled: leave the sequence out."),
                    sequence);
            }

            foreach (int gap in Enumerable.Range(before + 1, row - before - 1).Where(gap => !IsMasked(sequence, gap)))
            {
                values[(gap * stride) + feature] = (before, interpolate) switch
                {
                    // No earlier value exists. Interpolation uses the next value; carrying forward must not look ahead.
                    ( < 0, true) => values[(row * stride) + feature],
                    ( < 0, false) => double.NaN,
                    (_, true) when row < sequence.Length => Between(
                        values[(before * stride) + feature], values[(row * stride) + feature], Part(sequence, before, gap, row)),
                    _ => values[(before * stride) + feature],
                };
            }

            before = row;
        }
    }

    // By the numbers of the steps, because rows between them may have been left out.
    private static double Part(RnnSequence sequence, int before, int gap, int row)
    {
        long span = sequence.StepAt(row) - sequence.StepAt(before);
        return span > 0 ? (double)(sequence.StepAt(gap) - sequence.StepAt(before)) / span : (double)(gap - before) / (row - before);
    }

    private static double Between(double left, double right, double part) => left + ((right - left) * part);
}
