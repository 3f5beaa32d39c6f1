namespace RnnPS;

/// <summary>Runs whole sequences, together or one by one, and writes their steps. Call it only on the pipeline thread.</summary>
/// <param name="command">The cmdlet that writes steps and errors.</param>
/// <param name="settings">The settings of the run.</param>
internal sealed class SequenceRunner(RnnCommand command, ForwardSettings settings)
{
    private readonly List<(RnnSequence Sequence, RnnState? Start)> _waiting = [];

    /// <summary>The progress bar of the run.</summary>
    public ProgressMeter Progress { get; } = new(command, "Running " + settings.Model);

    /// <summary>Adds a sequence to those that wait, truncated to the maximum length.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="start">The state that it starts from and advances; null for zeros.</param>
    public void Add(RnnSequence sequence, RnnState? start)
    {
        try
        {
            _waiting.Add((settings.Prepare(sequence), start));
        }
        catch (RnnException error)
        {
            command.WriteError(error, sequence);
        }
    }

    /// <summary>Runs the waiting sequences and writes their steps.</summary>
    public void Run()
    {
        if (_waiting.Count == 0)
        {
            return;
        }

        (RnnSequence Sequence, RnnState? Start)[] runs = [.. _waiting];
        _waiting.Clear();
        if (settings.Model.NeedsWholeSequence || (runs.Length > 1 && settings.State is null))
        {
            RunTogether(runs);
            return;
        }

        // A single sequence needs no batch unless it is masked. Step by step it takes constant memory and stops sooner.
        foreach ((RnnSequence sequence, RnnState? start) in runs)
        {
            if (sequence.Mask.Count > 0)
            {
                RunTogether([(sequence, start)]);
            }
            else
            {
                RunAlone(sequence, start);
            }
        }
    }

    private void RunTogether((RnnSequence Sequence, RnnState? Start)[] runs)
    {
        var batch = new RnnBatch(settings.Model, settings.Precision, settings.LastOnly, settings.Threads) { Memory = settings.Memory };
        RnnSequence[] sequences = [.. runs.Select(run => run.Sequence)];
        RnnState[]? states = settings.State is { } state ? [state] : runs[0].Start is null ? null : [.. runs.Select(run => run.Start!)];
        command.Stoppable(() =>
        {
            if (settings.FinalState)
            {
                command.WriteObject(batch.FinalStates(sequences, states!, WriteError, Progress, command.Stopped), enumerateCollection: true);
                return;
            }

            foreach (RnnStep step in batch.Run(sequences, states, WriteError, Progress, command.Stopped))
            {
                command.WriteObject(PredictionView.Of(step));
            }
        });
    }

    private void RunAlone(RnnSequence sequence, RnnState? start)
    {
        RnnRun run = settings.StartRun(sequence.Key, RnnRun.DefaultCapacity, sequence.FeatureNames, start);
        var series = new TimestepSeries(command, settings, sequence.Key, start, run);
        for (int i = 0; i < sequence.Length; i++)
        {
            try
            {
                run.Add(sequence.Values[i].AsSpan(), sequence.StepAt(i), sequence.Source.Count > 0 ? sequence.Source[i] : null);
            }
            catch (RnnException error)
            {
                series.Write();
                WriteError(sequence, i, error);
            }

            if (series.IsChunkFull)
            {
                series.Write();
                Progress.Report((double)i / sequence.Length);
            }

            if (series.HasFailed)
            {
                return;
            }
        }

        series.End();
    }

    private void WriteError(RnnSequence sequence, int index, RnnException error)
    {
        string line = sequence.LineAt(index) is { } number ? FormattableString.Invariant($"Line {number}, step") : "Step";
        command.WriteError(error, sequence, FormattableString.Invariant($"{line} {sequence.StepAt(index)} of sequence {sequence.Key}"));
    }
}
