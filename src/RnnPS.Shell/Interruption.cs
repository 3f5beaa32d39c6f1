using System.Management.Automation.Runspaces;

namespace RnnPS.Shell;

/// <summary>Handles Ctrl+C. The first press stops the pipeline. The system handles the second and ends the program.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private Pipeline? _pipeline;

    /// <summary>A token that ends every wait for the user's answer.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Whether Ctrl+C was pressed.</summary>
    public bool Requested => _source.IsCancellationRequested;

    /// <summary>Makes Ctrl+C stop this pipeline from now on. Until then Ctrl+C ends the program.</summary>
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
        // Otherwise a command that ignores the stop would block the user for ever.
        if (Requested)
        {
            return;
        }

        key.Cancel = true;
        _source.Cancel();
        _pipeline?.StopAsync();
    }
}
