namespace RnnPS.Shell;

/// <summary>Finds the manifest of the module that the shell imports.</summary>
internal static class ModuleLocator
{
    /// <summary>The environment variable that names another manifest, for example of an installed version.</summary>
    public const string OverrideVariable = "RNNPS_MODULE";

    private static readonly string BesideProgram = Path.Combine("RnnPS", "RnnPS.psd1");
    private static readonly string InRepository = Path.Combine("module", BesideProgram);

    /// <summary>
    /// Looks where <see cref="OverrideVariable"/> points, else beside the program, else in the repository that the
    /// program was built in.
    /// </summary>
    /// <param name="manifest">The full path of the manifest.</param>
    /// <param name="complaint">What to tell the user when there is none.</param>
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
                + "Give it the path of the module's manifest (.psd1), or unset it.";
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

        complaint = $"the module RnnPS was not found: there is neither {BesideProgram} beside the program nor "
            + $"{InRepository} in a folder above it ({programFolder}). Set {OverrideVariable} to the path of RnnPS.psd1.";
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
