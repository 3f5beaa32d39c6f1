using System.Diagnostics;
using System.Management.Automation;

namespace RnnPS.Shell;

/// <summary>Shows the latest progress record on one line. Rewrites the line in place, and clears it when the work is done.</summary>
internal sealed class ProgressLine(TextWriter writer)
{
    /// <summary>The shortest time between two updates. Users would not see faster updates, which still cost time.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>The assumed width if standard output is redirected: the runtime can only get the width from standard output.</summary>
    private const int UnknownWidth = 80;

    private readonly Lock _lock = new();
    private long _shownAt;
    private int _length;

    /// <summary>Whether standard error is a terminal that can rewrite a line. A log file should not fill with progress.</summary>
    public static bool IsVisible =>
        !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb";

    private static int Width => Console.IsOutputRedirected ? UnknownWidth : ShellRawUserInterface.Width;

    /// <summary>Shows the record, or clears the line if the record says that the work is done.</summary>
    public void Show(ProgressRecord record)
    {
        if (record.RecordType == ProgressRecordType.Completed)
        {
            Clear();
            return;
        }

        lock (_lock)
        {
            if (_length > 0 && Stopwatch.GetElapsedTime(_shownAt) < Interval)
            {
                return;
            }

            // The last column stays free, because a full line would wrap and could not be rewritten.
            string line = Fit(Describe(record), Width - 1);
            writer.Write('\r' + line.PadRight(_length));
            _length = line.Length;
            _shownAt = Stopwatch.GetTimestamp();
        }
    }

    /// <summary>Clears the line.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            if (_length > 0)
            {
                writer.Write('\r' + new string(' ', _length) + '\r');
                _length = 0;
            }
        }
    }

    internal static string Describe(ProgressRecord record)
    {
        string line = $"{record.Activity}: {record.StatusDescription}";
        if (record.PercentComplete >= 0)
        {
            line += $" {record.PercentComplete}%";
        }

        if (record.SecondsRemaining >= 0)
        {
            line += $", {TimeSpan.FromSeconds(record.SecondsRemaining):c} left";
        }

        return string.IsNullOrEmpty(record.CurrentOperation) ? line : $"{line}, {record.CurrentOperation}";
    }

    private static string Fit(string text, int width)
    {
        string line = text.ReplaceLineEndings(" ");
        return line.Length <= width ? line : line[..Math.Max(0, width)];
    }
}
