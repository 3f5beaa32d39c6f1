using System.ComponentModel;
using System.Management.Automation;

namespace RnnPS;

/// <summary>The base of cmdlets that read files with -Path and -LiteralPath.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class InputPathCommand : RnnCommand
{
    /// <summary>The parameter set of -Path.</summary>
    protected const string PathSet = "Path";

    /// <summary>The parameter set of -LiteralPath.</summary>
    protected const string LiteralPathSet = "LiteralPath";

    private const string OrLiteral = ", or give the path with -LiteralPath";

    /// <summary>The paths of the files to read. Wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(InputFileCompleter))]
    public string[]? Path { get; set; }

    /// <summary>The paths of the files to read. They are used exactly as written, without wildcards.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(InputFileCompleter))]
    public string[]? LiteralPath { get; set; }

    /// <summary>Resolves the paths. A path that can't be resolved is written as an error, and the others follow.</summary>
    /// <returns>The full paths.</returns>
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
            // Only wildcards are expanded here. A file that does not exist gets a clearer error when it is opened.
            if (!literal && WildcardPattern.ContainsWildcardCharacters(given))
            {
                _ = PatternReader.Read(given, OrLiteral);
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
        catch (WildcardPatternException error)
        {
            WriteError(PatternReader.Invalid(given, OrLiteral, error), given);
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
