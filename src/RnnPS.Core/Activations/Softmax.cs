using System.Numerics;

namespace RnnPS;

/// <summary>The softmax of an output layer.</summary>
internal static class Softmax
{
    /// <summary>Each row becomes e^x / Σ e^x: positive numbers that add to one.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="values">[rows × columns], overwritten.</param>
    /// <param name="columns">The columns.</param>
    public static void Apply<T>(Span<T> values, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int start = 0; start < values.Length; start += columns)
        {
            Span<T> row = values.Slice(start, columns);
            // Without the largest, e^x of a large x would be infinite.
            T largest = row[0];
            foreach (T value in row)
            {
                largest = T.Max(largest, value);
            }

            T sum = T.Zero;
            for (int i = 0; i < row.Length; i++)
            {
                row[i] = T.Exp(row[i] - largest);
                sum += row[i];
            }

            for (int i = 0; i < row.Length; i++)
            {
                row[i] /= sum;
            }
        }
    }
}
