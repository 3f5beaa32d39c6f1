using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using Microsoft.PowerShell;

namespace RnnPS.Shell;

/// <summary>A runspace with the module imported. It runs scripts and determines the exit code.</summary>
internal sealed class ShellSession : IDisposable
{
    /// <summary>128 + SIGINT, the exit code that shells report for an interrupted command.</summary>
    private const int Interrupted = 130;

    private const int Failed = 1;

    private const string OutDefault = "Out-Default";

    private readonly Interruption _interruption = new();
    private readonly ShellUserInterface _userInterface;
    private readonly ShellHost _host;
    private Runspace? _runspace;

    public ShellSession()
    {
        _userInterface = new ShellUserInterface(_interruption.Token);
        _host = new ShellHost(_userInterface);
    }

    private Runspace Runspace => _runspace ?? throw new InvalidOperationException("The session is not open.");

    /// <summary>Opens the runspace and imports the module.</summary>
    /// <exception cref="RuntimeException">The module does not load.</exception>
    public void Open(string manifest)
    {
        // The formatter decorates table headers and errors. In files they must be plain text.
        PSStyle.Instance.OutputRendering = TerminalStyle.Output ? OutputRendering.Host : OutputRendering.PlainText;

        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.ThrowOnRunspaceOpenError = true;
        if (OperatingSystem.IsWindows())
        {
            // The policy protects against running a script by mistake. Here the user named the script on the command line.
            state.ExecutionPolicy = ExecutionPolicy.Bypass;
        }

        state.Commands.Add(EngineFormatCommands.Entries());
        state.ImportPSModule(manifest);

        _runspace = RunspaceFactory.CreateRunspace(_host, state);
        _runspace.ThreadOptions = PSThreadOptions.ReuseThread;
        _runspace.Open();
    }

    /// <summary>Runs a script to its end and writes its output and errors to the console.</summary>
    /// <returns>
    /// The exit code, by the rules of pwsh: n after <c>exit n</c>; 1 after a terminating error, or if the last statement of a
    /// command failed (<c>$?</c>); 130 after Ctrl+C; otherwise 0.
    /// </returns>
    public int Run(ScriptText script)
    {
        using Pipeline pipeline = OutputPipeline(script.Text);
        _interruption.Watch(pipeline);
        try
        {
            pipeline.Invoke();
        }
        catch (Exception) when (_interruption.Requested)
        {
            // The user asked for the stop, so no exception that it causes is an error.
        }
        catch (IncompleteParseException)
        {
            Report(ParseErrorIn(script.Text));
            return Failed;
        }
        catch (Exception error) when (error is IContainsErrorRecord)
        {
            Report((IContainsErrorRecord)error);
            return Failed;
        }
        finally
        {
            _userInterface.ClearProgress();
        }

        return _interruption.Requested ? Interrupted : _host.ExitCode ?? ExitCode(script);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _runspace?.Dispose();
        _interruption.Dispose();
    }

    private Pipeline OutputPipeline(string text)
    {
        // Only a pipeline in the history sets $? for the next pipeline.
        Pipeline pipeline = Runspace.CreatePipeline(text, addToHistory: true);

        // Merged, errors and objects reach the formatter in their original order. It sends errors to WriteErrorLine.
        pipeline.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        pipeline.Commands.Add(OutDefault);
        return pipeline;
    }

    /// <summary>
    /// Creates the parse error of an incomplete text, with its position. The engine's own exception has no position, because
    /// a prompt would just ask for the rest. The formatter shows nothing for a parse error without a position.
    /// </summary>
    private static ParseException ParseErrorIn(string text)
    {
        Parser.ParseInput(text, out _, out ParseError[] errors);
        return new ParseException(errors);
    }

    private void Report(IContainsErrorRecord error)
    {
        using Pipeline pipeline = Runspace.CreatePipeline();
        pipeline.Commands.Add(OutDefault);
        pipeline.Input.Write(error.ErrorRecord);
        _userInterface.WritesErrors = true;
        pipeline.Invoke();
        _userInterface.WritesErrors = false;
    }

    private int ExitCode(ScriptText script)
    {
        using Pipeline successQuery = Runspace.CreatePipeline("$?");
        if (LanguagePrimitives.IsTrue(successQuery.Invoke().Single()))
        {
            return 0;
        }

        // In the engine, `exit n` ends only the file: the call counts as failed, and this variable holds n. The call also
        // fails if the file does not parse or its parameters do not bind.
        return script.CallsFile && Runspace.SessionStateProxy.GetVariable("LASTEXITCODE") is int code ? code : Failed;
    }
}
