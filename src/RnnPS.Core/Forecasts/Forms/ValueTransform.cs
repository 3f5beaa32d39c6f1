namespace RnnPS;

/// <summary>Transforms the values of a series, and undoes it.</summary>
internal static class ValueTransform
{
    /// <summary>Whether the transform is defined for a value.</summary>
    public static bool Takes(this RnnTransform transform, double value) => transform switch
    {
        RnnTransform.Log => value > 0,
        RnnTransform.Sqrt => value >= 0,
        _ => true,
    };

    /// <summary>Transforms a value.</summary>
    public static double Apply(this RnnTransform transform, double value) => transform switch
    {
        RnnTransform.Log => Math.Log(value),
        RnnTransform.Sqrt => Math.Sqrt(value),
        _ => value,
    };

    /// <summary>Computes the value whose transform is given. Below the square root of 0 it is 0.</summary>
    public static double Undo(this RnnTransform transform, double transformed) => transform switch
    {
        RnnTransform.Log => Math.Exp(transformed),
        RnnTransform.Sqrt => Math.Max(transformed, 0) * Math.Max(transformed, 0),
        _ => transformed,
    };
}
