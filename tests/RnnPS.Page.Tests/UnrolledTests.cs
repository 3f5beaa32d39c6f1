using System.Globalization;

namespace RnnPS.Page.Tests;

/// <summary>The unrolled network of the starting example, whose numbers a tutorial calculates by hand.</summary>
[Collection(BrowserTests.Name)]
public sealed class UnrolledTests(Browser browser)
{
    [SkippableFact]
    public async Task Both_columns_show_the_numbers_of_the_tutorial()
    {
        await using OpenPage page = await OpenPage.Open(browser, Contents.Example());
        Assert.Equal(2, await page.Page.Locator(".moment").CountAsync());
        Assert.Equal(["0.537", "0.462"], [await page.Text("h/0/0/0"), await page.Text("h/0/0/1")]);
        Assert.Equal(["0.860", "0.884"], [await page.Text("h/0/1/0"), await page.Text("h/0/1/1")]);
        Assert.Equal(["1.56", "2.73"], [await page.Text("output/0/0/0"), await page.Text("output/0/1/0")]);
        Assert.Equal(["0.537", "0.462", "2"], [await page.Text("concat/0/1/0"), await page.Text("concat/0/1/1"), await page.Text("concat/0/1/2")]);
        Assert.Equal(["0.6", "0.5"], [await page.Text("pre/0/0/0"), await page.Text("pre/0/0/1")]);
        Assert.Equal(["1", "2", "1.5", "2.7"], [await page.Text("input/0/0/0"), await page.Text("input/0/1/0"), await page.Text("target/0/0/0"), await page.Text("target/0/1/0")]);
        // (1.5612839 − 1.5)² + (2.7270710 − 2.7)²
        Assert.Equal("loss 0.004488554", await page.TextOf(".total"));
    }

    [SkippableFact]
    public async Task A_number_that_is_pointed_at_shows_its_formula()
    {
        (string Reference, string Formula)[] formulas =
        [
            ("h/0/0/0", "tanh(0·0.1 + 0·0.3 + 1·0.5 + 0.1) = tanh(0.6) = 0.5370496"),
            ("pre/0/0/1", "0·0.2 + 0·0.4 + 1·0.6 + (−0.1) = 0.5"),
            ("output/0/0/0", "0.537·1 + 0.462·2 + 0.1 = 1.561284"),
            ("loss/0/0/0", "(1.56 − 1.5)² = 0.003755714"),
        ];
        await using OpenPage page = await OpenPage.Open(browser, Contents.Example());
        foreach ((string reference, string formula) in formulas)
        {
            await page.Number(reference).HoverAsync();
            Assert.Equal(formula, await page.TextOf(".formula"));
        }
    }

    [SkippableFact]
    public async Task A_weight_shows_its_gradient()
    {
        // The tutorial: dL/dW, dL/dR, db, dV, dc of the targets 1.5 and 2.7 with the losses summed, to six digits.
        (string Reference, double Gradient)[] gradients =
        [
            ("weight/Layers[0].InputWeights/0/0", 0.119844),
            ("weight/Layers[0].InputWeights/0/1", 0.251040),
            ("weight/Layers[0].RecurrentWeights/0/0", 0.007585),
            ("weight/Layers[0].RecurrentWeights/0/1", 0.012743),
            ("weight/Layers[0].RecurrentWeights/1/0", 0.006526),
            ("weight/Layers[0].RecurrentWeights/1/1", 0.010965),
            ("weight/Layers[0].Bias/0/0", 0.105721),
            ("weight/Layers[0].Bias/0/1", 0.227312),
            ("weight/OutputWeights/0/0", 0.112373),
            ("weight/OutputWeights/1/0", 0.104484),
            ("weight/OutputBias/0/0", 0.176710),
        ];
        await using OpenPage page = await OpenPage.Open(browser, Contents.Example());
        foreach ((string reference, double gradient) in gradients)
        {
            await page.Number(reference).HoverAsync();
            string text = await page.TextOf(".gradient");
            Assert.StartsWith("dLoss/dw = ", text, StringComparison.Ordinal);
            Assert.Equal(gradient, double.Parse(text["dLoss/dw = ".Length..], CultureInfo.InvariantCulture), 6);
        }
    }

    [SkippableFact]
    public async Task Gated_cells_show_their_gates()
    {
        await using OpenPage page = await OpenPage.Open(browser, Contents.Of(Contents.Lstm(1, 2), [[1], [2], [3]], [[1], [2], [3]]));
        double[] gates = await page.Page.EvaluateAsync<double[]>("Object.values(rnnPage.sequence().trace.layers[0].moments[0][1].gates).map(gate => gate[1])");
        foreach ((string gate, double value) in ((string[])["InputGate", "ForgetGate", "Candidate", "OutputGate"]).Zip(gates))
        {
            Assert.Equal(value, double.Parse((await page.Text($"gate/0/1/{gate}/1")).Replace('−', '-'), CultureInfo.InvariantCulture), 2);
        }

        await page.Number("c/0/1/0").HoverAsync();
        Assert.StartsWith("f·c(t−1) + i·c̃ = ", await page.TextOf(".formula"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task The_slider_and_the_play_button_walk_through_time()
    {
        await using OpenPage page = await OpenPage.Open(browser, Contents.Of(Contents.Lstm(1, 2), [.. Enumerable.Range(0, 40).Select(t => new[] { t / 10.0 })], [.. Enumerable.Range(0, 40).Select(t => new[] { 1.0 })]));
        await page.Page.Locator(".player input").FillAsync("30");
        Assert.Equal("t = 30 · 40 steps", await page.TextOf(".place"));
        Assert.Equal("30", await page.Page.Locator(".moment.now").GetAttributeAsync("data-t"));
        Assert.True(await page.Page.Locator(".moment.later").CountAsync() > 0);
        await page.Page.Locator(".player input").FillAsync("38");
        await page.Page.ClickAsync(".play");
        await page.Page.WaitForSelectorAsync(".moment.now[data-t='39']");
        await page.Page.WaitForSelectorAsync(".play:text('▶ Play')");
    }

    [SkippableFact]
    public async Task Arrow_keys_move_among_the_numbers_and_Enter_changes_one()
    {
        await using OpenPage page = await OpenPage.Open(browser, Contents.Example());
        await page.Number("input/0/0/0").FocusAsync();
        await page.Page.Keyboard.PressAsync("ArrowRight");
        Assert.Equal("input/0/1/0", await page.Page.EvaluateAsync<string>("document.activeElement.dataset.ref"));
        await page.Page.Keyboard.PressAsync("Enter");
        await page.Page.Keyboard.TypeAsync("3");
        await page.Page.Keyboard.PressAsync("Enter");
        Assert.Equal("3", await page.Text("input/0/1/0"));
        Assert.Equal("input/0/1/0", await page.Page.EvaluateAsync<string>("document.activeElement.dataset.ref"));
        Assert.NotEqual("0.860", await page.Text("h/0/1/0"));
        Assert.Equal("0.537", await page.Text("h/0/0/0"));
    }
}
