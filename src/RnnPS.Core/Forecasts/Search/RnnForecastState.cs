using System.Globalization;

namespace RnnPS;

/// <summary>
/// The place of a forecast model in a series: it forecasts the next row, takes its value, and goes on, without the rows before.
/// </summary>
/// <remarks>
/// The forecasts are those of <see cref="RnnForecastModel"/> for one row, bit for bit. The state keeps only as many rows as
/// differences, lags and the baseline read again.
/// </remarks>
public sealed class RnnForecastState
{
    private readonly RnnForecastModel _model;
    private readonly double[] _recent;
    private readonly SeriesPlace _place;
    private readonly SeriesScale _scale;
    private MemberState[]? _members;
    private double _last = double.NaN;
    private long _known;

    /// <summary>Starts before the first row of a series.</summary>
    /// <param name="model">The model.</param>
    /// <param name="place">
    /// The place of the first row in the calendar of the model, in rows; 0 for a model without times.
    /// </param>
    /// <exception cref="RnnException">
    /// The model has known inputs, and a state has none, or it is one of several series (<see cref="RnnErrorId.Parameters"/>).
    /// </exception>
    public RnnForecastState(RnnForecastModel model, long place = 0)
        : this(model, PlaceOf(model, place), SeriesScale.Common)
    {
    }

    /// <summary>Starts before the first row of a series.</summary>
    /// <param name="model">The model.</param>
    /// <param name="place">What is known of the rows beside their values.</param>
    /// <param name="scale">The scale of the values.</param>
    internal RnnForecastState(RnnForecastModel model, SeriesPlace place, SeriesScale scale)
    {
        _model = model;
        _place = place;
        _scale = scale;
        _recent = new double[model.BaselineLag];
    }

    private RnnForecastState(RnnForecastState from)
    {
        (_model, _place, _scale, _last, _known, RowCount) = (from._model, from._place, from._scale, from._last, from._known, from.RowCount);
        _recent = [.. from._recent];
        _members = from._members is null ? null : [.. from._members.Select(member => member.Copy())];
        Expected = from.Expected;
    }

    /// <summary>The model.</summary>
    public RnnForecastModel Model => _model;

    /// <summary>The number of rows that the state has taken, including missing ones.</summary>
    public long RowCount { get; private set; }

    /// <summary>The forecast of the next row; null while the state has taken fewer rows than the model reads.</summary>
    public double? Expected { get; private set; }

    /// <summary>Takes the value of the next row.</summary>
    /// <param name="value">The value. NaN is a missing one: the last value before it stands for it, as in training.</param>
    /// <exception cref="RnnException">
    /// The value is infinite, a transform of the model is not defined for it, or a number of a network becomes infinite or NaN
    /// (<see cref="RnnErrorId.NotFinite"/>).
    /// </exception>
    public void Take(double value)
    {
        if (!double.IsNaN(value))
        {
            _model.RequireValue(value, FormattableString.Invariant($"Step {RowCount} of the series"));
            _last = value;
        }

        RowCount++;
        // Rows before the first value only advance the calendar.
        if (double.IsNaN(_last))
        {
            return;
        }

        _members ??= [.. _model.Members.Select(member => new MemberState(member, _place.Skip((int)RowCount - 1), _scale))];
        _recent[_known++ % _recent.Length] = _last;
        double sum = 0;
        bool hasAll = _known >= _recent.Length;
        if (hasAll)
        {
            sum = _model.BaselineShare * _recent[_known % _recent.Length];
        }

        foreach ((MemberState state, RnnForecastMember member) in _members.Zip(_model.Members))
        {
            state.Take(_last);
            hasAll &= state.Expected is not null;
            sum += member.Share * state.Expected.GetValueOrDefault();
        }

        Expected = hasAll ? RequireFinite(sum) : null;
    }

    /// <summary>Creates an independent copy of the state.</summary>
    /// <returns>The copy.</returns>
    public RnnForecastState Copy() => new(this);

    /// <summary>Formats the state, for example <c>after 1344 rows, 312.5 next</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"after {RnnMessages.Count(RowCount, "row")}{(Expected is { } next ? $", {RnnFormat.Number(next)} next" : string.Empty)}");

    private static SeriesPlace PlaceOf(RnnForecastModel model, long place)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.IsGlobal)
        {
            throw new RnnException(
                RnnErrorId.Parameters,
                "The model is one of several series, and reads each in the scale of its history, which rows one by one do not tell: give a model of this series alone.",
                model);
        }

        return model.KnownInputs.Count == 0
            ? new SeriesPlace(0, model.Axis).Skip(checked((int)place))
            : throw new RnnException(
                RnnErrorId.Parameters,
                $"The model reads the known inputs {MessageText.Names(model.KnownInputs)}, which are not read row by row: give a model of the series alone.",
                model);
    }

    private double RequireFinite(double value) => double.IsFinite(value) ? value : throw new RnnException(
        RnnErrorId.NotFinite,
        FormattableString.Invariant($"The forecast of step {RowCount} is {value}: the network diverges. Give a model that was trained on values such as these."),
        value);
}
