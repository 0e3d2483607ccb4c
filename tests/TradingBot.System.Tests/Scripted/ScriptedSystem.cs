using Microsoft.Playwright;
using TradingBot.SystemTests.Browser;

namespace TradingBot.SystemTests.Scripted;

/// <summary>The real web process in front of a scripted Api; one per test class.</summary>
public sealed class ScriptedSystem(Chromium chromium) : IAsyncLifetime
{
    public ScriptedApi Api { get; } = new();

    public WebProcess Web { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await Api.StartAsync();
        Web = await WebProcess.StartAsync(Api.Address);
    }

    public Task<WatchedPage> OpenAsync(int width = 1440, int height = 900, ColorScheme scheme = ColorScheme.Light) => chromium.OpenAsync(Web.Address, width, height, scheme);

    public async ValueTask DisposeAsync()
    {
        if (Web is not null) await Web.DisposeAsync();
        await Api.DisposeAsync();
    }
}
