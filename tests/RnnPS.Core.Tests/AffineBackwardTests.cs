using System.Numerics;

namespace RnnPS.Core.Tests;

[Trait("Vectors", "Yes")]
public sealed class AffineBackwardTests
{
    // 8 vectors of rows are computed at once: 8 to 128 rows. The others are computed row by row.
    private static readonly int[] Counts = [1, 7, 8, 31, 64, 127, 128, 129, 300];

    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 1)]
    [InlineData(64, 1)]
    [InlineData(131, 1)]
    [InlineData(37, 3)]
    public void Sums_have_the_bits_of_the_plan_for_any_number_of_rows(int inputs, int size)
    {
        SameSums<double>(inputs, size);
        SameSums<float>(inputs, size);
    }

    private static void SameSums<T>(int inputs, int size)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var draw = new Draw(71);
        var model = new RnnModel([new ElmanCell(draw.Matrix(2, inputs), draw.Matrix(inputs, inputs), draw.Vector(inputs))], draw.Matrix(inputs, size), draw.Vector(size));
        ParameterSet<T> parameters = ParameterSet<T>.From(model.Weights);
        var plan = new TrainingPlan<T>(model.Weights, parameters, inputGradients: false);
        plan.Load(threads: 1);
        var layer = new AffineBackward<T>(plan.Affine[0], plan.AffineTransposed[0], parameters.CreateZeros(), Counts.Max());
        foreach (int count in Counts)
        {
            T[] x = [.. Enumerable.Range(0, count * inputs).Select(_ => T.CreateChecked(draw.Signed()))];
            var expected = new T[count * size];
            plan.Affine[0].Sum(x, expected, count);
            var sums = new T[count * size];
            layer.Sum(x, sums, count);
            Assert.Equal(expected, sums);
        }
    }
}
