using TradingBot.Benchmarks;

// Each benchmark is a word on the command line; what it needs and prints is said at its class.
switch (args)
{
    case ["matching", .. string[] rest]:
        return SimulatorMatchingBenchmark.Run(rest.FirstOrDefault());
    case ["simulator-messages", ..]:
        return await SimulatorMessagesBenchmark.RunAsync();
    case ["engine", ..]:
        return EngineBenchmark.Run();
    case ["feed-latency", ..]:
        return await FeedLatencyBenchmark.RunAsync();
    case ["frames", .. string[] rest]:
        return FramesBenchmark.Run(rest.FirstOrDefault());
    case ["history", ..]:
        return await HistoryBenchmark.RunAsync();
    case ["audit", .. string[] rest]:
        return await AuditBenchmark.RunAsync(rest.FirstOrDefault());
    case ["journal", ..]:
        return await JournalBenchmark.RunAsync();
    case ["recording", .. string[] rest]:
        return RecordingBenchmark.Run(rest.FirstOrDefault());
    default:
        await Console.Error.WriteLineAsync("Usage: TradingBot.Benchmarks matching [ORDERS_FILE] | simulator-messages | engine | feed-latency | frames [NDJSON_FILE] | recording [NDJSON_FILE] | history | audit [ROWS] | journal");
        return 2;
}
