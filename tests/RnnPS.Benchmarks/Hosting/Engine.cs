using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;

namespace RnnPS.Benchmarks;

/// <summary>PowerShell's engine in this process: a runspace with the peers' cmdlets and, if wanted, RnnPS.</summary>
internal sealed class Engine : IDisposable
{
    private static readonly Type[] PeerCommands = [.. typeof(Engine).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Cmdlet)))];

    private readonly Runspace _runspace;

    /// <summary>Opens the runspace.</summary>
    /// <param name="module">A manifest to import; null imports none.</param>
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

    /// <summary>Text as a script's literal.</summary>
    public static string Quote(string text) => $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'";

    /// <inheritdoc/>
    public void Dispose() => _runspace.Dispose();

    /// <summary>Sets a variable for the scripts to come.</summary>
    public void Set(string name, object? value) => _runspace.SessionStateProxy.SetVariable(name, value);

    /// <summary>Runs a script that should report no error.</summary>
    /// <param name="script">The script.</param>
    /// <returns>What it emits.</returns>
    /// <exception cref="RuntimeException">It failed.</exception>
    /// <exception cref="InvalidOperationException">It reported an error and went on.</exception>
    public Collection<PSObject> Run(string script)
    {
        using PowerShell shell = PowerShell.Create(_runspace);
        Collection<PSObject> output = shell.AddScript(script).Invoke();
        return shell.Streams.Error.Count == 0
            ? output
            : throw new InvalidOperationException($"{shell.Streams.Error[0]} In the script: {script}");
    }
}
