namespace RnnPS.Help.Tests;

/// <summary>Tests the conversion of about pages.</summary>
public sealed class AboutPageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Markdown_becomes_the_text_of_GetHelp_in_80_columns()
    {
        var page = Load("""
            # about_Garden

            ## Short description

            How a garden *grows*.

            ## Long description

            A garden has `Beds`, see [about_Bed](about_Bed.md) and [the web](https://example.org). This paragraph
            goes on until it needs
            a second line & more.

            ### Beds

            ```powershell
            Get-GardenPlant |
                Select-Object Name

            Clear-GardenBed
            ```

            ```output
            Quince
            ```

            - one
            - two, which has so many words that they do not fit into one line of eighty columns

            1. first
            2. second

            | command | what |
            |---|---|
            | Get-GardenPlant | gets the plants of a bed, one after the other, as soon as each is found |
            | Clear-GardenBed | clears |

            ## See also

            - [Get-GardenPlant](../commands/Get-GardenPlant.md)
            """);

        Assert.Equal("about_Garden", page.Name);
        Assert.Equal("How a garden grows.", page.ShortDescription);
        Assert.Equal("""
            TOPIC
                about_Garden

            SHORT DESCRIPTION
                How a garden grows.

            LONG DESCRIPTION
                A garden has Beds, see about_Bed and the web (https://example.org). This
                paragraph goes on until it needs a second line & more.

              Beds

                    Get-GardenPlant |
                        Select-Object Name

                    Clear-GardenBed

                    Quince

                - one
                - two, which has so many words that they do not fit into one line of eighty
                  columns

                1. first
                2. second

                Get-GardenPlant  gets the plants of a bed, one after the other, as soon as
                                 each is found
                Clear-GardenBed  clears

            SEE ALSO
                - Get-GardenPlant

            """, System.Text.Encoding.UTF8.GetString(page.HelpText()));
    }

    [Fact]
    public void What_the_text_cannot_show_is_an_error_with_its_line()
    {
        var error = Assert.Throws<ArgumentException>(() => Load("# about_X\n\n> quoted\n"));

        Assert.Equal("about_Garden, line 3: a QuoteBlock is not supported in an about page.", error.Message);
    }

    private AboutPage Load(string text)
    {
        File.WriteAllText(_folder.File("about_Garden.md"), text);
        return AboutPage.Load(_folder.File("about_Garden.md"));
    }
}
