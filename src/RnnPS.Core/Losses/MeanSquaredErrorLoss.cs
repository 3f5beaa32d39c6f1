using System.Numerics;

namespace RnnPS;

/// <summary>The mean of (y − t)².</summary>
internal sealed record MeanSquaredErrorLoss : PointwiseLoss
{
    public override string Name => nameof(MeanSquaredError);

    private protected override void Compute<T>(LossRows<T> rows) => Run(default(Component<T>), rows);

    private readonly struct Component<T> : IComponent<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public (T Loss, T Slope) Of(T output, T target)
        {
            T difference = output - target;
            return (difference * difference, difference + difference);
        }
    }
}
