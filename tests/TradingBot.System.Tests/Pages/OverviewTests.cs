using Microsoft.Playwright;
using TradingBot.Contracts.Live;
using TradingBot.SystemTests.Browser;
using TradingBot.SystemTests.Scripted;
using static Microsoft.Playwright.Assertions;

namespace TradingBot.SystemTests.Pages;

public sealed class OverviewTests(ScriptedSystem system) : IClassFixture<ScriptedSystem>
{
    [Fact]
    public async Task Figures_are_those_of_the_api_and_change_without_reloading()
    {
        await using WatchedPage watched = await system.OpenAsync();
        await watched.GoAsync("");
        ILocator equity = watched.Page.Locator("[data-tile=equity] .tile-value");
        await Expect(equity).ToHaveTextAsync("100,140.45 USDT");
        await Expect(watched.Page.Locator("[data-tile=total] .tile-value")).ToHaveTextAsync("▲ +140.45");
        await Expect(watched.Page.Locator("[data-table=positions] tbody tr")).ToContainTextAsync("BTC-USDT");
        await Expect(watched.Page.Locator("[data-table=strategies]")).ToContainTextAsync("53.1 %");
        system.Api.Push("account:default", LiveEvents.Portfolio, ScriptedMarket.Portfolio(99_871.02m, 5));
        await Expect(equity).ToHaveTextAsync("99,871.02 USDT");
        await Expect(watched.Page.Locator("[data-tile=total] .tile-value")).ToHaveTextAsync("▼ −128.98");
        await Expect(watched.Page.Locator("[data-tile=total] .tile-value")).ToHaveClassAsync("tile-value loss");
        Assert.Empty(watched.Faults);
    }

    [Fact]
    public async Task A_new_execution_appears_on_top()
    {
        await using WatchedPage watched = await system.OpenAsync();
        await watched.GoAsync("");
        Guid id = Guid.CreateVersion7();
        await Expect(watched.Page.Locator("[data-table=executions] tbody tr")).ToHaveCountAsync(6);
        system.Api.Push("account:default", LiveEvents.Execution, ScriptedMarket.Execution(id, "sell", 64_333.5m, 1));
        await Expect(watched.Page.Locator("[data-table=executions] tbody tr").First).ToHaveAttributeAsync("data-execution", id.ToString());
        await Expect(watched.Page.Locator("[data-table=executions] tbody tr").First).ToContainTextAsync("64,333.5");
    }

    [Fact]
    public async Task A_stop_elsewhere_shows_on_every_open_page()
    {
        await using WatchedPage watched = await system.OpenAsync();
        await watched.GoAsync("");
        await Expect(watched.Page.GetByText("Trading is stopped.")).ToHaveCountAsync(0);
        system.Api.Push("system", LiveEvents.Safety, ScriptedMarket.Safety("stopped", "operator"));
        await Expect(watched.Page.GetByText("Trading is stopped.")).ToBeVisibleAsync();
        system.Api.Push("system", LiveEvents.Safety, ScriptedMarket.Safety());
        await Expect(watched.Page.GetByText("Trading is stopped.")).ToHaveCountAsync(0);
    }
}
