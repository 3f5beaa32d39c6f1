namespace RnnPS;

/// <summary>What is known of the rows of a series beside their values: their places in the calendar, their times, and the known inputs.</summary>
internal sealed class SeriesPlace
{
    private readonly double _first;
    private readonly RnnTimeAxis? _axis;
    private readonly KnownInputs? _known;

    /// <summary>Creates the places of a series.</summary>
    /// <param name="first">The place of the first row, in rows after the first one of the training.</param>
    /// <param name="axis">The times; null for none.</param>
    /// <param name="known">The known inputs; null for none.</param>
    public SeriesPlace(double first, RnnTimeAxis? axis = null, KnownInputs? known = null)
        : this(first, axis, known, 0)
    {
    }

    private SeriesPlace(double first, RnnTimeAxis? axis, KnownInputs? known, int skipped) =>
        (_first, _axis, _known, Skipped) = (first, axis, known, skipped);

    /// <summary>Finds the place of the first row of a series in the calendar of a training.</summary>
    /// <param name="axis">The times of the series; null for none.</param>
    /// <param name="training">The times of the training; null for none.</param>
    /// <param name="series">Names the series in a message, such as <c>The history a</c>.</param>
    /// <exception cref="RnnException">There are no times, or their steps are others (<see cref="RnnErrorId.Time"/>).</exception>
    public static double Of(RnnTimeAxis? axis, RnnTimeAxis? training, string series)
    {
        if (training is null)
        {
            return 0;
        }

        if (axis is null)
        {
            throw new RnnException(
                RnnErrorId.Time, $"{series} has no times, and the model is trained with the times of the rows: name them by -TimeProperty.", training);
        }

        return training.PlaceOf(axis) is { } place ? place + training.ShiftOf(axis) : throw new RnnException(
            RnnErrorId.Time,
            $"The times of {char.ToLowerInvariant(series[0])}{series[1..]} do not fit those that the model is trained on, which are {training.Step} apart: give rows with the same step.",
            axis);
    }

    /// <summary>The place of the first row of the series, before rows were left out.</summary>
    public double First => _first;

    /// <summary>The number of rows that were left out at the start.</summary>
    public int Skipped { get; }

    /// <summary>Leaves rows at the start out.</summary>
    public SeriesPlace Skip(int rows) => new(_first, _axis, _known, Skipped + rows);

    /// <summary>Gets the place of a row, in rows after the first one of the training, as the clock on the wall counts them.</summary>
    public double At(int row) => _first + Skipped + row + (_axis?.ShiftAt(Skipped + row) ?? 0);

    /// <summary>Gets the time of a row, as the clock on the wall shows it.</summary>
    public DateTime ClockAt(int row) => Axis.ClockAt(Skipped + row);

    /// <summary>Gets the days that a row stands for.</summary>
    public (DateOnly First, DateOnly Last) DaysAt(int row) => Axis.DaysAt(Skipped + row);

    /// <summary>Gets a known input of a row.</summary>
    public double KnownAt(string name, int row) => (_known ?? throw new InvalidOperationException("There are no known inputs.")).At(name, Skipped + row);

    private RnnTimeAxis Axis => _axis ?? throw new InvalidOperationException("There are no times.");
}
