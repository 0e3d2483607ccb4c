using System.Buffers.Binary;
using System.Diagnostics;
using System.Text.Json;
using TradingBot.ExchangeSim.Matching;

namespace TradingBot.ExchangeSim.Tests.Matching;

/// <summary>Totals of whole flows: a small one of the project's own, and the million orders of the shared benchmark inputs.</summary>
public sealed class SeededFlowTests
{
    [Fact]
    public void A_seeded_flow_gives_the_totals_of_the_plainest_implementation()
    {
        var random = new Random(20261122);
        var engine = new MatchingEngine();
        var naive = new NaiveBook();
        long fills = 0, volume = 0, turnover = 0, naiveFills = 0, naiveVolume = 0, naiveTurnover = 0;
        long middle = 10_000;
        for (long id = 1; id <= 10_000; id++)
        {
            middle += random.Next(3) - 1;
            if (random.Next(100) < 40 && naive.Orders.Count > 150)
            {
                long cancelled = naive.Orders[random.Next(naive.Orders.Count)].Id;
                naive.Cancel(cancelled);
                engine.Cancel(cancelled, out _);
                continue;
            }
            Side side = random.Next(2) == 0 ? Side.Buy : Side.Sell;
            long quantity = random.Next(1, 100);
            List<Fill> expected;
            if (random.Next(20) == 0)
            {
                expected = naive.PlaceMarket(id, side, quantity, out _);
                engine.PlaceMarket(id, side, quantity, out _);
            }
            else
            {
                long distance = random.Next(10) == 0 ? -random.Next(1, 6) : random.Next(1, 40);
                long price = side == Side.Buy ? middle - distance : middle + distance;
                expected = naive.PlaceLimit(id, side, price, quantity);
                engine.PlaceLimit(id, side, price, quantity);
            }
            Add(expected.ToArray(), ref naiveFills, ref naiveVolume, ref naiveTurnover);
            Add(engine.Fills, ref fills, ref volume, ref turnover);
        }
        Assert.Equal((naiveFills, naiveVolume, naiveTurnover, naive.Orders.Count), (fills, volume, turnover, engine.OrderCount));
        Assert.InRange(fills, 1_000, 10_000);
    }

    [Fact]
    public void The_million_order_benchmark_flow_gives_exactly_the_expected_totals()
    {
        string? folder = Environment.GetEnvironmentVariable("TRADINGBOT_BENCH");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "TRADINGBOT_BENCH is not set: the benchmark inputs are not here.");
        string expectation = Path.Combine(folder, "orders_1m.expect.json");
        Assert.SkipUnless(File.Exists(expectation), $"{expectation} is missing.");
        string made = Path.Combine(folder, "orders_1m.bin");
        string scratch = Directory.CreateTempSubdirectory("tradingbot-bench-").FullName;
        try
        {
            byte[] flow = File.ReadAllBytes(File.Exists(made) ? made : Generate(folder, scratch));
            using JsonDocument expected = JsonDocument.Parse(File.ReadAllText(expectation));
            AssertTotals(flow, expected.RootElement);
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private static void AssertTotals(byte[] flow, JsonElement expected)
    {
        var engine = new MatchingEngine();
        long fills = 0, volume = 0, turnover = 0, unfilledTotal = 0;
        for (int at = 16; at < flow.Length; at += 32)
        {
            ReadOnlySpan<byte> record = flow.AsSpan(at, 32);
            var side = (Side)BinaryPrimitives.ReadUInt32LittleEndian(record[4..]);
            long id = BinaryPrimitives.ReadInt64LittleEndian(record[8..]);
            long quantity = BinaryPrimitives.ReadInt64LittleEndian(record[24..]);
            switch (BinaryPrimitives.ReadUInt32LittleEndian(record))
            {
                case 0:
                    Assert.Equal(PlaceOutcome.Accepted, engine.PlaceLimit(id, side, BinaryPrimitives.ReadInt64LittleEndian(record[16..]), quantity));
                    break;
                case 1:
                    Assert.Equal(PlaceOutcome.Accepted, engine.PlaceMarket(id, side, quantity, out long unfilled));
                    unfilledTotal += unfilled;
                    break;
                default:
                    Assert.True(engine.Cancel(id, out _));
                    break;
            }
            Add(engine.Fills, ref fills, ref volume, ref turnover);
        }
        long live = 0;
        for (int slot = 1; slot <= engine.HighestSlot; slot++)
            live += engine.TryOrderInSlot(slot, out RestingOrder order) ? order.Quantity : 0;
        Assert.Equal(Number("fills"), fills);
        Assert.Equal(Number("volume_lots"), volume);
        Assert.Equal(Number("notional_ticks_lots"), turnover);
        Assert.Equal(Number("unfilled_market_lots"), unfilledTotal);
        Assert.Equal(Number("live_orders_end"), engine.OrderCount);
        Assert.Equal(Number("live_qty_end"), live);

        long Number(string name) => expected.GetProperty(name).GetInt64();
    }

    private static string Generate(string folder, string scratch)
    {
        string generator = Path.Combine(scratch, "gen_orders");
        Run("g++", "-O2", "-std=c++17", "-o", generator, Path.Combine(folder, "gen_orders.cpp"));
        string flow = Path.Combine(scratch, "orders_1m.bin");
        Run(generator, "1000000", "42", flow, "/dev/null", Path.Combine(scratch, "expect.json"));
        return flow;
    }

    private static void Run(string program, params string[] arguments)
    {
        Process? process = null;
        try
        {
            process = Process.Start(new ProcessStartInfo(program, arguments));
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            Assert.Skip($"{program} cannot be started, so the flow cannot be generated: {exception.Message}");
        }
        using (process!)
        {
            process!.WaitForExit();
            Assert.Equal(0, process.ExitCode);
        }
    }

    private static void Add(ReadOnlySpan<Fill> fills, ref long count, ref long volume, ref long turnover)
    {
        foreach (ref readonly Fill fill in fills)
        {
            count++;
            volume += fill.Quantity;
            turnover += fill.Quantity * fill.Price;
        }
    }
}
