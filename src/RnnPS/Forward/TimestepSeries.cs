namespace RnnPS;

/// <summary>
/// The timesteps of one series of the input. They run as they arrive and are written as steps, or they are collected to a sequence.
/// </summary>
/// <param name="command">The cmdlet that writes the steps.</param>
/// <param name="settings">The settings of the run.</param>
/// <param name="key">The key that identifies the series.</param>
/// <param name="start">The state that the series starts from and advances, or null for zeros.</param>
/// <param name="run">The run of the series, or null to collect its timesteps.</param>
internal sealed class TimestepSeries(RnnCommand command, ForwardSettings settings, object key, RnnState? start, RnnRun? run)
{
    private readonly SeriesTable? _table = run is null ? new SeriesTable(key, settings.Reader, capacity: settings.MaxLength) : null;

    /// <summary>The key that identifies the series.</summary>
    public object Key => key;

    /// <summary>The state that the series starts from and advances; null for zeros.</summary>
    public RnnState? Start => start;

    /// <summary>The number of records, including bad ones.</summary>
    public long Count { get; private set; }

    /// <summary>Whether the series ignores further records: it has its maximum length, or a number of its run overflowed.</summary>
    public bool IsEnded => HasFailed || (Count == settings.MaxLength && !settings.KeepsNewest);

    /// <summary>Whether a number of the run overflowed, which is reported once.</summary>
    public bool HasFailed => run?.Failure is not null;

    /// <summary>Whether there are as many waiting timesteps as the run takes at once.</summary>
    public bool IsChunkFull => run is not null && run.Pending == run.Capacity;

    /// <summary>Whether the series runs as its timesteps arrive, and no timestep waits.</summary>
    public bool IsWritten => run is { Pending: 0 };

    /// <summary>Reads the next timestep.</summary>
    /// <param name="record">The record. A bad one is counted as well.</param>
    /// <exception cref="RnnException">The record can't be read or does not match the model. It is skipped.</exception>
    public void Add(object? record)
    {
        long step = Count++;
        if (settings.Reader.IsMissing(record) && !settings.FillsMissing)
        {
            throw NumberReader.Null();
        }

        ReadOnlySpan<double> values = settings.Reader.IsMissing(record) ? Missing() : settings.Reader.Read(record);
        object? source = settings.Reader.ReadsRows ? record : null;
        if (run is not null)
        {
            run.Add(values, step, source);
            return;
        }

        bool isValid = settings.Reader.IsValid(record);
        TimestepRules.Check(
            values,
            settings.Model.InputSize,
            settings.Reader.Properties ?? [],
            settings.Precision,
            settings.FillsMissing || !isValid,
            isValid ? settings.Model.EmbeddingWeights?.Rows : null);
        _table!.Add(values, step, source, isValid);
    }

    /// <summary>Runs the waiting timesteps and writes their steps.</summary>
    public void Write()
    {
        if (run is { Pending: > 0 })
        {
            command.Stoppable(static series => series.Run(), this);
        }
    }

    /// <summary>Ends the series.</summary>
    /// <returns>The collected sequence; null if the series is already written.</returns>
    public RnnSequence? End()
    {
        Write();
        if (settings.FinalState)
        {
            WriteState();
        }
        else if (settings.LastOnly)
        {
            WriteLast();
        }

        return _table?.ToSequence(settings.Reader.Properties);
    }

    private double[] Missing() => [.. Enumerable.Repeat(double.NaN, settings.Model.InputSize)];

    private void Run()
    {
        try
        {
            RunChunk(run!);
        }
        catch (RnnException error) when (IsOfRun(error))
        {
            WriteError(error);
        }
    }

    private void RunChunk(RnnRun going)
    {
        if (settings.LastOnly || settings.FinalState)
        {
            going.Advance(command.Stopped);
            return;
        }

        int count = going.Compute(command.Stopped);
        for (int i = 0; i < count; i++)
        {
            command.WriteObject(PredictionView.Of(going.Take(i)));
        }

        if (going.Failure is { } failure)
        {
            WriteError(failure);
        }
    }

    // Nothing of a series that has failed, or has no good timestep.
    private void WriteState()
    {
        if (run?.HasLastStep == true)
        {
            command.WriteObject(start);
        }
    }

    private void WriteLast()
    {
        try
        {
            if (run?.LastStep() is { } last)
            {
                command.WriteObject(PredictionView.Of(last));
            }
        }
        catch (RnnException error) when (IsOfRun(error))
        {
            WriteError(error);
        }
    }

    private static bool IsOfRun(RnnException error) => error.Id is RnnErrorId.NotFinite or RnnErrorId.StateInUse;

    private void WriteError(RnnException error) => command.WriteError(error, target: null, FormattableString.Invariant($"Sequence {key}"));
}
