using Microsoft.Playwright;
using TradingBot.SystemTests.Browser;
using TradingBot.SystemTests.Scripted;
using static Microsoft.Playwright.Assertions;

namespace TradingBot.SystemTests.Pages;

public sealed class StrategiesTests(ScriptedSystem system) : IClassFixture<ScriptedSystem>
{
    [Fact]
    public async Task A_strategy_is_stopped_started_and_set()
    {
        await using WatchedPage watched = await system.OpenAsync();
        await watched.GoAsync("strategies");
        ILocator card = watched.Page.Locator("[data-strategy=ma-cross-btc]");
        await Expect(card).ToContainTextAsync("crossed above");
        await card.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await Expect(card).ToContainTextAsync("Stopped.");
        await card.GetByRole(AriaRole.Button, new() { Name = "Start" }).ClickAsync();
        await Expect(card).ToContainTextAsync("Started.");
        await card.GetByRole(AriaRole.Button, new() { Name = "Parameters" }).ClickAsync();
        await card.GetByLabel("Fast").FillAsync("1");
        await card.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(card).ToContainTextAsync("It must be from 2 to 200.");
        await card.GetByLabel("Fast").FillAsync("8");
        await card.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(card).ToContainTextAsync("Saved.");
        await watched.PictureAsync("strategies-parameters-light");
        Assert.Equal(["stop ma-cross-btc", "start ma-cross-btc", "set ma-cross-btc fast=8,slow=20"], system.Api.StrategyCommands);
        Assert.Empty(watched.Faults);
    }
}
