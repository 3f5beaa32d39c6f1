using System.Management.Automation;

namespace RnnPS;

/// <summary>Shows a progress bar with a percentage and the remaining time. It is updated at most five times a second.</summary>
/// <param name="command">The cmdlet that reports progress. Call the meter only on the cmdlet's pipeline thread.</param>
/// <param name="activity">The text that describes the activity.</param>
internal sealed class ProgressMeter(Cmdlet command, string activity) : IProgress<double>
{
    private const int Interval = 200;
    private const int ActivityLength = 200;
    private readonly ProgressRecord _record = new(0, MessageText.Excerpt(activity, ActivityLength), "0 %");
    private readonly long _start = Environment.TickCount64;
    private long _next = Environment.TickCount64 + Interval;
    private bool _shown;

    /// <summary>The text beside the percentage, such as the epoch and its loss; null for none.</summary>
    public string? Status { get; set; }

    /// <summary>Updates the progress bar if the interval has passed.</summary>
    /// <param name="value">The completed fraction, from 0 to 1.</param>
    public void Report(double value)
    {
        if (Environment.TickCount64 < _next)
        {
            return;
        }

        _next = Environment.TickCount64 + Interval;
        int percent = (int)Math.Clamp(100 * value, 0, 100);
        _record.PercentComplete = percent;
        _record.SecondsRemaining = value > 0 ? (int)Math.Min((Environment.TickCount64 - _start) / 1000.0 * (1 - value) / value, int.MaxValue) : -1;
        _record.StatusDescription = FormattableString.Invariant($"{percent} %") + (Status is null ? string.Empty : $" · {Status}");
        command.WriteProgress(_record);
        _shown = true;
    }

    /// <summary>Removes the progress bar if it was shown.</summary>
    public void Complete()
    {
        if (_shown)
        {
            _record.RecordType = ProgressRecordType.Completed;
            command.WriteProgress(_record);
            _shown = false;
        }
    }
}
