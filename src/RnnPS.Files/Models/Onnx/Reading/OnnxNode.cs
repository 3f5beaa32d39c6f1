using System.Globalization;
using System.Text;

namespace RnnPS.Files.Onnx;

/// <summary>An operator of a graph that is read, with the values of its inputs.</summary>
/// <param name="proto">The operator as the file has it.</param>
/// <param name="reading">What is known of the whole file.</param>
internal sealed class OnnxNode(NodeProto proto, GraphReading reading)
{
    private const int MostListed = 1 << 16;

    private GraphValue?[] _inputs = [];

    /// <summary>The name of the operator, with its domain if it is not ONNX's own.</summary>
    public string Operator { get; } = proto.Domain is null or "" or "ai.onnx"
        ? MessageText.Excerpt(proto.OpType ?? string.Empty)
        : MessageText.Excerpt($"{proto.Domain}.{proto.OpType}");

    /// <summary>What is known of the whole file.</summary>
    public GraphReading Reading { get; } = reading;

    /// <summary>The number of inputs, without those at the end that are left out.</summary>
    public int InputCount => Array.FindLastIndex(_inputs, value => value is not null) + 1;

    /// <summary>The number of outputs.</summary>
    public int OutputCount => proto.Output.Count;

    /// <summary>Whether the operator runs a graph of its own.</summary>
    public bool HasGraph => proto.Attribute.Exists(attribute => attribute.G is not null || attribute.Graphs.Count > 0);

    // Many exporters give operators no names. Their outputs always have one.
    private string Name => proto.Name is { Length: > 0 } name
        ? $"node '{MessageText.Excerpt(name)}'"
        : $"node with the output '{MessageText.Excerpt(proto.Output.Find(output => output.Length > 0) ?? string.Empty)}'";

    /// <summary>Gives the node its inputs.</summary>
    /// <param name="inputs">The values; null for an input that is left out.</param>
    public void Take(GraphValue?[] inputs) => _inputs = inputs;

    /// <summary>Frees the inputs, which are not needed after the operator was read.</summary>
    public void Release() => _inputs = [];

    /// <summary>Gets an input; null if it is left out.</summary>
    /// <param name="index">Its index.</param>
    public GraphValue? Optional(int index) => index < _inputs.Length ? _inputs[index] : null;

    /// <summary>Gets an input.</summary>
    /// <param name="index">Its index.</param>
    /// <exception cref="RnnException">It is left out (<see cref="RnnErrorId.ModelFile"/>).</exception>
    public GraphValue Input(int index) => Optional(index) ?? throw Damaged(FormattableString.Invariant($"lacks the input {index}"));

    /// <summary>Gets a constant input.</summary>
    /// <typeparam name="T">The type of its elements: double or <see cref="Extent"/>.</typeparam>
    /// <param name="index">Its index.</param>
    /// <param name="what">What it is, for error messages, for example <c>W</c>.</param>
    /// <exception cref="RnnException">
    /// It is left out (<see cref="RnnErrorId.ModelFile"/>), is no constant, or has other elements (<see cref="RnnErrorId.ModelUnsupported"/>).
    /// </exception>
    public Constant<T> Constant<T>(int index, string what)
        where T : notnull => Input(index) switch
        {
            Constant<T> constant => constant,
            Signal { GraphInput: { } name } => throw Unsupported(
                $"takes {what} from the graph input '{MessageText.Excerpt(name)}', so the file does not have it. Make the input an initializer with its values"),
            GivenValue given => throw Unsupported(
                $"takes {what} from the graph input '{MessageText.Excerpt(given.Input)}', so the file does not have it. Make the input an initializer with its values"),
            Onnx.Constant other => throw Unsupported($"takes {what} from {other}, whose elements are of another type or known only at run time"),
            _ => throw Unsupported($"takes {what} from the outputs of layers"),
        };

    /// <summary>Copies numbers of a constant, also those that one number stands for.</summary>
    /// <param name="constant">The constant.</param>
    /// <param name="start">The index of the first.</param>
    /// <param name="count">How many.</param>
    public double[] Numbers(Constant<double> constant, int start, int count)
    {
        var values = new double[Reading.Take(count)];
        if (constant.IsUniform)
        {
            Array.Fill(values, constant.Elements[0]);
        }
        else
        {
            constant.Elements.AsSpan(start, count).CopyTo(values);
        }

        return values;
    }

    /// <summary>Gets a list of integers that older operator sets have as an attribute, and newer ones as an input.</summary>
    /// <param name="attribute">The name of the attribute.</param>
    /// <param name="input">The index of the input.</param>
    /// <returns>The list; null if it is left out.</returns>
    /// <exception cref="RnnException">It is no constant (<see cref="RnnErrorId.ModelUnsupported"/>).</exception>
    public Extent[]? Extents(string attribute, int input) =>
        Find(attribute, AttributeType.Ints) is { } list ? [.. list.Ints.Select(Extent.Of)]
        : Optional(input) is null ? null
        : Extents(input, attribute);

    /// <summary>Gets an input that is a list of integers or one integer.</summary>
    /// <param name="input">The index of the input.</param>
    /// <param name="what">What it is, for error messages.</param>
    /// <exception cref="RnnException">It is no constant (<see cref="RnnErrorId.ModelUnsupported"/>).</exception>
    public Extent[] Extents(int input, string what)
    {
        Constant<Extent> constant = Constant<Extent>(input, what);
        int count = constant.Sizes is { } sizes && sizes.Length <= 1 ? sizes.FirstOrDefault(1) : -1;
        return count == constant.Stored ? constant.Elements
            : count is >= 0 and <= MostListed ? [.. Enumerable.Repeat(constant.Elements[0], count)]
            : throw Unsupported($"takes {what} from a list of the shape {constant}");
    }

    /// <summary>Gets a list of axes as numbers that count from 0.</summary>
    /// <param name="rank">The number of axes that there are.</param>
    /// <param name="input">The index of the input, for operator sets that have no attribute.</param>
    /// <param name="attribute">The name of the attribute.</param>
    /// <returns>The list; null if it is left out.</returns>
    /// <exception cref="RnnException">
    /// It is no constant (<see cref="RnnErrorId.ModelUnsupported"/>), or has other numbers or one twice (<see cref="RnnErrorId.ModelFile"/>).
    /// </exception>
    public int[]? Axes(int rank, int input, string attribute = "axes")
    {
        if (Extents(attribute, input) is not { } extents)
        {
            return null;
        }

        int[] axes = [.. extents.Select(axis => Axis(axis.Value ?? throw Unsupported("takes axes that are known only at run time"), rank))];
        return axes.Distinct().Count() == axes.Length ? axes : throw Damaged("has an axis twice");
    }

    /// <summary>Gets an axis as a number that counts from 0.</summary>
    /// <param name="axis">The axis, which may count from the end.</param>
    /// <param name="rank">The number of axes that there are.</param>
    /// <exception cref="RnnException">There is no such axis (<see cref="RnnErrorId.ModelFile"/>).</exception>
    public int Axis(long axis, int rank) => axis >= -rank && axis < rank
        ? (int)(axis < 0 ? axis + rank : axis)
        : throw Damaged(FormattableString.Invariant($"has the axis {axis}, but its input has {rank} axes"));

    /// <summary>Gets an integer attribute.</summary>
    public long Int(string name, long usual) => Find(name, AttributeType.Int) is { } attribute ? attribute.I ?? 0 : usual;

    /// <summary>Gets a number attribute; null if it is left out.</summary>
    public float? Number(string name) => Find(name, AttributeType.Float) is { } attribute ? attribute.F ?? 0 : null;

    /// <summary>Gets a list of numbers; empty if it is left out.</summary>
    public IReadOnlyList<float> Numbers(string name) => Find(name, AttributeType.Floats)?.Floats ?? [];

    /// <summary>Gets a list of integers; null if it is left out.</summary>
    public IReadOnlyList<long>? Ints(string name) => Find(name, AttributeType.Ints)?.Ints;

    /// <summary>Gets a text attribute; null if it is left out.</summary>
    public string? Text(string name) => Find(name, AttributeType.String) is { } attribute ? Encoding.UTF8.GetString(attribute.S ?? []) : null;

    /// <summary>Gets a list of texts; null if it is left out.</summary>
    public IReadOnlyList<string>? Texts(string name) => Find(name, AttributeType.Strings)?.Strings.ConvertAll(Encoding.UTF8.GetString);

    /// <summary>Gets a tensor attribute; null if it is left out.</summary>
    public TensorProto? Tensor(string name) => Find(name, AttributeType.Tensor)?.T;

    /// <summary>Creates the error for what the operator does and RnnPS can't represent.</summary>
    /// <param name="what">What it does, as the predicate of a sentence about the operator.</param>
    public RnnException Unsupported(string what) => new(
        RnnErrorId.ModelUnsupported,
        $"The operator {this} {what}: RnnPS reads stacks of RNN, GRU and LSTM operators, an embedding below them and dense layers above them. "
        + "Export the model without it.",
        proto.Name);

    /// <summary>Creates the error for an operator that is not as ONNX says.</summary>
    /// <param name="what">What is wrong, as the predicate of a sentence about the operator.</param>
    public RnnException Damaged(string what) => ModelFaults.Damaged($"has the operator {this}, which {what}");

    /// <summary>Formats the operator and the name of the node.</summary>
    public override string ToString() => $"{Operator} ({Name})";

    private AttributeProto? Find(string name, AttributeType type) => proto.Attribute.Find(attribute => attribute.Name == name) switch
    {
        null => null,
        { Type: var actual } found when actual == type => found,
        // Files of the first version say no types.
        { Type: AttributeType.Undefined } found => found,
        { } other => throw Damaged(string.Create(CultureInfo.InvariantCulture, $"has an attribute {name} of the type {other.Type}")),
    };
}
