namespace RnnPS;

/// <summary>Runs whole sequences, together or one by one, and writes their steps. Call it only on the pipeline thread.</summary>
/// <param name="command">The cmdlet that writes steps and errors.</param>
/// <param name="settings">The settings of the run.</param>
internal sealed class SequenceRunner(RnnCommand command, ForwardSettings settings)
{
    private readonly List<RnnSequence> _waiting = [];

    /// <summary>The progress bar of the run.</summary>
    public ProgressMeter Progress { get; } = new(command, "Running " + settings.Model);

    /// <summary>Adds a sequence to those that wait, truncated to the maximum length.</summary>
    public void Add(RnnSequence sequence)
    {
        try
        {
            _waiting.Add(settings.Prepare(sequence));
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

        RnnSequence[] sequences = [.. _waiting];
        _waiting.Clear();
        if (settings.Model.NeedsWholeSequence || (sequences.Length > 1 && settings.State is null))
        {
            RunTogether(sequences);
            return;
        }

        // A single sequence needs no batch unless it is masked. Step by step it takes constant memory and stops sooner.
        foreach (RnnSequence sequence in sequences)
        {
            if (sequence.Mask.Count > 0)
            {
                RunTogether([sequence]);
            }
            else
            {
                RunAlone(sequence);
            }
        }
    }

    private void RunTogether(RnnSequence[] sequences)
    {
        var batch = new RnnBatch(settings.Model, settings.Precision, settings.LastOnly, settings.Threads) { Memory = settings.Memory };
        RnnState[]? states = settings switch
        {
            { State: { } state } => [state],
            { InitialState: not null } => [.. sequences.Select(_ => settings.StartState()!)],
            _ => null,
        };
        command.Stoppable(() =>
        {
            foreach (RnnStep step in batch.Run(sequences, states, WriteError, Progress, command.Stopped))
            {
                command.WriteObject(PredictionView.Of(step));
            }
        });
    }

    private void RunAlone(RnnSequence sequence)
    {
        RnnRun run = settings.StartRun(sequence.Key, RnnRun.DefaultCapacity, sequence.FeatureNames);
        var series = new TimestepSeries(command, settings, sequence.Key, run);
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
