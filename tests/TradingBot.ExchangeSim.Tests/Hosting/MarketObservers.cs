using System.Net;
using System.Text.Json;
using TradingBot.ExchangeSim.Faults;

namespace TradingBot.ExchangeSim.Tests.Hosting;

/// <summary>How a client notices what happens to a market or a whole venue.</summary>
internal static class MarketObservers
{
    public static readonly Dictionary<string, Func<FaultSubject, Task>> All = new()
    {
        ["maintenance"] = MaintenanceAsync,
        ["halt"] = HaltAsync,
        ["resume"] = ResumeAsync,
        ["delist"] = DelistAsync,
        ["tickSize"] = TickSizeAsync,
        ["lotSize"] = LotSizeAsync,
        ["spike"] = SpikeAsync,
        ["liquidityHole"] = LiquidityHoleAsync,
        ["divergence"] = DivergenceAsync,
        ["burst"] = BurstAsync,
        ["clockSkew"] = ClockSkewAsync,
        ["down"] = DownAsync,
    };

    private static async Task MaintenanceAsync(FaultSubject subject)
    {
        FaultReport fault = subject.Inject(new() { Fault = "maintenance", DurationMs = 3_600_000 });
        if (subject.IsBinance)
            Assert.Equal("BREAK", (await subject.RulesAsync())!.Value.GetProperty("status").GetString());
        else
            Assert.Equal("close", (await subject.GetJsonAsync("api/v1/status")).GetProperty("status").GetString());
        await StandsStillAsync(subject);
        subject.Host.EndFault(fault.Id);
        await TradesAsync(subject);
    }

    private static async Task HaltAsync(FaultSubject subject)
    {
        FaultReport fault = subject.Inject(new() { Fault = "halt", Symbol = subject.Symbol, DurationMs = 20_000 });
        Assert.False(await IsTradingAsync(subject));
        await StandsStillAsync(subject);
        await subject.EndedAsync(fault);
        Assert.True(await IsTradingAsync(subject));
        await TradesAsync(subject);
    }

    private static async Task ResumeAsync(FaultSubject subject)
    {
        FaultReport halt = subject.Inject(new() { Fault = "halt" });
        Assert.Equal(1, subject.Inject(new() { Fault = "resume", Symbol = subject.Symbol }).Affected);
        Assert.True(await IsTradingAsync(subject));
        Assert.Equal("active", subject.Report(halt.Id).State);
        await TradesAsync(subject);
        Assert.Equal(2, subject.Inject(new() { Fault = "resume" }).Affected);
        await subject.EndedAsync(halt);
    }

    private static async Task DelistAsync(FaultSubject subject)
    {
        await using TestSocket socket = await subject.OpenAsync("depth");
        FaultReport fault = subject.Inject(new() { Fault = "delist", Symbol = subject.Symbol });
        Assert.Null(await subject.RulesAsync());
        (int status, string body, _) = await subject.GetAsync(subject.DepthPath);
        if (subject.IsBinance)
            Assert.Equal((400, true), (status, body.Contains("-1121", StringComparison.Ordinal)));
        else
            Assert.Contains("\"bids\":null", body, StringComparison.Ordinal);
        await StandsStillAsync(subject);
        subject.Host.EndFault(fault.Id);
        Assert.NotNull(await subject.RulesAsync());
        await TradesAsync(subject);
    }

    private static async Task TickSizeAsync(FaultSubject subject)
    {
        FaultReport fault = subject.Inject(new() { Fault = "tickSize", Symbol = subject.Symbol, Size = 0.5m, DurationMs = 60_000 });
        JsonElement rules = (await subject.RulesAsync())!.Value;
        Assert.Equal(0.5m, DictionaryBook.Number(subject.IsBinance ? rules.GetProperty("filters")[0].GetProperty("tickSize") : rules.GetProperty("priceIncrement")));
        await TradesAsync(subject);
        await TradesAsync(subject);
        Assert.All((await subject.TruthAsync()).GetProperty("bids").EnumerateArray(), level => Assert.Equal(0, DictionaryBook.Number(level[0]) % 0.5m));
        await subject.EndedAsync(fault);
        rules = (await subject.RulesAsync())!.Value;
        Assert.True(DictionaryBook.Number(subject.IsBinance ? rules.GetProperty("filters")[0].GetProperty("tickSize") : rules.GetProperty("priceIncrement")) < 0.5m);
        Assert.Throws<ArgumentException>(() => subject.Inject(new() { Fault = "tickSize", Symbol = subject.Symbol, Size = 0.0001m }));
    }

    private static async Task LotSizeAsync(FaultSubject subject)
    {
        FaultReport fault = subject.Inject(new() { Fault = "lotSize", Symbol = subject.Symbol, Size = 0.001m, DurationMs = 60_000 });
        JsonElement rules = (await subject.RulesAsync())!.Value;
        Assert.Equal(0.001m, DictionaryBook.Number(subject.IsBinance ? rules.GetProperty("filters")[1].GetProperty("stepSize") : rules.GetProperty("baseIncrement")));
        await TradesAsync(subject);
        Assert.All((await subject.TruthAsync()).GetProperty("asks").EnumerateArray(), level => Assert.Equal(0, DictionaryBook.Number(level[1]) % 0.001m));
        await subject.EndedAsync(fault);
    }

    private static async Task SpikeAsync(FaultSubject subject)
    {
        decimal best = DictionaryBook.Number((await subject.TruthAsync()).GetProperty("bids")[0][0]);
        long next = await NextTradeIdAsync(subject);
        subject.Inject(new() { Fault = "spike", Symbol = subject.Symbol, Percent = -90 });
        JsonElement trades = (await subject.GetJsonAsync($"sim/trades/{subject.Venue}/{subject.Symbol}?fromId={next}")).GetProperty("trades");
        JsonElement lowest = trades.EnumerateArray().MinBy(trade => DictionaryBook.Number(trade.GetProperty("price")));
        Assert.InRange(DictionaryBook.Number(lowest.GetProperty("price")) / best, 0.095m, 0.105m);
        Assert.Equal("sell", lowest.GetProperty("takerSide").GetString());
        // The price comes back by itself: the value has not moved.
        await subject.UntilAsync(async () => (await subject.TruthAsync()).GetProperty("bids") is var bids && bids.GetArrayLength() > 0 && DictionaryBook.Number(bids[0][0]) > best * 0.98m);
    }

    private static async Task LiquidityHoleAsync(FaultSubject subject)
    {
        // Where a spike has just emptied the book far and wide, it fills again beyond the hole first.
        await subject.UntilAsync(async () => await subject.TruthAsync() is var full && IsFilledBeyond(full, "bids") && IsFilledBeyond(full, "asks"));
        FaultReport fault = subject.Inject(new() { Fault = "liquidityHole", Symbol = subject.Symbol, Percent = 0.4m, DurationMs = 30_000 });
        JsonElement truth = await subject.TruthAsync();
        decimal bid = DictionaryBook.Number(truth.GetProperty("bids")[0][0]);
        decimal ask = DictionaryBook.Number(truth.GetProperty("asks")[0][0]);
        Assert.InRange((ask - bid) / bid, 0.006m, 0.2m);
        await subject.EndedAsync(fault);
        await subject.UntilAsync(async () => await subject.TruthAsync() is var healed
            && DictionaryBook.Number(healed.GetProperty("asks")[0][0]) / DictionaryBook.Number(healed.GetProperty("bids")[0][0]) < 1.001m);
    }

    private static bool IsFilledBeyond(JsonElement book, string side)
    {
        decimal[] prices = [.. book.GetProperty(side).EnumerateArray().Select(level => DictionaryBook.Number(level[0]))];
        return prices.Any(price => Math.Abs(price / prices[0] - 1) is > 0.005m and < 0.08m);
    }

    private static async Task DivergenceAsync(FaultSubject subject)
    {
        decimal before = DictionaryBook.Number((await subject.TruthAsync()).GetProperty("bids")[0][0]);
        FaultReport fault = subject.Inject(new() { Fault = "divergence", Symbol = subject.Symbol, Percent = 3, DurationMs = 3_600_000 });
        await subject.UntilAsync(async () => DictionaryBook.Number((await subject.TruthAsync()).GetProperty("bids")[0][0]) > before * 1.02m);
        subject.Host.EndFault(fault.Id);
        await subject.UntilAsync(async () => DictionaryBook.Number((await subject.TruthAsync()).GetProperty("bids")[0][0]) < before * 1.01m);
    }

    private static async Task BurstAsync(FaultSubject subject)
    {
        double usual = await UpdatesPerSecondAsync(subject);
        FaultReport fault = subject.Inject(new() { Fault = "burst", Symbol = subject.Symbol, Factor = 10, DurationMs = 3_600_000 });
        Assert.InRange(await UpdatesPerSecondAsync(subject) / usual, 4, 25);
        subject.Host.EndFault(fault.Id);
    }

    private static async Task ClockSkewAsync(FaultSubject subject)
    {
        await using TestSocket socket = await subject.OpenAsync("trade");
        FaultReport fault = subject.Inject(new() { Fault = "clockSkew", OffsetMs = -3_600_000, DurationMs = 60_000 });
        long simulated = (await subject.TruthAsync()).GetProperty("timeMs").GetInt64();
        Assert.InRange(simulated - await subject.TimeMsAsync(), 3_500_000, 3_600_000);
        await socket.ReadUntilAsync(message => TradeMs(subject, message) < simulated - 3_000_000, subject.Deadline);
        subject.Host.EndFault(fault.Id);
        await socket.ReadUntilAsync(message => TradeMs(subject, message) > simulated - 60_000, subject.Deadline);
        Assert.InRange(await subject.TimeMsAsync() - simulated, 0, 3_000_000);
    }

    private static async Task DownAsync(FaultSubject subject)
    {
        await using TestSocket socket = await subject.OpenAsync("bookTicker");
        FaultReport fault = subject.Inject(new() { Fault = "down", DurationMs = 60_000 });
        Assert.Null(await subject.GoneAsync(socket));
        Assert.Equal(503, (await subject.GetAsync(subject.TimePath)).Status);
        if (subject.IsBinance)
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await TestSocket.StatusOfAsync(() => subject.ConnectAsync()));
        subject.Host.EndFault(fault.Id);
        fault = subject.Inject(new() { Fault = "down", Status = 0, DurationMs = 60_000 });
        await Assert.ThrowsAsync<HttpRequestException>(() => subject.GetAsync(subject.TimePath));
        subject.Host.EndFault(fault.Id);
        Assert.Equal(200, (await subject.GetAsync(subject.TimePath)).Status);
    }

    private static async Task<bool> IsTradingAsync(FaultSubject subject)
    {
        JsonElement rules = (await subject.RulesAsync())!.Value;
        return subject.IsBinance ? rules.GetProperty("status").GetString() == "TRADING" : rules.GetProperty("enableTrading").GetBoolean();
    }

    private static async Task<long> NextTradeIdAsync(FaultSubject subject) =>
        (await subject.GetJsonAsync($"sim/trades/{subject.Venue}/{subject.Symbol}?limit=1")).GetProperty("nextId").GetInt64();

    /// <summary>Two seconds of simulated time change nothing.</summary>
    private static async Task StandsStillAsync(FaultSubject subject)
    {
        JsonElement before = await subject.TruthAsync();
        JsonElement after = before;
        await subject.UntilAsync(async () => (after = await subject.TruthAsync()).GetProperty("timeMs").GetInt64() > before.GetProperty("timeMs").GetInt64() + 2_000);
        Assert.Equal(before.GetProperty("lastUpdateId").GetInt64(), after.GetProperty("lastUpdateId").GetInt64());
    }

    private static async Task TradesAsync(FaultSubject subject)
    {
        long next = await NextTradeIdAsync(subject);
        await subject.UntilAsync(async () => await NextTradeIdAsync(subject) > next);
    }

    /// <summary>By simulated time, over five seconds of it.</summary>
    private static async Task<double> UpdatesPerSecondAsync(FaultSubject subject)
    {
        JsonElement before = await subject.TruthAsync();
        JsonElement after = before;
        await subject.UntilAsync(async () => (after = await subject.TruthAsync()).GetProperty("timeMs").GetInt64() > before.GetProperty("timeMs").GetInt64() + 5_000);
        double updates = after.GetProperty("lastUpdateId").GetInt64() - before.GetProperty("lastUpdateId").GetInt64();
        return updates * 1_000 / (after.GetProperty("timeMs").GetInt64() - before.GetProperty("timeMs").GetInt64());
    }

    private static long TradeMs(FaultSubject subject, JsonElement message) =>
        subject.IsBinance ? message.GetProperty("T").GetInt64() : long.Parse(subject.Data(message).GetProperty("time").GetString()!, null) / 1_000_000;
}
