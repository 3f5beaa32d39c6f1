using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace RnnPS.Files;

/// <summary>The encoding of a CSV file. The records that a reader gets are UTF-8, whatever the encoding of the file is.</summary>
internal sealed class CsvEncoding
{
    // The mark of UTF-32 starts with the mark of UTF-16, so it comes first.
    private static readonly Encoding[] Marked =
        [Encoding.UTF8, Encoding.UTF32, new UTF32Encoding(bigEndian: true, byteOrderMark: true), Encoding.Unicode, Encoding.BigEndianUnicode];

    private CsvEncoding(Encoding encoding, bool isMarked, bool isGiven)
    {
        Name = encoding.WebName;
        IsMarked = isMarked;
        IsGiven = isGiven;
        Transcoded = encoding.CodePage == Encoding.UTF8.CodePage ? null : encoding;
    }

    /// <summary>The name of the encoding, such as <c>utf-8</c>.</summary>
    public string Name { get; }

    /// <summary>Whether a byte order mark at the start of the file names the encoding.</summary>
    public bool IsMarked { get; }

    /// <summary>Whether the caller chose an encoding. A byte order mark overrides it.</summary>
    public bool IsGiven { get; }

    /// <summary>The encoding to transcode from; null for UTF-8.</summary>
    private Encoding? Transcoded { get; }

    /// <summary>Finds the encoding of a file: a byte order mark names it, otherwise the caller, otherwise it is UTF-8.</summary>
    /// <param name="file">The file, at its start.</param>
    /// <param name="given">The encoding that the caller chose, or null.</param>
    /// <returns>The encoding. The file is at its start again.</returns>
    public static CsvEncoding Of(Stream file, Encoding? given)
    {
        Encoding? marked = file.CanSeek ? FindMark(file) : null;
        return new CsvEncoding(marked ?? given ?? Encoding.UTF8, marked is not null, given is not null);
    }

    /// <summary>Opens the text of a file as UTF-8.</summary>
    /// <param name="file">The file, at its start. The result closes it.</param>
    /// <returns>The file itself if it is in UTF-8.</returns>
    public Stream Decode(Stream file) => Transcoded is null ? file : new TranscodedStream(file, Transcoded);

    /// <summary>Finds the first bytes that were not valid in the encoding of the file.</summary>
    /// <param name="utf8">Text of the file, in UTF-8.</param>
    /// <returns>The index of the first such byte, or −1.</returns>
    public int IndexOfInvalid(ReadOnlySpan<byte> utf8)
    {
        if (Transcoded is not null)
        {
            return utf8.IndexOf(TranscodedStream.Invalid);
        }

        if (Utf8.IsValid(utf8))
        {
            return -1;
        }

        int index = 0;
        while (Rune.DecodeFromUtf8(utf8[index..], out _, out int length) == OperationStatus.Done)
        {
            index += length;
        }

        return index;
    }

    private static Encoding? FindMark(Stream file)
    {
        Span<byte> start = stackalloc byte[4];
        int read = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        file.Position = 0;
        foreach (Encoding encoding in Marked)
        {
            if (start[..read].StartsWith(encoding.Preamble))
            {
                return encoding;
            }
        }

        return null;
    }
}
