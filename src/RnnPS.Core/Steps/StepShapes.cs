using System.Runtime.CompilerServices;

namespace RnnPS;

/// <summary>The step shapes of models, made once for each set of weights.</summary>
internal static class StepShapes
{
    private static readonly ConditionalWeakTable<WeightSet, StepShape> Known = [];

    extension(WeightSet weights)
    {
        /// <summary>Where the vectors of the model's steps are in a step's array.</summary>
        public StepShape Shape => Known.GetValue(weights, set => new StepShape(set.Stack, set.Output, set.OutputStep));
    }
}
