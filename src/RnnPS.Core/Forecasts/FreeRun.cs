namespace RnnPS;

/// <summary>Runs several rows step by step from one initial state. Each row has its own fed-back values.</summary>
internal sealed class FreeRun
{
    // The rows that run together: enough for fast products, and few enough that a step of a large model stops soon.
    private const int BlockRows = 256;

    private readonly WeightSet _weights;
    private readonly ForwardPass[] _passes;
    private readonly double[] _input;
    private readonly double[] _data;

    /// <summary>Starts all rows from a state.</summary>
    /// <param name="weights">The weights, with an output at every step.</param>
    /// <param name="state">The initial state of all rows.</param>
    /// <param name="rows">The number of rows.</param>
    public FreeRun(WeightSet weights, RnnState state, int rows)
    {
        _weights = weights;
        Rows = rows;
        _passes = [.. Enumerable.Range(0, rows).Chunk(BlockRows).Select(block => CreatePass(weights, state, block.Length))];
        _input = new double[weights.InputSize];
        _data = new double[weights.Shape.Length];
    }

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>Whether all numbers of the last step are finite.</summary>
    public bool IsFinite => Array.TrueForAll(_passes, pass => pass.IsFinite);

    /// <summary>Advances all rows by one step.</summary>
    /// <param name="feedback">The map of the inputs that are fed back.</param>
    /// <param name="values">The forecasts of each row for this step, [row · target]; empty if nothing is fed back.</param>
    /// <param name="known">The other inputs, the same for all rows.</param>
    /// <param name="cancellation">Stops the run.</param>
    public void Advance(FeedbackMap feedback, double[] values, ReadOnlySpan<double> known, CancellationToken cancellation)
    {
        int targets = values.Length / Rows;
        for (int row = 0; row < Rows; row++)
        {
            feedback.Compose(values.AsSpan(row * targets, targets), known, _input);
            _passes[row / BlockRows].SetInput(0, row % BlockRows, _input);
        }

        foreach (ForwardPass pass in _passes)
        {
            pass.Run(1, cancellation);
        }
    }

    /// <summary>The prediction of a row at the last step, valid until the next call.</summary>
    public ReadOnlySpan<double> Prediction(int row)
    {
        _passes[row / BlockRows].CopyStep(_weights.Shape, 0, row % BlockRows, _data);
        return _weights.Shape.TakePrediction(_data);
    }

    private static ForwardPass CreatePass(WeightSet weights, RnnState state, int rows)
    {
        var pass = ForwardPass.Create(weights, RnnPrecision.Double, Tape.Trace, rows, rows);
        pass.Packing = new Packing([.. Enumerable.Repeat(1, rows)]);
        for (int row = 0; row < rows; row++)
        {
            state.ReadInto(pass, row);
        }

        return pass;
    }
}
