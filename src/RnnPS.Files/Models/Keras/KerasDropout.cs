namespace RnnPS.Files;

/// <summary>Finds the dropout that a model of RnnPS has: one fraction between all recurrent layers.</summary>
internal sealed class KerasDropout
{
    private readonly List<double> _between = [];
    private double _pending;
    private int _recurrent;

    /// <summary>The fraction; 0 if the layers have none or different ones.</summary>
    public double Fraction => _between.Count > 0 && _between.TrueForAll(fraction => fraction == _between[0]) ? _between[0] : 0;

    /// <summary>Adds a Dropout layer.</summary>
    /// <param name="layer">The layer.</param>
    public void Add(KerasLayer layer) => _pending = layer.Number("rate") is { } rate and >= 0 and < 1 ? rate : 0;

    /// <summary>Adds recurrent layers without dropout between them.</summary>
    /// <param name="count">The number of layers: several for StackedRNNCells.</param>
    public void AddRecurrent(int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (_recurrent++ > 0)
            {
                _between.Add(_pending);
            }

            _pending = 0;
        }
    }
}
