using Microsoft.Playwright;

namespace RnnPS.Benchmarks;

/// <summary>Measures how soon a page shows its first picture, and its frames while a reader zooms, in Chromium.</summary>
internal sealed class PageBenchmark : Benchmark
{
    private const int Rounds = 3;
    private const double MostMegabytes = 4;
    private const double MostFirstPicture = 1000;
    private const double MostFrame = 50;

    // Turns the wheel in each frame, in and out, and returns the longest time between two frames.
    private const string Zoom = """
        () => new Promise(done => {
            const canvas = document.querySelector('.strip:has(select) canvas');
            const box = canvas.getBoundingClientRect();
            let longest = 0;
            let before = null;
            let frames = 0;
            const next = now => {
                if (before !== null) longest = Math.max(longest, now - before);
                before = now;
                if (++frames > 90) return done(longest);
                canvas.dispatchEvent(new WheelEvent('wheel', { deltaY: frames % 30 < 15 ? -100 : 100, clientX: box.left + box.width * 0.6, clientY: box.top + 20, bubbles: true, cancelable: true }));
                requestAnimationFrame(next);
            };
            requestAnimationFrame(next);
        })
        """;

    /// <inheritdoc/>
    public override string Name => "page";

    /// <inheritdoc/>
    public override string Purpose => "the first picture of a page with 1,000 steps of 128 units, and its frames while zooming, in Chromium";

    /// <inheritdoc/>
    public override IEnumerable<Verdict> Run()
    {
        if (Chromium() is not { } chromium)
        {
            Console.WriteLine("Not measured: there is no Chromium on the PATH.");
            return [];
        }

        string folder = Directory.CreateTempSubdirectory("RnnPS-page-").FullName;
        try
        {
            string path = Path.Combine(folder, "page.html");
            using var engine = new Engine(RnnModule.Manifest);
            engine.Run($"$inputs = 0..999 | ForEach-Object {{ [math]::Sin($_ / 9) }}; "
                + $"New-RnnModel -Kind Lstm 1 128 1 -Seed 1 | ForEach-Object {{ Export-RnnPage {Engine.Quote(path)} $_ -Input $inputs -Target $inputs }}");
            return Measure(chromium, path).GetAwaiter().GetResult();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<Verdict[]> Measure(string chromium, string path)
    {
        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = chromium, Args = ["--no-sandbox"] });
        List<double> pictures = [];
        List<double> frames = [];
        for (int round = 0; round < Rounds; round++)
        {
            IPage page = await browser.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = 1280, Height = 900 } });
            await page.GotoAsync(new Uri(path).AbsoluteUri);
            pictures.Add(await page.EvaluateAsync<double>(
                "() => new Promise(done => requestAnimationFrame(() => setTimeout(() => done(performance.now()))))"));
            frames.Add(await page.EvaluateAsync<double>(Zoom));
            await page.CloseAsync();
        }

        var table = new Table("round", "first picture ms", "longest frame ms");
        for (int round = 0; round < Rounds; round++)
        {
            table.Add(FormattableString.Invariant($"{round + 1}"), FormattableString.Invariant($"{pictures[round]:0}"), FormattableString.Invariant($"{frames[round]:0.0}"));
        }

        table.Print();
        return
        [
            new Verdict("the file", new FileInfo(path).Length / Memory.Megabyte, MostMegabytes, " MB"),
            new Verdict("the first picture, median", Median(pictures), MostFirstPicture, " ms"),
            new Verdict("the longest frame while zooming, median", Median(frames), MostFrame, " ms"),
        ];
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string? Chromium() => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .SelectMany(_ => (string[])["chromium", "chromium-browser", "google-chrome", "chrome.exe", "msedge.exe"], Path.Combine)
        .FirstOrDefault(File.Exists);
}
