namespace RnnPS;

/// <summary>Completes the names of the schedules of the learning rate.</summary>
public sealed class ScheduleCompleter : NameCompleter
{
    /// <summary>Makes one.</summary>
    public ScheduleCompleter()
        : base(RnnSchedule.Names)
    {
    }
}
