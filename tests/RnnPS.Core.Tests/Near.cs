namespace RnnPS.Core.Tests;

/// <summary>Compares vectors: |expected − actual| ≤ tolerance × max(1, |expected|), component by component.</summary>
internal static class Near
{
    public static double Tolerance(RnnPrecision precision) => precision == RnnPrecision.Double ? 1e-12 : 1e-5;

    public static void Equal(
        IEnumerable<double> expected, IEnumerable<double> actual, double tolerance, FormattableString? where = null)
    {
        double[] left = [.. expected];
        double[] right = [.. actual];
        if (left.Length != right.Length)
        {
            Assert.Fail($"{where}: expected {left.Length} numbers, got {right.Length}");
        }

        for (int i = 0; i < left.Length; i++)
        {
            // Not "greater than", which NaN would pass. The message is written only when it is needed.
            if (!(Math.Abs(left[i] - right[i]) <= tolerance * Math.Max(1, Math.Abs(left[i]))))
            {
                Assert.Fail($"{where} [{i}]: expected {left[i]:R}, was {right[i]:R}");
            }
        }
    }
}
