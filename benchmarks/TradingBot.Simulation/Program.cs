using System.Diagnostics;
using System.Globalization;
using TradingBot.Simulation;

// Deterministic simulation: many seeds, or one with all that happens in it. See docs/RELIABILITY.md.
const string Usage = """
    usage: TradingBot.Simulation [--seeds N] [--from SEED] [--bug NAME] [--threads N]     runs N seeds (default 1000) from SEED (default 1)
           TradingBot.Simulation --seed SEED [--bug NAME]                                 runs one seed and prints what happens
    exit code 0: all invariants hold; 1: a seed breaks one, and is printed; 2: wrong usage
    """;
Dictionary<string, string> options = [];
for (int at = 0; at < args.Length; at += 2)
{
    if (at + 1 == args.Length || args[at] is not ("--seeds" or "--from" or "--bug" or "--threads" or "--seed"))
    {
        Console.Error.WriteLine($"'{args[at]}' is not understood\n{Usage}");
        return 2;
    }
    options[args[at]] = args[at + 1];
}
PlantedBug bug = PlantedBug.None;
if (!TryNumber("--seeds", 1_000, out int seeds) || !TryNumber("--from", 1, out int from) || !TryNumber("--threads", Environment.ProcessorCount, out int threads)
    || !TryNumber("--seed", 0, out int only) || (options.TryGetValue("--bug", out string? name) && !Enum.TryParse(name, ignoreCase: true, out bug)))
{
    Console.Error.WriteLine($"numbers should be 1 or more, and a bug one of {string.Join(", ", Enum.GetNames<PlantedBug>())}\n{Usage}");
    return 2;
}
if (options.ContainsKey("--seed"))
{
    RunResult result = SimulatedRun.Of(only, bug, Console.WriteLine);
    Console.WriteLine($"{result.Totals}\ndigest {result.Digest}");
    foreach (string broken in result.Broken) Console.WriteLine($"BROKEN {broken}");
    return result.Holds ? 0 : 1;
}
long started = Stopwatch.GetTimestamp();
SeedRange range = SeedRange.Run(from, seeds, threads, bug, failed =>
    Console.WriteLine($"seed {failed.Seed}: {failed.Broken[0].Split('\n')[0]}\n    again: dotnet run -c Release --project benchmarks/TradingBot.Simulation -- --seed {failed.Seed}{(bug == PlantedBug.None ? "" : $" --bug {bug}")}"));
Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
    $"{range.Runs} seeds from {from}, {range.Failed} broken, {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s\n{range.Totals}"));
return range.Failed == 0 ? 0 : 1;

bool TryNumber(string option, int usual, out int value)
{
    value = usual;
    return !options.TryGetValue(option, out string? text) || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= 1);
}
