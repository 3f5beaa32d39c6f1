using System.ComponentModel;
using System.Management.Automation;

namespace RnnPS;

/// <summary>The properties that a step has beside its own if its model was trained on classes with names. RnnPS.Types.ps1xml names them.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ClassPrediction
{
    /// <summary>The name of the class with the largest probability.</summary>
    /// <param name="step">The step.</param>
    /// <returns>The name; null if the classes have no names.</returns>
    public static object? Predicted(PSObject step) => (step?.BaseObject as RnnStep)?.PredictedClass();

    /// <summary>An object with a property for each class: its probability.</summary>
    /// <param name="step">The step.</param>
    /// <returns>The object.</returns>
    public static object Probability(PSObject step)
    {
        var named = new PSObject();
        foreach ((string name, double probability) in (step?.BaseObject as RnnStep)?.ToProbabilities() ?? [])
        {
            named.Properties.Add(new PSNoteProperty(name, probability));
        }

        return named;
    }
}
