using Microsoft.Playwright;
using RnnPS.Charts;

namespace RnnPS.Page.Tests;

/// <summary>A page in the browser. At the end it must have loaded nothing, and have reported no error.</summary>
internal sealed class OpenPage : IAsyncDisposable
{
    private readonly string _folder;
    private readonly List<string> _faults = [];

    private OpenPage(IPage page, string folder)
    {
        (Page, _folder) = (page, folder);
        Address = new Uri(Path.Combine(folder, "page.html")).AbsoluteUri;
        page.Request += (_, request) => Note(request.Url != Address && !request.Url.StartsWith("data:", StringComparison.Ordinal), "loads " + request.Url);
        page.Console += (_, message) => Note(message.Type is "error" or "warning", message.Text);
        page.PageError += (_, error) => Note(true, error);
    }

    public IPage Page { get; }

    public string Address { get; }

    public static async Task<OpenPage> Open(Browser browser, RnnPageContent content, int width = 1280, bool dark = false)
    {
        string folder = Directory.CreateTempSubdirectory("RnnPS-page-").FullName;
        IBrowserContext context = await browser.Context(width, dark);
        var page = new OpenPage(await context.NewPageAsync(), folder);
        await page.Replace(content);
        return page;
    }

    /// <summary>Opens another page in its place.</summary>
    public async Task Replace(RnnPageContent content)
    {
        File.WriteAllBytes(Path.Combine(_folder, "page.html"), RnnPage.Create(content).ToHtml());
        await Page.GotoAsync(Address);
        await Page.WaitForSelectorAsync("html[data-ready]", new PageWaitForSelectorOptions { State = WaitForSelectorState.Attached });
    }

    public ILocator Number(string reference) => Page.Locator($".columns [data-ref='{reference}']").First;

    public Task<string> Text(string reference) => Number(reference).InnerTextAsync();

    public Task<string> TextOf(string selector) => Page.Locator(selector).First.InnerTextAsync();

    public Task Show(string tab) => Page.ClickAsync("#tab-" + tab);

    /// <summary>Changes a number as a reader does.</summary>
    public async Task Change(ILocator number, string text)
    {
        await number.ClickAsync();
        await Page.Locator("input.edit").FillAsync(text);
        await Page.Locator("input.edit").PressAsync("Enter");
    }

    /// <summary>Takes back faults that a test has provoked.</summary>
    public void Forget(string text) => _faults.RemoveAll(fault => fault.Contains(text, StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        await Page.CloseAsync();
        Directory.Delete(_folder, recursive: true);
        Assert.Empty(_faults);
    }

    private void Note(bool isFault, string text)
    {
        if (isFault)
        {
            _faults.Add(text);
        }
    }
}
