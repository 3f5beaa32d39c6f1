using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RnnPS.Core.Tests;

/// <summary>The checks at the kernels' doors find what they are there for.</summary>
public sealed class KernelCheckTests
{
    private const int Register = 4;

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(9 + Register, true)]
    [InlineData(10 + Register, false)]
    public void A_write_outside_the_room_of_an_operand_is_found(int index, bool isAllowed)
    {
        var copy = new GuardedCopy<double>(new double[10], Register, "y");
        WriteAt(copy.Values, index);

        if (isAllowed)
        {
            copy.Verify("Test");
        }
        else
        {
            Assert.Contains("'y'", Assert.Throws<InvalidOperationException>(() => copy.Verify("Test")).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_read_outside_the_room_of_an_operand_is_not_a_number()
    {
        var copy = new GuardedCopy<float>(new float[10], Register, "x");

        Assert.True(float.IsNaN(ReadAt(copy.Values, 10 + Register)));
        Assert.True(float.IsNaN(ReadAt(copy.Values, -1)));
    }

    [Fact]
    public void Checked_kernels_give_the_bits_of_the_kernels_within()
    {
        foreach (KernelSet<double> kernels in KernelSet<double>.All())
        {
            var draw = new Draw(12);
            double[] x = draw.Matrix(7, 20).AsSpan().ToArray();
            PackedMatrix<double> w = kernels.Pack(draw.Matrix(20, 33).AsSpan(), 20, 33);
            double[] start = draw.Matrix(1, 33).AsSpan().ToArray();
            var expected = new double[7 * 33];
            var actual = new double[7 * 33];
            kernels.Multiply(x, w, start, expected, 7, 33);
            new CheckedKernelSet<double>(kernels).Multiply(x, w, start, actual, 7, 33);

            Assert.Equal(expected, actual);
        }
    }

    [Fact]
    public void Operands_that_are_too_short_and_matrices_of_other_vectors_are_found()
    {
        var kernels = new CheckedKernelSet<double>(KernelSet<double>.Best);
        PackedMatrix<double> w = kernels.Pack(new double[20 * 33], 20, 33);

        Assert.Throws<InvalidOperationException>(() => kernels.Multiply(new double[19], w, default, new double[33], 1, 33));
        Assert.Throws<InvalidOperationException>(() => kernels.Multiply(new double[20], w, new double[32], new double[33], 1, 33));
        Assert.Throws<InvalidOperationException>(() => kernels.Multiply(new double[40], w, default, new double[65], 2, 33));
        Assert.Throws<InvalidOperationException>(() => kernels.Multiply(new double[40], w, default, new double[66], 2, 32));
        Assert.Throws<InvalidOperationException>(() => kernels.Tanh(new double[3], new double[2]));
        Assert.Throws<InvalidOperationException>(() => kernels.Multiply(
            new double[20], new PackedMatrix<double>(new double[20 * 33], 20, 33, kernels.Lanes == 1 ? 2 : 1), default, new double[33], 1, 33));
    }

    [Fact]
    public void Padding_that_is_not_zero_is_found()
    {
        // Four numbers a vector, of which the last is padding.
        var kernels = new CheckedKernelSet<double>(new KernelSet<double, Lanes256<double>>());
        PackedMatrix<double> w = kernels.Pack(new double[2 * 3], 2, 3);
        WriteAt(MemoryMarshal.CreateSpan(ref w.Panel(0), 3), 3);

        Assert.Throws<InvalidOperationException>(() => kernels.Multiply(new double[2], w, default, new double[3], 1, 3));
    }

    private static void WriteAt(Span<double> values, int index) =>
        Unsafe.Add(ref MemoryMarshal.GetReference(values), index) = 1;

    private static float ReadAt(Span<float> values, int index) =>
        Unsafe.Add(ref MemoryMarshal.GetReference(values), index);
}
