namespace RnnPS.Files.Onnx;

/// <summary>What the readers of operators share: facts about the whole file, the memory that constants may take, and what was found.</summary>
/// <param name="operatorSet">The version of ONNX's own operators.</param>
/// <param name="tensors">Reads the elements of tensors.</param>
/// <param name="fileSize">The number of bytes of the file.</param>
/// <param name="cancellation">Stops the reading.</param>
internal sealed class GraphReading(long operatorSet, TensorReader tensors, long fileSize, CancellationToken cancellation)
{
    // A file whose constants make so many numbers out of few bytes was made to fill the memory.
    private const long LeastElements = 1 << 20;
    private const long ElementsPerByte = 8;

    private readonly HashSet<string> _states = [];
    private readonly List<string> _notes = [];
    private long _elements = LeastElements + (fileSize * ElementsPerByte);

    /// <summary>The version of ONNX's own operators.</summary>
    public long OperatorSet { get; } = operatorSet;

    /// <summary>Reads a tensor.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <returns>The value.</returns>
    /// <exception cref="RnnException">The errors of <see cref="TensorReader.Read"/>.</exception>
    public GraphValue Read(TensorProto tensor)
    {
        GraphValue value = tensors.Read(tensor);
        // What is in another file is as good as in this one.
        _elements += tensor.DataLocation != 0 && value is Constant constant ? constant.Stored * ElementsPerByte : 0;
        return value;
    }

    /// <summary>What the user must know.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Requires that constants and weights may have more elements.</summary>
    /// <param name="count">The number of elements.</param>
    /// <returns>The number, as the length of an array.</returns>
    /// <exception cref="RnnException">They are too many for the size of the file (<see cref="RnnErrorId.ModelFile"/>).</exception>
    public int Take(long count)
    {
        cancellation.ThrowIfCancellationRequested();
        if (count < 0 || count > _elements)
        {
            throw ModelFaults.Damaged("computes constants that are far larger than the file");
        }

        _elements -= count;
        return MemoryLimit.ArrayLength(count);
    }

    /// <summary>Adds a note, once.</summary>
    /// <param name="note">One or two sentences.</param>
    public void Note(string note)
    {
        if (!_notes.Contains(note))
        {
            _notes.Add(note);
        }
    }

    /// <summary>Says that a graph input is an initial state or the lengths of the sequences.</summary>
    /// <param name="input">The name of the input.</param>
    public void AddState(string input) => _states.Add(input);

    /// <summary>Whether a graph input is an initial state or the lengths of the sequences.</summary>
    /// <param name="input">The name of the input.</param>
    public bool IsState(string input) => _states.Contains(input);
}
