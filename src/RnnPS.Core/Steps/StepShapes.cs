using System.Runtime.CompilerServices;

namespace RnnPS;

/// <summary>Caches one step shape for each weight set.</summary>
internal static class StepShapes
{
    private static readonly ConditionalWeakTable<WeightSet, StepShape> Known = [];

    extension(WeightSet weights)
    {
        /// <summary>The positions of the vectors in a step's data array.</summary>
        public StepShape Shape => Known.GetValue(weights, set => new StepShape(set));
    }
}
