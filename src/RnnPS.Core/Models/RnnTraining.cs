using System.Globalization;

namespace RnnPS;

/// <summary>Describes the training of a model: its inputs, targets, loss and validation errors. Forecasts use it.</summary>
public sealed record RnnTraining
{
    /// <summary>The names of the inputs; empty if they had none.</summary>
    public IReadOnlyList<string> InputNames { get; init; } = [];

    /// <summary>The names of the targets; empty if they had none.</summary>
    public IReadOnlyList<string> TargetNames { get; init; } = [];

    /// <summary>
    /// The names of the classes, in the order of their indices in the targets; empty if the targets are not classes with names.
    /// </summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>The number of rows from an input to its target: 1 to predict the next row.</summary>
    public int Lead { get; init; }

    /// <summary>The treatment of missing inputs. Commands that run the model treat them in the same way by default.</summary>
    public RnnMissingValue MissingValue { get; init; } = RnnMissingValue.Error;

    /// <summary>The loss function that training minimized.</summary>
    public RnnLossFunction Loss { get; init; } = RnnLossFunction.MeanSquaredError;

    /// <summary>The quantiles of each target that the model predicts; null if it predicts the targets themselves.</summary>
    public RnnVector? Quantiles => (Loss as PinballLoss)?.Quantiles;

    /// <summary>
    /// The validation errors of the kept weights, target − prediction, [timesteps × targets]. Only the newest 10,000 are stored. Null
    /// without validation data, or if the model predicts quantiles or classes instead of the values of the targets.
    /// </summary>
    public RnnMatrix? Residuals { get; init; }

    /// <summary>
    /// The errors of forecasts of the validation part by the kept weights, over the horizon of the training; null if it had none. The
    /// intervals of forecasts come from them.
    /// </summary>
    public RnnHorizonErrors? HorizonErrors { get; init; }

    /// <summary>The one-based epoch whose weights were kept.</summary>
    public int Epoch { get; init; }

    /// <summary>
    /// The mean loss of the kept weights, in the units of the data: on the validation part, or without one on the training part. It is
    /// measured after the training, without dropout. Null if the training was stopped before.
    /// </summary>
    public double? KeptLoss { get; init; }

    /// <summary>Requires that this can describe the training of a model.</summary>
    /// <param name="model">The model.</param>
    /// <exception cref="RnnException">The errors of <see cref="RnnModel.SetTraining"/>.</exception>
    internal void RequireFits(RnnModel model)
    {
        Loss.RequireFits(model.OutputSize, model.OutputActivation);
        if (Classes.Count > 0)
        {
            ClassRules.RequireNames(Classes, Loss, model.OutputSize);
        }

        string? fault = this switch
        {
            { Lead: < 0 } => FormattableString.Invariant($"a lead of {Lead}"),
            { Epoch: < 0 } => FormattableString.Invariant($"the epoch {Epoch}"),
            _ when !double.IsFinite(KeptLoss ?? 0) => FormattableString.Invariant($"a loss of {KeptLoss}"),
            _ when InputNames.Count > 0 && InputNames.Count != model.InputSize =>
                FormattableString.Invariant($"{RnnMessages.Count(InputNames.Count, "input name")} for {RnnMessages.Count(model.InputSize, "input")}"),
            _ when TargetNames.Count > 0 && !Loss.Takes(TargetNames.Count, model.OutputSize) =>
                FormattableString.Invariant($"{RnnMessages.Count(TargetNames.Count, "target name")} for {RnnMessages.Count(model.OutputSize, "output")} with {Loss}"),
            { HorizonErrors: not null } when !Loss.PredictsTargets && Quantiles is null => $"errors of forecasts, which a model with {Loss} does not have",
            _ => (Residuals is null ? null : ResidualFault(Residuals, model.OutputSize)) ?? HorizonErrors?.Fault(model.OutputSize / (Quantiles?.Length ?? 1)),
        };
        if (fault is not null)
        {
            throw new RnnException(
                RnnErrorId.Training,
                $"The training of the model {model} is described with {fault}: correct it, or leave it out.",
                this);
        }
    }

    private string? ResidualFault(RnnMatrix residuals, int outputs) => residuals switch
    {
        _ when !Loss.PredictsTargets => $"residuals, which a model with {Loss} does not have",
        { Rows: 0 } => "residuals without a row",
        _ when residuals.Columns != outputs => FormattableString.Invariant($"{residuals} residuals for {RnnMessages.Count(outputs, "output")}"),
        _ => residuals.AsSpan().ContainsAnyExceptInRange(double.MinValue, double.MaxValue) ? "a residual that is infinite or NaN" : null,
    };

    /// <summary>Formats the loss, the lead and the epoch.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Loss}, {Lead} ahead, epoch {Epoch}");
}
