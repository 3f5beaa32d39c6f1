using System.Management.Automation;

namespace RnnPS;

/// <summary>Gives objects whose prediction differs from the output a type name of their own, which selects a view that shows it.</summary>
/// <remarks>A view has fixed column headers, so another header needs another view.</remarks>
internal static class PredictionView
{
    /// <summary>The step, in the view that suits it.</summary>
    public static object Of(RnnStep step) => RnnStepFormat.ShowsClasses(step)
        ? Named(step, "RnnPS.RnnStep#Classes")
        : RnnStepFormat.ShowsPrediction(step) ? Named(step, "RnnPS.RnnStep#Prediction") : step;

    /// <summary>The loss of a step, in the view that suits it.</summary>
    public static object Of(RnnStepLoss loss) => loss.ShowsPrediction() ? Named(loss, "RnnPS.RnnStepLoss#Prediction") : loss;

    /// <summary>An epoch, in the view that suits it.</summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="hasHorizon">Whether the training has a horizon: its epochs on all rows are in the same table.</param>
    public static object Of(RnnEpoch epoch, bool hasHorizon) => epoch.Accuracy is not null
        ? Named(epoch, "RnnPS.RnnEpoch#Classes")
        : hasHorizon ? Named(epoch, "RnnPS.RnnEpoch#Horizon") : epoch;

    /// <summary>A step of a forecast, in the view that suits it.</summary>
    public static object Of(RnnForecastStep step) => step.Baseline is null ? step : Named(step, "RnnPS.RnnForecastStep#Compared");

    private static PSObject Named(object value, string typeName)
    {
        var named = PSObject.AsPSObject(value);
        named.TypeNames.Insert(0, typeName);
        return named;
    }
}
