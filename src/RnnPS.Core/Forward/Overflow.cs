using System.Numerics;

namespace RnnPS;

/// <summary>Finds where the numbers of a run overflowed, so that an infinite or undefined result is an error and not an output.</summary>
internal static class Overflow
{
    /// <summary>Finds the first step of a sequence in the last chunk that has a number which is not finite.</summary>
    /// <param name="pass">The pass that ran the chunk.</param>
    /// <param name="shape">The positions of a step's vectors.</param>
    /// <param name="count">The number of steps of the sequence in the chunk.</param>
    /// <param name="row">The row of the sequence.</param>
    /// <returns>The index of the step, the name of its vector and the number; null if all numbers are finite.</returns>
    public static (int Step, string Vector, double Value)? Find(ForwardPass pass, StepShape shape, int count, int row)
    {
        if (pass.IsFinite)
        {
            return null;
        }

        var data = new double[shape.Length];
        for (int step = 0; step < count; step++)
        {
            pass.CopyStep(shape, step, row, data);
            if (FindIn(data, shape) is { } found)
            {
                return (step, found.Vector, found.Value);
            }
        }

        return null;
    }

    /// <summary>Finds the first vector of a step with a number that is not finite.</summary>
    /// <param name="data">The step's data array.</param>
    /// <param name="shape">The positions of its vectors.</param>
    /// <returns>The name of the vector and the number; null if all numbers are finite.</returns>
    public static (string Vector, double Value)? FindIn(double[] data, StepShape shape)
    {
        if (!FiniteCheck.AllFinite<double>(data))
        {
            (string name, Window window) = shape.Vectors.First(vector => !FiniteCheck.AllFinite(vector.Window.Of(data).AsSpan()));
            return (name, FirstIn(window.Of(data)));
        }

        RnnVector prediction = (shape.Link ?? RnnLink.Identity).Predict(shape.Output.Of(data));
        return FiniteCheck.AllFinite(prediction.AsSpan()) ? null : (nameof(RnnStep.Prediction), FirstIn(prediction));
    }

    /// <summary>Whether outputs and their predictions are finite.</summary>
    /// <param name="output">The outputs, [rows × size].</param>
    /// <param name="scaler">The scaling of the outputs; null for none.</param>
    /// <param name="link">The link of the model; null if it is not trained.</param>
    public static bool IsFinite<T>(ReadOnlySpan<T> output, RnnScaler? scaler, RnnLink? link)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (scaler is null && link != RnnLink.Log)
        {
            return FiniteCheck.AllFinite(output);
        }

        // A finite output can still overflow when its scaling or its logarithm is undone.
        bool finite = true;
        for (int i = 0; i < output.Length; i++)
        {
            double value = double.CreateTruncating(output[i]);
            value = scaler is null ? value : scaler.Undo(i % scaler.Count, value);
            finite &= double.IsFinite(link == RnnLink.Log ? Math.Exp(value) : value);
        }

        return finite;
    }

    /// <summary>Creates the error for a step that overflowed.</summary>
    /// <param name="step">The number of the step in its sequence.</param>
    /// <param name="vector">The name of the vector.</param>
    /// <param name="value">The number that is not finite.</param>
    /// <param name="precision">The precision of the run.</param>
    public static RnnException Error(long step, string vector, double value, RnnPrecision precision) => new(
        RnnErrorId.NotFinite,
        FormattableString.Invariant($"{vector} of step {step} became {value}, because the numbers of the model grew too large for ")
        + (precision == RnnPrecision.Single ? "single precision: run the model in double precision, " : "double precision: ")
        + "scale the input, or lower the weights. Nothing more of the sequence was emitted, and a state stays as it was before the step.",
        value);

    private static double FirstIn(RnnVector vector) => vector.First(value => !double.IsFinite(value));
}
