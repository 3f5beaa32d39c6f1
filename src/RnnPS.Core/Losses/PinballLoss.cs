using System.Globalization;

namespace RnnPS;

/// <summary>The quantile loss: the mean of max(q·(t − y), (q − 1)·(t − y)) over each quantile q of each target t.</summary>
internal sealed record PinballLoss : RnnLossFunction
{
    public PinballLoss(double[] quantiles)
    {
        ArgumentNullException.ThrowIfNull(quantiles);
        if (quantiles.Length == 0)
        {
            throw new RnnException(RnnErrorId.Loss, "The pinball loss needs at least one quantile: give numbers between 0 and 1.");
        }

        foreach (double quantile in quantiles)
        {
            // Written as a negation to reject NaN too.
            if (!(quantile > 0 && quantile < 1))
            {
                throw new RnnException(
                    RnnErrorId.Loss,
                    FormattableString.Invariant($"The pinball loss can't have the quantile {quantile}: expected a number between 0 and 1."),
                    quantile);
            }

            if (Array.FindAll(quantiles, other => other == quantile).Length > 1)
            {
                throw new RnnException(
                    RnnErrorId.Loss,
                    FormattableString.Invariant($"The pinball loss has the quantile {quantile} more than once: give each quantile once."),
                    quantile);
            }
        }

        Quantiles = new RnnVector([.. quantiles]);
    }

    public override string Name => nameof(Pinball);

    /// <summary>The quantiles, in the order of the outputs.</summary>
    public RnnVector Quantiles { get; }

    public override IReadOnlyDictionary<string, RnnVector> Constants => Constant(nameof(Quantiles), Quantiles);

    private protected override RnnLossFunction With(string constant, RnnVector value) =>
        constant == nameof(Quantiles) ? new PinballLoss(value.ToArray()) : base.With(constant, value);

    internal override bool PredictsTargets => false;

    public override void RequireFits(int outputs, RnnOutputActivation activation)
    {
        if (outputs % Quantiles.Length != 0)
        {
            throw new RnnException(
                RnnErrorId.Loss,
                $"The pinball loss has {RnnMessages.Count(Quantiles.Length, "quantile")}, but the model has "
                + $"{RnnMessages.Count(outputs, "output")}: give the model one output for each quantile of each target.",
                outputs);
        }
    }

    private protected override bool Accepts(int length, int outputs) => length * Quantiles.Length == outputs;

    private protected override string ExpectedLength(int outputs) => FormattableString.Invariant(
        $"{RnnMessages.Count(outputs, "output")} for {RnnMessages.Count(Quantiles.Length, "quantile")} need {RnnMessages.Count(outputs / Quantiles.Length, "number")}. Give each target once for all its quantiles.");

    private protected override string Describe() =>
        $"{Name}({string.Join(", ", Quantiles.Select(quantile => quantile.ToString(CultureInfo.InvariantCulture)))})";

    private protected override void Compute<T>(LossRows<T> rows)
    {
        ReadOnlySpan<double> quantiles = Quantiles.AsSpan();
        T count = T.CreateChecked(rows.Outputs);
        for (int row = 0; row < rows.Count; row++)
        {
            ReadOnlySpan<T> output = rows.OutputOf(row);
            Span<T> gradient = rows.GradientOf(row);
            T sum = T.Zero;
            for (int i = 0; i < output.Length; i++)
            {
                T quantile = T.CreateChecked(quantiles[i % quantiles.Length]);
                T difference = rows.TargetOf(row)[i / quantiles.Length] - output[i];
                // At output = target the slope is set to 0, which is between the slopes on both sides.
                T slope = difference > T.Zero ? quantile : difference < T.Zero ? quantile - T.One : T.Zero;
                sum += T.IsNaN(difference) ? difference : slope * difference;
                if (!gradient.IsEmpty)
                {
                    gradient[i] = -slope / count;
                }
            }

            rows.Losses[row] = sum / count;
        }
    }
}
