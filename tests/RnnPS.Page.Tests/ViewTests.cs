using Microsoft.Playwright;
using RnnPS.Charts;

namespace RnnPS.Page.Tests;

/// <summary>All views: what they show, at every width, for the keyboard and for screen readers, and how large a page is.</summary>
[Collection(BrowserTests.Name)]
public sealed class ViewTests(Browser browser)
{
    private static readonly string[] All = ["unrolled", "overview", "flow", "training", "forecast", "compare"];

    [SkippableTheory]
    [InlineData(360, false)]
    [InlineData(360, true)]
    [InlineData(1280, true)]
    [InlineData(2560, false)]
    public async Task Every_view_fits_its_window_and_names_its_controls(int width, bool dark)
    {
        await using OpenPage page = await OpenPage.Open(browser, Contents.Everything(), width, dark);
        foreach (string view in All)
        {
            await page.Show(view);
            await page.Page.WaitForTimeoutAsync(80);
            Assert.True(await page.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), $"{view} is wider than {width} pixels.");
            string[] nameless = await page.Page.EvaluateAsync<string[]>(
                "Array.from(document.querySelectorAll('button, input, select, canvas, svg[role]')).filter(one => !(one.getAttribute('aria-label') || one.textContent.trim() || one.labels?.length)).map(one => one.outerHTML.slice(0, 80))");
            Assert.Empty(nameless);
            Assert.Equal("true", await page.Page.GetAttributeAsync("#tab-" + view, "aria-selected"));
        }
    }

    [SkippableFact]
    public async Task The_tabs_follow_the_arrow_keys()
    {
        await using OpenPage page = await OpenPage.Open(browser, Contents.Everything());
        await page.Page.FocusAsync("#tab-unrolled");
        foreach (string view in (string[])[.. All[1..], All[0]])
        {
            await page.Page.Keyboard.PressAsync("ArrowRight");
            Assert.Equal("tab-" + view, await page.Page.EvaluateAsync<string>("document.activeElement.id"));
        }
    }

    [SkippableFact]
    public async Task The_training_shows_its_losses_and_the_best_epoch()
    {
        await using OpenPage page = await OpenPage.Open(browser, Contents.Everything());
        await page.Show("training");
        Assert.StartsWith("Best epoch 25: validation loss 0.0628", await page.TextOf(".verdict"), StringComparison.Ordinal);
        string path = (await page.Page.Locator("path[data-name='training loss']").GetAttributeAsync("d"))!;
        Assert.Equal(30, path.Count(letter => letter is 'M' or 'L'));
        Assert.Equal(1, await page.Page.Locator("circle.mark").CountAsync());
    }

    [SkippableFact]
    public async Task The_forecast_shows_its_bands_and_the_history()
    {
        await using OpenPage page = await OpenPage.Open(browser, Contents.Everything());
        await page.Show("forecast");
        Assert.Equal(2, await page.Page.Locator("path.area").CountAsync());
        Assert.Contains("90 % interval", await page.TextOf(".chart .legend"), StringComparison.Ordinal);
        Assert.Contains("history", await page.TextOf(".chart .legend"), StringComparison.Ordinal);
        Assert.Equal(24, (await page.Page.Locator("path[data-name='history']").GetAttributeAsync("d"))!.Count(letter => letter is 'M' or 'L'));
    }

    [SkippableFact]
    public async Task The_gradient_flow_shows_what_truncation_leaves()
    {
        await using OpenPage page = await OpenPage.Open(browser, Contents.Everything());
        await page.Show("flow");
        await page.Page.FillAsync("#chunk", "4");
        Assert.Contains("truncated after 4", await page.TextOf(".flow .legend"), StringComparison.Ordinal);
        // Truncated at the border of a chunk, the last step of a chunk has the gradient of its own loss alone.
        // The page draws the chart again a moment later.
        await Assertions.Expect(page.Page.Locator(".flow path.line")).ToHaveCountAsync(3);
        Assert.Equal(["load", "temperature"], (await page.Page.Locator(".bars th").AllInnerTextsAsync()).Order());
    }

    [SkippableFact]
    public async Task The_truncated_gradient_of_a_large_model_is_that_of_its_chunks()
    {
        RnnModel model = Contents.Lstm(1, 65);
        double[][] inputs = [.. Enumerable.Range(0, 45).Select(t => new[] { Math.Sin(t / 3.0) })];
        await using OpenPage page = await OpenPage.Open(browser, Contents.Of(model, inputs, inputs));
        double[] truncated = await page.Page.EvaluateAsync<double[]>("rnnPage.data.gradients[0].truncated");
        double[] whole = await page.Page.EvaluateAsync<double[]>("rnnPage.data.gradients[0].norm");
        // The first chunk by itself, and the end of the last, which nothing follows.
        var first = new RnnMatrix(20, 1, [.. inputs[..20].Select(input => input[0])]);
        Assert.Equal(RnnGradients.Measure(model, [new RnnSequence(null, first)], [first]).States[0].Norms.ToArray(), truncated[..20]);
        Assert.Equal(whole[40..].Select(value => Math.Round(value, 12)), truncated[40..].Select(value => Math.Round(value, 12)));
        Assert.NotEqual(whole[19], truncated[19]);
        await page.Show("flow");
        Assert.Contains("truncated after 20", await page.TextOf(".flow .legend"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Two_models_are_compared()
    {
        await using OpenPage page = await OpenPage.Open(browser, Contents.Everything());
        await page.Show("compare");
        Assert.Equal(2, await page.Page.Locator(".list th .key").CountAsync());
        Assert.Equal(1, await page.Page.Locator("td:text-is('lower')").CountAsync());
        Assert.Contains("difference of state", await page.TextOf(".strips"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Steps_alone_have_the_overview_and_say_why_there_is_no_more()
    {
        RnnStep[] steps = [.. new RnnBatch(Contents.Lstm(1, 3)).Run([new RnnSequence("a", new RnnMatrix(5, 1, [1, 2, 3, 4, 5]))])];
        await using OpenPage page = await OpenPage.Open(browser, new RnnPageContent { Items = steps });
        Assert.Equal(["Overview"], await page.Page.Locator("[role=tab]").AllInnerTextsAsync());
        Assert.Contains("Steps do not hold the weights", await page.TextOf(".notes"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Names_and_texts_of_the_data_stay_text()
    {
        const string script = "</script><script>window.hacked = 1</script>";
        const string image = "<img src=x onerror=\"window.hacked = 1\">";
        var content = new RnnPageContent
        {
            Title = script,
            Models = [("model", RnnModel.StartingExample())],
            Series = [Contents.Series([[1], [2]], [[1], [2]], [image, script], image, [image, script]), Contents.Series([[1], [2]], [[1], [2]], [script, image], script)],
            Loss = RnnLossFunction.MeanSquaredError,
            ReadRow = row => [KeyValuePair.Create(image, (string)row), KeyValuePair.Create(script, "<!-- ]]> \u2028 \uD800")],
        };
        await using OpenPage page = await OpenPage.Open(browser, content);
        foreach (string view in (string[])["unrolled", "overview", "flow"])
        {
            await page.Show(view);
            await page.Page.WaitForTimeoutAsync(60);
        }

        await page.Show("unrolled");
        Assert.True(await page.Page.EvaluateAsync<bool>("window.hacked === undefined && document.images.length === 0"));
        Assert.Equal(2, await page.Page.EvaluateAsync<int>("document.scripts.length"));
        Assert.Contains("<img src=x", await page.TextOf(".named small"), StringComparison.Ordinal);
        Assert.StartsWith("</script><script>", await page.Page.TitleAsync(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task The_policy_stops_a_foreign_script()
    {
        await using OpenPage page = await OpenPage.Open(browser, Contents.Example());
        string policy = (await page.Page.GetAttributeAsync("meta[http-equiv='Content-Security-Policy']", "content"))!;
        Assert.StartsWith("default-src 'none'; script-src 'sha256-", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("script-src-elem", await page.Page.EvaluateAsync<string>(
            """
            () => new Promise(done => {
                document.addEventListener('securitypolicyviolation', event => done(event.effectiveDirective));
                const script = document.createElement('script');
                script.textContent = 'window.hacked = 1';
                document.body.append(script);
            })
            """));
        Assert.True(await page.Page.EvaluateAsync<bool>("window.hacked === undefined"));
        page.Forget("Content Security Policy");
    }

    [Fact]
    public void The_same_content_gives_the_same_bytes() =>
        Assert.Equal(RnnPage.Create(Contents.Everything()).ToHtml(), RnnPage.Create(Contents.Everything()).ToHtml());

    [Fact]
    public void A_thousand_steps_of_128_units_are_less_than_4_MB()
    {
        double[][] inputs = [.. Enumerable.Range(0, 1000).Select(t => new[] { Math.Sin(t / 9.0) })];
        byte[] html = RnnPage.Create(Contents.Of(Contents.Lstm(1, 128), inputs, inputs)).ToHtml();
        Assert.InRange(html.Length, 1_000_000, 4_000_000);
    }

    [SkippableFact]
    public async Task A_long_run_is_drawn_with_several_steps_in_a_column_and_keeps_spikes()
    {
        double[] values = [.. Enumerable.Range(0, 100_000).Select(t => t == 77_777 ? -9.0 : 0.001 * (t % 7))];
        Assert.InRange(RnnPage.Create(Contents.Echo(values)).ToHtml().Length, 500_000, 4_000_000);
        await using OpenPage page = await OpenPage.Open(browser, Contents.Echo(values));
        Assert.Contains("100000 steps are more than the page holds: each column of a heatmap or line stands for 7 steps", await page.TextOf(".notes"), StringComparison.Ordinal);
        Assert.Equal(-9, await page.Page.EvaluateAsync<double>("rnnPage.sequence().inputs.values[11111]"));
    }
}
