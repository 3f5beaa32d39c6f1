using System.ComponentModel;
using System.Management.Automation;

namespace RnnPS;

/// <summary>The base of cmdlets that read files: the same -Path and -LiteralPath everywhere.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class InputPathCommand : RnnCommand
{
    /// <summary>The set of -Path.</summary>
    protected const string PathSet = "Path";

    /// <summary>The set of -LiteralPath.</summary>
    protected const string LiteralPathSet = "LiteralPath";

    /// <summary>The files to read; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Path { get; set; }

    /// <summary>The files to read, their names taken as they are.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath")]
    [ValidateNotNullOrEmpty]
    public string[]? LiteralPath { get; set; }

    /// <summary>The full paths of the files asked for. What can't be resolved is reported, and the others go on.</summary>
    /// <returns>Paths of the file system.</returns>
    protected IEnumerable<string> ResolvePaths()
    {
        bool literal = ParameterSetName == LiteralPathSet;
        foreach (string given in (literal ? LiteralPath : Path)!)
        {
            foreach (string resolved in Resolve(given, literal))
            {
                yield return resolved;
            }
        }
    }

    private List<string> Resolve(string given, bool literal)
    {
        try
        {
            // Only a wildcard is expanded; a plain name of a file that is not there gets our own error when it is opened.
            if (!literal && WildcardPattern.ContainsWildcardCharacters(given))
            {
                List<string> found = [.. GetResolvedProviderPathFromPSPath(given, out ProviderInfo provider)];
                RequireFileSystem(provider, given);
                return found.Count > 0 ? found : throw NoMatch(given);
            }

            return [ResolveFile(literal ? given : WildcardPattern.Unescape(given))];
        }
        catch (RnnException error)
        {
            WriteError(error, given);
        }
        catch (ItemNotFoundException error)
        {
            WriteError(NoMatch(given, error), given);
        }
        catch (SessionStateException error)
        {
            WriteError(BadPath(given, error), given);
        }

        return [];
    }

    private static RnnException NoMatch(string given, Exception? inner = null) => new(
        RnnErrorId.FileNotFound, $"No file matches '{given}': check the folder and the pattern.", given, inner);
}
