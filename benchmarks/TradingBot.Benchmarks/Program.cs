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
    case ["frames", .. string[] rest]:
        return FramesBenchmark.Run(rest.FirstOrDefault());
    default:
        await Console.Error.WriteLineAsync("Usage: TradingBot.Benchmarks matching [ORDERS_FILE] | simulator-messages | engine | frames [NDJSON_FILE]");
        return 2;
}
