using Microsoft.AspNetCore.Http;
using TradingBot.Contracts.Orders;
using TradingBot.SystemTests.Browser;
using TradingBot.SystemTests.Scripted;
using static Microsoft.Playwright.Assertions;

namespace TradingBot.SystemTests.Pages;

public sealed class TradeTests(ScriptedSystem system) : IClassFixture<ScriptedSystem>
{
    [Theory]
    [InlineData("64000.005", "0.1", "price", "multiple of 0.01: 64000 or 64000.01")]
    [InlineData("", "0.1", "price", "Enter a price in USDT")]
    [InlineData("much", "0.1", "price", "is not a number")]
    [InlineData("0", "0.1", "price", "greater than zero")]
    [InlineData("64000", "", "quantity", "Enter a quantity in BTC")]
    [InlineData("64000", "0.000015", "quantity", "multiple of 0.00001: 0.00001 or 0.00002")]
    [InlineData("64000", "0.00001", "quantity", "it must be at least 5")]
    [InlineData("64000", "-1", "quantity", "is not a number")]
    public async Task A_faulty_ticket_names_the_field_and_is_not_sent(string price, string quantity, string field, string fault)
    {
        await using WatchedPage watched = await OpenTicketAsync();
        int before = system.Api.Placed.Count;
        await watched.Page.Locator("#ticket-price").FillAsync(price);
        await watched.Page.Locator("#ticket-quantity").FillAsync(quantity);
        await watched.Page.Locator("#place-order").ClickAsync();
        await Expect(watched.Page.Locator($"#fault-{field}")).ToContainTextAsync(fault);
        await Expect(watched.Page.Locator($"#ticket-{field}")).ToHaveAttributeAsync("aria-invalid", "true");
        Assert.Equal(before, system.Api.Placed.Count);
    }

    [Fact]
    public async Task A_double_click_places_one_order()
    {
        await using WatchedPage watched = await OpenTicketAsync();
        int before = system.Api.Placed.Count;
        system.Api.OrderDelay = TimeSpan.FromMilliseconds(400);
        await watched.Page.Locator("#ticket-price").FillAsync("64000");
        await watched.Page.Locator("#ticket-quantity").FillAsync("0.25");
        await watched.Page.Locator("#place-order").DblClickAsync();
        await Expect(watched.Page.Locator("#ticket-outcome")).ToContainTextAsync("Open: buy 0.25 BTC-USDT at 64,000");
        await Expect(watched.Page.Locator("[data-table=open-orders]")).ToContainTextAsync("0.25");
        system.Api.OrderDelay = TimeSpan.Zero;
        (string key, PlaceOrderRequest order) = Assert.Single(system.Api.Placed.Skip(before));
        Assert.True(Guid.TryParse(key, out _));
        Assert.Equal(new PlaceOrderRequest("binance", "BTC-USDT", "buy", "limit", 0.25m, 64_000m, "gtc"), order);
        await watched.PictureAsync("trade-accepted-light");
        Assert.Empty(watched.Faults);
    }

    [Fact]
    public async Task Two_slow_clicks_after_quick_answers_carry_the_same_key_and_a_changed_order_a_new_one()
    {
        await using WatchedPage watched = await OpenTicketAsync();
        int before = system.Api.Placed.Count;
        await watched.Page.Locator("#ticket-price").FillAsync("63000");
        await watched.Page.Locator("#ticket-quantity").FillAsync("0.5");
        for (int click = 0; click < 2; click++)
        {
            await watched.Page.Locator("#place-order").ClickAsync();
            await Expect(watched.Page.Locator("#ticket-outcome")).ToContainTextAsync("Open: buy 0.5");
        }
        await watched.Page.Locator("#ticket-quantity").FillAsync("0.6");
        await watched.Page.Locator("#place-order").ClickAsync();
        await Expect(watched.Page.Locator("#ticket-outcome")).ToContainTextAsync("Open: buy 0.6");
        string[] keys = [.. system.Api.Placed.Skip(before).Select(placed => placed.Key)];
        Assert.Equal(keys[0], keys[^2]);
        Assert.NotEqual(keys[0], keys[^1]);
    }

    [Fact]
    public async Task A_refusal_is_shown_in_its_own_words()
    {
        await using WatchedPage watched = await OpenTicketAsync();
        system.Api.Refusal = () => Results.Problem(title: "Insufficient funds", detail: "6,400 USDT are needed, 12 are free.", statusCode: 422);
        await watched.Page.Locator(".ticket label.sell").ClickAsync();
        await watched.Page.Locator("#ticket-price").FillAsync("64000");
        await watched.Page.Locator("#ticket-quantity").FillAsync("0.1");
        await watched.Page.Locator("#place-order").ClickAsync();
        await Expect(watched.Page.Locator("#ticket-outcome")).ToContainTextAsync("Insufficient funds 6,400 USDT are needed, 12 are free.");
        await watched.PictureAsync("trade-refused-light", isWhole: false);
        system.Api.Refusal = null;
    }

    [Fact]
    public async Task A_market_order_has_no_price()
    {
        await using WatchedPage watched = await OpenTicketAsync();
        int before = system.Api.Placed.Count;
        await watched.Page.Locator(".ticket label.chip", new() { HasText = "Market" }).ClickAsync();
        await Expect(watched.Page.Locator("#ticket-price")).ToHaveCountAsync(0);
        await watched.Page.Locator("#ticket-quantity").FillAsync("0.01");
        await watched.Page.Keyboard.PressAsync("Enter");
        await Expect(watched.Page.Locator("#ticket-outcome")).ToContainTextAsync("✓");
        Assert.Equal(new PlaceOrderRequest("binance", "BTC-USDT", "buy", "market", 0.01m, null, "ioc"), Assert.Single(system.Api.Placed.Skip(before)).Order);
    }

    [Fact]
    public async Task An_open_order_is_cancelled()
    {
        await using WatchedPage watched = await OpenTicketAsync();
        Guid open = Guid.Parse("01900000-0000-7000-8000-00000000000a");
        await watched.Page.Locator($"[data-table=open-orders] [data-order='{open}'] button").ClickAsync();
        await Expect(watched.Page.Locator("#cancel-outcome")).ToContainTextAsync("Canceled: buy 0.1 BTC-USDT");
        await Expect(watched.Page.Locator($"[data-table=order-history] [data-order='{open}']")).ToContainTextAsync("Canceled");
        Assert.Equal(open, Assert.Single(system.Api.Cancelled));
    }

    private async Task<WatchedPage> OpenTicketAsync()
    {
        WatchedPage watched = await system.OpenAsync();
        await watched.GoAsync("trade/binance/BTC-USDT");
        await Expect(watched.Page.Locator("#ticket-quantity")).ToBeVisibleAsync();
        return watched;
    }
}
