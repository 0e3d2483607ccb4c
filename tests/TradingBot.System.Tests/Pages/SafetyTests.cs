using Microsoft.Playwright;
using TradingBot.Contracts.Operations;
using TradingBot.SystemTests.Browser;
using TradingBot.SystemTests.Scripted;
using static Microsoft.Playwright.Assertions;

namespace TradingBot.SystemTests.Pages;

public sealed class SafetyTests(ScriptedSystem system) : IClassFixture<ScriptedSystem>
{
    [Fact]
    public async Task Every_layer_shows_its_state_in_words_and_its_evidence()
    {
        await using WatchedPage watched = await system.OpenAsync();
        await watched.GoAsync("safety");
        await Expect(watched.Page.Locator(".layer")).ToHaveCountAsync(7);
        await Expect(watched.Page.Locator("[data-layer=egress-guard]")).ToContainTextAsync("✓ Holds");
        await Expect(watched.Page.Locator("[data-layer=egress-guard]")).ToContainTextAsync("11 canary requests refused");
        await Expect(watched.Page.Locator("[data-layer=network]")).ToContainTextAsync("? Unknown");
        await Expect(watched.Page.Locator("[data-layer=network]")).ToContainTextAsync("never verified");
    }

    [Fact]
    public async Task An_emergency_stop_is_asked_once_and_its_way_back_wants_a_reason_and_the_word()
    {
        await using WatchedPage watched = await system.OpenAsync();
        await watched.GoAsync("trade");
        await watched.Page.GetByRole(AriaRole.Link, new() { Name = "Stop trading" }).ClickAsync();
        await watched.Page.GetByRole(AriaRole.Button, new() { Name = "Emergency stop" }).ClickAsync();
        await watched.Page.GetByRole(AriaRole.Button, new() { Name = "Keep trading" }).ClickAsync();
        Assert.Empty(system.Api.Controls);

        await watched.Page.GetByRole(AriaRole.Button, new() { Name = "Emergency stop" }).ClickAsync();
        await Expect(watched.Page.Locator("#stop-reason")).ToBeFocusedAsync();
        await watched.Page.Locator("#stop-reason").FillAsync("prices look wrong");
        await watched.PictureAsync("safety-asking-light");
        await watched.Page.GetByRole(AriaRole.Button, new() { Name = "Stop all trading now" }).ClickAsync();
        await Expect(watched.Page.GetByText("Trading is stopped: 1 open orders cancelled, 37 ms.")).ToBeVisibleAsync();
        await Expect(watched.Page.GetByText("worker worker-1 stopped after 21 ms")).ToBeVisibleAsync();
        await Expect(watched.Page.Locator(".banner.alarm")).ToContainTextAsync("Trading is stopped.");
        Assert.Equal(new StopTradingRequest("prices look wrong"), Assert.Single(system.Api.Controls));
        await watched.PictureAsync("safety-stopped-light");

        ILocator resume = watched.Page.GetByRole(AriaRole.Button, new() { Name = "Resume trading" });
        await resume.ClickAsync();
        await Expect(watched.Page.Locator("#resume-faults")).ToContainTextAsync("at least 5 characters");
        await watched.Page.Locator("#resume-reason").FillAsync("feed was checked");
        await watched.Page.Locator("#resume-confirm").FillAsync("resume");
        await resume.ClickAsync();
        await Expect(watched.Page.Locator("#resume-faults")).ToContainTextAsync("RESUME");
        await watched.Page.Locator("#resume-confirm").FillAsync("RESUME");
        await resume.ClickAsync();
        await Expect(watched.Page.GetByText("Trading mode is now running.")).ToBeVisibleAsync();
        await Expect(watched.Page.Locator(".banner.alarm")).ToHaveCountAsync(0);
        Assert.Equal(new ResumeTradingRequest("feed was checked", "RESUME"), system.Api.Controls.Last());
        Assert.Empty(watched.Faults);
    }
}
