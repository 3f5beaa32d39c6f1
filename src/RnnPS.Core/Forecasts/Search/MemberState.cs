namespace RnnPS;

/// <summary>The place of a network of a forecast model in a series: its state, and the rows that its form reads again.</summary>
internal sealed class MemberState
{
    // Rows are dropped a block at a time.
    private const int Block = 256;

    private readonly RnnForecastMember _member;
    private readonly RnnState _state;
    private readonly RnnRun _run;
    private readonly double[] _inputs;
    private FormSeries _series;

    /// <summary>Starts before the first row.</summary>
    /// <param name="member">The network.</param>
    /// <param name="place">What is known of the rows beside their values.</param>
    /// <param name="scale">The scale of the values.</param>
    public MemberState(RnnForecastMember member, SeriesPlace place, SeriesScale scale)
        : this(member, new RnnState(member.Model), new FormSeries(member.Form, [], place, scale, Block))
    {
    }

    private MemberState(RnnForecastMember member, RnnState state, FormSeries series)
    {
        (_member, _state, _series) = (member, state, series);
        _run = new RnnRun(member.Model, state, capacity: 1, threads: 1);
        _inputs = new double[member.Form.InputSize];
    }

    /// <summary>The forecast of the next row; null while there are fewer rows than the form reads.</summary>
    public double? Expected { get; private set; }

    /// <summary>Reads the next row, and forecasts the one after it.</summary>
    /// <param name="value">The value, which is not missing. The transform is defined for it.</param>
    /// <exception cref="RnnException">A number of the network becomes infinite or NaN (<see cref="RnnErrorId.NotFinite"/>).</exception>
    public void Take(double value)
    {
        if (!_series.HasRoom)
        {
            // A form may read more rows again than a block has.
            _series = _series.TakeLast(Math.Min(_series.Length, _member.Form.Skipped + 1), Block);
        }

        _series.Append(value);
        int row = _series.Length - 1;
        if (row < _member.Form.Skipped)
        {
            return;
        }

        _series.WriteInputs(row, _inputs);
        _run.Add(_inputs, row);
        Expected = _series.NextValue((double)_run.Flush().First().Output);
    }

    /// <summary>Copies the state.</summary>
    public MemberState Copy() => new(_member, _state.Copy(_member.Model), _series.Take(_series.Length, Block)) { Expected = Expected };
}
