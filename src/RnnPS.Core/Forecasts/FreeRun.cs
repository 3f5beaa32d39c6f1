namespace RnnPS;

/// <summary>Rows that start from one state and go on, each fed with its own values.</summary>
internal sealed class FreeRun
{
    private readonly WeightSet _weights;
    private readonly ForwardPass _pass;
    private readonly double[] _input;
    private readonly double[] _data;

    /// <summary>Starts the rows.</summary>
    /// <param name="weights">The weights, which put out at every step.</param>
    /// <param name="state">What all start from.</param>
    /// <param name="rows">How many.</param>
    public FreeRun(WeightSet weights, RnnState state, int rows)
    {
        _weights = weights;
        Rows = rows;
        _pass = ForwardPass.Create(weights, RnnPrecision.Double, Tape.None, rows, rows);
        _pass.Packing = new Packing([.. Enumerable.Repeat(1, rows)]);
        for (int row = 0; row < rows; row++)
        {
            state.ReadInto(_pass, row);
        }

        _input = new double[weights.InputSize];
        _data = new double[weights.Shape.Length];
    }

    /// <summary>How many rows there are.</summary>
    public int Rows { get; }

    /// <summary>Takes all rows one step on.</summary>
    /// <param name="feedback">Which inputs are fed back.</param>
    /// <param name="values">What each row forecast for this step, [row · target]; empty where nothing is fed back.</param>
    /// <param name="known">The other inputs, the same for all rows.</param>
    /// <param name="cancellation">Stops.</param>
    public void Advance(FeedbackMap feedback, double[] values, ReadOnlySpan<double> known, CancellationToken cancellation)
    {
        int targets = values.Length / Rows;
        for (int row = 0; row < Rows; row++)
        {
            feedback.Compose(values.AsSpan(row * targets, targets), known, _input);
            _pass.SetInput(0, row, _input);
        }

        _pass.Run(1, cancellation);
    }

    /// <summary>What a row put out at the last step; valid until the next call.</summary>
    public ReadOnlyMemory<double> Output(int row)
    {
        _pass.CopyStep(_weights.Shape, 0, row, _data);
        Window output = _weights.Shape.Output;
        return _data.AsMemory(output.Start, output.Length);
    }
}
