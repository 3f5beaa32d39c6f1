namespace RnnPS;

/// <summary>
/// Runs what a cmdlet takes in, and writes the steps: series of timesteps as they come, or whole sequences, alone or many at
/// once. All on the pipeline's thread.
/// </summary>
/// <param name="command">The cmdlet that writes.</param>
/// <param name="settings">What was asked for.</param>
/// <param name="inHand">Whether all input is in hand, so that sequences can wait for each other without a delay.</param>
/// <param name="stopped">Cancelled when the pipeline stops.</param>
internal sealed class ForwardWriter(
    RnnCommand command, ForwardSettings settings, bool inHand, CancellationToken stopped)
{
    private readonly ProgressMeter _progress = new(command, "Running " + settings.Model);
    private readonly Dictionary<object, TimestepSeries> _series = [];
    private readonly List<TimestepSeries> _order = [];
    private readonly List<RnnSequence> _waiting = [];

    /// <summary>The series of a key; a new one where there is none.</summary>
    public TimestepSeries Series(object key, int capacity)
    {
        if (_order.Count == 1 && key.Equals(_order[0].Key))
        {
            return _order[0];
        }

        if (!_series.TryGetValue(key, out TimestepSeries? series))
        {
            RunWaiting(keep: settings.Batch);
            _series.Add(key, series = new TimestepSeries(key, settings, capacity));
            _order.Add(series);
        }

        return series;
    }

    /// <summary>Writes the steps of a series that wait.</summary>
    public void Emit(TimestepSeries series)
    {
        if (series.Run is { Pending: > 0 } run)
        {
            Emit(run);
        }
    }

    /// <summary>Runs a sequence, at once or with those that follow. It ends the series of timesteps before it.</summary>
    public void Run(RnnSequence sequence)
    {
        EndSeries();
        _waiting.Add(settings.Cut(sequence));
        if (!settings.Batch && (!inHand || settings.State is not null))
        {
            RunWaiting();
        }
    }

    /// <summary>Writes all that waits still.</summary>
    public void End()
    {
        EndSeries();
        RunWaiting();
        _progress.Complete();
    }

    /// <summary>Shows how far the input has been taken.</summary>
    public void ReportProgress(long taken, int? count)
    {
        if (count is { } total && _order is [{ Run.Pending: 0 }])
        {
            _progress.Report((double)taken / total);
        }
    }

    private void EndSeries()
    {
        foreach (TimestepSeries series in _order)
        {
            Emit(series);
            if (series.Run is null && series.ToSequence() is { } sequence)
            {
                _waiting.Add(sequence);
            }
            else if (series.Run is { } run)
            {
                WriteLast(run);
            }
        }

        _order.Clear();
        _series.Clear();
        RunWaiting(keep: settings.Batch || inHand);
    }

    private void RunWaiting(bool keep = false)
    {
        if (keep || _waiting.Count == 0)
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

        // One alone needs no batch, unless it is masked: step by step, it takes constant memory and stops sooner.
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
        var batch = new RnnBatch(settings.Model, settings.Precision, settings.LastOnly, settings.Threads);
        RnnState[]? states = settings switch
        {
            { State: { } state } => [state],
            { InitialState: not null } => [.. sequences.Select(_ => settings.StartState()!)],
            _ => null,
        };
        command.Stoppable(() =>
        {
            foreach (RnnStep step in batch.Run(sequences, states, Report, _progress, stopped))
            {
                command.WriteObject(step);
            }
        });
    }

    private void RunAlone(RnnSequence sequence)
    {
        RnnRun run = settings.StartRun(sequence.Key, RnnRun.DefaultCapacity, sequence.FeatureNames);
        for (int i = 0; i < sequence.Length; i++)
        {
            try
            {
                run.Add(sequence.Values[i].AsSpan(), sequence.StepAt(i), sequence.Source.Count > 0 ? sequence.Source[i] : null);
            }
            catch (RnnException error)
            {
                Emit(run);
                Report(sequence, i, error);
            }

            if (run.Pending == run.Capacity)
            {
                Emit(run);
                _progress.Report((double)i / sequence.Length);
            }

            if (run.Failure is not null)
            {
                return;
            }
        }

        Emit(run);
        WriteLast(run);
    }

    private void Emit(RnnRun run) => command.Stoppable(static with => with.Writer.WriteSteps(with.Run), (Writer: this, Run: run));

    private void WriteSteps(RnnRun run)
    {
        try
        {
            if (settings.LastOnly)
            {
                run.Advance(stopped);
                return;
            }

            int count = run.Compute(stopped);
            for (int i = 0; i < count; i++)
            {
                command.WriteObject(run.Take(i));
            }
        }
        catch (RnnException error) when (error.Id is RnnErrorId.NotFinite or RnnErrorId.StateInUse)
        {
            WriteFailure(run, error);
            return;
        }

        if (run.Failure is { } failure)
        {
            WriteFailure(run, failure);
        }
    }

    private void WriteLast(RnnRun run)
    {
        try
        {
            if (settings.LastOnly && run.LastStep() is { } last)
            {
                command.WriteObject(last);
            }
        }
        catch (RnnException error) when (error.Id == RnnErrorId.NotFinite)
        {
            WriteFailure(run, error);
        }
    }

    private void WriteFailure(RnnRun run, RnnException error) =>
        command.WriteError(error, target: null, FormattableString.Invariant($"Sequence {run.Sequence}"));

    private void Report(RnnSequence sequence, int index, RnnException error)
    {
        string line = sequence.LineAt(index) is { } number ? FormattableString.Invariant($"Line {number}, step") : "Step";
        command.WriteError(error, sequence, FormattableString.Invariant($"{line} {sequence.StepAt(index)} of sequence {sequence.Key}"));
    }
}
