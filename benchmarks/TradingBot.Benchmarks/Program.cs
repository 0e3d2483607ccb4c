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
    default:
        await Console.Error.WriteLineAsync("Usage: TradingBot.Benchmarks matching [ORDERS_FILE] | simulator-messages | engine");
        return 2;
}
