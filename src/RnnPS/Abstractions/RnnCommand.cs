using System.ComponentModel;
using System.Management.Automation;

namespace RnnPS;

/// <summary>
/// The base of all cmdlets. It writes errors in one way, and it cancels long work when the pipeline stops.
/// </summary>
/// <remarks>
/// <c>Select-Object -First</c> stops the commands upstream without a call of EndProcessing or StopProcessing. Only
/// <see cref="Dispose()"/> is always called.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class RnnCommand : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    /// <summary>The token that is cancelled when the pipeline stops.</summary>
    protected internal CancellationToken Stopped => _stop.Token;

    /// <summary>Releases the resources of the cmdlet.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Cancels long work. PowerShell calls this method on another thread.</summary>
    protected override void StopProcessing() => _stop.Cancel();

    /// <summary>Releases the resources of the cmdlet.</summary>
    /// <param name="disposing">Always true.</param>
    protected virtual void Dispose(bool disposing)
    {
        // The source is not disposed, because another thread may stop the pipeline at the same moment. It holds no handle.
        _stop.Cancel();
    }

    /// <summary>Whether the user gave a parameter, even with its default value.</summary>
    /// <param name="parameter">The name of the parameter.</param>
    protected bool Given(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    /// <summary>Whether the user collects the errors in a variable, which then holds all of them.</summary>
    protected internal bool CollectsErrors => Given("ErrorVariable");

    /// <summary>The limit of the memory that the command takes.</summary>
    /// <param name="force">Whether there is none.</param>
    private protected static MemoryLimit Memory(SwitchParameter force) => force ? MemoryLimit.None : MemoryLimit.Free;

    /// <summary>Writes the error of a bad record. The run continues.</summary>
    /// <param name="error">The error.</param>
    /// <param name="target">The record.</param>
    /// <param name="place">The place of the record, such as <c>Step 3</c>.</param>
    protected internal void WriteError(RnnException error, object? target = null, string? place = null) =>
        WriteError(ErrorRecords.From(error, target, place));

    /// <summary>Ends the run because of a bad parameter or model.</summary>
    /// <param name="error">The error.</param>
    /// <param name="target">The value of the parameter.</param>
    /// <param name="place">The parameter.</param>
    protected internal void ThrowTerminatingError(RnnException error, object? target = null, string? place = null) =>
        ThrowTerminatingError(ErrorRecords.From(error, target, place));

    /// <summary>Writes a warning. Control characters of the data in it become escapes.</summary>
    /// <param name="text">The warning.</param>
    protected internal new void WriteWarning(string text) => base.WriteWarning(MessageText.Clean(text));

    /// <summary>Writes a verbose message. Control characters of the data in it become escapes.</summary>
    /// <param name="text">The message.</param>
    protected internal new void WriteVerbose(string text) => base.WriteVerbose(MessageText.Clean(text));

    /// <summary>Asks whether to do something, for -WhatIf and -Confirm. Control characters of the data become escapes.</summary>
    /// <param name="target">What would be changed.</param>
    /// <param name="action">What would be done; null for the name of the command.</param>
    protected new bool ShouldProcess(string target, string? action = null) => action is null
        ? base.ShouldProcess(MessageText.Clean(target))
        : base.ShouldProcess(MessageText.Clean(target), MessageText.Clean(action));

    /// <summary>Does work that <see cref="Stopped"/> cancels. A cancellation becomes PowerShell's own exception.</summary>
    /// <param name="work">The work.</param>
    protected internal void Stoppable(Action work) => Stoppable(static work => work(), work);

    /// <summary>Does work that <see cref="Stopped"/> cancels, without an allocation if the delegate is static.</summary>
    /// <typeparam name="T">The type of the argument.</typeparam>
    /// <param name="work">The work.</param>
    /// <param name="argument">The argument of the work.</param>
    protected internal void Stoppable<T>(Action<T> work, T argument)
    {
        ArgumentNullException.ThrowIfNull(work);
        try
        {
            work(argument);
        }
        catch (OperationCanceledException) when (Stopped.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }

    /// <summary>Does work whose errors end the run.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="work">The work.</param>
    /// <param name="parameter">The parameter that the work reads. The message of an error names it.</param>
    /// <returns>The result of the work.</returns>
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
        catch (OperationCanceledException) when (Stopped.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }

    /// <summary>Does work whose errors end the run.</summary>
    /// <param name="work">The work.</param>
    /// <param name="parameter">The parameter that the work reads. The message of an error names it.</param>
    protected void Require(Action work, string? parameter = null) => Require(
        () =>
        {
            work();
            return true;
        },
        parameter);

    /// <summary>Resolves the path of a file, which does not have to exist. Wildcards are not expanded.</summary>
    /// <param name="given">The path that the user wrote.</param>
    /// <returns>The full path.</returns>
    /// <exception cref="RnnException">It is not a path of the file system (<see cref="RnnErrorId.Path"/>).</exception>
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

    /// <summary>Requires that a path is a path of the file system.</summary>
    /// <param name="provider">The provider of the path.</param>
    /// <param name="given">The path that the user wrote.</param>
    /// <exception cref="RnnException">It is the path of another provider (<see cref="RnnErrorId.Path"/>).</exception>
    protected static void RequireFileSystem(ProviderInfo provider, string given)
    {
        if (provider is not { Name: "FileSystem" })
        {
            throw new RnnException(
                RnnErrorId.Path, $"'{given}' is a path of {provider?.Name}: expected a file of the file system.", given);
        }
    }

    /// <summary>Creates the error for a path that PowerShell can't resolve.</summary>
    /// <param name="given">The path that the user wrote.</param>
    /// <param name="inner">PowerShell's own error.</param>
    /// <returns>The error.</returns>
    protected static RnnException BadPath(string given, Exception inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        return new RnnException(RnnErrorId.Path, $"'{given}': {inner.Message} Give the path of a file.", given, inner);
    }

    /// <summary>Writes an error for empty input, because a forgotten input should not look like an empty result.</summary>
    /// <param name="what">The expected kind of record, such as <c>timestep</c>.</param>
    /// <param name="parameter">The parameter that takes it, such as <c>-InputObject</c>.</param>
    protected void WriteEmptyInput(string what, string parameter = "-InputObject") => WriteError(new RnnException(
        RnnErrorId.EmptyInput,
        $"There is no input: give at least one {what} on the pipeline or with {parameter}. Is the variable or the file empty?"));
}
