using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TradingBot.Engine.Events;
using TradingBot.Storage.Commands;
using TradingBot.Storage.Journal;
using TradingBot.Storage.Reading;

namespace TradingBot.Worker.Tests.Recovery;

/// <summary>An exchange that goes on trading while the worker is away, and a worker that finds out what it missed.</summary>
public sealed class TimeAwayTests(ServerFixture servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_order_that_was_traded_through_while_the_worker_was_away_is_filled_by_those_trades_before_it_goes_live()
    {
        TestDatabase database = await servers.CreateDatabaseAsync();
        Guid account;
        Guid order;
        decimal limit;
        await using (WorkerUnderTest worker = await WorkerUnderTest.StartAsync(servers, database, ("Exchanges:Symbols:kucoin", "")))
        {
            await WorkerUnderTest.UntilAsync(() => worker.Loop.IsLive && worker.Loop.Instruments.Count == 1 && worker.Loop.Order.Mode == Engine.TradingMode.Running);
            account = await worker.OpenAccountAsync();
            limit = decimal.Round(await BestBidAsync() * 0.9999m, 2);
            CommandReply placed = await worker.DoAsync(account, new PlaceOrderBody("binance", "BTC-USDT", "buy", "limit", 0.001m, limit, "gtc"));
            Assert.Equal(("none", null), (placed.Reason, placed.Message));
            order = placed.OrderId!.Value;
            // How far the account was followed is written with the renewal of its lease.
            await WorkerUnderTest.UntilAsync(async () => await worker.ReadAsync(read => read.WorkerLeases.AnyAsync(row => row.FollowedTrades != null && row.FollowedTrades != "{}", Cancellation)));
        }

        await SellThroughAsync(limit);

        await using WorkerUnderTest again = await WorkerUnderTest.StartAsync(servers, database, ("Exchanges:Symbols:kucoin", ""));
        await WorkerUnderTest.UntilAsync(async () => await again.ReadAsync(read => read.EngineEvents.AnyAsync(row => row.AccountId == account && row.Type == "account_recovered", Cancellation)));
        OrderRow filled = await again.ReadAsync(read => read.Orders.SingleAsync(row => row.OrderId == order, Cancellation));
        Assert.Equal(("filled", 0.001m), (filled.Status, filled.FilledQuantity));
        ExecutionRow execution = await again.ReadAsync(read => read.TradeExecutions.FirstAsync(row => row.OrderId == order, Cancellation));
        using JsonDocument evidence = JsonDocument.Parse(execution.Evidence);
        Assert.True(evidence.RootElement.GetProperty("isRecovered").GetBoolean());
        Assert.Equal(limit, execution.Price);
        JournalRow row = await again.ReadAsync(read => read.EngineEvents.SingleAsync(row => row.AccountId == account && row.Type == "account_recovered", Cancellation));
        AccountRecovered told = Assert.IsType<AccountRecovered>(JournalJson.ReadEvent(row.Payload));
        Assert.True(told is { Executions: >= 1, Trades: >= 1, Unproven.Count: 0 } && told.AwayToNs > told.AwayFromNs, row.Payload);
        Assert.Equal(0m, await again.Services.GetRequiredService<JournalReader>().AuditLedgerAsync(Cancellation));
    }

    private async Task<decimal> BestBidAsync()
    {
        using HttpClient client = new() { BaseAddress = servers.Exchange.Address };
        using JsonDocument book = JsonDocument.Parse(await client.GetStringAsync("/api/v3/depth?symbol=BTCUSDT&limit=5", Cancellation));
        return decimal.Parse(book.RootElement.GetProperty("bids")[0][0].GetString()!, System.Globalization.CultureInfo.InvariantCulture);
    }

    private async Task SellThroughAsync(decimal limit)
    {
        using HttpClient client = new() { BaseAddress = servers.Exchange.Address };
        await WorkerUnderTest.UntilAsync(async () =>
        {
            using HttpResponseMessage sold = await client.PostAsJsonAsync("/sim/orders", new { venue = "binance", symbol = "BTCUSDT", side = "sell", type = "market", quantity = "5" }, Cancellation);
            Assert.True(sold.IsSuccessStatusCode, await sold.Content.ReadAsStringAsync(Cancellation));
            using JsonDocument trades = JsonDocument.Parse(await client.GetStringAsync("/api/v3/trades?symbol=BTCUSDT&limit=500", Cancellation));
            return trades.RootElement.EnumerateArray().Any(trade => decimal.Parse(trade.GetProperty("price").GetString()!, System.Globalization.CultureInfo.InvariantCulture) < limit);
        });
    }
}
