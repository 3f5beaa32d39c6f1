namespace RnnPS.Shell;

/// <summary>Finds the manifest of the module that the shell imports.</summary>
internal static class ModuleLocator
{
    /// <summary>The environment variable that names another manifest, for example that of an installed version.</summary>
    public const string OverrideVariable = "RNNPS_MODULE";

    private static readonly string BesideProgram = Path.Combine("RnnPS", "RnnPS.psd1");
    private static readonly string InRepository = Path.Combine("module", BesideProgram);

    /// <summary>
    /// Looks for the manifest at the path in <see cref="OverrideVariable"/>. If that is unset, looks beside the program,
    /// then in the repository that contains the program.
    /// </summary>
    /// <param name="manifest">The full path of the manifest.</param>
    /// <param name="complaint">The message for the user if the manifest does not exist.</param>
    public static bool TryFind(out string manifest, out string complaint) =>
        TryFind(Environment.GetEnvironmentVariable(OverrideVariable), AppContext.BaseDirectory, out manifest, out complaint);

    internal static bool TryFind(string? overridePath, string programFolder, out string manifest, out string complaint)
    {
        manifest = string.Empty;
        complaint = string.Empty;
        if (!string.IsNullOrEmpty(overridePath))
        {
            manifest = Path.GetFullPath(overridePath);
            complaint = $"the environment variable {OverrideVariable} names '{manifest}', which does not exist. "
                + "Set it to the path of the module's manifest (.psd1), or unset it.";
            return File.Exists(manifest);
        }

        foreach (string candidate in Candidates(programFolder))
        {
            if (File.Exists(candidate))
            {
                manifest = candidate;
                return true;
            }
        }

        complaint = $"the module RnnPS was not found. Looked for {BesideProgram} beside the program, and for "
            + $"{InRepository} in the folders above it ({programFolder}). Set {OverrideVariable} to the path of RnnPS.psd1.";
        return false;
    }

    private static IEnumerable<string> Candidates(string programFolder)
    {
        yield return Path.Combine(programFolder, BesideProgram);
        for (DirectoryInfo? folder = new(programFolder); folder is not null; folder = folder.Parent)
        {
            yield return Path.Combine(folder.FullName, InRepository);
        }
    }
}
