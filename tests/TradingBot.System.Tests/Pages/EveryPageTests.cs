using Microsoft.Playwright;
using TradingBot.SystemTests.Browser;
using TradingBot.SystemTests.Scripted;
using static Microsoft.Playwright.Assertions;

namespace TradingBot.SystemTests.Pages;

/// <summary>What holds on each page.</summary>
public sealed class EveryPageTests(ScriptedSystem system) : IClassFixture<ScriptedSystem>
{
    public static TheoryData<string, string, string> Paths => new()
    {
        { "", "overview", "Overview" },
        { "markets", "markets", "Markets" },
        { "trade", "trade", "Trade" },
        { "strategies", "strategies", "Strategies" },
        { "safety", "safety", "Safety" },
    };

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_page_has_no_error_and_its_badges(string path, string picture, string heading)
    {
        await using WatchedPage watched = await system.OpenAsync();
        await watched.GoAsync(path);
        await Expect(watched.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(heading);
        await Expect(watched.Page.Locator(".top .badge.paper")).ToHaveTextAsync("PAPER");
        await Expect(watched.Page.GetByText("SIMULATED MARKET")).ToBeVisibleAsync();
        await Expect(watched.Page.Locator("[data-venue=kucoin]")).ToContainTextAsync("Live");
        await Expect(watched.Page.GetByText("Loading…")).ToHaveCountAsync(0);
        await watched.Page.WaitForTimeoutAsync(700); // For the pictures: charts draw in the next frames.
        await watched.PictureAsync($"{picture}-light");
        Assert.Empty(watched.Faults);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_page_fits_a_phone_in_the_dark(string path, string picture, string heading)
    {
        await using WatchedPage watched = await system.OpenAsync(360, 740, ColorScheme.Dark);
        await watched.GoAsync(path);
        await Expect(watched.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(heading);
        await Expect(watched.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await Expect(watched.Page.Locator(".top .badge.paper")).ToBeInViewportAsync();
        await Expect(watched.Page.GetByText("Loading…")).ToHaveCountAsync(0);
        await watched.Page.WaitForTimeoutAsync(500);
        await watched.PictureAsync($"{picture}-phone-dark");
        Assert.False(await watched.OverflowsAsync());
        Assert.Empty(watched.Faults);
    }

    [Fact]
    public async Task The_theme_is_chosen_and_kept()
    {
        await using WatchedPage watched = await system.OpenAsync();
        await watched.GoAsync("");
        ILocator html = watched.Page.Locator("html");
        await Expect(html).ToHaveAttributeAsync("data-theme", "light");
        ILocator dark = watched.Page.GetByRole(AriaRole.Button, new() { Name = "Dark theme" });
        await dark.ClickAsync();
        await Expect(html).ToHaveAttributeAsync("data-theme", "dark");
        await watched.GoAsync("markets");
        await Expect(html).ToHaveAttributeAsync("data-theme", "dark");
        await Expect(dark).ToHaveAttributeAsync("aria-pressed", "true");
        await watched.Page.WaitForTimeoutAsync(700);
        await watched.PictureAsync("markets-dark");
        await watched.GoAsync("");
        await watched.Page.WaitForTimeoutAsync(700);
        await watched.PictureAsync("overview-dark");
        Assert.Empty(watched.Faults);
    }

    [Fact]
    public async Task An_unknown_address_says_so()
    {
        await using WatchedPage watched = await system.OpenAsync();
        IResponse? response = await watched.Page.GotoAsync("nonsense");
        Assert.Equal(404, response!.Status);
        await Expect(watched.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("There is no such page");
        await Expect(watched.Page.Locator(".top .badge.paper")).ToHaveTextAsync("PAPER");
    }

    [Fact]
    public async Task Every_page_is_reached_from_the_keyboard()
    {
        await using WatchedPage watched = await system.OpenAsync();
        await watched.GoAsync("");
        await watched.Page.GetByRole(AriaRole.Link, new() { Name = "Skip to content" }).FocusAsync();
        string[] reached = ["", "", "", "", "", ""];
        for (int step = 0; step < reached.Length; step++)
        {
            await watched.Page.Keyboard.PressAsync("Tab");
            reached[step] = await watched.Page.EvaluateAsync<string>("document.activeElement.textContent");
        }
        Assert.Equal(["TradingBot", "Overview", "Markets", "Trade", "Strategies", "Safety"], reached);
        await watched.Page.Keyboard.PressAsync("Enter");
        await Expect(watched.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Safety");
    }
}
