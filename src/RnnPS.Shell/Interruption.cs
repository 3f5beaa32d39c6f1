using System.Management.Automation.Runspaces;

namespace RnnPS.Shell;

/// <summary>Ctrl+C: the first stops the pipeline, a second is left to the system, which ends the program.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private Pipeline? _pipeline;

    /// <summary>Ends every wait for the user's answer.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Whether Ctrl+C was pressed.</summary>
    public bool Requested => _source.IsCancellationRequested;

    /// <summary>From now on Ctrl+C stops this pipeline; before, it ends the program.</summary>
    public void Watch(Pipeline pipeline)
    {
        _pipeline = pipeline;
        Console.CancelKeyPress += Stop;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Console.CancelKeyPress -= Stop;
        _source.Dispose();
    }

    private void Stop(object? sender, ConsoleCancelEventArgs key)
    {
        // A command that does not listen would hold the user for ever.
        if (Requested)
        {
            return;
        }

        key.Cancel = true;
        _source.Cancel();
        _pipeline?.StopAsync();
    }
}
