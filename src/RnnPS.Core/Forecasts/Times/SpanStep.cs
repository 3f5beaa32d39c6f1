using System.Globalization;

namespace RnnPS;

/// <summary>A step of a fixed span, such as 2, 7 days or 15 minutes.</summary>
internal sealed class SpanStep : TimeStep
{
    // Fractions such as 0.1 are not exact in a double, so their steps differ in the last digits.
    private const decimal Rounding = 1e-9m;
    private const decimal LargestRounding = 1e-3m;

    private const int DaysPerWeek = 7;
    // 52.18 on average, but a period is a whole number of rows.
    private const int WeeksPerYear = 52;

    private readonly decimal _first;
    private readonly decimal _last;
    private readonly long _lastPosition;
    private readonly bool _isDate;

    private SpanStep(IReadOnlyList<decimal> times, decimal gap, bool isDate)
    {
        _first = times[0];
        _last = times[^1];
        _isDate = isDate;
        Span = gap;
        _lastPosition = PositionOf(_last) ?? 0;
        if (_lastPosition > 0 && _first + (gap * _lastPosition) != _last)
        {
            Span = (_last - _first) / _lastPosition;
        }
    }

    private SpanStep(decimal first, decimal last, long lastPosition, decimal span, bool isDate) =>
        (_first, _last, _lastPosition, Span, _isDate) = (first, last, lastPosition, span, isDate);

    /// <summary>The span: a number, or ticks.</summary>
    public decimal Span { get; }

    /// <summary>Whether the span is a number of whole days.</summary>
    public bool IsWholeDays => Span % TimeSpan.TicksPerDay == 0;

    /// <inheritdoc/>
    public override IReadOnlyList<TimeCycle> Cycles => !_isDate
        ? []
        : Span == DaysPerWeek * TimeSpan.TicksPerDay ? [new TimeCycle(WeeksPerYear, TimeCycle.Year)]
        : [.. Cycle(1, TimeCycle.Day), .. Cycle(DaysPerWeek, TimeCycle.Week)];

    /// <summary>Creates the step of rows, whose span is their smallest distance.</summary>
    /// <param name="times">The times, two or more.</param>
    /// <param name="isDate">Whether they are the ticks of dates.</param>
    /// <returns>The step; null if the times do not rise.</returns>
    public static SpanStep? TryCreate(IReadOnlyList<decimal> times, bool isDate) =>
        SmallestGap(times) is { } gap ? new SpanStep(times, gap, isDate) : null;

    /// <inheritdoc/>
    public override IReadOnlyList<decimal> Numbers => [_first, _last, _lastPosition, Span];

    /// <summary>Creates the step with some <see cref="Numbers"/>.</summary>
    /// <returns>The step; null if there is none.</returns>
    public static SpanStep? Restore(IReadOnlyList<decimal> numbers, bool isDate) =>
        numbers is [decimal first, decimal last, >= 1 and <= long.MaxValue and var lastPosition, > 0 and var span] && last > first
            ? new SpanStep(first, last, (long)lastPosition, span, isDate)
            : null;

    /// <inheritdoc/>
    public override long? PositionOf(decimal time)
    {
        decimal steps = (time - _first) / Span;
        decimal position = Math.Round(steps);
        decimal fault = Math.Abs(time - _first - (position * Span));
        bool fits = fault == 0 || (!decimal.IsInteger(Span) && fault <= Math.Min(Rounding * Math.Abs(time), LargestRounding * Span));
        return fits && position <= long.MaxValue ? (long)position : null;
    }

    /// <inheritdoc/>
    public override decimal At(long position) => _last + (Span * (position - _lastPosition));

    /// <summary>Formats the span, for example <c>7 days</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString()
    {
        if (!_isDate)
        {
            return Span.ToString("0.############", CultureInfo.InvariantCulture);
        }

        (string unit, long ticks) = Array.Find(
            [
                ("day", TimeSpan.TicksPerDay), ("hour", TimeSpan.TicksPerHour), ("minute", TimeSpan.TicksPerMinute), ("second", TimeSpan.TicksPerSecond),
                ("millisecond", TimeSpan.TicksPerMillisecond),
            ],
            ((string Unit, long Ticks) unit) => Span % unit.Ticks == 0);
        return unit is null ? RnnMessages.Count((long)Span, "tick") : RnnMessages.Count((long)Span / ticks, unit);
    }

    private IEnumerable<TimeCycle> Cycle(int days, string previous)
    {
        decimal steps = days * TimeSpan.TicksPerDay / Span;
        return decimal.IsInteger(steps) && steps is > 1 and <= int.MaxValue ? [new TimeCycle((int)steps, previous)] : [];
    }
}
