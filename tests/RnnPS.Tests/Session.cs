using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace RnnPS.Tests;

/// <summary>A real runspace with the module imported from its folder.</summary>
internal sealed class Session : IDisposable
{
    private readonly Runspace _runspace;

    public Session(string? module = null)
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.Commands.Add(new SessionStateCmdletEntry("Stop-Upstream", typeof(StopUpstreamCommand), null));
        if (OperatingSystem.IsWindows())
        {
            state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.Bypass;
        }

        if (module != string.Empty)
        {
            state.ImportPSModule([module ?? ModuleFolder]);
        }

        _runspace = RunspaceFactory.CreateRunspace(state);
        _runspace.Open();
        Run("$ProgressPreference = 'SilentlyContinue'");
    }

    /// <summary>Defines ConvertFrom-Csv for fields without quotes. The runspace has no other modules.</summary>
    public const string ConvertFromCsv =
        "function ConvertFrom-Csv { begin { $names = $null } process { $fields = $_ -split ','; if (-not $names) { $names = $fields } else {"
        + " $row = [ordered]@{}; for ($i = 0; $i -lt $names.Count; $i++) { $row[$names[$i]] = $fields[$i] }; [pscustomobject]$row } } };";

    public static string ModuleFolder { get; } = FindModule();

    public static string Data(string name) => Path.Combine(AppContext.BaseDirectory, "data", name);

    public void Dispose() => _runspace.Dispose();

    public PowerShell Shell(string script, params (string Name, object? Value)[] variables)
    {
        foreach ((string name, object? value) in variables)
        {
            _runspace.SessionStateProxy.SetVariable(name, value);
        }

        PowerShell shell = PowerShell.Create(_runspace);
        shell.AddScript(script);
        return shell;
    }

    /// <summary>Runs a script that should report no error.</summary>
    public Collection<PSObject> Run(string script, params (string Name, object? Value)[] variables)
    {
        Outcome outcome = Try(script, variables);
        Assert.Empty(outcome.Errors);
        return outcome.Output;
    }

    /// <summary>Runs a script that emits objects of one type.</summary>
    public List<T> Run<T>(string script, params (string Name, object? Value)[] variables) =>
        [.. Run(script, variables).Select(item => (T)item.BaseObject)];

    /// <summary>Runs a script, and keeps its output and errors, a terminating one last.</summary>
    public Outcome Try(string script, params (string Name, object? Value)[] variables)
    {
        using PowerShell shell = Shell(script, variables);
        var output = new PSDataCollection<PSObject>();
        ErrorRecord? terminating = null;
        try
        {
            shell.Invoke(null, output);
        }
        catch (RuntimeException error)
        {
            terminating = error.ErrorRecord;
        }

        List<ErrorRecord> errors = [.. shell.Streams.Error];
        if (terminating is not null)
        {
            errors.Add(terminating);
        }

        return new Outcome(new Collection<PSObject>([.. output]), errors, terminating is not null);
    }

    private static string FindModule()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "module", "RnnPS");
            if (File.Exists(Path.Combine(candidate, "RnnPS.psd1")))
            {
                return candidate;
            }
        }

        throw new InvalidOperationException("No module/RnnPS above the tests.");
    }
}

/// <summary>What a script gave.</summary>
internal sealed record Outcome(Collection<PSObject> Output, List<ErrorRecord> Errors, bool Terminated)
{
    public ErrorRecord Error => Assert.Single(Errors);

    /// <summary>The error's own id, without the command's name that PowerShell adds.</summary>
    public static string Id(ErrorRecord error) => error.FullyQualifiedErrorId.Split(',')[0];
}
