using Microsoft.Playwright;

namespace RnnPS.Page.Tests;

/// <summary>The heatmaps over time: colours at known places, selection, zoom and search.</summary>
[Collection(BrowserTests.Name)]
public sealed class OverviewTests(Browser browser)
{
    private const string Heatmap = ".strip:has(select) canvas";

    // The colours of RnnPS' charts: −1, −0.5, 0, 0.5 and 1 of a scale around 0.
    [SkippableTheory]
    [InlineData(false, new[] { 0x004A75, 0x56B4E9, 0xFFFFFF, 0xE69F00, 0x993D00 })]
    [InlineData(true, new[] { 0x9AD4F5, 0x0072B2, 0x16191D, 0xB35000, 0xFFC65C })]
    public async Task Pixels_have_the_colours_of_their_values(bool dark, int[] colors)
    {
        await using OpenPage page = await OpenPage.Open(browser, Contents.Echo([-1, -0.5, 0, 0.5, 1]), dark: dark);
        await page.Show("overview");
        for (int column = 0; column < colors.Length; column++)
        {
            int[] pixel = await Pixel(page, (column + 0.5) / colors.Length);
            int[] expected = [colors[column] >> 16, (colors[column] >> 8) & 255, colors[column] & 255];
            Assert.All(pixel.Zip(expected), pair => Assert.InRange(pair.First, pair.Second - 2, pair.Second + 2));
        }

        // Only this test reads pixels back.
        page.Forget("Canvas2D");
    }

    [SkippableFact]
    public async Task The_theme_can_be_changed()
    {
        await using OpenPage page = await OpenPage.Open(browser, Contents.Echo([-1, 0, 1]), dark: true);
        await page.Show("overview");
        Assert.Equal("rgb(22, 25, 29)", await Background(page));
        await page.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        Assert.Equal("rgb(255, 255, 255)", await Background(page));
        await page.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Screen });
        await page.Page.ClickAsync(".theme");
        Assert.Equal("rgb(255, 255, 255)", await Background(page));
        await page.Page.WaitForTimeoutAsync(60);
        Assert.Equal(new[] { 255, 255, 255 }, await Pixel(page, 0.5));
        Assert.Equal("Show the page dark", await page.Page.GetAttributeAsync(".theme", "aria-label"));
    }

    [SkippableFact]
    public async Task A_drag_selects_and_the_search_finds_the_repetitions_with_their_rows()
    {
        // The same five values at steps 10, 40 and 70, and other values elsewhere.
        double[] values = [.. Enumerable.Range(0, 100).Select(t => t % 30 is >= 10 and < 15 && t < 90 ? ((t % 30) - 12) / 2.0 : Math.Sin(t * 1.7) * (0.2 + (t / 400.0)))];
        await using OpenPage page = await OpenPage.Open(browser, Contents.Echo(values, [.. Enumerable.Range(0, 100).Select(t => (object)$"day {t}")]));
        await page.Show("overview");
        await Drag(page, 10.5 / 100, 14.5 / 100);
        Assert.Contains("steps 10 to 14", await page.TextOf(".readout"), StringComparison.Ordinal);
        await page.Page.ClickAsync(".find");
        string[] rows = [.. await page.Page.Locator(".alike tr").AllInnerTextsAsync()];
        Assert.Contains("10 to 14", rows[1], StringComparison.Ordinal);
        Assert.Contains("day 10", rows[1], StringComparison.Ordinal);
        Assert.All((string[])["40 to 44", "70 to 74"], span => Assert.Contains(rows[2..4], row => row.Contains(span, StringComparison.Ordinal)));
        Assert.Contains(rows[2..4], row => row.Contains("day 44", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task The_wheel_the_buttons_and_the_selection_zoom()
    {
        await using OpenPage page = await OpenPage.Open(browser, Contents.Echo([.. Enumerable.Range(0, 200).Select(t => Math.Sin(t / 9.0))]));
        await page.Show("overview");
        await Drag(page, 0.25, 0.5);
        await page.Page.GetByText("Zoom to selection").ClickAsync();
        (double from, double to) = await Shown(page);
        Assert.InRange(from, 40, 50);
        Assert.InRange(to, 100, 110);
        await page.Page.GetByText("Whole run").ClickAsync();
        Assert.Equal((0, 200), await Shown(page));
        await page.Page.Locator(Heatmap).HoverAsync();
        await page.Page.Mouse.WheelAsync(0, -200);
        (from, to) = await Shown(page);
        Assert.Equal(160, to - from, 6);
    }

    [SkippableFact]
    public async Task Keys_move_select_zoom_and_search()
    {
        await using OpenPage page = await OpenPage.Open(browser, Contents.Echo([.. Enumerable.Range(0, 60).Select(t => Math.Sin(t * Math.PI / 10))]));
        await page.Show("overview");
        await page.Page.Locator(".strips").FocusAsync();
        foreach (string key in (string[])["Home", "ArrowRight", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight"])
        {
            await page.Page.Keyboard.PressAsync(key);
        }

        await page.Page.WaitForTimeoutAsync(60);
        Assert.Contains("steps 2 to 4", await page.TextOf(".readout"), StringComparison.Ordinal);
        await page.Page.Keyboard.PressAsync("Enter");
        Assert.Contains("22 to 24", await page.TextOf(".alike"), StringComparison.Ordinal);
        await page.Page.Keyboard.PressAsync("+");
        (double from, double to) = await Shown(page);
        Assert.Equal(30, to - from);
        await page.Page.Keyboard.PressAsync("Escape");
        await page.Page.WaitForTimeoutAsync(60);
        Assert.True(await page.Page.Locator(".find").IsDisabledAsync());
    }

    [SkippableFact]
    public async Task A_unit_that_is_selected_becomes_a_line()
    {
        await using OpenPage page = await OpenPage.Open(browser, Contents.Everything());
        await page.Show("overview");
        int before = await page.Page.Locator(".strip").CountAsync();
        LocatorBoundingBoxResult box = (await page.Page.Locator(Heatmap).First.BoundingBoxAsync())!;
        await page.Page.Mouse.ClickAsync(box.X + (box.Width / 2), box.Y + (box.Height * 0.9f));
        Assert.Equal(before + 1, await page.Page.Locator(".strip").CountAsync());
        Assert.Equal("state: unit 2", await page.TextOf(".strip-title:has-text(': unit')"));
        // The same by the keyboard, and off again.
        await page.Page.Locator(".line-of select").First.SelectOptionAsync("2");
        Assert.Equal(before, await page.Page.Locator(".strip").CountAsync());
    }

    [SkippableFact]
    public async Task Units_are_ordered_by_activity_and_by_likeness()
    {
        // Unit 0 hardly moves; 1 and 3 move alike, and 2 in its own way.
        double[][] inputs = [.. Enumerable.Range(0, 40).Select(t => new[] { 0.01 * Math.Cos(t), Math.Sin(t / 4.0), 0.5 * Math.Sin(t * 2.1), 0.8 * Math.Sin(t / 4.0) })];
        double[] identity = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
        var model = new RnnModel(new ElmanCell(new RnnMatrix(4, 4, identity), new RnnMatrix(4, 4, new double[16]), null, RnnActivation.Identity));
        await using OpenPage page = await OpenPage.Open(browser, Contents.Of(model, inputs, inputs));
        await page.Show("overview");
        await page.Page.Locator(".order select").SelectOptionAsync("activity");
        Assert.Equal([1, 3, 2, 0], await Order(page));
        await page.Page.Locator(".order select").SelectOptionAsync("likeness");
        Assert.Equal([1, 3], (await Order(page))[..2]);
    }

    // A click on each row tells its unit by the line that appears.
    private static async Task<List<int>> Order(OpenPage page)
    {
        List<int> order = [];
        for (int row = 0; row < 4; row++)
        {
            LocatorBoundingBoxResult box = (await page.Page.Locator(Heatmap).First.BoundingBoxAsync())!;
            float y = box.Y + (box.Height * (row + 0.5f) / 4);
            await page.Page.Mouse.ClickAsync(box.X + 200, y);
            string title = await page.Page.Locator(".strip-title", new PageLocatorOptions { HasText = ": unit" }).InnerTextAsync();
            order.Add(int.Parse(title.Split(' ')[^1], null));
            await page.Page.Mouse.ClickAsync(box.X + 200, y);
        }

        return order;
    }

    private static Task<string> Background(OpenPage page) => page.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");

    private static Task<int[]> Pixel(OpenPage page, double share) => page.Page.EvaluateAsync<int[]>(
        """
        share => {
            const canvas = document.querySelector('.strip:has(select) canvas');
            const ratio = canvas.width / canvas.clientWidth;
            const x = (58 + share * (canvas.clientWidth - 58)) * ratio;
            return Array.from(canvas.getContext('2d').getImageData(x, canvas.height / 2, 1, 1).data).slice(0, 3);
        }
        """,
        share);

    private static async Task<(double From, double To)> Shown(OpenPage page)
    {
        await page.Page.WaitForTimeoutAsync(60);
        double[] shown = await page.Page.EvaluateAsync<double[]>("[Number(document.querySelector('.strips').dataset.from), Number(document.querySelector('.strips').dataset.to)]");
        return (shown[0], shown[1]);
    }

    private static async Task Drag(OpenPage page, double from, double to)
    {
        LocatorBoundingBoxResult box = (await page.Page.Locator(Heatmap).BoundingBoxAsync())!;
        float Place(double share) => box.X + 58 + (float)(share * (box.Width - 58));
        await page.Page.Mouse.MoveAsync(Place(from), box.Y + 10);
        await page.Page.Mouse.DownAsync();
        await page.Page.Mouse.MoveAsync(Place(to), box.Y + 20, new MouseMoveOptions { Steps = 5 });
        await page.Page.Mouse.UpAsync();
        await page.Page.WaitForTimeoutAsync(60);
    }
}
