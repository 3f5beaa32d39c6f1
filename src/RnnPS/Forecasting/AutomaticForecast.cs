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

    private bool _hasWarned;

    /// <summary>The models that were trained.</summary>
    public List<RnnForecastModel> Models { get; } = [];

    /// <summary>Forecasts a series, and writes the steps.</summary>
    /// <param name="sequence">The series.</param>
    /// <exception cref="RnnException">The series can't be forecast.</exception>
    public void Forecast(RnnSequence sequence)
    {
        RnnSequence known = SequenceColumns.Select(sequence, command.Property ?? []);
        RequireOneFeature(known);
        RnnTimeAxis? axis = command.TimeProperty is null ? null : TimeReader.Read(known, command.TimeProperty, times, future: null, command.Count);
        // Missing values are interpolated, and the forecast of a network does not count them.
        RnnSequence history = axis?.Complete(known, RnnMissingValue.Interpolate) ?? SequenceGaps.Fill(known);
        RnnForecastModel model = command.ForecastModel ?? Train(history, axis);
        command.WriteObject(model.Forecast(history, command.Count, interval, axis, command.Stopped), enumerateCollection: true);
    }

    private RnnForecastModel Train(RnnSequence history, RnnTimeAxis? axis)
    {
        var progress = new ProgressMeter(command, $"Training a forecast of {Name(history)}");
        RnnForecastModel model = ForecastSearch.Run(
            history,
            new RnnForecastSearchOptions
            {
                Count = command.Count,
                Draw = Draw,
                Periods = command.Period ?? [.. axis?.Cycles.Select(cycle => cycle.Period) ?? []],
                Seed = command.Seed,
                Threads = command.ThrottleLimit,
            },
            axis,
            progress,
            command.Stopped);
        progress.Complete();
        Models.Add(model);
        foreach (RnnForecastCandidate candidate in model.Candidates)
        {
            command.WriteVerbose($"{Name(history)}: {candidate}");
        }

        string text = FormattableString.Invariant($"Trained a forecast of {Name(history)} on {RnnMessages.Count(history.Length, "row")}. From {RnnMessages.Count(model.Origins, "origin")} in the last ones, forecasts of {RnnMessages.Count(command.Count, "step")} were {model.Verdict}.");
        command.WriteInformation(new HostInformationMessage { Message = text }, HostTag);
        if (model.IsNoBetter && !_hasWarned)
        {
            _hasWarned = true;
            command.WriteWarning($"The forecast of {Name(history)} is {model.Verdict}.");
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
