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
    public async Task The_audit_trail_shows_its_head_and_rows_and_the_first_row_that_is_broken()
    {
        AuditVerification intact = system.Api.Chain;
        await using WatchedPage watched = await system.OpenAsync();
        await watched.GoAsync("safety");
        ILocator panel = watched.Page.Locator("#audit-chain");
        await Expect(watched.Page.Locator("[data-chain=intact]")).ToHaveTextAsync("✓ Intact");
        await Expect(panel.Locator("[data-fact=rows]")).ToHaveTextAsync("12,345");
        await Expect(panel.Locator("[data-fact=head]")).ToHaveTextAsync("00ff17aa00ff17aa…");
        await Expect(panel.Locator("[data-fact=head]")).ToHaveAttributeAsync("title", intact.HeadHash!);
        await Expect(panel.Locator("[data-fact=verified]")).ToContainTextAsync("UTC");
        await Expect(panel.Locator("[data-fact=broken]")).ToHaveCountAsync(0);
        await Expect(panel).ToContainTextAsync("9 exported heads agree");

        system.Api.Chain = new(false, 7, 7, intact.HeadHash, "row 7 was changed, or written with another key", intact.VerifiedAt.AddMinutes(3));
        await panel.GetByRole(AriaRole.Button, new() { Name = "Verify again" }).ClickAsync();
        await Expect(watched.Page.Locator("[data-chain=broken]")).ToHaveTextAsync("✗ Broken");
        await Expect(panel.Locator("[data-fact=broken]")).ToHaveTextAsync("7");
        await Expect(panel).ToContainTextAsync("row 7 was changed");
        await watched.PictureAsync("safety-chain-broken-light");
        system.Api.Chain = intact;
        await panel.GetByRole(AriaRole.Button, new() { Name = "Verify again" }).ClickAsync();
        await Expect(watched.Page.Locator("[data-chain=intact]")).ToBeVisibleAsync();
        Assert.Empty(watched.Faults);
    }

    [Fact]
    public async Task The_market_is_moved_after_one_question_and_a_refusal_is_told()
    {
        await using WatchedPage watched = await system.OpenAsync();
        await watched.GoAsync("safety");
        ILocator panel = watched.Page.Locator("#simulation-mode");
        await Expect(watched.Page.Locator("[data-simulation=on]")).ToHaveTextAsync("Simulated");
        await panel.GetByRole(AriaRole.Button, new() { Name = "Move the feeds to the exchanges" }).ClickAsync();
        await panel.GetByRole(AriaRole.Button, new() { Name = "Stay" }).ClickAsync();
        Assert.DoesNotContain(system.Api.Controls, sent => sent is SimulationModeRequest);

        await panel.GetByRole(AriaRole.Button, new() { Name = "Move the feeds to the exchanges" }).ClickAsync();
        await panel.GetByRole(AriaRole.Button, new() { Name = "Move to the exchanges" }).ClickAsync();
        await Expect(watched.Page.Locator("[data-simulation=off]")).ToHaveTextAsync("Live");
        Assert.Equal(new SimulationModeRequest(false), Assert.Single(system.Api.Controls.OfType<SimulationModeRequest>()));

        system.Api.Simulation = null;
        await panel.GetByRole(AriaRole.Button, new() { Name = "Move the feeds to the simulator" }).ClickAsync();
        await panel.GetByRole(AriaRole.Button, new() { Name = "Move to the simulator" }).ClickAsync();
        await Expect(panel).ToContainTextAsync("No simulator answers at its address.");
        await Expect(watched.Page.Locator("[data-simulation=off]")).ToBeVisibleAsync();
        system.Api.Simulation = false;
        await panel.GetByRole(AriaRole.Button, new() { Name = "Move the feeds to the simulator" }).ClickAsync();
        await panel.GetByRole(AriaRole.Button, new() { Name = "Move to the simulator" }).ClickAsync();
        await Expect(watched.Page.Locator("[data-simulation=on]")).ToBeVisibleAsync();
        system.Api.Controls.Clear();
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
        await Expect(watched.Page.Locator("#trading-mode.alarm")).ToContainTextAsync("Trading is stopped.");
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
        await Expect(watched.Page.Locator("#trading-mode.alarm")).ToHaveCountAsync(0);
        Assert.Equal(new ResumeTradingRequest("feed was checked", "RESUME"), system.Api.Controls.Last());
        Assert.Empty(watched.Faults);
    }
}
