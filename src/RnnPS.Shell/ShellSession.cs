using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using Microsoft.PowerShell;

namespace RnnPS.Shell;

/// <summary>A runspace with the module imported, and the rules by which a run becomes an exit code.</summary>
internal sealed class ShellSession : IDisposable
{
    /// <summary>128 + SIGINT, as shells report a command that was interrupted.</summary>
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
        // What the formatter itself decorates (table headers, errors) must stay plain in files.
        PSStyle.Instance.OutputRendering = TerminalStyle.Output ? OutputRendering.Host : OutputRendering.PlainText;

        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.ThrowOnRunspaceOpenError = true;
        if (OperatingSystem.IsWindows())
        {
            // The policy guards against scripts run by mistake; who started this program named what to run.
            state.ExecutionPolicy = ExecutionPolicy.Bypass;
        }

        state.Commands.Add(EngineFormatCommands.Entries());
        state.ImportPSModule(manifest);

        _runspace = RunspaceFactory.CreateRunspace(_host, state);
        _runspace.ThreadOptions = PSThreadOptions.ReuseThread;
        _runspace.Open();
    }

    /// <summary>Runs a script to its end, its output and its errors on the console.</summary>
    /// <returns>
    /// The exit code as pwsh would give it: n after <c>exit n</c>; 1 after a terminating error or, of a command, if
    /// its last statement failed (<c>$?</c>); else 0. And 130 after Ctrl+C.
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
            // Whatever a stop makes of a command, it was asked for.
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
        // Only a pipeline that is in the history leaves its $? behind.
        Pipeline pipeline = Runspace.CreatePipeline(text, addToHistory: true);

        // Merged, errors and objects reach the formatter in their order; it sends errors to WriteErrorLine.
        pipeline.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        pipeline.Commands.Add(OutDefault);
        return pipeline;
    }

    /// <summary>
    /// The error of a text that ends too early, with its place in the text: the engine's own has none, since a prompt
    /// would only ask for the rest, and the formatter shows nothing for a parse error without a place.
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
        using Pipeline question = Runspace.CreatePipeline("$?");
        if (LanguagePrimitives.IsTrue(question.Invoke().Single()))
        {
            return 0;
        }

        // The engine confines `exit n` to the file: the call then counts as failed, with n left in this variable. The
        // call also fails if the file does not parse or its parameters do not bind.
        return script.CallsFile && Runspace.SessionStateProxy.GetVariable("LASTEXITCODE") is int code ? code : Failed;
    }
}
