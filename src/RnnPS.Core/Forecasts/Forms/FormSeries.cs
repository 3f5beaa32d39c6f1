namespace RnnPS;

/// <summary>A series in the form that a network reads, which grows by the rows that are forecast.</summary>
internal sealed class FormSeries
{
    private readonly RnnForecastForm _form;
    private readonly ValueTransform _transform;
    private readonly Differencing _differencing;
    private readonly RowInputs _rows;
    private readonly double[] _levels;
    private readonly double[] _changes;

    /// <summary>Transforms a series.</summary>
    /// <param name="form">The form.</param>
    /// <param name="values">The values, without missing ones. The transform is defined for all of them.</param>
    /// <param name="place">What is known of the rows beside their values.</param>
    /// <param name="scale">The scale of the values.</param>
    /// <param name="capacity">The number of rows that can be added.</param>
    public FormSeries(RnnForecastForm form, ReadOnlySpan<double> values, SeriesPlace place, SeriesScale scale, int capacity = 0)
    {
        _form = form;
        _transform = scale.On(form.Values);
        _differencing = new Differencing(form.Differences);
        _rows = new RowInputs(form, place);
        _levels = new double[values.Length + capacity];
        _changes = new double[values.Length + capacity];
        foreach (double value in values)
        {
            Append(value);
        }
    }

    private FormSeries(FormSeries from, int start, int rows, int capacity)
    {
        (_form, _transform, _differencing, _rows) = (from._form, from._transform, from._differencing, start == 0 ? from._rows : from._rows.Skip(start));
        _levels = new double[rows + capacity];
        _changes = new double[rows + capacity];
        from._levels.AsSpan(start, rows).CopyTo(_levels);
        from._changes.AsSpan(start, rows).CopyTo(_changes);
        Length = rows;
    }

    /// <summary>The number of rows.</summary>
    public int Length { get; private set; }

    /// <summary>The difference at a row, the target of the row before it.</summary>
    public double ChangeAt(int row) => _changes[row];

    /// <summary>Writes the inputs of a row.</summary>
    public void WriteInputs(int row, Span<double> inputs) => _form.WriteInputs(_changes, row, _rows, inputs);

    /// <summary>Copies the first rows, to go on from there.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="capacity">The number of rows that can be added.</param>
    public FormSeries Take(int rows, int capacity) => new(this, 0, rows, capacity);

    /// <summary>Copies the last rows, to go on from there without the others.</summary>
    /// <param name="rows">The number of rows, at least those that differences and lags reach back.</param>
    /// <param name="capacity">The number of rows that can be added.</param>
    public FormSeries TakeLast(int rows, int capacity) => new(this, Length - rows, rows, capacity);

    /// <summary>Whether a row can be added.</summary>
    public bool HasRoom => Length < _levels.Length;

    /// <summary>Adds a row.</summary>
    /// <param name="value">The value, which is not missing. The transform is defined for it.</param>
    public void Append(double value) => Add(_transform.Apply(value));

    /// <summary>Computes the value of the next row from its difference.</summary>
    /// <param name="change">The difference.</param>
    public double NextValue(double change) => _transform.Undo(_differencing.Undo(_levels, Length, change));

    /// <summary>Adds the row that a difference leads to.</summary>
    /// <param name="change">The difference.</param>
    /// <returns>The value of the row.</returns>
    public double Grow(double change)
    {
        double level = _differencing.Undo(_levels, Length, change);
        _levels[Length] = level;
        _changes[Length] = change;
        Length++;
        return _transform.Undo(level);
    }

    private void Add(double level)
    {
        _levels[Length] = level;
        _changes[Length] = Length < _differencing.Length ? double.NaN : _differencing.At(_levels, Length);
        Length++;
    }
}
