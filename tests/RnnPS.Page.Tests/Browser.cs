using Microsoft.Playwright;

namespace RnnPS.Page.Tests;

/// <summary>Chromium, started once for all tests. Where there is none, the tests are skipped.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Names = OperatingSystem.IsWindows()
        ? ["chrome.exe", "msedge.exe", "chromium.exe"]
        : ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"];

    private readonly Dictionary<(int Width, bool Dark), IBrowserContext> _contexts = [];
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>A window of a size and theme, for several pages; skips the test if there is no browser.</summary>
    internal async Task<IBrowserContext> Context(int width, bool dark)
    {
        Skip.If(_browser is null, $"There is no Chromium on the PATH: install one of {string.Join(", ", Names)} to test the page.");
        if (!_contexts.TryGetValue((width, dark), out IBrowserContext? context))
        {
            context = await _browser!.NewContextAsync(new BrowserNewContextOptions
            {
                ViewportSize = new ViewportSize { Width = width, Height = 900 },
                ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            });
            context.SetDefaultTimeout(8000);
            _contexts.Add((width, dark), context);
        }

        return context;
    }

    public async Task InitializeAsync()
    {
        if (Find() is { } path)
        {
            _playwright = await Playwright.CreateAsync();
            // A container has no user for Chromium's sandbox.
            _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = path, Args = ["--no-sandbox"] });
        }
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.CloseAsync();
        }

        _playwright?.Dispose();
    }

    private static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .SelectMany(_ => Names, Path.Combine)
        .FirstOrDefault(File.Exists);
}

[CollectionDefinition(Name)]
public sealed class BrowserTests : ICollectionFixture<Browser>
{
    public const string Name = "browser";
}
