using System.Buffers.Binary;
using System.Diagnostics;
using TradingBot.ExchangeSim.Matching;

namespace TradingBot.Benchmarks;

/// <summary>
/// Orders per second of the simulator's matching engine on one thread, on the file <c>orders_1m.bin</c> (header of 16 bytes, then records of 32:
/// u32 operation, u32 side, u64 id, i64 price, i64 quantity, little endian), given as an argument or found in the folder TRADINGBOT_BENCH.
/// The records are decoded beforehand; each round starts with an empty engine; the median of the rounds counts.
/// </summary>
internal static class SimulatorMatchingBenchmark
{
    private const int Rounds = 15;
    private const int HeaderBytes = 16;
    private const int RecordBytes = 32;

    public static int Run(string? path)
    {
        path ??= Path.Combine(Environment.GetEnvironmentVariable("TRADINGBOT_BENCH") ?? "", "orders_1m.bin");
        if (!File.Exists(path))
        {
            Console.Error.WriteLine($"{path}: no such file. Give orders_1m.bin as an argument, or its folder by TRADINGBOT_BENCH.");
            return 2;
        }
        Operation[] flow = Decode(File.ReadAllBytes(path));
        var rates = new List<double>();
        Totals totals = default;
        for (int round = 0; round < Rounds; round++)
        {
            var engine = new MatchingEngine();
            long allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
            long start = Stopwatch.GetTimestamp();
            totals = Play(engine, flow);
            TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
            totals = totals with { AllocatedBytes = GC.GetAllocatedBytesForCurrentThread() - allocatedBefore, LiveOrders = engine.OrderCount };
            rates.Add(flow.Length / elapsed.TotalSeconds);
        }
        rates.Sort();
        Console.WriteLine(FormattableString.Invariant($"matching: {flow.Length:N0} operations, {Rounds} rounds, one thread"));
        Console.WriteLine(FormattableString.Invariant($"  operations/s  median {rates[Rounds / 2]:N0}  best {rates[^1]:N0}  worst {rates[0]:N0}"));
        Console.WriteLine(FormattableString.Invariant($"  fills {totals.Fills:N0}  volume {totals.Volume:N0}  price x quantity {totals.Turnover:N0}  live orders {totals.LiveOrders:N0}"));
        Console.WriteLine(FormattableString.Invariant($"  bytes allocated in the last round: {totals.AllocatedBytes:N0}"));
        return 0;
    }

    private static Totals Play(MatchingEngine engine, Operation[] flow)
    {
        long fills = 0, volume = 0, turnover = 0;
        foreach (ref readonly Operation operation in flow.AsSpan())
        {
            if (operation.Kind == 0)
                engine.PlaceLimit(operation.Id, operation.Side, operation.Price, operation.Quantity);
            else if (operation.Kind == 1)
                engine.PlaceMarket(operation.Id, operation.Side, operation.Quantity, out _);
            else
            {
                engine.Cancel(operation.Id, out _);
                continue;
            }
            foreach (ref readonly Fill fill in engine.Fills)
            {
                fills++;
                volume += fill.Quantity;
                turnover += fill.Quantity * fill.Price;
            }
        }
        return new Totals(fills, volume, turnover, 0, 0);
    }

    private static Operation[] Decode(byte[] file)
    {
        var flow = new Operation[(file.Length - HeaderBytes) / RecordBytes];
        for (int at = 0; at < flow.Length; at++)
        {
            ReadOnlySpan<byte> record = file.AsSpan(HeaderBytes + at * RecordBytes, RecordBytes);
            flow[at] = new Operation(
                BinaryPrimitives.ReadUInt32LittleEndian(record),
                (Side)BinaryPrimitives.ReadUInt32LittleEndian(record[4..]),
                BinaryPrimitives.ReadInt64LittleEndian(record[8..]),
                BinaryPrimitives.ReadInt64LittleEndian(record[16..]),
                BinaryPrimitives.ReadInt64LittleEndian(record[24..]));
        }
        return flow;
    }

    private readonly record struct Operation(uint Kind, Side Side, long Id, long Price, long Quantity);

    private readonly record struct Totals(long Fills, long Volume, long Turnover, int LiveOrders, long AllocatedBytes);
}
