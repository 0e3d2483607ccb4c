using System.Text.Json;
using Microsoft.Playwright;
using TradingBot.SystemTests.Browser;
using TradingBot.SystemTests.Scripted;
using static Microsoft.Playwright.Assertions;

namespace TradingBot.SystemTests.Pages;

/// <summary>What axe-core can tell: contrast, names, roles, landmarks. It comes with the browser libraries of TradingBot.Web.</summary>
public sealed class AccessibilityTests(ScriptedSystem system) : IClassFixture<ScriptedSystem>
{
    private const string Run =
        "() => axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then(result => JSON.stringify(" +
        "result.violations.flatMap(rule => rule.nodes.map(node => `${rule.impact} ${rule.id}: ${node.target} ${node.any.map(check => check.message).join(' ')}`))))";

    /// <summary>Every page, light at a desk and dark on a phone.</summary>
    public static TheoryData<string, ColorScheme, int> Looks
    {
        get
        {
            var looks = new TheoryData<string, ColorScheme, int>();
            foreach (string path in (string[])["", "markets", "trade", "strategies", "safety"])
            {
                looks.Add(path, ColorScheme.Light, 1440);
                looks.Add(path, ColorScheme.Dark, 360);
            }
            return looks;
        }
    }

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task Axe_finds_nothing(string path, ColorScheme scheme, int width)
    {
        string script = Path.Combine(Repository.Root, "TradingBot.Web", "node_modules", "axe-core", "axe.min.js");
        Assert.SkipUnless(File.Exists(script), "axe-core was not installed: npm left the development packages out (NODE_ENV or omit=dev)");
        await using WatchedPage watched = await system.OpenAsync(width, 800, scheme);
        await watched.GoAsync(path);
        await Expect(watched.Page.Locator("[data-venue=kucoin]")).ToContainTextAsync("Live");
        await Expect(watched.Page.GetByText("Loading…")).ToHaveCountAsync(0);
        await watched.Page.EvaluateAsync(await File.ReadAllTextAsync(script, TestContext.Current.CancellationToken) + "; undefined");
        string[] violations = JsonSerializer.Deserialize<string[]>(await watched.Page.EvaluateAsync<string>(Run))!;
        Assert.Empty(violations);
    }
}
