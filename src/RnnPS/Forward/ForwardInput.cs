namespace RnnPS;

/// <summary>
/// The input of a forward run: single timesteps, each of which goes to the series of its group, and whole sequences. Call it only on
/// the pipeline thread.
/// </summary>
/// <param name="command">The cmdlet that writes steps and errors.</param>
/// <param name="settings">The settings of the run.</param>
/// <param name="reservation">The reservation of the state, or null. It ends with the input.</param>
internal sealed class ForwardInput(RnnCommand command, ForwardSettings settings, IDisposable? reservation)
{
    private readonly SequenceRunner _sequences = new(command, settings);
    private readonly BoundedErrors _bad = new(command);
    // Null for a series without an initial state, which does not run.
    private readonly Dictionary<object, TimestepSeries?> _series = [];
    private readonly List<TimestepSeries> _order = [];
    private readonly int? _total = ListReader.Count(settings.List);
    private long _count;
    private bool _ended;

    /// <summary>Takes a record. An error of the record is written, and the run continues.</summary>
    /// <param name="record">A timestep or a sequence.</param>
    public void Add(object? record)
    {
        _count++;
        if (_ended)
        {
            return;
        }

        if (settings.GroupBy is null && NumberReader.Unwrap(record) is RnnSequence sequence)
        {
            AddSequence(sequence);
        }
        else if (FindSeries(record) is { IsEnded: false } series)
        {
            AddTimestep(series, record);
        }

        if (_total is { } total && _order is [{ IsWritten: true }])
        {
            _sequences.Progress.Report((double)_count / total);
        }
    }

    /// <summary>Writes everything that still waits.</summary>
    public void End()
    {
        RequireStates();
        EndSeries();
        _sequences.Run();
        _bad.Complete("record");
        _sequences.Progress.Complete();
        // Downstream commands may use the state as soon as this one has ended, before PowerShell disposes it.
        reservation?.Dispose();
    }

    private void RequireStates()
    {
        try
        {
            settings.InitialStates?.RequireCount();
        }
        catch (RnnException error)
        {
            command.ThrowTerminatingError(error);
        }
    }

    private void AddTimestep(TimestepSeries series, object? record)
    {
        try
        {
            series.Add(record);
        }
        catch (RnnException error)
        {
            // The earlier steps come out first, so that -ErrorAction Stop does not lose them.
            series.Write();
            long step = series.Count - 1;
            _bad.Add(error, record, settings.GroupBy is null
                ? FormattableString.Invariant($"Step {step}")
                : FormattableString.Invariant($"Step {step} of sequence {series.Key}"));
        }

        if (series.IsChunkFull)
        {
            series.Write();
        }

        if (series.IsEnded && settings.GroupBy is null && settings.List is null)
        {
            // Stopping the commands upstream means that EndProcessing is not called.
            End();
            _ended = true;
            UpstreamStop.Request(command);
        }
    }

    private TimestepSeries? FindSeries(object? record)
    {
        object key;
        try
        {
            key = TimestepReader.ReadKey(record, settings.GroupBy);
        }
        catch (RnnException error)
        {
            _bad.Add(error, record, "-GroupBy");
            return null;
        }

        if (_order.Count == 1 && key.Equals(_order[0].Key))
        {
            return _order[0];
        }

        return _series.TryGetValue(key, out TimestepSeries? series) ? series : StartSeries(key);
    }

    private TimestepSeries? StartSeries(object key)
    {
        if (!settings.Batch)
        {
            _sequences.Run();
        }

        if (!settings.TryStart(out RnnState? start))
        {
            _series.Add(key, null);
            return null;
        }

        RnnRun? run = settings.Collects ? null : settings.StartRun(key, settings.Capacity, settings.Reader.Properties, start);
        var series = new TimestepSeries(command, settings, key, start, run);
        _series.Add(key, series);
        _order.Add(series);
        return series;
    }

    private void AddSequence(RnnSequence sequence)
    {
        if (!settings.TryStart(out RnnState? start))
        {
            return;
        }

        try
        {
            RequireFits(sequence);
        }
        catch (RnnException error)
        {
            _bad.Add(error, sequence);
            return;
        }

        EndSeries();
        _sequences.Add(sequence, start);
        RunSequences();
    }

    private void RequireFits(RnnSequence sequence)
    {
        SequenceColumns.RequireTimesteps(sequence);
        if (sequence.FeatureCount != settings.Model.InputSize)
        {
            throw new RnnException(
                RnnErrorId.InputLength,
                $"The timesteps of the sequence {sequence.Key} have {RnnMessages.Count(sequence.FeatureCount, "feature")}, as in "
                + $"{RnnFormat.Fit(sequence.Values[0], 60)}: the model {settings.Model} takes {settings.Model.InputSize}. Give one number for each input of the model.",
                sequence);
        }
    }

    private void EndSeries()
    {
        foreach (TimestepSeries series in _order)
        {
            if (series.End() is { } sequence)
            {
                _sequences.Add(sequence, series.Start);
            }
        }

        _order.Clear();
        _series.Clear();
        RunSequences();
    }

    private void RunSequences()
    {
        if (!settings.SequencesWait)
        {
            _sequences.Run();
        }
    }
}
