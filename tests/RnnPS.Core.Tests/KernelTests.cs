using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using Vector = MathNet.Numerics.LinearAlgebra.Vector<double>;

namespace RnnPS.Core.Tests;

/// <summary>The kernels of every width that this machine has, against MathNet and libm, at sizes around all their edges.</summary>
public sealed class KernelTests
{
    // A block has 6 rows; a vector 1 to 16 numbers, a panel 4 vectors, and a row alone takes 4 panels.
    private static readonly int[] Rows = [1, 2, 5, 6, 7, 11, 12, 13];
    private static readonly int[] Depths = [1, 3, 4, 5, 37];
    private static readonly int[] Columns = [1, 2, 5, 8, 16, 17, 63, 64, 65, 127, 128, 129, 255, 256, 257, 515];

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void One_number_that_is_not_finite_is_found_at_any_place(double other)
    {
        // Up to several turns of four of the widest vectors, with every remainder.
        for (int length = 0; length < 150; length++)
        {
            double[] doubles = [.. Enumerable.Repeat(double.MaxValue, length)];
            float[] singles = [.. Enumerable.Repeat(float.MinValue, length)];
            Assert.True(FiniteCheck.AllFinite<double>(doubles) && FiniteCheck.AllFinite<float>(singles));
            for (int place = 0; place < length; place++)
            {
                (doubles[place], singles[place]) = (other, (float)other);
                Assert.False(FiniteCheck.AllFinite<double>(doubles) || FiniteCheck.AllFinite<float>(singles), $"{place} of {length}");
                (doubles[place], singles[place]) = (double.MaxValue, float.MinValue);
            }
        }
    }

    [Fact]
    public void Products_in_double_are_those_of_MathNet() => Products<double>(1e-15);

    [Fact]
    public void Products_in_single_are_those_of_MathNet() => Products<float>(1e-6);

    [Fact]
    public void A_row_in_double_has_the_same_bits_alone_and_in_a_batch() => SameBits<double>(Depths, Columns, [13]);

    [Fact]
    public void A_row_in_single_has_the_same_bits_alone_and_in_a_batch() => SameBits<float>(Depths, Columns, [13]);

    // Such rows are copied apart for the product. Columns beyond the matrix, and rows beyond the copy's, are among them.
    [Fact]
    public void Rows_a_power_of_two_apart_have_the_same_bits_in_double() => SameBits<double>([128, 512], [257, 515], [3, 4, 7, 96, 97, 200]);

    [Fact]
    public void Rows_a_power_of_two_apart_have_the_same_bits_in_single() => SameBits<float>([256, 512], [257, 515], [3, 4, 7, 96, 97, 200]);

    [Fact]
    public void Activations_in_double_are_libms_to_the_last_bits() => Activations<double>(Math.Pow(2, -52));

    [Fact]
    public void Activations_in_single_are_libms_to_the_last_bits() => Activations<float>(Math.Pow(2, -23));

    [Theory]
    [InlineData(RnnPrecision.Double, 1e-12)]
    [InlineData(RnnPrecision.Single, 1e-5)]
    public void Networks_as_large_as_the_widest_kernels_give_what_the_equations_give(RnnPrecision precision, double tolerance)
    {
        var draw = new Draw(61);
        RnnCell[] cells =
        [
            new ElmanCell(draw.Contracting(3, 1, 259), draw.Contracting(259, 1, 259), draw.Vector(259)),
            new LstmCell(draw.Contracting(259, 4, 131), draw.Contracting(131, 4, 131), draw.Vector(4 * 131)),
            new GruCell(draw.Contracting(131, 3, 65), draw.Contracting(65, 3, 65), draw.Vector(3 * 65), draw.Vector(3 * 65)),
        ];
        var model = new RnnModel(cells, draw.Matrix(65, 2), draw.Vector(2));
        RnnSequence[] sequences =
            [.. new[] { 4, 9, 1, 9, 7, 2, 6, 9 }.Select((length, i) => new RnnSequence(i, draw.Matrix(length, 3)))];
        NaiveResult[] expected = [.. sequences.Select(sequence => new NaiveNetwork(model).Run(sequence))];

        foreach (RnnStep step in new RnnBatch(model, precision).Run(sequences))
        {
            Near.Equal(expected[(int)step.Sequence].States[(int)step.Step], step.State, tolerance, $"state of {step}");
            Near.Equal(expected[(int)step.Sequence].Outputs[(int)step.Step], step.OutputVector, tolerance, $"output of {step}");
        }
    }

    [Theory]
    [InlineData(RnnPrecision.Double)]
    [InlineData(RnnPrecision.Single)]
    public void A_tanh_cell_of_any_width_gives_the_same_bits_alone_and_in_a_batch(RnnPrecision precision)
    {
        var draw = new Draw(64);
        foreach (int size in new[] { 1, 2, 3, 4, 5, 8, 15, 16, 17, 31, 33, 50, 64, 65, 96, 100, 128, 200, 257 })
        {
            var model = new RnnModel([new ElmanCell(draw.Contracting(2, 1, size), draw.Contracting(size, 1, size), draw.Vector(size))]);
            RnnSequence[] sequences = [.. new[] { 60, 7, 60, 49 }.Select((length, i) => new RnnSequence(i, draw.Matrix(length, 2)))];
            ElmanStep[] together = [.. new RnnBatch(model, precision).Run(sequences).Cast<ElmanStep>()];
            ElmanStep[] alone =
                [.. sequences.SelectMany(sequence => new RnnBatch(model, precision).Run([sequence])).Cast<ElmanStep>()];

            Assert.Equal(176, together.Length);
            for (int i = 0; i < together.Length; i++)
            {
                Assert.Equal(together[i].PreActivation.ToArray(), alone[i].PreActivation.ToArray());
                Assert.Equal(together[i].State.ToArray(), alone[i].State.ToArray());
            }
        }
    }

    // A pass of one step keeps the state after it where the state before it was.
    [Theory]
    [InlineData(RnnPrecision.Double)]
    [InlineData(RnnPrecision.Single)]
    public void A_tanh_cell_of_any_width_gives_the_same_bits_step_by_step(RnnPrecision precision)
    {
        var draw = new Draw(65);
        foreach (int size in new[] { 1, 4, 15, 16, 33, 50, 64, 96, 100, 128, 200, 257 })
        {
            var model = new RnnModel([new ElmanCell(draw.Contracting(2, 1, size), draw.Contracting(size, 1, size), draw.Vector(size))]);
            RnnMatrix input = draw.Matrix(20, 2);
            RnnStep[] expected = [.. new RnnBatch(model, precision).Run([new RnnSequence(0, input)])];
            var pass = ForwardPass.Create(model.Weights, precision, Tape.None, rows: 1, capacity: 1);
            pass.Packing = new Packing([1]);
            var state = new double[size];
            for (int step = 0; step < expected.Length; step++)
            {
                pass.SetInput(0, row: 0, input[step].ToArray());
                pass.Run(1);
                pass.GetState(cell: 0, part: 0, step: 0, row: 0, state);

                Assert.Equal(expected[step].State.ToArray(), state);
            }
        }
    }

    private static void Products<T>(double epsilon)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var draw = new Draw(62);
        foreach (int depth in Depths)
        {
            foreach (int columns in Columns)
            {
                Matrix<double> w = Matrix<double>.Build.Dense(depth, columns, (_, _) => Rounded<T>(draw.Signed()));
                Matrix<double> x = Matrix<double>.Build.Dense(Rows.Max(), depth, (_, _) => Rounded<T>(draw.Signed()));
                Vector start = Vector.Build.Dense(columns, _ => Rounded<T>(draw.Signed()));
                Matrix<double> product = x * w;
                foreach (KernelSet<T> kernels in KernelSet<T>.All())
                {
                    PackedMatrix<T> packed = kernels.Pack(Numbers<T>(w), depth, columns);
                    foreach (int rows in Rows)
                    {
                        Product(kernels, packed, x, start, product, rows, epsilon * (depth + 1));
                    }
                }
            }
        }
    }

    // From a start for all rows, and added to what is there; and what lies beyond the columns stays.
    private static void Product<T>(
        KernelSet<T> kernels,
        PackedMatrix<T> w,
        Matrix<double> x,
        Vector start,
        Matrix<double> product,
        int rows,
        double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int stride = w.Columns + 3;
        T[] factors = Numbers<T>(x.SubMatrix(0, rows, 0, w.Depth));
        foreach (bool backward in new[] { false, true })
        {
            var y = new T[rows * stride];
            Array.Fill(y, T.CreateChecked(7));
            kernels.Multiply(factors, w, Numbers<T>(start.ToRowMatrix()), y, rows, stride, backward);
            Check(1);
            kernels.Multiply(factors, w, default, y, rows, stride, backward);
            Check(2);

            void Check(int times)
            {
                for (int row = 0; row < rows; row++)
                {
                    for (int column = 0; column < stride; column++)
                    {
                        double expected = column < w.Columns ? start[column] + (times * product[row, column]) : 7;
                        double actual = double.CreateChecked(y[(row * stride) + column]);
                        if (!(Math.Abs(expected - actual) <= tolerance * times))
                        {
                            Assert.Fail($"{kernels.Lanes} lanes, {rows}×{w.Depth} · {w.Depth}×{w.Columns}, [{row}, {column}]: {actual:R} for {expected:R}");
                        }
                    }
                }
            }
        }
    }

    private static void SameBits<T>(int[] depths, int[] widths, int[] heights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var draw = new Draw(63);
        int rows = heights.Max();
        foreach (int depth in depths)
        {
            foreach (int columns in widths)
            {
                T[] matrix = Numbers<T>(Matrix<double>.Build.Dense(depth, columns, (_, _) => draw.Signed()));
                T[] x = Numbers<T>(Matrix<double>.Build.Dense(rows, depth, (_, _) => draw.Signed()));
                T[] start = Numbers<T>(Matrix<double>.Build.Dense(1, columns, (_, _) => draw.Signed()));
                foreach (KernelSet<T> kernels in KernelSet<T>.All())
                {
                    PackedMatrix<T> w = kernels.Pack(matrix, depth, columns);
                    var alone = new T[rows * columns];
                    for (int row = 0; row < rows; row++)
                    {
                        Span<T> y = alone.AsSpan(row * columns, columns);
                        kernels.Multiply(x.AsSpan(row * depth, depth), w, start, y, 1, columns, reversePanels: true);
                    }

                    SamePartsAs(alone, rows, kernels, x, w, start);

                    foreach (int height in heights)
                    {
                        var together = new T[height * columns];
                        kernels.Multiply(x.AsSpan(0, height * depth), w, start, together, height, columns);
                        Assert.Equal(alone.AsSpan(0, together.Length).ToArray(), together);
                    }
                }
            }
        }
    }

    // Some columns of a matrix, laid out apart, make the bits that they make among the others.
    private static void SamePartsAs<T>(T[] whole, int rows, KernelSet<T> kernels, T[] x, PackedMatrix<T> w, T[] start)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int parts = 1; parts <= Math.Min(3, w.Columns); parts++)
        {
            for (int part = 0; part < parts; part++)
            {
                int first = w.Columns * part / parts;
                var y = new T[(w.Columns * (part + 1) / parts) - first];
                PackedMatrix<T> some = w.Select(w.Columns, first, y.Length);
                for (int row = 0; row < rows; row++)
                {
                    kernels.Multiply(x.AsSpan(row * w.Depth, w.Depth), some, start.AsSpan(first), y, 1, y.Length, reversePanels: part == 1);
                    Assert.Equal(whole.AsSpan((row * w.Columns) + first, y.Length).ToArray(), y);
                }
            }
        }
    }

    private static void Activations<T>(double epsilon)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var draw = new Draw(64);
        // From 1e-8 to 1e4, both signs.
        T[] x =
        [
            .. Enumerable.Range(0, 20_003).Select(_ => T.CreateChecked(Math.Pow(10, (12 * draw.Unit()) - 8) * (draw.Flip() ? 1 : -1))),
            T.Zero, T.PositiveInfinity, T.NegativeInfinity, T.NaN,
        ];
        foreach (KernelSet<T> kernels in KernelSet<T>.All())
        {
            var tanh = new T[x.Length];
            var sigmoid = new T[x.Length];
            kernels.Tanh(x, tanh);
            kernels.Sigmoid(x, sigmoid);
            for (int i = 0; i < x.Length; i++)
            {
                double value = double.CreateChecked(x[i]);
                Close("tanh", value, Math.Tanh(value), tanh[i]);
                Close("sigmoid", value, 1 / (1 + Math.Exp(-value)), sigmoid[i]);
            }

            // In place, and at any place of a span.
            T[] part = x[..37];
            kernels.Tanh(part, part);
            Assert.Equal(tanh[..37], part);
            kernels.Tanh(x.AsSpan(5, 3), part.AsSpan(0, 3));
            Assert.Equal(tanh[5..8], part[..3]);

            void Close(string function, double argument, double expected, T actual)
            {
                double number = double.CreateChecked(actual);
                // Below the smallest normal number, digits are lost in any case.
                double tiny = typeof(T) == typeof(float) ? 1.1754943508222875e-38 : 2.2250738585072014e-308;
                bool near = double.IsNaN(expected)
                    ? double.IsNaN(number)
                    : Math.Abs(number - expected) <= (4 * epsilon * Math.Abs(expected)) + tiny;
                if (!near)
                {
                    Assert.Fail($"{kernels.Lanes} lanes: {function}({argument:R}) is {number:R}, expected {expected:R}");
                }
            }
        }
    }

    private static double Rounded<T>(double value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => double.CreateChecked(T.CreateChecked(value));

    private static T[] Numbers<T>(Matrix<double> matrix)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => [.. matrix.ToRowMajorArray().Select(T.CreateChecked)];
}
