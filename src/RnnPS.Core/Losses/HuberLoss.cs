using System.Numerics;

namespace RnnPS;

/// <summary>The mean of (y − t)²/2 if |y − t| ≤ δ, otherwise linear in |y − t|.</summary>
internal sealed record HuberLoss : PointwiseLoss
{
    public HuberLoss(double delta)
    {
        if (!double.IsFinite(delta) || delta <= 0)
        {
            throw new RnnException(
                RnnErrorId.Loss, FormattableString.Invariant($"The Huber loss can't have δ = {delta}: expected a number above 0."), delta);
        }

        Delta = delta;
    }

    public override string Name => nameof(Huber);

    /// <summary>The threshold δ.</summary>
    public double Delta { get; }

    public override IReadOnlyDictionary<string, RnnVector> Constants => Constant(nameof(Delta), new RnnVector([Delta]));

    private protected override RnnLossFunction With(string constant, RnnVector value) =>
        constant == nameof(Delta) && value.Length == 1 ? new HuberLoss(value[0]) : base.With(constant, value);

    private protected override string Describe() => FormattableString.Invariant($"{Name}({Delta})");

    private protected override void Compute<T>(LossRows<T> rows) => Run(new Component<T>(T.CreateChecked(Delta)), rows);

    private readonly struct Component<T>(T delta) : IComponent<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public (T Loss, T Slope) Of(T output, T target)
        {
            T difference = output - target;
            T magnitude = T.Abs(difference);
            T half = T.CreateChecked(0.5);
            return magnitude <= delta
                ? (half * difference * difference, difference)
                : (delta * (magnitude - (half * delta)), T.CopySign(delta, difference));
        }
    }
}
