using Microsoft.Playwright;
using TradingBot.Contracts.Live;
using TradingBot.SystemTests.Browser;
using TradingBot.SystemTests.Scripted;
using static Microsoft.Playwright.Assertions;

namespace TradingBot.SystemTests.Pages;

/// <summary>Pages outlive what they depend on. Each test has its own processes, since it ends them.</summary>
public sealed class RecoveryTests(Chromium chromium)
{
    [Fact]
    public async Task Without_the_api_a_page_says_so_and_recovers_by_itself()
    {
        await using var api = new ScriptedApi();
        await api.StartAsync();
        string address = api.Address;
        await using WebProcess web = await WebProcess.StartAsync(address);
        await using WatchedPage watched = await chromium.OpenAsync(web.Address);
        await watched.GoAsync("");
        await Expect(watched.Page.Locator("#api-unreachable")).ToHaveCountAsync(0);
        await api.StopAsync();
        await Expect(watched.Page.Locator("#api-unreachable")).ToContainTextAsync("No live data.");
        await watched.PictureAsync("overview-unreachable-light");
        await watched.Page.GetByRole(AriaRole.Link, new() { Name = "Strategies", Exact = true }).ClickAsync();
        await Expect(watched.Page.GetByRole(AriaRole.Heading, new() { Name = "Strategies", Level = 1 })).ToBeAttachedAsync();
        await Expect(watched.Page.Locator(".failure")).ToContainTextAsync("The Api can't be reached");
        await api.StartAsync(address);
        await Expect(watched.Page.Locator("#api-unreachable")).ToHaveCountAsync(0);
        await Expect(watched.Page.Locator(".failure")).ToHaveCountAsync(0);
        await watched.Page.GetByRole(AriaRole.Link, new() { Name = "Overview", Exact = true }).ClickAsync();
        // The account's stream comes back at a time of its own, and the page reads the account once when it opens; so equity is told again and again, as a worker does.
        ILocator equity = watched.Page.Locator("[data-tile=equity] .tile-value");
        for (int told = 0; told < 240 && await equity.TextContentAsync() != "101,001.01 USDT"; told++)
        {
            api.Push("account:default", LiveEvents.Portfolio, ScriptedMarket.Portfolio(101_001.01m, 5));
            await Task.Delay(250, TestContext.Current.CancellationToken);
        }
        await Expect(equity).ToHaveTextAsync("101,001.01 USDT");
        Assert.Empty(watched.Faults);
    }

    [Fact]
    public async Task Before_there_is_an_account_prices_are_shown_all_the_same_and_the_account_comes_by_itself()
    {
        await using var api = new ScriptedApi { HasAccount = false };
        await api.StartAsync();
        await using WebProcess web = await WebProcess.StartAsync(api.Address);
        await using WatchedPage watched = await chromium.OpenAsync(web.Address);
        await watched.GoAsync("");
        await Expect(watched.Page.Locator("[data-tile=equity]")).ToContainTextAsync("no account yet");
        await Expect(watched.Page.Locator("[data-venue=binance]")).ToContainTextAsync("Live");
        await Expect(watched.Page.Locator("#api-unreachable")).ToHaveCountAsync(0);
        api.HasAccount = true;
        await Expect(watched.Page.Locator("[data-tile=equity] .tile-value")).ToHaveTextAsync("100,140.45 USDT");
    }

    [Fact]
    public async Task A_restart_of_the_web_server_shows_the_dialog_and_then_the_page_again()
    {
        await using var api = new ScriptedApi();
        await api.StartAsync();
        WebProcess first = await WebProcess.StartAsync(api.Address);
        string address = first.Address;
        await using WatchedPage watched = await chromium.OpenAsync(address);
        await watched.GoAsync("");
        await first.DisposeAsync();
        await Expect(watched.Page.Locator("#components-reconnect-modal")).ToBeVisibleAsync();
        await Expect(watched.Page.GetByText("Connecting again…")).ToBeVisibleAsync();
        await watched.PictureAsync("reconnecting-light", isWhole: false);
        await using WebProcess second = await WebProcess.StartAsync(api.Address, address);
        await Expect(watched.Page.Locator("#components-reconnect-modal")).ToBeHiddenAsync(new() { Timeout = 60_000 });
        await Expect(watched.Page.Locator("[data-tile=equity] .tile-value")).ToHaveTextAsync("100,140.45 USDT");
    }
}
