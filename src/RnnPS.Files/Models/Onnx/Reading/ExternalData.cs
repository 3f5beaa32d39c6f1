using System.Globalization;

namespace RnnPS.Files.Onnx;

/// <summary>Reads the elements of tensors that are in files beside the model, and in its folder only.</summary>
/// <remarks>https://onnx.ai/onnx/repo-docs/ExternalData.html.</remarks>
/// <param name="folder">The folder of the model; null if the model is not read from a file.</param>
/// <param name="memory">The limit of the memory.</param>
internal sealed class ExternalData(string? folder, MemoryLimit memory)
{
    // Tensors can share bytes, but many that do would fill the memory out of a small file.
    private const long MostReadings = 4;

    private readonly Dictionary<string, long> _read = new(StringComparer.Ordinal);

    /// <summary>Reads the elements of a tensor.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="length">The number of bytes of its elements.</param>
    /// <returns>The bytes.</returns>
    /// <exception cref="RnnException">
    /// The location is not in the folder or the file is too short (<see cref="RnnErrorId.ModelFile"/>); it does not exist
    /// (<see cref="RnnErrorId.FileNotFound"/>) or can't be read (<see cref="RnnErrorId.FileUnavailable"/>).
    /// </exception>
    public byte[] Read(TensorProto tensor, long length)
    {
        string location = Value(tensor, "location") ?? string.Empty;
        string shown = $"'{MessageText.Excerpt(location)}'";
        string path = Locate(location) ?? throw ModelFaults.Damaged(
            $"has weights in {shown}, which is not a file in the folder of the model: RnnPS reads no other folder");
        long offset = Number(tensor, "offset") ?? 0;
        if (offset < 0 || (Number(tensor, "length") is { } stated && stated != length))
        {
            throw ModelFaults.Damaged($"has weights in {shown} at an offset or of a length that do not fit their shape");
        }

        memory.Require(length, "Reading the model", "free some, or read a smaller model");
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            if (file.Length < length || file.Length - length < offset)
            {
                throw ModelFaults.Damaged($"has weights in {shown}, which ends before they do");
            }

            _read[path] = _read.GetValueOrDefault(path) + length;
            if (_read[path] > MostReadings * file.Length)
            {
                throw ModelFaults.Damaged($"has weights in {shown} that are the same bytes again and again");
            }

            var bytes = new byte[length];
            file.Position = offset;
            file.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new RnnException(
                RnnErrorId.FileNotFound,
                $"The weights are in the file {shown} beside the model, which does not exist: put it into the folder of the model.",
                location,
                fault);
        }
        catch (Exception fault) when (FileFaults.IsUnavailable(fault))
        {
            throw FileFaults.CannotRead(path, fault);
        }
    }

    private static string? Value(TensorProto tensor, string key) => tensor.ExternalData.Find(entry => entry.Key == key)?.Value;

    private static long? Number(TensorProto tensor, string key) => Value(tensor, key) is not { } text ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number
        : -1;

    // Null for what is not in the folder. A link is followed only to a file in the folder.
    private string? Locate(string location)
    {
        bool isPlain = location.Length > 0
            && MessageText.IsPlain(location)
            && location[0] is not ('/' or '\\')
            && !Path.IsPathRooted(location)
            && !location.Contains(':', StringComparison.Ordinal)
            && !location.Split('/', '\\').Contains("..");
        if (folder is null || !isPlain)
        {
            return null;
        }

        string path = Path.Combine(folder, location);
        string root = folder;
        foreach (string name in location.Split('/', '\\'))
        {
            root = Path.Combine(root, name);
            bool isLink = new FileInfo(root).LinkTarget is not null;
            if (isLink && File.ResolveLinkTarget(root, returnFinalTarget: true) is { } target && !IsInside(target.FullName))
            {
                return null;
            }
        }

        return FileKinds.Of(path) == FileKind.File && !Directory.Exists(path) ? path : null;
    }

    private bool IsInside(string path)
    {
        string relative = Path.GetRelativePath(folder!, path);
        return !Path.IsPathRooted(relative) && relative.Split(Path.DirectorySeparatorChar)[0] != "..";
    }
}
