using System.Management.Automation;

namespace RnnPS;

/// <summary>Forecasts series without a model of the user: trains one on each, or takes one that was trained so.</summary>
/// <param name="command">The cmdlet. Its parameters are the options.</param>
/// <param name="times">How times are written.</param>
/// <param name="interval">The share of outcomes within the interval.</param>
internal sealed class AutomaticForecast(InvokeRnnForecastCommand command, RnnTimeFormat times, double interval)
{
    private const int HiddenSize = 16;

    private static readonly string[] HostTag = ["PSHOST"];

    private readonly List<RnnForecastModel> _models = [];

    private bool _hasWarned;

    /// <summary>Forecasts a series, and writes the steps.</summary>
    /// <param name="sequence">The series.</param>
    /// <exception cref="RnnException">The series can't be forecast.</exception>
    public void Forecast(RnnSequence sequence)
    {
        RnnSequence known = SequenceColumns.Select(sequence, command.InputNames);
        RequireOneFeature(known);
        RnnTimeAxis? axis = command.TimeProperty is null ? null : TimeReader.Read(known, command.TimeProperty, times, future: null, command.Count);
        // An absent row is a missing value.
        RnnSequence history = axis?.Complete(known, RnnMissingValue.CarryForward) ?? SequenceGaps.Fill(known);
        RnnForecastModel model = command.ForecastModel is { } trained ? Find(trained, history) : Train(history, axis);
        command.WriteObject(model.Forecast(history, command.Count, interval, axis, command.Stopped), enumerateCollection: true);
    }

    private RnnForecastModel Train(RnnSequence history, RnnTimeAxis? axis)
    {
        var progress = new ProgressMeter(command, $"Training a forecast of {Name(history)}");
        RnnForecastModel model = ForecastSearch.Run(
            history,
            Draw,
            new RnnForecastSearchOptions
            {
                Count = command.Count,
                Periods = command.Period ?? [.. axis?.Cycles.Select(cycle => cycle.Period) ?? []],
                Seed = command.Seed,
                Threads = command.ThrottleLimit,
            },
            axis,
            progress,
            command.Stopped);
        progress.Complete();
        _models.Add(model);
        command.Keep(_models);
        foreach (RnnForecastCandidate candidate in model.Candidates)
        {
            command.WriteVerbose($"{Name(history)}: {candidate}");
        }

        string text = FormattableString.Invariant($"Trained a forecast of {Name(history)} on {RnnMessages.Count(history.Length, "row")}. From {RnnMessages.Count(model.Origins, "origin")} in the last ones, forecasts of {RnnMessages.Count(command.Count, "step")} were {model.Verdict}.")
            + (axis is null && command.Period is null && model.Periods.Count == 0 ? " It knows no season: give -TimeProperty or -Period." : string.Empty);
        command.WriteInformation(new HostInformationMessage { Message = text }, HostTag);
        if (model.IsNoBetter && !_hasWarned)
        {
            _hasWarned = true;
            command.WriteWarning($"The forecast of {Name(history)} is {model.Verdict}.");
        }

        return model;
    }

    private static RnnForecastModel Find(RnnForecastModel[] models, RnnSequence history)
    {
        RnnForecastModel? model = Array.Find(models, model => Equals(model.Sequence, history.Key));
        if (model is null)
        {
            throw new RnnException(
                RnnErrorId.Parameters,
                $"No -ForecastModel was trained on the sequence {history.Key}: there are models of {MessageText.Names(models.Select(model => model.Sequence.ToString() ?? string.Empty))}. "
                + "Give one that was, or leave -ForecastModel out to train one.",
                history);
        }

        if (model.Name is { } name && history.FeatureNames.Count > 0 && !name.Equals(history.FeatureNames[0], StringComparison.OrdinalIgnoreCase))
        {
            throw new RnnException(
                RnnErrorId.Parameters,
                $"The -ForecastModel was trained on {name}, and the history is of {history.FeatureNames[0]}: name {name} by -Property, or train a model of "
                + $"{history.FeatureNames[0]}.",
                history);
        }

        return model;
    }

    private static string Name(RnnSequence history)
    {
        string name = history.FeatureNames.Count > 0 ? history.FeatureNames[0] : "the series";
        return history.Key is 0 ? name : FormattableString.Invariant($"{name} of {history.Key}");
    }

    private RnnModel Draw(int inputs, int seed)
    {
        IReadOnlyList<RnnStackLayer> stack = StackBuilder.Draw(
            RnnCellKind.Gru, inputs, [HiddenSize], RnnActivation.Tanh, null, null, RnnInitializer.Glorot, seed, MemoryLimit.None, command.Stopped);
        (RnnMatrix weights, RnnVector bias) = DrawnWeights.Output(HiddenSize, 1, RnnInitializer.Glorot, seed, MemoryLimit.None, command.Stopped);
        return new RnnModel(stack, weights, bias, seed: seed);
    }

    private static void RequireOneFeature(RnnSequence sequence)
    {
        if (sequence.FeatureCount != 1)
        {
            throw new RnnException(
                RnnErrorId.InputLength,
                FormattableString.Invariant($"The sequence {sequence.Key} has {RnnMessages.Count(sequence.FeatureCount, "feature")}, and a forecast without -Model is of one: name it by -Property, or give a -Model."),
                sequence);
        }
    }
}
