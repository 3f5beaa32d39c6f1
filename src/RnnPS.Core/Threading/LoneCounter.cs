using System.Runtime.InteropServices;

namespace RnnPS;

/// <summary>A number that shares no cache line with anything else.</summary>
/// <remarks>
/// A processor that writes a line takes it away from the others, which then wait for it when they read its neighbours. Processors
/// fetch lines in pairs, hence 128 bytes on both sides.
/// </remarks>
[StructLayout(LayoutKind.Explicit, Size = 264)]
internal struct LoneCounter
{
    /// <summary>The number.</summary>
    [FieldOffset(128)]
    public long Value;
}
