namespace RnnPS.Core.Tests;

/// <summary>Cells of given sizes with numbers that are all different, for tests that ask for shapes and names only.</summary>
internal static class Cells
{
    public static ElmanCell Elman(int inputs, int hidden, bool recurrentBias = false)
    {
        var draw = new Draw(71);
        return new ElmanCell(
            draw.Matrix(inputs, hidden),
            draw.Matrix(hidden, hidden),
            draw.Vector(hidden),
            recurrentBias: recurrentBias ? draw.Vector(hidden) : null);
    }

    public static LstmCell Lstm(int inputs, int hidden, LstmOptions? options = null)
    {
        var draw = new Draw(72);
        int columns = (options?.Coupled == true ? 3 : 4) * hidden;
        return new LstmCell(
            draw.Matrix(inputs, columns),
            draw.Matrix(options?.ProjectionWeights?.Columns ?? hidden, columns),
            draw.Vector(columns),
            draw.Vector(columns),
            options);
    }

    public static GruCell Gru(int inputs, int hidden, GruOptions? options = null)
    {
        var draw = new Draw(73);
        return new GruCell(
            draw.Matrix(inputs, 3 * hidden), draw.Matrix(hidden, 3 * hidden), draw.Vector(3 * hidden), draw.Vector(3 * hidden), options);
    }
}
