using System.Numerics;

namespace RnnPS.Core.Tests;

[Trait("Vectors", "Yes")]
public sealed class TranspositionTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(16, 16)]
    [InlineData(16, 3)]
    [InlineData(15, 21)]
    [InlineData(33, 18)]
    [InlineData(50, 7)]
    [InlineData(0, 4)]
    public void Rows_become_columns_and_nothing_else_is_touched(int rows, int columns)
    {
        Turn<double>(rows, columns);
        Turn<float>(rows, columns);
    }

    private static void Turn<T>(int rows, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int spare = 5;
        T[] x = [.. Enumerable.Range(1, rows * (columns + spare)).Select(T.CreateChecked)];
        var y = new T[columns * (rows + spare)];

        Transposition.Run(x, columns + spare, rows, columns, y, rows + spare);

        for (int i = 0; i < y.Length; i++)
        {
            int row = i % (rows + spare);
            int column = i / (rows + spare);
            Assert.Equal(row < rows ? x[(row * (columns + spare)) + column] : T.Zero, y[i]);
        }
    }
}
