namespace RnnPS;

/// <summary>Completes the names of the learning rate schedules.</summary>
public sealed class ScheduleCompleter : NameCompleter
{
    /// <summary>Creates the completer.</summary>
    public ScheduleCompleter()
        : base(RnnSchedule.Names)
    {
    }
}
