using System.ComponentModel;
using System.Management.Automation;

namespace RnnPS;

/// <summary>
/// What all cmdlets share: one way to report errors, and a token that ends long work when the pipeline stops.
/// </summary>
/// <remarks>
/// <c>Select-Object -First</c> stops commands upstream without EndProcessing and without StopProcessing: only
/// <see cref="Dispose()"/> is sure to be called.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class RnnCommand : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Cancelled when the pipeline stops.</summary>
    protected CancellationToken Stopped => _stop.Token;

    /// <summary>Releases what the cmdlet holds.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends long work; PowerShell calls it on another thread.</summary>
    protected override void StopProcessing() => _stop.Cancel();

    /// <summary>Releases what the cmdlet holds.</summary>
    /// <param name="disposing">Always true.</param>
    protected virtual void Dispose(bool disposing)
    {
        // Not disposed: a stop may come at the same moment from another thread, and the source holds no handle.
        _stop.Cancel();
    }

    /// <summary>Whether a parameter was given, be it with the value that it has without.</summary>
    /// <param name="parameter">Its name.</param>
    protected bool Given(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    /// <summary>Reports a bad record; the run goes on.</summary>
    /// <param name="error">What was wrong.</param>
    /// <param name="target">The record.</param>
    /// <param name="place">Where it was found, as <c>Step 3</c>.</param>
    protected internal void WriteError(RnnException error, object? target = null, string? place = null) =>
        WriteError(ErrorRecords.From(error, target, place));

    /// <summary>Ends the run because of a bad parameter or model.</summary>
    /// <param name="error">What was wrong.</param>
    /// <param name="target">The parameter's value.</param>
    /// <param name="place">The parameter.</param>
    protected void ThrowTerminatingError(RnnException error, object? target = null, string? place = null) =>
        ThrowTerminatingError(ErrorRecords.From(error, target, place));

    /// <summary>Does work that <see cref="Stopped"/> ends, in the way that PowerShell expects a stopped command to end.</summary>
    /// <param name="work">The work.</param>
    protected internal void Stoppable(Action work) => Stoppable(static todo => todo(), work);

    /// <summary>The same for work that is done for every step: a delegate that captures nothing is made once.</summary>
    /// <typeparam name="T">What the work is done with.</typeparam>
    /// <param name="work">The work.</param>
    /// <param name="with">What it is done with.</param>
    protected internal void Stoppable<T>(Action<T> work, T with)
    {
        ArgumentNullException.ThrowIfNull(work);
        try
        {
            work(with);
        }
        catch (OperationCanceledException) when (Stopped.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }

    /// <summary>Does set-up work whose faults end the run.</summary>
    /// <typeparam name="T">What it makes.</typeparam>
    /// <param name="work">The work.</param>
    /// <param name="parameter">The parameter that the work reads, named in the message.</param>
    /// <returns>What it made.</returns>
    protected T Require<T>(Func<T> work, string? parameter = null)
    {
        ArgumentNullException.ThrowIfNull(work);
        try
        {
            return work();
        }
        catch (RnnException error)
        {
            ThrowTerminatingError(error, place: parameter is null ? null : "-" + parameter);
            throw;
        }
    }

    /// <summary>Does set-up work whose faults end the run.</summary>
    /// <param name="work">The work.</param>
    protected void Require(Action work) => Require(() =>
    {
        work();
        return true;
    });

    /// <summary>The full path of a file that is named without wildcards, whether it is there or not.</summary>
    /// <param name="given">What the user wrote.</param>
    /// <returns>A path of the file system.</returns>
    /// <exception cref="RnnException">It is no path of the file system (<see cref="RnnErrorId.Path"/>).</exception>
    protected string ResolveFile(string given)
    {
        try
        {
            string path = SessionState.Path.GetUnresolvedProviderPathFromPSPath(given, out ProviderInfo provider, out _);
            RequireFileSystem(provider, given);
            return path;
        }
        catch (SessionStateException error)
        {
            throw BadPath(given, error);
        }
    }

    /// <summary>Requires that a path is one of files.</summary>
    /// <param name="provider">The path's provider.</param>
    /// <param name="given">What the user wrote.</param>
    /// <exception cref="RnnException">It is a path of something else (<see cref="RnnErrorId.Path"/>).</exception>
    protected static void RequireFileSystem(ProviderInfo provider, string given)
    {
        if (provider is not { Name: "FileSystem" })
        {
            throw new RnnException(
                RnnErrorId.Path, $"'{given}' is a path of {provider?.Name}: expected a file of the file system.", given);
        }
    }

    /// <summary>The error for a path that PowerShell can't resolve.</summary>
    /// <param name="given">What the user wrote.</param>
    /// <param name="inner">PowerShell's own error.</param>
    /// <returns>The error.</returns>
    protected static RnnException BadPath(string given, Exception inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        return new RnnException(RnnErrorId.Path, $"'{given}': {inner.Message} Give the path of a file.", given, inner);
    }

    /// <summary>Reports, on purpose, that nothing came in: a forgotten input should not look like a result.</summary>
    /// <param name="what">What was expected, as <c>timestep</c>.</param>
    protected void WriteEmptyInput(string what) => WriteError(new RnnException(
        RnnErrorId.EmptyInput,
        $"No {what} came in: give at least one by the pipeline or by -InputObject. Is the variable or the file empty?"));
}
