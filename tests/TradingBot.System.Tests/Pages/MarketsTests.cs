using Microsoft.Playwright;
using TradingBot.Contracts.Live;
using TradingBot.Contracts.Operations;
using TradingBot.SystemTests.Browser;
using TradingBot.SystemTests.Scripted;
using static Microsoft.Playwright.Assertions;

namespace TradingBot.SystemTests.Pages;

public sealed class MarketsTests(ScriptedSystem system) : IClassFixture<ScriptedSystem>
{
    [Fact]
    public async Task Prices_book_and_trades_change_without_reloading()
    {
        await using WatchedPage watched = await system.OpenAsync();
        await watched.GoAsync("markets/binance/ETH-USDT");
        ILocator last = watched.Page.Locator("[data-instrument='binance:ETH-USDT'] [data-last]");
        ILocator bestBid = watched.Page.Locator("[data-table=book] tr[data-side=bid]").First;
        await Expect(last).ToHaveTextAsync("3,120.25");
        await Expect(bestBid).ToContainTextAsync("3,119.75");
        await Expect(watched.Page.Locator("[data-table=trades] tbody tr")).ToHaveCountAsync(24);
        system.Api.Push("tickers", LiveEvents.Ticker, ScriptedMarket.Ticker("binance", "ETH-USDT", 3_125.5m, 1));
        system.Api.Push("book:binance:ETH-USDT", LiveEvents.Book, ScriptedMarket.Book("binance", "ETH-USDT", 3_125.5m, 2));
        system.Api.Push("trades:binance:ETH-USDT", LiveEvents.Trade, ScriptedMarket.Trade("binance", "ETH-USDT", 1_002, 3_125.5m));
        await Expect(last).ToHaveTextAsync("3,125.50");
        await Expect(bestBid).ToContainTextAsync("3,125.00");
        await Expect(watched.Page.Locator("[data-table=trades] tbody tr").First).ToContainTextAsync("3,125.50");
        Assert.Empty(watched.Faults);
    }

    [Fact]
    public async Task A_flood_of_books_is_painted_at_most_ten_times_a_second_and_the_last_one_wins()
    {
        await using WatchedPage watched = await system.OpenAsync();
        await watched.GoAsync("markets/kucoin/SOL-USDT");
        ILocator bestBid = watched.Page.Locator("[data-table=book] tr[data-side=bid] .price").First;
        await Expect(bestBid).ToHaveTextAsync("151.000");
        await bestBid.EvaluateAsync("cell => { window.paints = 0; new MutationObserver(() => window.paints++).observe(cell, { characterData: true, childList: true, subtree: true }); }");
        long start = TimeProvider.System.GetTimestamp();
        for (int number = 1; number <= 1_000; number++)
        {
            system.Api.Push("book:kucoin:SOL-USDT", LiveEvents.Book, ScriptedMarket.Book("kucoin", "SOL-USDT", 151.5m + number, number + 1));
            if (number % 10 == 0) await Task.Delay(10, TestContext.Current.CancellationToken);
        }
        await Expect(bestBid).ToHaveTextAsync("1,151.000");
        double seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        int paints = await watched.Page.EvaluateAsync<int>("window.paints");
        Assert.InRange(paints, 1, (int)(seconds * 10) + 2);
    }

    [Fact]
    public async Task Another_instrument_and_another_bar_length_can_be_chosen()
    {
        await using WatchedPage watched = await system.OpenAsync();
        await watched.GoAsync("markets");
        await watched.Page.GetByRole(AriaRole.Searchbox).FillAsync("kucoin");
        ILocator rows = watched.Page.Locator("[data-table=instruments] tbody tr");
        await Expect(rows).ToHaveCountAsync(3);
        await rows.Nth(1).GetByRole(AriaRole.Link).ClickAsync();
        await Expect(watched.Page.GetByRole(AriaRole.Heading, new() { Name = "ETH-USDT · KuCoin" })).ToBeVisibleAsync();
        await watched.Page.GetByRole(AriaRole.Button, new() { Name = "1m", Exact = true }).ClickAsync();
        await Expect(watched.Page.GetByRole(AriaRole.Button, new() { Name = "1m", Exact = true })).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(watched.Page.Locator(".chart canvas").First).ToBeVisibleAsync();
        Assert.EndsWith("/markets/kucoin/ETH-USDT", watched.Page.Url, StringComparison.Ordinal);
        Assert.Empty(watched.Faults);
    }

    [Fact]
    public async Task An_unknown_instrument_is_named()
    {
        await using WatchedPage watched = await system.OpenAsync();
        await watched.GoAsync("markets/binance/DOGE-USDT");
        await Expect(watched.Page.GetByText("There is no instrument DOGE-USDT at Binance")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Followed_symbols_are_chosen_as_a_list_or_by_a_rule_and_a_wrong_one_is_told()
    {
        await using WatchedPage watched = await system.OpenAsync();
        await watched.GoAsync("markets");
        ILocator form = watched.Page.Locator("[data-symbols=binance]");
        ILocator input = form.GetByLabel("Binance");
        ILocator save = form.GetByRole(AriaRole.Button, new() { Name = "Follow these" });
        await Expect(input).ToHaveValueAsync("BTC-USDT");

        await input.FillAsync("BTC-USDT, ETH-USDT");
        await save.ClickAsync();
        await Expect(form.GetByRole(AriaRole.Status)).ToHaveTextAsync("Followed from now on.");
        await Expect(form).ToContainTextAsync("SOL-USDT: followed until its position is closed");
        Assert.Equal(["BTC-USDT", "ETH-USDT"], Assert.Single(system.Api.SymbolChoices).Symbols!);

        await input.FillAsync("top 10 USDT -DOGE-USDT");
        await save.ClickAsync();
        while (system.Api.SymbolChoices.Count < 2) await Task.Delay(20, TestContext.Current.CancellationToken);
        await Expect(input).ToHaveValueAsync("top 10 USDT -DOGE-USDT");
        SymbolRuleContract rule = system.Api.SymbolChoices.Last().Rule!;
        Assert.Equal(("USDT", 10, "DOGE-USDT"), (rule.Quote, rule.Top!.Value, Assert.Single(rule.Exclude!)));

        await input.FillAsync("NONSENSE");
        await save.ClickAsync();
        await Expect(form.GetByRole(AriaRole.Status)).ToContainTextAsync("'NONSENSE' should be like BTC-USDT");
        await Expect(input).ToHaveValueAsync("NONSENSE");
    }
}
