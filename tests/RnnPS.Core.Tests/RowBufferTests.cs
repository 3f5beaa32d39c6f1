using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RnnPS.Core.Tests;

public class RowBufferTests
{
    [Theory]
    [InlineData(48, 64)]
    [InlineData(2000, 64)]
    [InlineData(1 << 15, 64)]
    public void A_buffer_that_is_not_small_stays_where_a_cache_line_starts(int rows, int size)
    {
        // Kept alive, so that each buffer gets a place of its own.
        RowBuffer<float>[] buffers = [.. Enumerable.Range(0, 5).Select(_ => new RowBuffer<float>(rows, size))];
        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
        foreach (RowBuffer<float> buffer in buffers)
        {
            nint address = Unsafe.ByteOffset(ref Unsafe.NullRef<float>(), ref MemoryMarshal.GetReference(buffer.Rows(0, 1)));
            Assert.Equal(0, address % 64);
        }
    }
}
