using System.Globalization;
using System.Text;

namespace RnnPS.Charts.Terminal;

/// <summary>Characters in lines and columns, each with colours of its own.</summary>
/// <param name="width">The number of columns.</param>
/// <param name="height">The number of lines.</param>
internal sealed class TerminalCanvas(int width, int height)
{
    private const string Reset = "\e[0m";

    private readonly char[,] _letters = new char[height, width];
    private readonly (Rgb? Letter, Rgb? Behind)[,] _colors = new (Rgb?, Rgb?)[height, width];

    /// <summary>The number of columns.</summary>
    public int Width => width;

    /// <summary>The number of lines.</summary>
    public int Height => height;

    /// <summary>Sets a character. A place outside of the canvas is ignored.</summary>
    public void Set(int line, int column, char letter, Rgb? color = null, Rgb? behind = null)
    {
        if (line >= 0 && line < height && column >= 0 && column < width)
        {
            _letters[line, column] = letter;
            _colors[line, column] = (color, behind);
        }
    }

    /// <summary>Writes a text, which is cut off at the right.</summary>
    public void Write(int line, int column, string text, Rgb? color = null)
    {
        for (int i = 0; i < text.Length; i++)
        {
            Set(line, column + i, text[i], color);
        }
    }

    /// <summary>The lines, with escape sequences where there is a colour, and without spaces at the end.</summary>
    public IReadOnlyList<string> ToLines() => [.. Enumerable.Range(0, height).Select(Line)];

    private string Line(int line)
    {
        int end = width;
        while (end > 0 && _letters[line, end - 1] is '\0' or ' ' && _colors[line, end - 1].Behind is null)
        {
            end--;
        }

        var text = new StringBuilder();
        (Rgb?, Rgb?) current = default;
        for (int column = 0; column < end; column++)
        {
            if (_colors[line, column] != current)
            {
                Switch(text, current, _colors[line, column]);
                current = _colors[line, column];
            }

            text.Append(_letters[line, column] is '\0' ? ' ' : _letters[line, column]);
        }

        return current == default ? text.ToString() : text.Append(Reset).ToString();
    }

    private static void Switch(StringBuilder text, (Rgb? Letter, Rgb? Behind) from, (Rgb? Letter, Rgb? Behind) to)
    {
        if (from != default)
        {
            text.Append(Reset);
        }

        if (to.Letter is { } letter)
        {
            text.Append(CultureInfo.InvariantCulture, $"\e[38;2;{letter.Red};{letter.Green};{letter.Blue}m");
        }

        if (to.Behind is { } behind)
        {
            text.Append(CultureInfo.InvariantCulture, $"\e[48;2;{behind.Red};{behind.Green};{behind.Blue}m");
        }
    }
}
