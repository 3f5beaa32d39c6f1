using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;

namespace RnnPS.Benchmarks;

/// <summary>PowerShell's engine in this process: a runspace with the peers' cmdlets and, optionally, RnnPS.</summary>
internal sealed class Engine : IDisposable
{
    private static readonly Type[] PeerCommands = [.. typeof(Engine).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Cmdlet)))];

    private readonly Runspace _runspace;

    /// <summary>Opens the runspace.</summary>
    /// <param name="module">The manifest of a module to import, or null.</param>
    public Engine(string? module = null)
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        foreach (Type type in PeerCommands)
        {
            var name = (CmdletAttribute)type.GetCustomAttributes(typeof(CmdletAttribute), inherit: false)[0];
            state.Commands.Add(new SessionStateCmdletEntry($"{name.VerbName}-{name.NounName}", type, null));
        }

        if (OperatingSystem.IsWindows())
        {
            state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.Bypass;
        }

        if (module is not null)
        {
            state.ImportPSModule([module]);
        }

        _runspace = RunspaceFactory.CreateRunspace(state);
        _runspace.Open();
    }

    /// <summary>Quotes text as a literal of a script.</summary>
    public static string Quote(string text) => $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'";

    /// <inheritdoc/>
    public void Dispose() => _runspace.Dispose();

    /// <summary>Sets a variable for later scripts.</summary>
    public void Set(string name, object? value) => _runspace.SessionStateProxy.SetVariable(name, value);

    /// <summary>Starts a script in the background. Its output and errors are dropped.</summary>
    /// <param name="script">The script.</param>
    /// <param name="running">The running script.</param>
    /// <returns>The shell, to stop the script.</returns>
    public PowerShell Start(string script, out IAsyncResult running)
    {
        PowerShell shell = PowerShell.Create(_runspace).AddScript(script);
        running = shell.BeginInvoke();
        return shell;
    }

    /// <summary>Runs a script that must not report an error.</summary>
    /// <param name="script">The script.</param>
    /// <returns>The objects that the script emits.</returns>
    /// <exception cref="RuntimeException">The script failed with a terminating error.</exception>
    /// <exception cref="InvalidOperationException">The script reported a non-terminating error.</exception>
    public Collection<PSObject> Run(string script)
    {
        using PowerShell shell = PowerShell.Create(_runspace);
        Collection<PSObject> output = shell.AddScript(script).Invoke();
        return shell.Streams.Error.Count == 0
            ? output
            : throw new InvalidOperationException($"{shell.Streams.Error[0]} In the script: {script}");
    }
}
