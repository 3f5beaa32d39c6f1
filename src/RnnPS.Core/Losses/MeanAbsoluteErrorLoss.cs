using System.Numerics;

namespace RnnPS;

/// <summary>The mean of |y − t|.</summary>
internal sealed record MeanAbsoluteErrorLoss : PointwiseLoss
{
    public override string Name => nameof(MeanAbsoluteError);

    private protected override void Compute<T>(LossRows<T> rows) => Run(default(Component<T>), rows);

    private readonly struct Component<T> : IComponent<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public (T Loss, T Slope) Of(T output, T target)
        {
            T difference = output - target;
            return (T.Abs(difference), Slope(difference));
        }

        // T.Sign throws for NaN. Here NaN must propagate, so that the caller detects it in the loss.
        private static T Slope(T difference) => T.IsZero(difference) ? T.Zero : T.CopySign(T.One, difference);
    }
}
