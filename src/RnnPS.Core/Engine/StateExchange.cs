using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RnnPS;

/// <summary>What threads that share a state tell each other: each its own units, step by step.</summary>
/// <remarks>
/// <para>There are no flags: a word that has yet to arrive holds a number that no sum can be, a signaling NaN. So one look at a
/// line of the cache tells whether it is there and brings it. A flag would be one way more from processor to processor, and that
/// may take as long as half a step.</para>
/// <para>Each has four messages in turn. When it sends one, everybody has answered to the one before the last, and that one's
/// place is emptied for the one after the next.</para>
/// <para>Both ways are compiled once and for all: until the compiler has a profile, a run may be over.</para>
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class StateExchange<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Messages = 4;

    // A signaling NaN as one double, and in its lower half as a float: arithmetic makes quiet ones only.
    private const ulong Empty = 0x7FF4_DEAD_7FA0_DEAD;

    // Longer than any step should take to arrive: then the system has taken the other thread away, and may need this very processor.
    private const int LongWait = 500;

    // Between two messages: a processor that reads one fetches what follows it, too.
    private const int SpareLines = 2;

    private readonly Slots<T> _lines;
    private readonly int _linesOfMessage;
    private volatile bool _broken;

    /// <summary>Makes room for messages.</summary>
    /// <param name="parts">Who has something to tell.</param>
    /// <param name="size">The most numbers of a message.</param>
    public StateExchange(int parts, int size)
    {
        _linesOfMessage = ((size + Line - 1) / Line) + SpareLines;
        _lines = new Slots<T>(parts * Messages * _linesOfMessage, Line, aligned: true);
        MemoryMarshal.Cast<T, ulong>(_lines.Rows(0, parts * Messages * _linesOfMessage)).Fill(Empty);
    }

    /// <summary>The numbers that go at once: the processors hand each other whole lines of their caches.</summary>
    public static int Line => Vector512<byte>.Count / Unsafe.SizeOf<T>();

    /// <summary>Tells all others.</summary>
    /// <param name="part">Who tells it.</param>
    /// <param name="turn">The number of the step: one more than the last time.</param>
    /// <param name="values">What: whole lines. The last may end with more than the others want to know.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Send(int part, uint turn, ReadOnlySpan<T> values)
    {
        // Who sees this must see that the places of later messages are empty.
        Volatile.WriteBarrier();
        Span<ulong> message = Message(part, turn);
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<T, ulong>(values);
        for (int i = 0; i < words.Length; i += Vector512<ulong>.Count)
        {
            // A line in one go: who looks for it meanwhile would have to fetch it once more.
            Vector512.Create(words[i..]).CopyTo(message[i..]);
        }

        Message(part, turn + (Messages / 2))[..words.Length].Fill(Empty);
    }

    /// <summary>Waits for what somebody tells.</summary>
    /// <param name="part">Who.</param>
    /// <param name="turn">The number of the step.</param>
    /// <param name="values">As many numbers as are wanted.</param>
    /// <exception cref="InvalidOperationException">The other has failed, and nothing will come.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Receive(int part, uint turn, Span<T> values)
    {
        Span<ulong> message = Message(part, turn);
        Span<T> line = stackalloc T[Line];
        for (int i = 0; i < values.Length; i += Line)
        {
            Vector512<ulong> words = Vector512.Create<ulong>(message);
            for (int spin = 0; Vector512.EqualsAny(words, Vector512.Create(Empty)); spin++)
            {
                Wait(spin);
                words = Vector512.Create<ulong>(message);
            }

            message = message[Vector512<ulong>.Count..];
            if (i + Line <= values.Length)
            {
                words.CopyTo(MemoryMarshal.Cast<T, ulong>(values[i..]));
                continue;
            }

            words.CopyTo(MemoryMarshal.Cast<T, ulong>(line));
            line[..(values.Length - i)].CopyTo(values[i..]);
        }

        // What is sent from here on must not be seen before this was read, nor what comes next read before this.
        Volatile.ReadBarrier();
    }

    /// <summary>Lets nobody wait any more: who should tell them has failed.</summary>
    public void Break() => _broken = true;

    private void Wait(int spin)
    {
        if (spin < LongWait)
        {
            Thread.SpinWait(1);
            return;
        }

        if (_broken)
        {
            throw new InvalidOperationException("Another thread could not do its part of a step.");
        }

        Thread.Yield();
    }

    private Span<ulong> Message(int part, uint turn) => MemoryMarshal.Cast<T, ulong>(
        _lines.Rows(((part * Messages) + (int)(turn % Messages)) * _linesOfMessage, _linesOfMessage));
}
