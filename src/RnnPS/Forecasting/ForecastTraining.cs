using System.Management.Automation;

namespace RnnPS;

/// <summary>Trains a forecast model of each series, or finds the one that was trained before.</summary>
internal sealed class ForecastTraining
{
    private static readonly string[] HostTag = ["PSHOST"];

    private readonly ForecastTrainingCommand _command;
    private readonly List<RnnForecastModel> _models = [];
    private bool _hasWarned;

    /// <summary>Reads the options of a cmdlet.</summary>
    /// <param name="command">The cmdlet. Its parameters are the options.</param>
    /// <exception cref="RnnException">An option is wrong (<see cref="RnnErrorId.Parameters"/>).</exception>
    public ForecastTraining(ForecastTrainingCommand command)
    {
        _command = command;
        _ = command.SearchOptions(1, []);
    }

    /// <summary>Reads the feature to forecast, and the known inputs after it, with a row for each step.</summary>
    /// <param name="sequence">The series as it came in.</param>
    /// <param name="count">The number of rows to forecast.</param>
    /// <param name="future">The rows after the series; null if there are none.</param>
    /// <returns>The series, and its times; null without -TimeProperty.</returns>
    /// <exception cref="RnnException">It has more features, or its times can't be read.</exception>
    public (RnnSequence History, RnnTimeAxis? Axis) Read(RnnSequence sequence, int count, RnnSequence? future = null)
    {
        (RnnSequence known, RnnTimeAxis? axis) = ReadRows(sequence, count, future);
        // An absent row is a missing value.
        return (axis?.Complete(known, RnnMissingValue.CarryForward) ?? SequenceGaps.Fill(known), axis);
    }

    /// <summary>Reads the feature to forecast, and the known inputs after it, with the rows that there are.</summary>
    /// <param name="sequence">The series as it came in.</param>
    /// <param name="count">The number of rows to forecast.</param>
    /// <param name="future">The rows after the series; null if there are none.</param>
    /// <returns>The series, and its times; null without -TimeProperty.</returns>
    /// <exception cref="RnnException">It has more features, or its times can't be read.</exception>
    public (RnnSequence Rows, RnnTimeAxis? Axis) ReadRows(RnnSequence sequence, int count, RnnSequence? future = null)
    {
        RnnSequence known = SequenceColumns.Select(sequence, Names(sequence));
        RequireOneFeature(known);
        return (known, _command.ReadTimes(known, future, count));
    }

    /// <summary>
    /// Gets the model of a series: the one of -ForecastModel, or one that is trained. The cmdlet says so then, and warns if it is no better
    /// than its baseline.
    /// </summary>
    /// <param name="history">The series, with a row for each step.</param>
    /// <param name="axis">Its times; null for none.</param>
    /// <param name="count">The number of rows that forecasts will have.</param>
    /// <exception cref="RnnException">No model fits, or none can be trained.</exception>
    public RnnForecastModel Of(RnnSequence history, RnnTimeAxis? axis, int count)
    {
        if (Kept(history) is { } kept)
        {
            return kept;
        }

        var progress = new ProgressMeter(_command, $"Training a forecast of {Name(history)}");
        RnnForecastModel model = Train(history, axis, count, progress);
        progress.Complete();
        Announce(model, Name(history), history.Length, hasTimes: axis is not null);
        return model;
    }

    /// <summary>Gets the model of -ForecastModel that was trained on a series.</summary>
    /// <param name="history">The series.</param>
    /// <returns>The model; null without -ForecastModel.</returns>
    /// <exception cref="RnnException">None was trained on it (<see cref="RnnErrorId.Parameters"/>).</exception>
    public RnnForecastModel? Kept(RnnSequence history) =>
        _command.ForecastModel is null ? null : Find(history.Key, history.FeatureNames.Count > 0 ? history.FeatureNames[0] : null);

    /// <summary>Trains a model, without a word, and keeps it in the -ModelVariable.</summary>
    /// <param name="history">The series, with a row for each step.</param>
    /// <param name="axis">Its times; null for none.</param>
    /// <param name="count">The number of rows that forecasts will have.</param>
    /// <param name="progress">Receives the completed fraction, from 0 to 1.</param>
    /// <exception cref="RnnException">None can be trained.</exception>
    public RnnForecastModel Train(RnnSequence history, RnnTimeAxis? axis, int count, IProgress<double>? progress = null)
    {
        RnnForecastSearchOptions options = _command.SearchOptions(count, [.. axis?.Cycles.Select(cycle => cycle.Period) ?? []]);
        RequirePeriods(history, options);
        return Keep(ForecastSearch.Run(history, Draw, options, axis, progress, _command.Stopped));
    }

    /// <summary>Trains one model of several series, and keeps it in the -ModelVariable. The cmdlet says so then.</summary>
    /// <param name="histories">The series, with a row for each step, and their times.</param>
    /// <param name="count">The number of rows that forecasts will have.</param>
    /// <exception cref="RnnException">None can be trained.</exception>
    public RnnForecastModel OfAll(IReadOnlyList<(RnnSequence History, RnnTimeAxis? Times)> histories, int count)
    {
        (RnnSequence longest, RnnTimeAxis? times) = histories.MaxBy(one => one.History.Length);
        RnnForecastSearchOptions options = _command.SearchOptions(count, [.. times?.Cycles.Select(cycle => cycle.Period) ?? []]);
        RequirePeriods(longest, options);
        var progress = new ProgressMeter(_command, FormattableString.Invariant($"Training a forecast of {RnnMessages.Count(histories.Count, "sequence")}"));
        RnnForecastModel model = Keep(ForecastSearch.RunGlobal(histories, Draw, options, progress, _command.Stopped));
        progress.Complete();
        int left = histories.Count - model.Sequences.Count;
        string name = (model.Name ?? "the values") + FormattableString.Invariant($" of {RnnMessages.Count(model.Sequences.Count, "sequence")}")
            + (left > 0 ? FormattableString.Invariant($" ({left} with fewer than {ForecastSearch.FewestRows} rows left out)") : string.Empty);
        Announce(model, name, longest.Length, hasTimes: times is not null);
        return model;
    }

    private RnnForecastModel Keep(RnnForecastModel model)
    {
        _models.Add(model);
        _command.Keep(_models);
        return model;
    }

    private void Announce(RnnForecastModel model, string name, int rows, bool hasTimes)
    {
        int tested = ForecastSearch.LongestTest(rows, model.Count);
        foreach (RnnForecastCandidate candidate in model.Candidates)
        {
            _command.WriteVerbose($"{name}: {candidate}");
        }

        string text = FormattableString.Invariant($"Trained a forecast of {name} on {RnnMessages.Count(model.TrainedRows, "row")}. From {RnnMessages.Count(model.Origins, "origin")} in the last ones, forecasts of {RnnMessages.Count(tested, "step")} were {model.Verdict}.")
            + (!hasTimes && _command.Period is null && model.Periods.Count == 0 ? " It knows no season: give -TimeProperty or -Period." : string.Empty)
            + (model.IsCutShort ? " -MaxSeconds ended the training." : string.Empty);
        _command.WriteInformation(new HostInformationMessage { Message = text }, HostTag);
        if (_command.Holiday is not null && !model.Candidates.Any(candidate => candidate.Form?.Holidays.Count > 0))
        {
            _command.WriteWarning($"No day of -Holiday lies in the rows that {name} is learned from, or all days do: holidays have no effect on its forecast.");
        }

        if (tested < model.Count)
        {
            _command.WriteWarning(FormattableString.Invariant($"The rows of {name} have room to test forecasts of {RnnMessages.Count(tested, "step")}, and this one has {model.Count}: what lies beyond is not tested. Give more rows, or a smaller -Count."));
        }

        if (model.IsNoBetter && !_hasWarned)
        {
            _hasWarned = true;
            _command.WriteWarning($"The forecast of {name} is {model.Verdict}.");
        }
    }

    /// <summary>Gets the one of -ForecastModel that was trained on a series.</summary>
    /// <param name="key">The key of the series.</param>
    /// <param name="name">The name of its feature; null if it has none.</param>
    /// <exception cref="RnnException">None was (<see cref="RnnErrorId.Parameters"/>).</exception>
    public RnnForecastModel Find(object key, string? name)
    {
        RnnForecastModel[] models = _command.ForecastModel!;
        RnnForecastModel model = Array.Find(models, model => model.Sequences.Contains(key)) ?? Array.Find(models, model => model.IsGlobal) ?? throw new RnnException(
            RnnErrorId.Parameters,
            $"No -ForecastModel was trained on the sequence {key}: there are models of {MessageText.Names(models.SelectMany(model => model.Sequences).Select(trained => trained.ToString() ?? string.Empty))}. "
            + "Give one that was, or leave -ForecastModel out to train one.",
            key);
        if (model.Name is { } trained && name is not null && !trained.Equals(name, StringComparison.OrdinalIgnoreCase))
        {
            throw new RnnException(
                RnnErrorId.Parameters,
                $"The -ForecastModel was trained on {trained}, and the history is of {name}: name {trained} by -Property, or train a model of {name}.",
                key);
        }

        return model;
    }

    // A period that the user gives is not left out in silence.
    private void RequirePeriods(RnnSequence history, RnnForecastSearchOptions options)
    {
        int longest = ForecastSearch.LongestPeriod(history.Length, options.Count);
        if (_command.Period?.Max() > longest)
        {
            throw new RnnException(
                RnnErrorId.SequenceLength,
                FormattableString.Invariant($"-Period {_command.Period.Max()} is too long for the {RnnMessages.Count(history.Length, "row")} of the sequence {history.Key}: the training must see it three times before the rows that it holds out, so that {longest} is the longest. Give more rows, or a shorter -Period."),
                history);
        }
    }

    private static string Name(RnnSequence history)
    {
        string name = history.FeatureNames.Count > 0 ? history.FeatureNames[0] : "the series";
        return history.Key is 0 ? name : FormattableString.Invariant($"{name} of {history.Key}");
    }

    private RnnModel Draw(int inputs, int seed)
    {
        IReadOnlyList<RnnStackLayer> stack = StackBuilder.Draw(
            _command.Kind, inputs, _command.HiddenSize, RnnActivation.Tanh, null, null, RnnInitializer.Glorot, seed, MemoryLimit.Free, _command.Stopped);
        (RnnMatrix weights, RnnVector bias) = DrawnWeights.Output(_command.HiddenSize[^1], 1, RnnInitializer.Glorot, seed, MemoryLimit.Free, _command.Stopped);
        return new RnnModel(stack, weights, bias, seed: seed);
    }

    /// <summary>The names of the known inputs of a series; empty if it has none.</summary>
    /// <param name="sequence">The series as it came in.</param>
    public string[] KnownInputs(RnnSequence sequence) => _command.TargetName is null ? [] : [.. Names(sequence).Skip(1)];

    // A sequence may tell its features by itself.
    private IReadOnlyList<string> Names(RnnSequence sequence) =>
        _command.TargetName is { } target && _command.InputNames.Count == 0
            ? [target, .. sequence.FeatureNames.Where(name => !name.Equals(target, StringComparison.OrdinalIgnoreCase))]
            : _command.InputNames;

    private void RequireOneFeature(RnnSequence sequence)
    {
        if (sequence.FeatureCount != 1 && (_command.TargetName is null || sequence.FeatureNames.Count == 0))
        {
            throw new RnnException(
                RnnErrorId.InputLength,
                FormattableString.Invariant($"The sequence {sequence.Key} has {RnnMessages.Count(sequence.FeatureCount, "feature")}, and a forecast without -Model is of one: name it by -Property, or by -TargetProperty if the others are known for the rows of the forecast, too; or give a -Model."),
                sequence);
        }
    }
}
