using Microsoft.Playwright;

namespace RnnPS.Page.Tests;

/// <summary>Chromium, started once for all tests. Where there is none, the tests are skipped.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Names = OperatingSystem.IsWindows()
        ? ["chrome.exe", "msedge.exe", "chromium.exe"]
        : ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Chromium; skips the test if there is none.</summary>
    internal IBrowser Chromium
    {
        get
        {
            Skip.If(_browser is null, $"There is no Chromium on the PATH: install one of {string.Join(", ", Names)} to test the page.");
            return _browser!;
        }
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
