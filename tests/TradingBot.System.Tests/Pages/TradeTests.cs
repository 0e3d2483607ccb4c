using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;
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
    public async Task An_execution_says_on_request_what_allowed_it_or_why_that_is_not_known()
    {
        await using WatchedPage watched = await OpenTicketAsync();
        ILocator rows = watched.Page.Locator("[data-table=executions] tbody tr[data-execution]"), evidence = watched.Page.Locator("[data-table=executions] tr[data-evidence]");
        await rows.Filter(new() { Has = watched.Page.Locator("td", new() { HasText = "64,210.5" }) }).Locator("button").ClickAsync();
        await Expect(evidence).ToContainTextAsync("It took from 0.75 that book 4711 showed at 64,210.5");
        await Expect(evidence).ToContainTextAsync("under way for 81.5 ms");
        await Expect(evidence).ToContainTextAsync("visible-book/2, execution model expected/1");
        await Expect(evidence).ToContainTextAsync("taker 0.1 % in BTC");
        await rows.Filter(new() { Has = watched.Page.Locator("td", new() { HasText = "64,219.5" }) }).Locator("button").ClickAsync();
        await Expect(evidence).ToContainTextAsync("It is gone.");
        await Expect(evidence).ToHaveCountAsync(1);
        await rows.Filter(new() { Has = watched.Page.Locator("td", new() { HasText = "64,219.5" }) }).Locator("button").ClickAsync();
        await Expect(evidence).ToHaveCountAsync(0);
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
        Assert.Equal(new PlaceOrderRequest("binance", "BTC-USDT", "buy", "limit", 0.25m, 64_000m, "gtc") { SelfTradePrevention = "expireMaker" }, order);
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
        Assert.Equal(new PlaceOrderRequest("binance", "BTC-USDT", "buy", "market", 0.01m, null, "ioc") { SelfTradePrevention = "expireMaker" }, Assert.Single(system.Api.Placed.Skip(before)).Order);
    }

    [Fact]
    public async Task A_stop_with_a_limit_and_a_trailing_stop_by_share_are_sent_as_such()
    {
        await using WatchedPage watched = await OpenTicketAsync();
        int before = system.Api.Placed.Count;
        await watched.Page.Locator(".ticket label.chip", new() { HasText = "Stop" }).First.ClickAsync();
        await watched.Page.Locator("#ticket-quantity").FillAsync("0.01");
        await watched.Page.Locator("#place-order").ClickAsync();
        await Expect(watched.Page.Locator("#fault-trigger")).ToContainTextAsync("Enter a price");
        await watched.Page.Locator("#ticket-trigger").FillAsync("66000");
        await watched.Page.Locator("#ticket-price").FillAsync("66100");
        await watched.PictureAsync("trade-stop-light", isWhole: false);
        await watched.Page.Locator("#place-order").ClickAsync();
        await Expect(watched.Page.Locator("#ticket-outcome")).ToContainTextAsync("✓");
        await watched.Page.Locator(".ticket label.chip", new() { HasText = "Trailing stop" }).ClickAsync();
        await watched.Page.Locator("#ticket-trail").FillAsync("60 %");
        await watched.Page.Locator("#place-order").ClickAsync();
        await Expect(watched.Page.Locator("#fault-trail")).ToContainTextAsync("0.01 % to 50 %");
        await watched.Page.Locator("#ticket-trail").FillAsync("1.5 %");
        await watched.Page.Locator("#ticket-activation").FillAsync("63000");
        await watched.Page.Locator("#place-order").ClickAsync();
        await Expect(watched.Page.Locator("#ticket-outcome")).ToContainTextAsync("✓");
        Assert.Equal(
            [
                new("binance", "BTC-USDT", "buy", "stopLimit", 0.01m, 66_100m, "gtc") { TriggerPrice = 66_000m, SelfTradePrevention = "expireMaker" },
                new("binance", "BTC-USDT", "buy", "trailingStop", 0.01m, null, "ioc") { TrailingPercent = 1.5m, ActivationPrice = 63_000m, SelfTradePrevention = "expireMaker" },
            ],
            system.Api.Placed.Skip(before).Select(placed => placed.Order));
    }

    [Fact]
    public async Task A_bracket_that_shows_a_part_of_itself_and_a_pair_are_sent_as_such()
    {
        await using WatchedPage watched = await OpenTicketAsync();
        int before = system.Api.Placed.Count;
        await watched.Page.Locator("#ticket-quantity").FillAsync("0.02");
        await watched.Page.Locator("#ticket-price").FillAsync("60000");
        await watched.Page.Locator("#ticket-shown").FillAsync("0.05");
        await watched.Page.Locator(".exits summary").ClickAsync();
        await watched.Page.Locator("#ticket-take-profit").FillAsync("66000");
        await watched.Page.Locator("#ticket-stop").FillAsync("55000");
        await watched.Page.Locator("#place-order").ClickAsync();
        await Expect(watched.Page.Locator("#fault-shown")).ToContainTextAsync("less than the quantity");
        await watched.Page.Locator("#ticket-shown").FillAsync("0.005");
        await watched.PictureAsync("trade-bracket-light", isWhole: false);
        await watched.Page.Locator("#place-order").ClickAsync();
        await Expect(watched.Page.Locator("#ticket-outcome")).ToContainTextAsync("✓");
        Assert.Equal(
            new PlaceOrderRequest("binance", "BTC-USDT", "buy", "limit", 0.02m, 60_000m, "gtc") { DisplayQuantity = 0.005m, TakeProfitPrice = 66_000m, StopPrice = 55_000m, SelfTradePrevention = "expireMaker" },
            Assert.Single(system.Api.Placed.Skip(before)).Order);
        await watched.Page.Locator(".ticket label.chip", new() { HasText = "OCO pair" }).ClickAsync();
        await Expect(watched.Page.Locator(".ticket .exits")).ToHaveCountAsync(0);
        await watched.Page.Locator("#ticket-stop").FillAsync("");
        await watched.Page.Locator("#place-order").ClickAsync();
        await Expect(watched.Page.Locator("#fault-stop")).ToContainTextAsync("Enter a price");
        await watched.Page.Locator("#ticket-stop").FillAsync("66000");
        await watched.Page.Locator("#place-order").ClickAsync();
        await Expect(watched.Page.Locator("#ticket-outcome")).ToContainTextAsync("the first cancels the other");
        Assert.Equal(new PlaceOcoRequest("binance", "BTC-USDT", "buy", 0.02m, 60_000m, 66_000m) { SelfTradePrevention = "expireMaker" }, Assert.Single(system.Api.Pairs));
    }

    [Fact]
    public async Task An_open_order_is_amended_in_its_row()
    {
        await using WatchedPage watched = await OpenTicketAsync();
        await watched.Page.Locator("#ticket-price").FillAsync("61000");
        await watched.Page.Locator("#ticket-quantity").FillAsync("0.077");
        await watched.Page.Locator("#place-order").ClickAsync();
        ILocator row = watched.Page.Locator("[data-table=open-orders] [data-order]", new() { HasText = "0.077" });
        await Expect(row).ToBeVisibleAsync();
        Guid open = Guid.Parse((await row.GetAttributeAsync("data-order"))!);
        await row.GetByRole(AriaRole.Button, new() { Name = "Change" }).ClickAsync();
        await watched.Page.Locator($"#ticket-amend-price-{open}").FillAsync("cheap");
        await watched.Page.Locator($"[data-amend='{open}'] button", new() { HasText = "Save" }).ClickAsync();
        await Expect(watched.Page.Locator($"#fault-amend-price-{open}")).ToContainTextAsync("must be a number above zero");
        await watched.Page.Locator($"#ticket-amend-price-{open}").FillAsync("59000.5");
        await watched.Page.Locator($"#ticket-amend-quantity-{open}").FillAsync("0.05");
        await watched.Page.Locator($"[data-amend='{open}'] button", new() { HasText = "Save" }).ClickAsync();
        await Expect(watched.Page.Locator($"[data-amend='{open}']")).ToHaveCountAsync(0);
        await Expect(watched.Page.Locator($"[data-table=open-orders] [data-order='{open}']")).ToContainTextAsync("59,000.5");
        Assert.Equal((open, new AmendOrderRequest(59_000.5m, 0.05m)), Assert.Single(system.Api.Amended));
    }

    [Fact]
    public async Task A_market_order_can_be_for_an_amount_of_money()
    {
        await using WatchedPage watched = await OpenTicketAsync();
        int before = system.Api.Placed.Count;
        await watched.Page.Locator(".ticket label.chip", new() { HasText = "Market" }).ClickAsync();
        await watched.Page.Locator("#ticket-by-quote").CheckAsync();
        await watched.Page.Locator("#ticket-quantity").FillAsync("250");
        await watched.Page.Locator("#place-order").ClickAsync();
        await Expect(watched.Page.Locator("#ticket-outcome")).ToContainTextAsync("✓");
        Assert.Equal(new PlaceOrderRequest("binance", "BTC-USDT", "buy", "market", null, null, "ioc") { QuoteQuantity = 250m, SelfTradePrevention = "expireMaker" }, Assert.Single(system.Api.Placed.Skip(before)).Order);
    }

    [Fact]
    public async Task An_open_order_is_cancelled()
    {
        await using WatchedPage watched = await OpenTicketAsync();
        Guid open = Guid.Parse("01900000-0000-7000-8000-00000000000a");
        await watched.Page.Locator($"[data-table=open-orders] [data-order='{open}'] button", new() { HasText = "Cancel" }).ClickAsync();
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
