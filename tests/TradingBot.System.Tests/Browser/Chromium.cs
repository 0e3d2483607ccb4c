using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(TradingBot.SystemTests.Browser.Chromium))]

namespace TradingBot.SystemTests.Browser;

/// <summary>One headless Chromium for the whole project; each page has its own context, so nothing is shared.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Flags =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Why there is no browser.</summary>
    public string? Missing { get; private set; }

    public async ValueTask InitializeAsync()
    {
        string? program = Find();
        if (program is null)
        {
            Missing = "Chromium was not found: install it (apt-get install chromium) or name it in TRADINGBOT_CHROMIUM";
            return;
        }
        Assertions.SetDefaultExpectTimeout(30_000); // Five times what a busy machine needs; a page that works answers at once.
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = program, Headless = true, Args = Flags });
    }

    /// <summary>Opens a page that remembers what went wrong on it; skips the test where there is no browser.</summary>
    public async Task<WatchedPage> OpenAsync(string address, int width = 1440, int height = 900, ColorScheme scheme = ColorScheme.Light)
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        IBrowserContext context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = address,
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = scheme,
            Locale = "en-GB",
            TimezoneId = "UTC",
        });
        return new WatchedPage(context, await context.NewPageAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.CloseAsync();
        _playwright?.Dispose();
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("TRADINGBOT_CHROMIUM") is { Length: > 0 } named) return File.Exists(named) ? named : null;
        string[] names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
        string[] folders = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator), "/usr/bin", "/usr/local/bin", "/snap/bin"];
        return names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
    }
}
