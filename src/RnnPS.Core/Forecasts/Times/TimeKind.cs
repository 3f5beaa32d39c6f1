namespace RnnPS;

/// <summary>
/// A type of times. It converts times to numbers and back: to the time that a clock on the wall shows, and to the instant, which
/// differs from it by the offset from UTC.
/// </summary>
internal abstract class TimeKind
{
    /// <summary>Finds the type of a time.</summary>
    /// <param name="time">A decimal number, <see cref="DateTime"/>, <see cref="DateTimeOffset"/> or <see cref="DateOnly"/>.</param>
    public static TimeKind Of(object time) => time switch
    {
        decimal => new NumberKind(),
        DateTime date => new DateTimeTimeKind(date.Kind),
        DateTimeOffset date => new OffsetTimeKind(date.Offset),
        _ => new DateOnlyTimeKind(),
    };

    /// <summary>Whether times are dates, whose numbers are ticks.</summary>
    public virtual bool IsDate => true;

    /// <summary>Whether the clock on the wall may be set forward or back between two times.</summary>
    public virtual bool HasOffset => false;

    /// <summary>Whether a time belongs to this type.</summary>
    public abstract bool Fits(object time);

    /// <summary>Converts a time to what a clock on the wall shows.</summary>
    public abstract decimal ToWall(object time);

    /// <summary>Converts a time to its instant.</summary>
    public virtual decimal ToInstant(object time) => ToWall(time);

    /// <summary>Creates the time at which a clock on the wall shows a number.</summary>
    public abstract object FromWall(decimal wall);

    /// <summary>Creates the time at an instant.</summary>
    public virtual object FromInstant(decimal instant) => FromWall(instant);

    private sealed class NumberKind : TimeKind
    {
        public override bool IsDate => false;

        public override bool Fits(object time) => time is decimal;

        public override decimal ToWall(object time) => (decimal)time;

        public override object FromWall(decimal wall) => wall;
    }

    private sealed class DateOnlyTimeKind : TimeKind
    {
        public override bool Fits(object time) => time is DateOnly;

        public override decimal ToWall(object time) => ((DateOnly)time).ToDateTime(TimeOnly.MinValue).Ticks;

        public override object FromWall(decimal wall) => DateOnly.FromDateTime(new DateTime((long)wall));
    }

    private sealed class DateTimeTimeKind(DateTimeKind kind) : TimeKind
    {
        public override bool HasOffset => kind == DateTimeKind.Local;

        public override bool Fits(object time) => time is DateTime date && date.Kind == kind;

        public override decimal ToWall(object time) => ((DateTime)time).Ticks;

        public override decimal ToInstant(object time) => HasOffset ? ((DateTime)time).ToUniversalTime().Ticks : ToWall(time);

        public override object FromWall(decimal wall) => new DateTime((long)wall, kind);

        public override object FromInstant(decimal instant) =>
            HasOffset ? new DateTime((long)instant, DateTimeKind.Utc).ToLocalTime() : FromWall(instant);
    }

    private sealed class OffsetTimeKind(TimeSpan offset) : TimeKind
    {
        public override bool HasOffset => true;

        public override bool Fits(object time) => time is DateTimeOffset;

        public override decimal ToWall(object time) => ((DateTimeOffset)time).Ticks;

        public override decimal ToInstant(object time) => ((DateTimeOffset)time).UtcTicks;

        public override object FromWall(decimal wall) => new DateTimeOffset((long)wall, offset);

        public override object FromInstant(decimal instant) => new DateTimeOffset((long)instant, TimeSpan.Zero).ToOffset(offset);
    }
}
