namespace TradingBot.ExchangeSim.Hosting;

/// <summary>Short names on the command line for the settings that are changed most.</summary>
internal static class Switches
{
    public const string Help = """
        The exchange simulator: an exchange in one process, with the public interfaces of Binance and KuCoin.

          --seed NUMBER     seed of the generated market                            (Simulator:Seed, 42)
          --start TIME      simulated time at which it starts, ISO 8601             (Simulator:StartTime, now)
          --speed NUMBER    simulated seconds per second, 0 to 1000;                (Simulator:Speed and Recording:Speed, 1)
                            0: as fast as the slowest client reads
          --paused          time stands until POST /sim/resume                      (Simulator:StartPaused, false)
          --history SPAN    how far candles reach back before the market opened     (Simulator:CandleHistory, 00:00:00)
          --recording FILE  play a recording instead; may be given several times    (Recording:Files)
          --faults FILE     faults by schedule: a JSON list, see docs/SIMULATOR.md          (Simulator:Faults)
          --urls ADDRESS    where it listens                                        (urls, http://127.0.0.1:3005)
          --help            this text

        And, as --Section:Key=value, whatever else can be set:

          Simulator:WarmUp             how long before the start the market opened     (00:10:00)
          Simulator:MoreSymbols        small symbols beside the three, 0 to 500        (0)
          Simulator:SendQueueLength    messages that may wait for a client             (20000)
          Simulator:EnforceRateLimits  refuse requests above a venue's limits          (true)
          Simulator:Limits:…           the venues' limits, each 0 to switch it off     (as documented)
          Simulator:Faults:N:…         one fault of the schedule, field by field
          Simulator:FaultSeed          seed of random faults; none without it
          Simulator:FaultsPerMinute    random faults in a simulated minute             (2)
          Simulator:FaultChoice        what random faults are drawn from
          Recording:KeepTimes          leave event times as recorded                   (false)
          Recording:AtEnd              loop or stop                                    (loop)

        docs/SIMULATOR.md tells more of each.
        The same seed and start give the same messages, byte for byte, at any speed.
        """;

    private static readonly Dictionary<string, string[]> Keys = new(StringComparer.Ordinal)
    {
        ["--faults"] = ["faults"],
        ["--seed"] = ["Simulator:Seed"],
        ["--start"] = ["Simulator:StartTime"],
        ["--speed"] = ["Simulator:Speed", "Recording:Speed"],
        ["--history"] = ["Simulator:CandleHistory"],
    };

    public static bool AskForHelp(string[] arguments) => arguments.Any(argument => argument is "--help" or "-h" or "-?");

    /// <summary>The arguments with every short name written out.</summary>
    /// <exception cref="InvalidDataException">A switch lacks its value.</exception>
    public static string[] Expand(string[] arguments)
    {
        var expanded = new List<string>();
        int recordings = 0;
        for (int at = 0; at < arguments.Length; at++)
        {
            int equals = arguments[at].IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? arguments[at] : arguments[at][..equals];
            string Value() => equals >= 0 ? arguments[at][(equals + 1)..]
                : at + 1 < arguments.Length && !arguments[at + 1].StartsWith("--", StringComparison.Ordinal) ? arguments[++at]
                : throw new InvalidDataException($"{name} needs a value; --help shows which.");
            if (name == "--paused")
                expanded.Add("--Simulator:StartPaused=true");
            else if (name == "--recording")
                expanded.Add($"--Recording:Files:{recordings++}={Value()}");
            else if (Keys.TryGetValue(name, out string[]? keys))
            {
                string value = Value();
                expanded.AddRange(keys.Select(key => $"--{key}={value}"));
            }
            else
                expanded.Add(arguments[at]);
        }
        return [.. expanded];
    }
}
