using System.Management.Automation;

namespace RnnPS;

/// <summary>Shows progress at most five times a second, with a percentage and the time left, and takes the bar away at the end.</summary>
/// <param name="command">The cmdlet, on whose pipeline thread this is used.</param>
/// <param name="activity">What is going on.</param>
internal sealed class ProgressMeter(Cmdlet command, string activity) : IProgress<double>
{
    private const int Interval = 200;
    private readonly ProgressRecord _record = new(0, activity, "0 %");
    private readonly long _start = Environment.TickCount64;
    private long _next = Environment.TickCount64 + Interval;
    private bool _shown;

    /// <summary>Shows how far it has come, if it is time to.</summary>
    /// <param name="value">From 0 to 1.</param>
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
        _record.StatusDescription = FormattableString.Invariant($"{percent} %");
        command.WriteProgress(_record);
        _shown = true;
    }

    /// <summary>Takes the bar away, if it was shown.</summary>
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
